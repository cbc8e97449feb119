//! What a mapping declares, and what is read by it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use timeline_feed::{Mapping, MappingFault, Reader};
use timeline_json::{Arena, parse};
use timeline_model::{
    Basis, Disposition, Field, Gender, Kind, KindSet, ProblemCode, RecordKey, StatusClass,
};

const MAPPING: &str = r#"{
  "path": "/people/{value}/record", "next": "/paging/next", "dates": ["DD/MM/YYYY", "MM/YYYY"],
  "patient": {"identifier": {"system": "https://x.example/id", "value": "/person/number"},
    "family": "/person/surname", "given": "/person/forename", "birthDate": "/person/dob", "gender": "/person/gender"},
  "items": "/records",
  "map": [
    {"when": {"/type": "assessment"}, "name": "Assessment", "kind": "care-plan", "title": "/heading",
     "start": "/from", "end": "/to", "recorded": "/recordedOn", 
     "status": {"from": "/state", "values": {"open": "active", "closed": "completed", "void": "entered-in-error"}},
     "identifier": {"system": "https://x.example/ref", "value": "/ref"}, "author": "/worker",
     "organisation": "/team", "covered": "/restricted",
     "facts": [{"field": "note", "value": "/summary"}, {"field": "other", "name": "Hours", "value": "/hours"}]},
    {"when": {"/type": "contact"}, "name": "Contact", "kind": "encounter", "recorded": "/recordedOn"}
  ]}"#;

const PAGE: &str = r#"{"person": {"number": "A1", "surname": "Invented", "forename": "Ivy", "dob": "29/05/1957", "gender": "F"},
 "records": [
  {"type": "assessment", "ref": "R1", "heading": "Needs assessment", "from": "14/05/2024", "to": "28/05/2024", "recordedOn": "28/05/2024", "state": "closed", "worker": "M. Idris", "team": "South", "summary": "Lives alone.", "hours": 3.50, "restricted": false},
  {"type": "assessment", "ref": "R2", "heading": "Covered", "from": "31/02/2024", "state": "void", "restricted": "yes"},
  {"type": "contact", "recordedOn": "01/2023"},
  {"type": "unheard of"}
 ],
 "paging": {"next": "/people/A1/record?page=2"}}"#;

fn reader() -> Reader {
    let mapping = Mapping::read(
        &parse(MAPPING.as_bytes(), &Arena::new()).unwrap(),
        "/sources/0/feed",
    )
    .unwrap();
    assert_eq!(mapping.path(), "/people/{value}/record");
    assert_eq!(mapping.next(), Some("/paging/next"));
    Reader::new(2, mapping.into())
}

#[test]
fn items_become_entries_by_the_rule_that_takes_them() {
    let mut reader = reader();
    let page = reader.read(5, PAGE.into());
    assert_eq!(page.next.as_deref(), Some("/people/A1/record?page=2"));
    assert_eq!(
        (page.tally.received, page.tally.entries, page.tally.problems),
        (4, 3, 1)
    );
    let entries = reader.entries();
    let first = &entries[0];
    assert_eq!(
        first.key,
        RecordKey {
            source: 2,
            page: 5,
            place: 0
        }
    );
    assert_eq!(
        (first.title.as_str(), first.kind),
        ("Needs assessment", Kind::CarePlan)
    );
    assert_eq!(first.when.start.unwrap().day, 14);
    assert_eq!(first.when.end.unwrap().day, 28);
    assert_eq!(
        (first.status.class, first.status.sent.as_str()),
        (StatusClass::Completed, "closed")
    );
    assert_eq!(first.identifiers[0].value, "R1");
    assert_eq!(first.alias, "Assessment/R1");
    assert_eq!(first.marks.covered, None);
    let told = first.told();
    let facts: Vec<_> = told.iter().map(|f| (f.field, f.text.as_str())).collect();
    assert_eq!(
        facts,
        [
            (Field::RecordedAs, "Needs assessment"),
            (Field::Status, "closed"),
            (Field::Note, "Lives alone."),
            (Field::Author, "M. Idris"),
            (Field::Organisation, "South"),
            (Field::Other, "Hours: 3.50"),
            (Field::Identifier, "R1"),
        ]
    );
}

