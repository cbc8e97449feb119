//! Laws that hold for whatever sources send.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use std::collections::BTreeSet;

use common::{LOINC, With, entry};
use proptest::prelude::*;
use timeline_merge::{Merged, Overrides, merge};
use timeline_model::{Entry, Kind, PartialDate, RecordKey, Reference, Role};

/// Few names, times and values, so that copies, rivals and contradictions
/// abound.
fn entries() -> impl Strategy<Value = Vec<Entry>> {
    let one = (
        0..4_u16,
        0..3_usize,
        0..8_usize,
        0..4_usize,
        0..4_usize,
        any::<bool>(),
        any::<bool>(),
    );
    prop::collection::vec(one, 0..24).prop_map(|all| {
        let titles = ["Sodium", "Glucose, fasting", "Body weight"];
        let times = [
            "",
            "2019-03",
            "2019-03-30",
            "2019-03-30T08:00:00Z",
            "2019-03-30T08:00:40Z",
            "2019-03-30T08:04:00Z",
            "2019-03-30T13:00:00+01:00",
            "2019-03-30T09:00:00",
        ];
        let kinds = [Kind::Result, Kind::Problem, Kind::Allergy, Kind::VitalSign];
        let mut made = Vec::new();
        for (place, (source, title, time, kind, value, coded, visited)) in
            all.into_iter().enumerate()
        {
            let mut entry = entry(source, place as u32, "Any", kinds[kind], titles[title])
                .at(times[time])
                .valued(["139.2", "139", "139.4", "5"][value], "mmol/L");
            if coded {
                entry = entry.coded(LOINC, titles[title]);
            }
            if value == 3 {
                entry = entry.identified(if coded { "7" } else { "8" });
                entry.value = None;
            }
            entry.marks.negated = coded && kind == 2;
            if visited {
                entry.references.push(Reference {
                    role: Role::Encounter,
                    target: String::new(),
                    key: Some(visit(source).key),
                });
            }
            made.push(entry);
        }
        // One contact in each source.
        made.extend((0..4).map(visit));
        made
    })
}

fn visit(source: u16) -> Entry {
    let mut visit = entry(source, 1_000, "Encounter", Kind::Encounter, "Clinic")
        .coded(LOINC, "clinic")
        .at("2019-03-30T07:55:00Z");
    visit.when.end = PartialDate::parse("2019-03-30T08:20:00Z");
    visit
}

fn run(entries: &[Entry]) -> Merged {
    merge(&entries.iter().collect::<Vec<_>>(), &Overrides::default())
}

/// The answer in terms of record keys, so that orders can be compared.
fn by_key(entries: &[Entry], merged: &Merged) -> (Vec<Vec<RecordKey>>, BTreeSet<Vec<RecordKey>>) {
    let keys = |at: usize| -> Vec<RecordKey> {
        merged.groups[at]
            .members
            .iter()
            .map(|m| entries[*m].key)
            .collect()
    };
    let groups = (0..merged.groups.len()).map(keys).collect();
    let possible = merged
        .possible
        .iter()
        .map(|p| [keys(p.a), keys(p.b)].concat());
    (groups, possible.collect())
}

#[test]
fn thousands_of_records_of_one_moment_are_settled_in_time() {
    let mut entries = Vec::new();
    for source in 0..2 {
        for place in 0..2000 {
            entries.push(common::result(source, place, "2019-03-30", "139"));
        }
    }
    let began = std::time::Instant::now();
    let merged = run(&entries);
    assert_eq!(
        merged.groups.iter().map(|g| g.members.len()).sum::<usize>(),
        4000
    );
    // A guard against the square of the number, not a benchmark.
    assert!(began.elapsed().as_secs() < 30);
}

/// Names of which only the first may be one with another: it says less.
const EXCLUDING: [&str; 6] = [
    "Fracture of wrist",
    "Fracture of left wrist",
    "Fracture of right wrist",
    "? Fracture of wrist",
    "Family history of fracture of wrist",
    "No fracture of wrist",
];

