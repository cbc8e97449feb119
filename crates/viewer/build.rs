//! Leaves out of the style what is only for readers: it is shipped as it is.

use std::{env, fs, io, path::Path};

/// The parts of the style in the order in which they count: what is said of
/// little room and of paper comes last.
const PARTS: [&str; 10] = [
    "tokens", "page", "head", "tools", "overview", "list", "pane", "states", "room", "print",
];

/// The parts of what is drawn on demand alone. They count more than the others.
const LATER: [&str; 4] = ["dialog", "lanes", "pins", "detail"];

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=src/style");
    write("style.css", &PARTS)?;
    write("later.css", &LATER)
}

fn write(name: &str, parts: &[&str]) -> io::Result<()> {
    let mut style = String::new();
    for part in parts {
        style.push_str(&fs::read_to_string(format!("src/style/{part}.css"))?);
    }
    let folder = env::var_os("OUT_DIR").unwrap_or_default();
    fs::write(Path::new(&folder).join(name), small(&style))
}

/// The style without comments, without blanks that part nothing, and without
/// the nought before a point.
fn small(style: &str) -> String {
    let mut small = String::new();
    let mut rest = style;
    while let Some(letter) = rest.chars().next() {
        let length = match letter {
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' => {
                let inner = rest.get(1..).unwrap_or_default();
                let end = inner.find('"').map_or(rest.len(), |end| end + 2);
                small.push_str(rest.get(..end).unwrap_or_default());
                end
            }
            '0' if rest.starts_with("0.") && !small.ends_with(char::is_alphanumeric) => 1,
            _ if letter.is_whitespace() => {
                let parts = |letter: char| !"{};,:>".contains(letter);
                if small.ends_with(|last: char| parts(last) && last != ' ') {
                    small.push(' ');
                }
                letter.len_utf8()
            }
            _ => {
                if "{};,>".contains(letter) && small.ends_with(' ') {
                    small.pop();
                }
                if letter == '}' && small.ends_with(';') {
                    small.pop();
                }
                small.push(letter);
                letter.len_utf8()
            }
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    small
}
