//! Feeds, in builds that read them. A page whose sources all speak FHIR loads
//! a build without: there, no mapping can be, and so no reader of one.

#[cfg(not(feature = "feeds"))]
mod none;

#[cfg(not(feature = "feeds"))]
pub use none::{Mapping, Reader};
#[cfg(feature = "feeds")]
pub use timeline_feed::{Mapping, Reader};