proptest! {
    #[test]
    fn no_group_holds_what_excludes_each_other(
        all in prop::collection::vec((0..4_u16, 0..6_usize, 0..3_usize, 0..3_usize), 0..16)
    ) {
        let mut entries = Vec::new();
        for (place, (source, name, number, time)) in all.iter().copied().enumerate() {
            let time = ["2019-03-30", "2019-03-30T08:00:00Z", ""][time];
            let made = common::problem(source, place as u32, EXCLUDING[name], time)
                .coded(common::SNOMED, "1");
            entries.push(if number < 2 { made.identified(["7", "8"][number]) } else { made });
        }
        for group in run(&entries).groups {
            let mut names: BTreeSet<usize> = group.members.iter().map(|m| all[*m].1).collect();
            // Less may be said of one side of the body, not of what is denied.
            if names.contains(&1) || names.contains(&2) {
                names.remove(&0);
            }
            prop_assert!(names.len() <= 1, "{names:?}");
        }
    }

    #[test]
    fn every_entry_is_in_exactly_one_group(entries in entries()) {
        let merged = run(&entries);
        let mut all: Vec<usize> = merged.groups.iter().flat_map(|g| g.members.clone()).collect();
        all.sort_unstable();
        prop_assert_eq!(all, (0..entries.len()).collect::<Vec<_>>());
        for group in &merged.groups {
            prop_assert!(group.members.contains(&group.lead));
        }
    }

    #[test]
    fn the_order_of_arrival_changes_nothing(entries in entries(), seed in any::<u64>()) {
        let mut shuffled = entries.clone();
        // A Fisher-Yates with a plain generator.
        let mut state = seed;
        for at in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(at, (state >> 33) as usize % (at + 1));
        }
        let (one, two) = (run(&entries), run(&shuffled));
        prop_assert_eq!(by_key(&entries, &one), by_key(&shuffled, &two));
        let leads = |entries: &[Entry], merged: &Merged| -> Vec<_> {
            merged.groups.iter().map(|g| (entries[g.lead].key, g.reasons.clone())).collect()
        };
        prop_assert_eq!(leads(&entries, &one), leads(&shuffled, &two));
    }

    #[test]
    fn the_numbering_of_the_sources_changes_no_fold(entries in entries()) {
        let mut renumbered = entries.clone();
        for entry in &mut renumbered {
            entry.key.source = 3 - entry.key.source;
        }
        let groups = |merged: &Merged| -> BTreeSet<Vec<usize>> {
            let sorted = |g: &timeline_merge::Folded| {
                let mut members = g.members.clone();
                members.sort_unstable();
                members
            };
            merged.groups.iter().map(sorted).collect()
        };
        prop_assert_eq!(groups(&run(&entries)), groups(&run(&renumbered)));
    }

    #[test]
    fn no_group_holds_two_records_of_one_source_by_content(entries in entries()) {
        // Every alias is its own here: only a number, and all else, may say that
        // one was sent again.
        for group in run(&entries).groups {
            for (n, one) in group.members.iter().enumerate() {
                for two in &group.members[n + 1..] {
                    let (one, two) = (&entries[*one], &entries[*two]);
                    if one.key.source == two.key.source {
                        prop_assert!(!one.identifiers.is_empty());
                        prop_assert_eq!(&one.identifiers, &two.identifiers);
                        prop_assert_eq!((&one.title, one.when), (&two.title, two.when));
                        prop_assert_eq!(&one.value, &two.value);
                    }
                }
            }
        }
    }

    #[test]
    fn sending_everything_twice_changes_no_fold(entries in entries()) {
        let mut twice = entries.clone();
        twice.extend(entries.iter().cloned().map(|mut entry| {
            entry.key.page = 1;
            entry
        }));
        let (one, two) = (run(&entries), run(&twice));
        let originals: BTreeSet<BTreeSet<usize>> = two
            .groups
            .iter()
            .map(|g| g.members.iter().map(|m| m % entries.len()).collect())
            .collect();
        let expected: BTreeSet<BTreeSet<usize>> =
            one.groups.iter().map(|g| g.members.iter().copied().collect()).collect();
        prop_assert_eq!(originals, expected);
        prop_assert_eq!(one.possible.len(), two.possible.len());
    }

    #[test]
    fn another_source_loses_no_entry(entries in entries()) {
        let without: Vec<Entry> =
            entries.iter().filter(|e| e.key.source != 3).cloned().collect();
        let count = |merged: &Merged| -> usize {
            merged.groups.iter().map(|g| g.members.len()).sum()
        };
        prop_assert_eq!(count(&run(&without)), without.len());
        prop_assert_eq!(count(&run(&entries)), entries.len());
    }

    #[test]
    fn a_split_holds_whatever_else_is_there(entries in entries()) {
        for group in run(&entries).groups.iter().filter(|g| g.members.len() > 1) {
            let split: Vec<RecordKey> = group.members.iter().map(|m| entries[*m].key).collect();
            let each = |a: &RecordKey| split.iter().map(|b| (*a, *b)).collect::<Vec<_>>();
            let apart = split.iter().flat_map(each).filter(|(a, b)| a < b).collect();
            let overrides = Overrides { apart, together: vec![] };
            let again = merge(&entries.iter().collect::<Vec<_>>(), &overrides);
            for part in again.groups {
                let from = part.members.iter().filter(|m| group.members.contains(m)).count();
                prop_assert!(from <= 1);
            }
        }
    }
}
