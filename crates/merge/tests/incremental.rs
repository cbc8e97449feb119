//! A record that grows, changes and shrinks bit by bit is what it would be if
//! it had come at once.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use std::collections::BTreeMap;

use common::{LOINC, With, entry};
use proptest::prelude::*;
use timeline_merge::{Group, Merger, Overrides};
use timeline_model::{Entry, Kind, RecordKey, Reference, Role};

/// Reports with their results, contacts and problems, in few sorts, so that
/// copies, rivals and what tells them apart abound.
fn entries() -> impl Strategy<Value = Vec<Entry>> {
    let one = (
        0..4_u16,
        0..5_usize,
        0..8_usize,
        0..4_usize,
        0..40_usize,
        0..5_u8,
    );
    prop::collection::vec(one, 0..48).prop_map(|all| {
        let mut made: Vec<Entry> = Vec::new();
        for (place, (source, sort, time, value, other, extra)) in all.into_iter().enumerate() {
            let (resource, kind, title) = SORTS[sort];
            let mut entry = entry(source, place as u32, resource, kind, title).at(TIMES[time]);
            if kind == Kind::Result {
                entry = entry.valued(["139.2", "139", "5", "72"][value], "mmol/L");
            }
            match extra {
                0 => entry = entry.coded(LOINC, title),
                1 => entry = entry.identified(if value == 0 { "7" } else { "8" }),
                2 => entry.alias = format!("{resource}/{value}"),
                _ => {}
            }
            entry.references.push(Reference {
                role: if kind == Kind::Report {
                    Role::Member
                } else {
                    Role::Encounter
                },
                target: String::new(),
                key: Some(key(source, other as u32)),
            });
            made.push(entry);
        }
        made
    })
}

const SORTS: [(&str, Kind, &str); 5] = [
    ("Observation", Kind::Result, "Sodium"),
    ("Observation", Kind::Result, "Potassium"),
    ("DiagnosticReport", Kind::Report, "Electrolytes"),
    ("Encounter", Kind::Encounter, "Admission"),
    ("Condition", Kind::Problem, "Asthma"),
];

const TIMES: [&str; 8] = [
    "",
    "2019-03",
    "2019-03-30",
    "2019-03-30T08:00:00Z",
    "2019-03-30T08:00:40Z",
    "2019-03-30T12:04:00Z",
    "2019-03-30T13:00:00+01:00",
    "2019-03-31T00:10:00+01:00",
];

fn key(source: u16, place: u32) -> RecordKey {
    RecordKey {
        source,
        page: 0,
        place,
    }
}

/// All groups by their first records.
type Groups = BTreeMap<RecordKey, Group>;

/// Takes in a change and keeps `groups` by what it says alone.
fn apply(merger: &mut Merger, groups: &mut Groups, gone: &[RecordKey], entries: &[&Entry]) {
    let changed = merger.update(gone, entries);
    look_again(merger, groups, &changed);
}

fn look_again(merger: &Merger, groups: &mut Groups, changed: &[RecordKey]) {
    assert!(changed.is_sorted());
    for first in changed {
        match merger.group(*first) {
            Some(group) => drop(groups.insert(*first, group.clone())),
            None => assert!(groups.remove(first).is_some(), "gone, and never there"),
        }
    }
}

fn at_once(entries: &[&Entry], overrides: &Overrides) -> (Merger, Groups) {
    let mut merger = Merger::default();
    merger.set_overrides(overrides.clone());
    let mut groups = Groups::new();
    apply(&mut merger, &mut groups, &[], entries);
    (merger, groups)
}

