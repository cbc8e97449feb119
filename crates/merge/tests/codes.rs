//! Codes of different systems that a map joins.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{LOINC, SNOMED, With, entry, problem, result};
use proptest::prelude::*;
use timeline_merge::{BUILT_IN, CodeMap, Merged, Merger, Overrides, merge_by};
use timeline_model::{Entry, FoldReasonKind, Kind, RecordKey, Reference, Role};

const ICD_10: &str = "http://hl7.org/fhir/sid/icd-10";
const ICD_10_CM: &str = "http://hl7.org/fhir/sid/icd-10-cm";
const READ: &str = "http://read.info/readv2";

const MAP: &str = "# code map 1
system\ticd10cm\thttp://hl7.org/fhir/sid/icd-10-cm
system\tread2\thttp://read.info/readv2
system\tsct\thttp://snomed.info/sct
source\tone\tFirst release\tCC0
# A row that nothing declares a source for, one that is cut short, and one that says nothing of the kind.
read2\tB1...\t=\tsct\t1\tone\tThis\tThat
icd10cm\tE11\t=\tsct\t2\tone
http://loinc.org\t2951-2\t~\tsct\t3\tnowhere
read2\tB2...
read2\tB3...\t?\tsct\t4\tone
";

fn map() -> CodeMap {
    let mut map = CodeMap::default();
    assert!(map.read(MAP));
    map
}

fn merged(entries: &[Entry]) -> Merged {
    let all: Vec<&Entry> = entries.iter().collect();
    merge_by(&all, &Overrides::default(), map())
}

/// How many groups two entries make, and how many pairs may be one.
fn counts(a: &Entry, b: &Entry) -> (usize, usize) {
    let merged = merged(&[a.clone(), b.clone()]);
    (merged.groups.len(), merged.possible.len())
}

#[test]
fn codes_joined_as_the_same_fold_on_one_day_and_say_why() {
    let a = problem(0, 0, "This", "2019-03-30").coded(READ, "B1...");
    let b = problem(1, 0, "That", "2019-03-30T08:00:00Z").coded(SNOMED, "1");
    let merged = merged(&[a.clone(), b.clone()]);
    assert_eq!(merged.groups.len(), 1);
    let reasons = &merged.groups[0].reasons;
    assert_eq!(reasons[0].kind, FoldReasonKind::MappedCode);
    assert_eq!(reasons[0].about, "First release");
    assert_eq!(counts(&a, &b.clone().at("2019-04")), (2, 0));
    assert_eq!(counts(&a, &b.clone().at("2019-03")), (2, 1));
    let mut undated = b;
    undated.when.start = None;
    assert_eq!(counts(&a, &undated), (2, 1));
}

#[test]
fn a_broader_code_wants_a_second_fact() {
    let icd = |system, code| {
        problem(0, 0, "Such a condition", "2019-03-30T08:00:00Z").coded(system, code)
    };
    let near = problem(1, 0, "Another word", "2019-03-30T08:00:20Z").coded(SNOMED, "2");
    for (system, code) in [(ICD_10_CM, "E11.9"), (ICD_10, "E11"), (ICD_10, "E119")] {
        assert_eq!(counts(&icd(system, code), &near), (1, 0), "{code}");
        let day = near.clone().at("2019-03-30");
        assert_eq!(counts(&icd(system, code), &day), (2, 1), "{code}");
    }
    // The row's own code says that they are the same.
    let day = near.clone().at("2019-03-30");
    assert_eq!(counts(&icd(ICD_10_CM, "E11"), &day), (1, 0));
    for code in ["E10.9", "E1", "I10"] {
        assert_eq!(counts(&icd(ICD_10, code), &near), (2, 0), "{code}");
    }
}

#[test]
fn a_contact_in_common_is_a_second_fact() {
    let entries = |source: u16, entry: Entry| {
        let mut contact = common::entry(source, 9, "Encounter", Kind::Encounter, "Admission")
            .at("2019-03-30T07:00:00Z");
        contact.alias = format!("Encounter/{source}");
        let mut entry = entry;
        entry.references.push(Reference {
            role: Role::Encounter,
            target: contact.alias.clone(),
            key: Some(contact.key),
        });
        [entry, contact]
    };
    let a = problem(0, 0, "Such a condition", "2019-03-30T08:00:00Z").coded(ICD_10, "E11.9");
    let b = problem(1, 0, "Another word", "2019-03-30").coded(SNOMED, "2");
    assert_eq!(counts(&a, &b), (2, 1));
    let all = [entries(0, a), entries(1, b)].concat();
    assert_eq!(merged(&all).groups.len(), 2);
}

