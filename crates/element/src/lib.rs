//! What of the custom element `<patient-timeline>` is Rust: one handle for
//! each element, the engine for its worker, and the forms in which events and
//! contexts cross. The class itself is `js/element.js`.

mod context;
#[cfg(not(target_arch = "wasm32"))]
pub mod contract;
mod events;
mod handle;
mod worker;

pub use handle::TimelineHandle;
pub use worker::WorkerEngine;
