//! What the laws of merging say, on whole records: the eight published cases.
#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use timeline_fhir::Reader;
use timeline_merge::{Group, Merger};
use timeline_model::{Entry, RecordKey};

const SOURCES: [&str; 4] = ["gp", "hospital", "community", "exchange"];

fn cases() -> Vec<PathBuf> {
    // Another folder of cases in the same form may be named.
    let named = std::env::var_os("MERGE_CASES").map(PathBuf::from);
    let published = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../benches/cases/eight");
    let listing = fs::read_dir(named.unwrap_or(published)).unwrap();
    let mut cases: Vec<PathBuf> = listing.map(|item| item.unwrap().path()).collect();
    cases.retain(|case| case.join("case.json").is_file());
    cases.sort();
    assert!(!cases.is_empty());
    cases
}

/// The entries of a case, its sources numbered in this order, each with what it
/// is called whatever its number.
fn entries(case: &Path, order: [usize; 4]) -> Vec<(String, Entry)> {
    let mut all = Vec::new();
    for (number, source) in order.into_iter().enumerate() {
        let bytes = fs::read(case.join(format!("{}.json", SOURCES[source]))).unwrap();
        let mut reader = Reader::new(number as u16);
        reader.read(0, bytes);
        for entry in reader.entries() {
            all.push((
                format!("{source}/{}/{}", entry.alias, entry.key.place),
                entry.clone(),
            ));
        }
    }
    all
}

/// Takes in pages of entries; what is said of each change is all that is kept.
fn merged<'e>(pages: impl Iterator<Item = Vec<&'e Entry>>) -> BTreeMap<RecordKey, Group> {
    let (mut merger, mut groups) = (Merger::default(), BTreeMap::new());
    for page in pages {
        for first in merger.update(&[], &page) {
            match merger.group(first) {
                Some(group) => drop(groups.insert(first, group.clone())),
                None => drop(groups.remove(&first)),
            }
        }
    }
    groups
}

#[test]
fn page_by_page_in_any_order_a_record_becomes_what_it_is_at_once() {
    for case in cases() {
        let all = entries(&case, [0, 1, 2, 3]);
        let all: Vec<&Entry> = all.iter().map(|(_, entry)| entry).collect();
        let whole = merged([all.clone()].into_iter());
        // Each page takes entries from all over.
        let page = |nth: usize| all.iter().skip(nth).step_by(17).copied().collect();
        let bits = merged((0..17).rev().map(page));
        assert!(whole == bits, "{}", case.display());
    }
}

#[test]
fn the_order_of_the_sources_changes_no_fold() {
    for case in cases() {
        let folds = |order| {
            let all = entries(&case, order);
            let names: BTreeMap<RecordKey, &String> =
                all.iter().map(|(name, entry)| (entry.key, name)).collect();
            let groups = merged([all.iter().map(|(_, entry)| entry).collect()].into_iter());
            let named = |group: &Group| -> BTreeSet<String> {
                group.members.iter().map(|key| names[key].clone()).collect()
            };
            groups.values().map(named).collect::<BTreeSet<_>>()
        };
        let expected = folds([0, 1, 2, 3]);
        assert!(folds([3, 1, 0, 2]) == expected, "{}", case.display());
        assert!(folds([2, 3, 1, 0]) == expected, "{}", case.display());
    }
}
