//! Any other JSON, and CSV, to entries, by a mapping that is declared in a
//! source's configuration.
//!
//! [`Mapping::read`] reads the declaration and names every fault at once;
//! [`Reader`] reads pages by it, in the same shape as the FHIR reader does.
//! Fields are named by RFC 6901 pointers: those of the patient, the items and
//! the next page from the front of the page, all others from the item.

mod check;
mod csv;
mod dates;
mod item;
mod mapping;
mod names;
mod page;
mod person;
mod place;
mod reader;
mod row;
mod rule;

pub use check::MappingFault;
pub use mapping::Mapping;
pub use reader::Reader;
