//! What is shared of a resource, where not all kinds are. It is loaded before
//! any engine whose configuration has an agreement (`crates/element/js`).

use timeline_json::{Arena, Value, parse};
use timeline_model::Disposition;

use super::Gathered;
use crate::{record::Record, share};

/// Reads a resource that is shared from what may be told of it, and keeps no
/// other bytes; `bytes` are its own, empty for one that stood in another.
pub(super) fn on_demand(
    gathered: &mut Gathered,
    bytes: &[u8],
    value: &Value<'_>,
    mut record: Record,
    nature: Option<Disposition>,
    repaired: bool,
) {
    let cut = share::cut(value, gathered.shared, bytes.is_empty());
    let own = cut.as_ref().map_or(bytes, |cut| cut.as_bytes());
    let arena = Arena::new();
    let Ok(value) = parse(own, &arena) else {
        return;
    };
    let first = (gathered.records.len(), gathered.problems.len());
    let (key, before) = (record.key, record.start);
    (record.start, record.end) = (0, own.len());
    gathered.read(own, &value, record, nature, repaired);
    if !bytes.is_empty() {
        gathered.contained(own, &value, key);
    }
    for record in gathered.records.iter_mut().skip(first.0) {
        record.start += gathered.kept.len();
        record.end += gathered.kept.len();
    }
    for problem in gathered.problems.iter_mut().skip(first.1) {
        problem.offset += before as u32;
    }
    gathered.kept.extend_from_slice(own);
}
