//! What the tests of feeds share.
#![allow(
    clippy::unwrap_used,
    dead_code,
    reason = "test support, shared by several tests"
)]

use timeline_feed::{Mapping, Reader};
use timeline_json::{Arena, parse};
use timeline_model::{Entry, Field};

/// A reader by a mapping of which only the list and the rules matter.
pub fn by(inside: &str) -> Reader {
    let text = format!(r#"{{"path": "/x", {inside}}}"#);
    let arena = Arena::new();
    let mapping = Mapping::read(&parse(text.as_bytes(), &arena).unwrap(), "").unwrap();
    Reader::new(0, mapping.into())
}

/// The texts of an entry's facts of one field.
pub fn texts(entry: &Entry, field: Field) -> Vec<String> {
    let facts = entry.told().into_iter().filter(|fact| fact.field == field);
    facts.map(|fact| fact.text).collect()
}
