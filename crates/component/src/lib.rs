//! `<Timeline/>` for Leptos applications, and what the custom element is made
//! of: a [`Session`] joins the viewer to an engine over the protocol, in a
//! worker or on the page's own thread.

#[cfg(feature = "leptos")]
mod host;
mod link;
mod mount;
mod session;
#[cfg(feature = "leptos")]
mod timeline;

#[cfg(feature = "leptos")]
pub use host::{Host, HostFunction, HostResponse, Wanted};
pub use link::Place;
pub use mount::{Mounted, Options, mount};
pub use session::{MayOpen, Notice, Session, plain};
#[cfg(feature = "leptos")]
pub use timeline::{Configuration, Timeline};
pub use timeline_viewer::{FoldAction, Folding, Opening, Settings};
