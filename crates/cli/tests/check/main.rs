//! `timeline check` against sources that are good, and against each kind of
//! broken one: one helpful line each.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

mod agreements;
mod answers;
mod configuration;
mod demo;
mod origins;
mod patient;
mod server;
mod sign_in;
mod source;
mod tool;
mod way;
