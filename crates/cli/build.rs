//! The pages and the demonstration's data are embedded: a changed file there
//! builds the program again.

fn main() {
    println!("cargo:rerun-if-changed=../../www");
}
