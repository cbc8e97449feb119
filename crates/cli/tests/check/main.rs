//! `timeline check` against sources that are good, and against each kind of
//! broken one: one helpful line each.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

mod answers;
mod configuration;
mod origins;
mod server;
mod tool;
mod way;
