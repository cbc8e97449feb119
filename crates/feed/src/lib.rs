//! Any other JSON to entries, by a mapping that is declared in a source's
//! configuration.
//!
//! [`Mapping::read`] reads the declaration and names every fault at once;
//! [`Reader`] reads pages by it, in the same shape as the FHIR reader does.
//! Fields are named by RFC 6901 pointers: those of the patient, the items and
//! the next page from the front of the page, all others from the item.

mod check;
mod dates;
mod fields;
mod item;
mod mapping;
mod page;
mod reader;

pub use check::MappingFault;
pub use mapping::Mapping;
pub use reader::Reader;