#[test]
fn a_value_in_common_is_a_second_fact() {
    let a = result(0, 0, "2019-03-30", "139.2");
    let other = |number| {
        entry(1, 0, "Observation", Kind::Result, "Natrium")
            .coded(SNOMED, "3")
            .at("2019-03-30T08:00:00Z")
            .valued(number, "mmol/L")
    };
    assert_eq!(counts(&a, &other("139.2")), (1, 0));
    assert_eq!(counts(&a, &other("141.0")), (2, 0));
}

#[test]
fn what_forbids_a_fold_is_stronger_than_a_map() {
    let a = |title: &str| problem(0, 0, title, "2019-03-30T08:00:00Z").coded(READ, "B1...");
    let b = |title: &str| problem(1, 0, title, "2019-03-30T08:00:00Z").coded(SNOMED, "1");
    for (one, two) in [
        ("Left hip pain", "Coxalgia, right"),
        ("Suspected infarction", "Heart attack"),
        ("H/O: infarction", "Heart attack"),
        ("FH: infarction", "Heart attack"),
        ("Type 1 diabetes", "Diabetes, type II"),
    ] {
        assert_eq!(counts(&a(one), &b(two)), (2, 0), "{one} / {two}");
    }
    let mut refuted = b("Heart attack");
    refuted.marks.negated = true;
    assert_eq!(counts(&a("Infarction"), &refuted), (2, 0));
}

#[test]
fn a_name_that_says_more_than_its_code_is_narrower_than_what_is_mapped() {
    let titled = |mut entry: Entry, display: &str| {
        entry.codes[0].display = display.into();
        entry
    };
    let at = "2019-03-30T08:00:00Z";
    let plain = titled(
        problem(0, 0, "Heart attack", at).coded(READ, "B1..."),
        "Heart attack",
    );
    let more = |title| titled(problem(1, 0, title, at).coded(SNOMED, "1"), "Infarction");
    let day = |entry: Entry| entry.at("2019-03-30");
    assert_eq!(counts(&plain, &day(more("Infarction"))), (1, 0));
    assert_eq!(
        counts(&plain, &day(more("Infarction of the back wall"))),
        (2, 1)
    );
    let loose = titled(problem(0, 0, "Sugar", at).coded(ICD_10, "E11.9"), "Sugar");
    let other = |title| titled(problem(1, 0, title, at).coded(SNOMED, "2"), "Diabetes");
    assert_eq!(counts(&loose, &other("Diabetes")), (1, 0));
    assert_eq!(counts(&loose, &other("Diabetes after childbirth")), (2, 0));
}

#[test]
fn a_map_does_not_part_what_has_one_name() {
    let code = problem(0, 0, "This", "2019-03-30").coded(READ, "B1...");
    let words = problem(1, 0, "This", "2019-03-30").coded(SNOMED, "9");
    let mapped = problem(1, 1, "That", "2019-03-30").coded(SNOMED, "1");
    let merged = merged(&[code, words, mapped]);
    let members: Vec<_> = merged.groups.iter().map(|g| g.members.clone()).collect();
    assert_eq!(members, [vec![0, 1], vec![2]]);
    assert!(merged.possible.is_empty());
}

#[test]
fn codes_of_one_system_stay_what_they_are() {
    let a = problem(0, 0, "This", "2019-03-30")
        .coded(READ, "B1...")
        .coded(SNOMED, "8");
    let b = problem(1, 0, "That", "2019-03-30").coded(SNOMED, "1");
    assert_eq!(counts(&a, &b), (2, 0));
}

#[test]
fn a_map_that_comes_late_leaves_what_it_would_have_made_at_once() {
    let a = problem(0, 0, "This", "2019-03-30").coded(READ, "B1...");
    let b = problem(1, 0, "That", "2019-03-30").coded(SNOMED, "1");
    let c = problem(2, 0, "Else", "2019-03-30").coded(LOINC, "7");
    let mut merger = Merger::default();
    merger.update(&[], &[&a, &b, &c]);
    assert!(merger.group(b.key).is_some());
    let touched = merger.set_map(map());
    assert!(touched.contains(&a.key) && touched.contains(&b.key));
    assert!(merger.group(b.key).is_none());
    assert_eq!(merger.group(a.key).unwrap().members, [a.key, b.key]);
    // What comes afterwards meets by it too, and it can be taken back.
    let d = problem(3, 0, "That", "2019-03-30").coded(SNOMED, "1");
    merger.update(&[b.key], &[&d]);
    assert_eq!(merger.group(a.key).unwrap().members, [a.key, d.key]);
    merger.set_map(CodeMap::default());
    assert_eq!(merger.group(a.key).unwrap().members, [a.key]);
}

