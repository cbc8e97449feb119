//! The engine: it owns the record of one patient in one context.
//!
//! Messages of [`timeline_model::protocol`] go in by [`Engine::receive`] and
//! come out through [`Environment::publish`]. In between lies a one-way pipe:
//! plan the requests of each source, fetch page by page, read pages into
//! entries, merge the entries of all sources, publish what changed.
//!
//! Everything that touches the world goes through [`Environment`]: requests,
//! the clock, time zones, timers and tasks. The browser's is `Browser`; tests
//! script their own.

mod access;
pub mod agreement;
mod allergy;
mod ask;
mod backoff;
#[cfg(feature = "browser")]
mod browser;
mod by_hand;
mod carry;
mod clock;
pub mod config;
mod current;
mod death;
mod detail;
mod disclosure;
mod document;
mod engine;
mod environment;
mod family;
mod feeds;
mod gaps;
mod gate;
mod host;
mod identity;
mod involved;
mod load;
mod maps;
pub mod plan;
mod race;
mod record;
mod rows;
mod search;
mod share;
mod sign_in;
mod source;
mod strands;
mod ties;
mod trend;
mod warning;
mod who;

#[cfg(feature = "browser")]
pub use browser::{Browser, headers};
pub use config::Config;
pub use engine::Engine;
pub use environment::{Body, Environment, FetchError, Request, Response, Task};
