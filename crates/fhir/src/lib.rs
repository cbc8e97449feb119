//! FHIR JSON of any version (DSTU2, STU3, R4, R4B, R5) to entries and
//! problems.
//!
//! [`Reader`] takes the pages of one source as bytes: bundles of any type,
//! single resources, or one resource a line. Each resource received gets one
//! record key and one disposition; a bad field costs a field, a bad resource
//! costs a resource, and each is a problem with its place. There are no typed
//! FHIR models: `resources::kinds` is a table of what names, dates and states
//! each kind, `resources::members` a dictionary of what any other member gives,
//! over all versions; a kind has a file of its own where no table can say it.

mod absence;
mod attachment;
mod bounds;
mod choice;
mod codes;
mod concept_map;
mod concern;
mod draft;
mod family;
mod gather;
mod index;
mod join;
mod kept;
mod missing;
mod names;
mod narrative;
mod offer;
mod operation;
mod page;

mod person;
mod place;
mod reader;
mod receive;
mod record;
mod reference;
mod resolve;
mod resources;
mod security;
mod share;
mod status;
mod subject;
mod timing;
mod value;
mod view;
mod words;

pub use attachment::{Attached, Binary, attached_data, attachments, binary};
pub use bounds::{Bounds, bounds};
pub use concept_map::concept_map;
pub use narrative::narrative;
pub use offer::Offer;
pub use operation::{certain, day, match_parameters, structured_record};
pub use reader::Reader;
pub use resources::{kinds_of, types_of};
pub use subject::Subject;
