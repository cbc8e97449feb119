//! All that is known of one entry, for the detail beside the list.

use timeline_model::{Detail, EntryId, HeldCopy, Linked, RecordKey};

use crate::{
    clock::Clock,
    engine::source_of,
    record::{Folded, Record},
    source::Source,
};

/// The detail of an entry; `None` where it is no more. A covered entry has its
/// row and the sources that hold it, and nothing else.
pub fn detail(
    record: &Record,
    sources: &mut [Source],
    clock: &Clock,
    id: EntryId,
) -> Option<Detail> {
    let folded = record.find(id)?;
    let row = folded.row.clone();
    if row.marks.has(timeline_model::Mark::Covered) {
        let copies = row.sources.iter().map(|source| HeldCopy {
            source: *source,
            ..HeldCopy::default()
        });
        return Some(Detail {
            copies: copies.collect(),
            row,
            ..Detail::default()
        });
    }
    let copies = folded
        .members
        .iter()
        .filter_map(|key| held_copy(sources, clock, *key))
        .collect();
    Some(Detail {
        row,
        copies,
        differing: folded.group.differing.clone(),
        reasons: folded.group.reasons.clone(),
        possible: linked(record, folded),
    })
}

fn held_copy(sources: &mut [Source], clock: &Clock, key: RecordKey) -> Option<HeldCopy> {
    let source = source_of(sources, key)?;
    let entry = source.entry(key)?;
    let mut copy = HeldCopy {
        source: key.source,
        resource: entry.resource.clone(),
        start: entry.when.start.map(|date| clock.local(date)),
        end: entry.when.end.map(|date| clock.local(date)),
        basis: entry.when.basis,
        recorded: entry.recorded.map(|date| clock.local(date)),
        facts: entry.told(),
        narrative: Vec::new(),
        original: String::new(),
    };
    for fact in &mut copy.facts {
        fact.when = fact.when.map(|date| clock.local(date));
    }
    copy.original = source.originals(key);
    copy.narrative = source.narrative(&copy.original);
    Some(copy)
}

fn linked(record: &Record, folded: &Folded) -> Vec<Linked> {
    let mut linked = Vec::new();
    for (id, reasons) in &folded.possible {
        let Some(Folded { row, .. }) = record.find(*id) else {
            continue;
        };
        let covered = row.marks.has(timeline_model::Mark::Covered);
        linked.push(Linked {
            id: *id,
            kind: row.kind,
            title: row.title.clone(),
            start: row.start,
            reasons: if covered { Vec::new() } else { reasons.clone() },
        });
    }
    linked
}
