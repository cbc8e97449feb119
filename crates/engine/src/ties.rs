//! Which entry is folded under which, and in which encounter it happened, where
//! the sources say so.

use core::cmp::Ordering;

use timeline_merge::{first_from, sort};
use timeline_model::{Entry, EntryId, Kind, Mark, RecordKey, Role, Row, protocol::Patch};

use crate::record::Folded;

/// A reference from one record to another of the same source, by which the two
/// may stand together.
#[derive(Clone, Copy)]
pub struct Tie {
    from: RecordKey,
    to: RecordKey,
    role: Role,
}

/// Adds the ties of an entry. A list gathers what it likes over years, and is
/// the head of nothing.
pub fn add(ties: &mut Vec<Tie>, entry: &Entry) {
    for reference in &entry.references {
        let role = reference.role;
        let gathers = role == Role::Member && entry.resource != "List";
        if let Some(to) = reference.key
            && (gathers || matches!(role, Role::Encounter | Role::Request))
        {
            let from = entry.key;
            ties.push(Tie { from, to, role });
        }
    }
}

/// Says of each entry, by id, what it is folded under and happened in, and adds
/// those of which that changed to the patch.
pub fn relate(folded: &mut [Folded], ties: &[&[Tie]], patch: &mut Patch) {
    let mut told: Vec<[Option<u32>; 2]> = vec![[None; 2]; folded.len()];
    let keys = match ties.iter().all(|ties| ties.is_empty()) {
        true => Vec::new(),
        false => keys(folded),
    };
    // Ties stand in the order of the records that they are from, and what one
    // gathers names it again and again.
    let mut behind = keys.as_slice();
    let mut named = (None, None);
    for tie in ties.iter().copied().flatten() {
        let before = behind.iter().take_while(|own| **own < packed(tie.from));
        behind = behind.get(before.count()..).unwrap_or_default();
        if named.0 != Some(tie.to) {
            named = (Some(tie.to), place(&keys, tie.to));
        }
        let (Some(from), Some(to)) = (
            place(behind.get(..1).unwrap_or_default(), tie.from),
            named.1,
        ) else {
            continue;
        };
        let row = |place: u32| folded.get(place as usize).map(|folded| &folded.row);
        let (Some(own), Some(other)) = (row(from), row(to)) else {
            continue;
        };
        if from == to || is_covered(own) || is_covered(other) {
            continue;
        }
        let (of, to, which) = match tie.role {
            Role::Encounter if happened_in(own, other) => (from, to, 1),
            Role::Member if gathers(own, other) => (to, from, 0),
            Role::Request if is_issue(own, other) => (from, to, 0),
            _ => continue,
        };
        // Of several the newest, whatever the order of arrival.
        let newer = |now: u32| match (row(to), row(now)) {
            (Some(new), Some(old)) => new.newest_first(old) == Ordering::Less,
            _ => false,
        };
        let slot = told
            .get_mut(of as usize)
            .and_then(|told| told.get_mut(which));
        if let Some(slot) = slot
            && slot.is_none_or(newer)
        {
            *slot = Some(to);
        }
    }
    let ids: Vec<EntryId> = folded.iter().map(|folded| folded.row.id).collect();
    let id = |place: Option<u32>| ids.get(place? as usize).copied();
    let sent = patch.upserts.len();
    for (folded, [head, within]) in folded.iter_mut().zip(told) {
        let (head, within) = (id(head), id(within));
        let row = &mut folded.row;
        if row.head == head && row.within == within {
            continue;
        }
        (row.head, row.within) = (head, within);
        // What is sent so far is sorted by id.
        let new = patch.upserts.get_mut(..sent).unwrap_or_default();
        let at = new.partition_point(|own| own.id < row.id);
        match new.get_mut(at) {
            Some(own) if own.id == row.id => own.clone_from(row),
            _ => patch.upserts.push(row.clone()),
        }
    }
}

/// What is covered says nothing of what it belongs with.
fn is_covered(row: &Row) -> bool {
    row.marks.has(Mark::Covered)
}

fn happened_in(row: &Row, other: &Row) -> bool {
    row.kind != Kind::Encounter && other.kind == Kind::Encounter
}

/// Whether `head` gathers `row` as a report or panel does its results. What is
/// live is not folded under what was entered in error.
fn gathers(head: &Row, row: &Row) -> bool {
    matches!(head.kind, Kind::Report | Kind::Result | Kind::VitalSign)
        && matches!(row.kind, Kind::Report | Kind::Result | Kind::VitalSign)
        && !head.marks.has(Mark::EnteredInError)
}

/// Whether `row` is a supply or administration of the medicine `head`.
fn is_issue(row: &Row, head: &Row) -> bool {
    row.kind == Kind::Medicine
        && head.kind == Kind::Medicine
        && !head.marks.has(Mark::EnteredInError)
}

/// The record keys of all entries, each with its entry's place, sorted.
fn keys(folded: &[Folded]) -> Vec<u128> {
    let mut keys = Vec::with_capacity(folded.len());
    for (place, folded) in (0_u32..).zip(folded) {
        for key in &folded.members {
            keys.push(packed(*key) | u128::from(place));
        }
    }
    sort(&mut keys);
    keys
}

fn packed(key: RecordKey) -> u128 {
    u128::from(key.source) << 96 | u128::from(key.page) << 64 | u128::from(key.place) << 32
}

/// The place of the entry that holds a record.
fn place(keys: &[u128], key: RecordKey) -> Option<u32> {
    let key = packed(key);
    let found = keys.get(first_from(keys, key))?;
    (found >> 32 == key >> 32).then_some(*found as u32)
}
