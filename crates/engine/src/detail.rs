//! All that is known of one entry, for the detail beside the list.

use timeline_merge::Group;
use timeline_model::{
    Detail, EntryId, Fact, Field, FoldReason, FoldReasonKind, HeldCopy, Linked, Mark, RecordKey,
    Relation,
};

use crate::{
    clock::Clock,
    document::{Place, listed, shortened},
    engine::source_of,
    family::family,
    record::{Folded, Record},
    source::Source,
    trend::trend,
};

/// The detail of an entry; `None` where it is no more. A covered entry has its
/// row and the sources that hold it, and nothing else.
pub fn detail(
    record: &Record,
    sources: &mut [Source],
    clock: &Clock,
    place: &Place<'_>,
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
        if let Some(copy) = held_copy(sources, clock, place, *key) {
            detail.copies.push(copy);
        }
    }
    if let Some(group) = record.group(folded) {
        detail.differing = group.differing.clone();
        detail.reasons = record.reasons(group);
        // The rest of an entry that was parted is held together as well.
        let joined = folded.row.marks.has(Mark::JoinedByHand);
        if !joined {
            drop_kind(&mut detail.reasons, FoldReasonKind::ByHand);
        }
        detail.possible = linked(record, folded, group);
    }
    detail.family = family(record, sources, folded);
    detail.trend = trend(record, sources, folded);
    Some(detail)
}

fn held_copy(
    sources: &mut [Source],
    clock: &Clock,
    place: &Place<'_>,
    key: RecordKey,
) -> Option<HeldCopy> {
    let source = source_of(sources, key)?;
    let entry = source.entry(key)?;
    let mut copy = HeldCopy {
        id: EntryId::of(key),
        source: key.source,
        in_error: entry.marks.entered_in_error,
        resource: entry.resource.clone(),
        reference: entry.alias.clone(),
        start: entry.when.start,
        end: entry.when.end,
        basis: entry.when.basis,
        recorded: entry.recorded,
        facts: entry.told(),
        ..HeldCopy::default()
    };
    let mut updated = Fact::new(Field::Updated, String::new());
    updated.when = entry.updated;
    updated.insert_into(&mut copy.facts);
    for date in [&mut copy.start, &mut copy.end, &mut copy.recorded] {
        clock.set(date);
    }
    for fact in &mut copy.facts {
        clock.set(&mut fact.when);
    }
    copy.open_in = place.open_in(source, &copy.reference);
    copy.original = source.originals(key);
    copy.narrative = source.narrative(&copy.original);
    copy.attachments = listed(source, place, &copy.original);
    for attachment in &mut copy.attachments {
        clock.set(&mut attachment.created);
    }
    if let Some(short) = shortened(&copy.original) {
        copy.original = short;
        copy.shortened = true;
    }
    Some(copy)
}

/// Leaves out the reasons of a kind.
#[inline(never)]
fn drop_kind(reasons: &mut Vec<FoldReason>, kind: FoldReasonKind) {
    reasons.retain(|reason| reason.kind != kind);
}

/// The entries that may be the same, and those from which it was parted by
/// hand, each with what speaks for and against.
fn linked(record: &Record, folded: &Folded, group: &Group) -> Vec<Linked> {
    let parted = record.parted_from(folded);
    let mut others = parted.clone();
    for first in &group.possible {
        others.extend(record.find(EntryId::of(*first)));
    }
    let mut linked: Vec<Linked> = Vec::new();
    for (n, other) in others.into_iter().enumerate() {
        if linked.iter().any(|known| known.row.id == other.row.id) {
            continue;
        }
        let mut reasons = Vec::new();
        if let Some(other_group) = record.group(other)
            && !other.row.marks.has(Mark::Covered)
        {
            reasons = record.reasons_between(group, other_group);
            if n < parted.len() {
                drop_kind(&mut reasons, FoldReasonKind::SeveralCandidates);
                reasons.push(FoldReason {
                    kind: FoldReasonKind::PartedByHand,
                    about: String::new(),
                });
            }
        }
        linked.push(Linked {
            row: other.row.clone(),
            relation: Relation::Linked,
            reasons,
        });
    }
    linked
}