#[test]
fn a_bad_date_an_error_and_a_cover_are_marked() {
    let mut reader = reader();
    let page = reader.read(0, PAGE.into());
    let second = &reader.entries()[1];
    assert_eq!(second.when.start, None);
    assert!(second.marks.entered_in_error);
    assert_eq!(second.marks.covered.as_deref(), Some("Restricted"));
    assert!(
        second
            .facts
            .iter()
            .any(|f| f.field == Field::DateAsSent && f.text == "31/02/2024")
    );
    let codes: Vec<_> = page
        .problems
        .iter()
        .map(|p| (p.code, p.key.place))
        .collect();
    assert_eq!(
        codes,
        [(ProblemCode::BadDate, 1), (ProblemCode::NotMapped, 3)]
    );
    assert_eq!(page.problems[0].path, "/records/1/from");
    assert_eq!(page.problems[1].path, "/records/3");
}

#[test]
fn an_item_without_words_is_named_by_its_rule_and_placed_where_it_was_recorded() {
    let mut reader = reader();
    reader.read(0, PAGE.into());
    let third = &reader.entries()[2];
    assert_eq!(
        (third.title.as_str(), third.when.basis),
        ("Contact", Basis::Recorded)
    );
}

#[test]
fn the_page_says_whom_it_is_about() {
    let page = reader().read(0, PAGE.into());
    let (_, _, person) = &page.patients[0];
    assert_eq!(person.identifiers[0].system, "https://x.example/id");
    assert_eq!(person.names[0].family, "Invented");
    assert_eq!(
        (person.born.unwrap().month, person.gender),
        (5, Gender::Female)
    );
    let page = reader().read(0, br#"{"records": []}"#.to_vec());
    assert!(page.patients.is_empty() && page.problems.is_empty());
}

#[test]
fn the_original_is_as_sent_and_a_forgotten_page_is_gone() {
    let mut reader = reader();
    reader.read(1, PAGE.into());
    let key = RecordKey {
        source: 2,
        page: 1,
        place: 3,
    };
    assert_eq!(reader.original(key), Some(r#"{"type": "unheard of"}"#));
    assert_eq!(reader.ledger()[3].disposition, Disposition::Problem);
    reader.forget(1);
    assert_eq!(reader.original(key), None);
    assert_eq!(reader.tally().received, 0);
    assert!(reader.entries().is_empty());
}

#[test]
fn a_page_cut_anywhere_keeps_its_complete_items_and_adds_up() {
    for cut in 0..PAGE.len() {
        let mut reader = reader();
        let page = reader.read(0, PAGE.as_bytes()[..cut].to_vec());
        assert!(page.tally.adds_up());
        assert_eq!(page.broken_at, Some(cut as u32));
        assert_eq!(reader.entries().len() as u32, page.tally.entries);
    }
    let start = PAGE.find(r#"{"type": "contact""#).unwrap();
    assert_eq!(
        reader()
            .read(0, PAGE.as_bytes()[..start].to_vec())
            .tally
            .entries,
        2
    );
}

#[test]
fn a_page_without_the_items_is_a_problem_and_html_is_told() {
    let page = reader().read(0, br#"{"error": "no"}"#.to_vec());
    assert_eq!(page.problems[0].code, ProblemCode::FieldShape);
    assert_eq!(page.problems[0].path, "/records");
    let page = reader().read(0, b"<html>".to_vec());
    assert_eq!(page.problems[0].code, ProblemCode::NotJson);
}

#[test]
fn every_fault_of_a_mapping_is_named_at_once_with_its_path() {
    let wrong = r#"{"path": 1, "next": "paging", "colour": "red", "dates": ["DD/MM/YY"], "format": "xls",
      "patient": {"identifier": {"system": "s"}, "family": 3}, "about": {"id": "/who"},
      "common": {"end": {"from": "/to", "pattern": "DD/MM"}, "author": "worker"},
      "map": [{"kind": "illness", "when": {"type": "x"}, "status": {"from": "/s", "values": {"a/b": "gone"}},
               "start": {"from": ["/x", 7]}, "title": {}, "negated": {"from": "/n", "values": {"N": "nay"}},
               "code": {"value": "/c"}, "facts": [{"field": "memo", "value": "/x"}, {"field": "note"}]}, 7]}"#;
    let arena = Arena::new();
    let faults =
        Mapping::read(&parse(wrong.as_bytes(), &arena).unwrap(), "/sources/3/feed").unwrap_err();
    let paths: Vec<_> = faults
        .iter()
        .map(|f| f.path.strip_prefix("/sources/3/feed").unwrap())
        .collect();
    for path in [
        "/colour",
        "/items",
        "/path",
        "/next",
        "/dates/0",
        "/format",
        "/patient/identifier/value",
        "/patient/family",
        "/patient/id",
        "/common/end/pattern",
        "/common/author",
        "/map/0/name",
        "/map/0/when/type",
        "/map/0/kind",
        "/map/0/status/values/a~1b",
        "/map/0/start/from/1",
        "/map/0/title/from",
        "/map/0/negated/values/N",
        "/map/0/code/system",
        "/map/0/facts/0/field",
        "/map/0/facts/1/value",
        "/map/1",
    ] {
        assert!(paths.contains(&path), "{path} is not among {paths:?}");
    }
    let kind = faults
        .iter()
        .find(|f| f.path.ends_with("/map/0/kind"))
        .unwrap();
    assert_eq!(kind.found, "illness");
    assert!(kind.allowed.contains("care-plan"));
}

#[test]
fn a_fault_says_what_stands_there_and_what_may() {
    let faults = faults(
        r#"{"path": "/x", "items": "/x", "dates": "DD/MM/YYYY",
            "map": [{"name": "A", "kind": "other", "start": {"from": "/d", "pattern": "DD/MM/YY"}}]}"#,
    );
    let [fault] = faults.as_slice() else {
        panic!("one fault, not {faults:?}");
    };
    assert_eq!(fault.path, "/map/0/start/pattern");
    assert_eq!(fault.found, "DD/MM/YY");
    assert!(
        fault.allowed.contains("such as DD/MM/YYYY HH:mm"),
        "{}",
        fault.allowed
    );
}

fn faults(mapping: &str) -> Vec<MappingFault> {
    let arena = Arena::new();
    Mapping::read(&parse(mapping.as_bytes(), &arena).unwrap(), "").unwrap_err()
}

#[test]
fn what_is_not_shared_leaves_no_trace_but_whom_the_page_is_about() {
    let mut reader = reader();
    reader.share(KindSet::of(Kind::Encounter));
    let page = reader.read(0, PAGE.into());
    // The second item had a bad date; the last fits no rule.
    assert_eq!((page.problems.len(), page.tally.problems), (1, 1));
    assert_eq!((page.tally.received, page.tally.entries), (2, 1));
    assert_eq!(page.patients.len(), 1);
    assert_eq!(reader.entries()[0].kind, Kind::Encounter);
    let mut told = format!("{:?}{:?}", reader.entries(), reader.ledger());
    for place in 0..5 {
        let key = RecordKey {
            source: 2,
            page: 0,
            place,
        };
        told.push_str(reader.original(key).unwrap_or_default());
    }
    assert!(told.contains("unheard of") && !told.contains("Needs") && !told.contains("R2"));
}

#[test]
fn items_that_are_not_shared_still_say_whom_they_are_about() {
    let about = r#""items": "/list", "about": {"identifier": {"system": "s", "value": "/for"}},
        "map": [{"name": "Visit", "kind": "encounter"}]"#;
    let page = r#"{"list": [{"for": "A1"}, {"for": "B2"}]}"#;
    let mut reader = support::by(about);
    reader.share(KindSet::NONE);
    let page = reader.read(0, page.into());
    assert_eq!(page.tally.received, 0);
    let numbers = page
        .patients
        .iter()
        .map(|(_, _, p)| &p.identifiers[0].value);
    assert_eq!(numbers.collect::<Vec<_>>(), ["A1"]);
}
