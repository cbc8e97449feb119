//! All that is known of one entry, for the detail beside the list.

use timeline_merge::Group;
use timeline_model::{Detail, EntryId, HeldCopy, Linked, Mark, RecordKey, Relation};

use crate::{clock::Clock, engine::source_of, family::family, record::Record, source::Source};

/// The detail of an entry; `None` where it is no more. A covered entry has its
/// row and the sources that hold it, and nothing else.
pub fn detail(
    record: &Record,
    sources: &mut [Source],
    clock: &Clock,
    id: EntryId,
) -> Option<Detail> {
    let folded = record.find(id)?;
    let mut detail = Detail {
        row: folded.row.clone(),
        ..Detail::default()
    };
    if detail.row.marks.has(Mark::Covered) {
        for source in &folded.row.sources {
            detail.copies.push(HeldCopy {
                source: *source,
                ..HeldCopy::default()
            });
        }
        return Some(detail);
    }
    for key in &folded.members {
        if let Some(copy) = held_copy(sources, clock, *key) {
            detail.copies.push(copy);
        }
    }
    if let Some(group) = record.group(folded) {
        detail.differing = group.differing.clone();
        detail.reasons = record.reasons(group);
        detail.possible = linked(record, group);
    }
    detail.family = family(record, sources, folded);
    Some(detail)
}

fn held_copy(sources: &mut [Source], clock: &Clock, key: RecordKey) -> Option<HeldCopy> {
    let source = source_of(sources, key)?;
    let entry = source.entry(key)?;
    let mut copy = HeldCopy {
        source: key.source,
        resource: entry.resource.clone(),
        start: entry.when.start,
        end: entry.when.end,
        basis: entry.when.basis,
        recorded: entry.recorded,
        facts: entry.told(),
        ..HeldCopy::default()
    };
    for date in [&mut copy.start, &mut copy.end, &mut copy.recorded] {
        clock.set(date);
    }
    for fact in &mut copy.facts {
        clock.set(&mut fact.when);
    }
    copy.original = source.originals(key);
    copy.narrative = source.narrative(&copy.original);
    Some(copy)
}

fn linked(record: &Record, group: &Group) -> Vec<Linked> {
    let mut linked = Vec::new();
    for first in &group.possible {
        let Some(other) = record.find(EntryId::of(*first)) else {
            continue;
        };
        let row = &other.row;
        linked.push(Linked {
            row: row.clone(),
            relation: Relation::Linked,
            reasons: match record.group(other) {
                Some(other) if !row.marks.has(Mark::Covered) => {
                    record.reasons_between(group, other)
                }
                _ => Vec::new(),
            },
        });
    }
    linked
}
