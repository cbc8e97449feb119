//! One Wasm made into two: what a page needs until the timeline is shown, and what is loaded on demand.
//!
//! In Rust the way to the second is a function named `on_demand` that is called by a pointer, once the script has
//! said that the second is here (`crates/viewer/src/later.rs`). What nothing but such functions leads to goes along:
//! functions, the slots of the table that closures and traits are called by, and data. Both share one memory and one
//! table, so that pointers, closures and the record pass between them as if they were one.

mod divide;
mod graph;
mod module;
mod on_demand;
mod write;

pub use divide::{Divided, divide};
pub use graph::on_demand;
pub use write::{is_shared, is_shared_alike};
