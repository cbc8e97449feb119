use timeline_model::{Entry, Field, FoldReason, RecordKey};

use crate::{CodeMap, Merger, Overrides};

/// The entries of all sources as one record, at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// Every entry is in exactly one; by the smallest record key.
    pub groups: Vec<Folded>,
    /// Pairs of groups that may be one event, by their places.
    pub possible: Vec<Possible>,
}

/// One event, as one or more sources hold it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// The places of its copies among the entries given, by record key.
    pub members: Vec<usize>,
    /// The copy whose words and time are shown.
    pub lead: usize,
    /// Why its copies are shown as one; empty where there is one.
    pub reasons: Vec<FoldReason>,
    /// The fields in which copies truly disagree.
    pub differing: Vec<Field>,
}

/// Two groups that may be one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Possible {
    /// The place of the one among the groups; the smaller.
    pub a: usize,
    /// The place of the other.
    pub b: usize,
    /// What speaks for it, and what stood in the way.
    pub reasons: Vec<FoldReason>,
}

/// Groups entries that are copies of one event, each key once, and tells all
/// about the groups. A [`Merger`] does the same bit by bit.
pub fn merge(entries: &[&Entry], overrides: &Overrides) -> Merged {
    merge_by(entries, overrides, CodeMap::default())
}

/// The same with codes joined by a map.
pub fn merge_by(entries: &[&Entry], overrides: &Overrides, map: CodeMap) -> Merged {
    let mut merger = Merger::default();
    merger.set_map(map);
    merger.set_overrides(overrides.clone());
    let firsts = merger.update(&[], entries);
    let mut places = Vec::with_capacity(entries.len());
    for (at, entry) in entries.iter().enumerate() {
        places.push((entry.key, at));
    }
    places.sort_unstable();
    let place = |key: &RecordKey| {
        let at = places.binary_search_by_key(key, |(key, _)| *key);
        at.ok()
            .and_then(|at| places.get(at))
            .map_or(0, |(_, at)| *at)
    };
    let mut merged = Merged::default();
    for (a, first) in firsts.iter().enumerate() {
        let Some(group) = merger.group(*first) else {
            continue;
        };
        merged.groups.push(Folded {
            members: group.members.iter().map(place).collect(),
            lead: place(&group.lead),
            reasons: merger.reasons(group),
            differing: group.differing.clone(),
        });
        for other in &group.possible {
            if let (Ok(b), Some(another)) = (firsts.binary_search(other), merger.group(*other))
                && a < b
            {
                let reasons = merger.reasons_between(group, another);
                merged.possible.push(Possible { a, b, reasons });
            }
        }
    }
    merged
}