#[test]
fn a_map_is_wanted_where_sources_speak_in_different_systems() {
    let of = |entries: &[Entry]| {
        let mut merger = Merger::default();
        merger.update(&[], &entries.iter().collect::<Vec<_>>());
        merger.systems_differ()
    };
    let a = problem(0, 0, "This", "2019").coded(SNOMED, "1");
    let words = problem(1, 0, "That", "2019");
    let same = problem(1, 1, "That", "2019").coded(SNOMED, "2");
    let result = result(1, 2, "2019", "139");
    assert!(!of(&[a.clone(), words, same, result]));
    let own = problem(0, 1, "That", "2019").coded(READ, "B1...");
    assert!(!of(&[a.clone(), own.clone()]));
    let other = problem(1, 3, "That", "2019").coded(READ, "B1...");
    // Whoever comes first.
    for entries in [[&a, &own, &other], [&other, &own, &a]] {
        let mut merger = Merger::default();
        for entry in entries {
            merger.update(&[], &[entry]);
        }
        assert!(merger.systems_differ());
    }
}

#[test]
fn what_is_no_map_is_refused() {
    let mut map = CodeMap::default();
    for text in ["", "<!doctype html>", "code map 1", "# code map 2\n"] {
        assert!(!map.read(text), "{text}");
    }
    assert!(map.read("\u{feff}# code map 1\r\nsource\tone\tOne\r\n"));
}

#[test]
fn every_row_of_the_map_that_ships_says_where_it_stands() {
    let mut systems = Vec::new();
    let mut sources = Vec::new();
    let mut rows = 0;
    for line in BUILT_IN.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        match cells.as_slice() {
            ["system", name, address] => {
                assert!(address.starts_with("http"));
                systems.push(*name);
            }
            ["source", name, _, licence, _] => {
                assert!(!licence.is_empty());
                sources.push(*name);
            }
            [one, _, relation, other, _, source, ..] => {
                assert!(systems.contains(one) && systems.contains(other), "{line}");
                assert!(one != other, "{line}");
                assert!(["=", "<", ">", "~"].contains(relation), "{line}");
                assert!(sources.contains(source), "{line}");
                rows += 1;
            }
            _ => panic!("{line}"),
        }
    }
    assert!(rows > 300);
    assert!(CodeMap::default().read(BUILT_IN));
}

/// Problems in few words, codes and times, so that what a map joins meets what
/// has one name, and rivals abound.
fn mapped_entries() -> impl Strategy<Value = Vec<Entry>> {
    let one = (0..3_u16, 0..6_usize, 0..3_usize, 0..4_usize);
    prop::collection::vec(one, 0..24).prop_map(|all| {
        let mut made = Vec::new();
        for (place, (source, code, title, time)) in all.into_iter().enumerate() {
            let title = ["This", "That", "Another word"][title];
            let time = TIMES[time];
            let mut entry = problem(source, place as u32, title, time);
            entry = match code {
                0 => entry.coded(READ, "B1..."),
                1 => entry.coded(SNOMED, "1"),
                2 => entry.coded(ICD_10, "E11.9"),
                3 => entry.coded(SNOMED, "2"),
                4 => entry.coded(ICD_10_CM, "E11"),
                _ => entry,
            };
            made.push(entry);
        }
        made
    })
}

const TIMES: [&str; 4] = [
    "2019-03-30",
    "2019-03-30T08:00:00Z",
    "2019-03-30T08:00:20Z",
    "2019-03",
];

proptest! {
    #[test]
    fn neither_when_a_map_comes_nor_in_what_order_entries_do_changes_what_folds(
        entries in mapped_entries(),
        cut in 0..24_usize,
        map_first: bool,
        backwards: bool,
    ) {
        let mut expected: Vec<Vec<RecordKey>> = Vec::new();
        for group in merged(&entries).groups {
            expected.push(group.members.iter().map(|at| entries[*at].key).collect());
        }
        let mut all: Vec<&Entry> = entries.iter().collect();
        if backwards {
            all.reverse();
        }
        let (early, late) = all.split_at(cut.min(all.len()));
        let mut merger = Merger::default();
        merger.update(&[], early);
        if map_first {
            merger.set_map(map());
        }
        merger.update(&[], late);
        merger.set_map(map());
        let mut found: Vec<Vec<RecordKey>> = Vec::new();
        for entry in &entries {
            found.extend(merger.group(entry.key).map(|group| group.members.clone()));
        }
        found.sort();
        expected.sort();
        prop_assert_eq!(found, expected);
        for group in merged(&entries).groups {
            let mut sources: Vec<u16> = group.members.iter().map(|at| entries[*at].key.source).collect();
            sources.dedup();
            prop_assert_eq!(sources.len(), group.members.len(), "two of one source");
        }
    }
}