fn reasons(merger: &Merger, groups: &Groups) -> Vec<String> {
    let mut all = Vec::new();
    for group in groups.values() {
        all.push(format!("{:?}", merger.reasons(group)));
        for other in &group.possible {
            all.push(format!(
                "{:?}",
                merger.reasons_between(group, &groups[other])
            ));
        }
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 400 } else { 4000 }))]

    #[test]
    fn pages_in_any_order_make_what_all_at_once_makes(
        entries in entries(),
        pages in prop::collection::vec(any::<prop::sample::Index>(), 48),
    ) {
        let (whole, expected) = at_once(&entries.iter().collect::<Vec<_>>(), &Overrides::default());
        let (mut merger, mut groups) = (Merger::default(), Groups::new());
        for page in 0..6 {
            let of_page = |(at, _): &(usize, &Entry)| pages[*at].index(6) == page;
            let on_it: Vec<&Entry> = entries.iter().enumerate().filter(of_page).map(|(_, e)| e).collect();
            apply(&mut merger, &mut groups, &[], &on_it);
        }
        prop_assert_eq!(&groups, &expected);
        prop_assert_eq!(reasons(&merger, &groups), reasons(&whole, &expected));
    }

    #[test]
    fn what_is_gone_or_changed_leaves_no_trace(
        entries in entries(),
        others in entries(),
        fate in prop::collection::vec(0..4_u8, 48),
        apart in prop::collection::vec((0..48_usize, 0..48_usize), 0..3),
        together in prop::collection::vec((0..48_usize, 0..48_usize), 0..3),
    ) {
        let pairs = |of: &[(usize, usize)]| -> Vec<(RecordKey, RecordKey)> {
            of.iter()
                .map(|(a, b)| keys(&entries, &[*a, *b]))
                .filter(|k| k.len() == 2)
                .map(|k| (k[0], k[1]))
                .collect()
        };
        let overrides = Overrides { apart: pairs(&apart), together: pairs(&together) };
        let (mut merger, mut groups) = at_once(&entries.iter().collect::<Vec<_>>(), &Overrides::default());
        let mut left = entries.clone();
        let mut gone = Vec::new();
        let mut changed = Vec::new();
        for (at, entry) in entries.iter().enumerate() {
            match fate[at] {
                0 => gone.push(entry.key),
                1 if at < others.len() => {
                    let mut other = others[at].clone();
                    other.key = entry.key;
                    left[at] = other.clone();
                    changed.push(other);
                }
                _ => {}
            }
        }
        left.retain(|entry| !gone.contains(&entry.key));
        apply(&mut merger, &mut groups, &gone, &changed.iter().collect::<Vec<_>>());
        let changed = merger.set_overrides(overrides.clone());
        look_again(&merger, &mut groups, &changed);
        let (whole, expected) = at_once(&left.iter().collect::<Vec<_>>(), &overrides);
        prop_assert_eq!(&groups, &expected);
        prop_assert_eq!(reasons(&merger, &groups), reasons(&whole, &expected));
    }
}

fn keys(entries: &[Entry], places: &[usize]) -> Vec<RecordKey> {
    let mut keys: Vec<RecordKey> = places
        .iter()
        .filter_map(|at| entries.get(*at))
        .map(|e| e.key)
        .collect();
    keys.dedup();
    keys
}

/// More readings of one name about one moment than meet each other.
#[test]
fn a_crowd_is_settled_alike_bit_by_bit() {
    let mut entries = Vec::new();
    for source in 0..2 {
        for place in 0..90 {
            let time = format!("2019-03-30T{:02}:{:02}:00Z", place / 10, place % 10 * 6);
            entries.push(common::result(
                source,
                place,
                &time,
                &format!("{}", 100 + place),
            ));
        }
        for place in 90..190 {
            entries.push(common::result(source, place, "2019-03-30", "139"));
        }
    }
    let (_, expected) = at_once(&entries.iter().collect::<Vec<_>>(), &Overrides::default());
    assert!(
        expected
            .values()
            .filter(|group| group.members.len() == 2)
            .count()
            >= 60
    );
    let (mut merger, mut groups) = (Merger::default(), Groups::new());
    for start in 0..7 {
        let some: Vec<&Entry> = entries.iter().skip(start).step_by(7).collect();
        apply(&mut merger, &mut groups, &[], &some);
    }
    assert_eq!(groups, expected);
    // And one by one away again, down to an empty record.
    for (n, entry) in entries.iter().enumerate() {
        apply(&mut merger, &mut groups, &[entry.key], &[]);
        if n % 60 == 0 {
            let (_, expected) = at_once(
                &entries[n + 1..].iter().collect::<Vec<_>>(),
                &Overrides::default(),
            );
            assert_eq!(groups, expected, "after {n}");
        }
    }
    assert!(groups.is_empty());
}
