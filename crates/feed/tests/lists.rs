//! Lists in lists, tables, and rows about several people.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod support;

use support::{by, texts};
use timeline_feed::Reader;
use timeline_model::{Disposition, Field, Identifier, PartialDate, ProblemCode, Role};

#[test]
fn a_row_that_is_no_object_is_a_problem_with_its_place() {
    let mut reader =
        by(r#""items": "/list", "map": [{"name": "A", "kind": "other", "title": "/t"}]"#);
    let page = reader.read(
        0,
        br#"{"list": [{"t": "One"}, "text", null, {}, {"t": 2}, [1]]}"#.to_vec(),
    );
    assert_eq!(
        (page.tally.received, page.tally.entries, page.tally.problems),
        (6, 2, 4)
    );
    let paths: Vec<_> = page
        .problems
        .iter()
        .map(|p| (p.path.as_str(), p.key.place))
        .collect();
    assert_eq!(
        paths,
        [
            ("/list/1", 1),
            ("/list/2", 2),
            ("/list/3", 3),
            ("/list/5", 5)
        ]
    );
    assert!(
        page.problems
            .iter()
            .all(|p| p.code == ProblemCode::FieldShape)
    );
}

const NESTED: &str = r#"{"child": {"id": 7}, "cases": [
    {"ref": "C1", "worker": {"name": "J. Hale"}, "events": [{"what": "Opened", "on": "2024-01-02"}, {"what": "Visit", "on": "32/01"}]},
    {"ref": "C2"}, 5, {"ref": "C3", "events": {"what": "Alone", "on": "2024-02-03"}}]}"#;

fn nested() -> Reader {
    by(
        r#""items": "/cases/*/events", "map": [{"name": "Event", "kind": "other", "title": "/what", "start": "/on",
           "author": "../worker/name", "partOf": "../ref"}]"#,
    )
}

#[test]
fn lists_in_lists_are_read_with_what_is_around_them() {
    let mut reader = nested();
    let page = reader.read(0, NESTED.into());
    assert_eq!((page.tally.received, page.tally.entries), (3, 3));
    let entries = reader.entries();
    let titles: Vec<_> = entries.iter().map(|e| e.title.as_str()).collect();
    assert_eq!(titles, ["Opened", "Visit", "Alone"]);
    assert_eq!(texts(entries[1], Field::Author), ["J. Hale"]);
    assert_eq!(
        (
            entries[1].references[0].role,
            entries[1].references[0].target.as_str()
        ),
        (Role::PartOf, "C1")
    );
    assert_eq!(page.problems[0].path, "/cases/0/events/1/on");
    let key = entries[2].key;
    assert_eq!(
        reader.original(key),
        Some(r#"{"what": "Alone", "on": "2024-02-03"}"#)
    );
    for cut in 0..NESTED.len() {
        let mut reader = nested();
        let page = reader.read(0, NESTED.as_bytes()[..cut].to_vec());
        assert!(page.tally.adds_up() && page.broken_at.is_some());
    }
    let cut = NESTED.find("{\"what\": \"Visit").unwrap();
    assert_eq!(
        nested()
            .read(0, NESTED.as_bytes()[..cut].to_vec())
            .tally
            .entries,
        1
    );
}

#[test]
fn what_an_entry_belongs_to_is_found_over_all_pages() {
    let mut reader = by(
        r#""items": "/list", "map": [{"name": "Note", "kind": "other", "title": "/t", "encounter": "/visit",
           "identifier": {"system": "https://x.example", "value": "/id"}}]"#,
    );
    reader.read(0, br#"{"list": [{"t": "Note", "id": "n", "visit": "v"}, {"t": "Lost", "id": "m", "visit": "none"}]}"#.to_vec());
    assert_eq!(reader.entries()[0].references[0].key, None);
    reader.read(1, br#"{"list": [{"t": "Visit", "id": "v"}]}"#.to_vec());
    let visit = reader.entries()[2].key;
    assert_eq!(reader.entries()[0].references[0].key, Some(visit));
    assert_eq!(reader.entries()[1].references[0].key, None);
    reader.forget(1);
    reader.read(2, br#"{"list": []}"#.to_vec());
    assert_eq!(reader.entries()[0].references[0].key, None);
}

const ABOUT: &str = r#""items": "/list", "patient": {"id": "/child/id", "identifier": {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "/child/nhs"}},
    "about": {"id": "/childId", "identifier": {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "/nhs"}},
    "map": [{"name": "A", "kind": "other", "title": "/t"}]"#;

fn number(value: &str) -> Identifier {
    Identifier {
        system: "https://fhir.nhs.uk/Id/nhs-number".into(),
        value: value.into(),
    }
}

#[test]
fn rows_about_somebody_else_are_set_apart_and_counted() {
    let mut reader = by(ABOUT);
    reader.set_subject(vec![number("9990000018")]);
    let page = reader.read(
        0,
        br#"{"list": [{"t": "Own", "childId": 7}, {"t": "Brother's", "childId": 8}, {"t": "Number", "nhs": "999 000 0018"},
             {"t": "Other number", "nhs": "9990000026"}, {"t": "Torn", "childId": 7, "nhs": "9990000026"}, {"t": "Unsaid"}],
             "child": {"id": 7, "nhs": "9990000018"}}"#
            .to_vec(),
    );
    assert_eq!(
        (
            page.tally.entries,
            page.tally.somebody_else,
            page.tally.problems
        ),
        (3, 3, 0)
    );
    let titles: Vec<_> = reader.entries().iter().map(|e| e.title.as_str()).collect();
    assert_eq!(titles, ["Own", "Number", "Unsaid"]);
    assert_eq!(reader.ledger()[1].disposition, Disposition::SomebodyElse);
}

#[test]
fn rows_alone_say_whom_they_are_about_or_are_listed() {
    let table = "nhs,name,born,what\n9990000018,Fox,2019-02-03,Swim\n9990000026,Hart,2018-01-01,Play\n,Fox,,Song\n";
    let mapping = r#""about": {"identifier": {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "/nhs"}, "family": "/name", "birthDate": "/born"},
        "format": "csv", "map": [{"name": "A", "kind": "other", "title": "/what"}]"#;
    let mut reader = by(mapping);
    reader.set_subject(vec![number("9990000026")]);
    let page = reader.read(0, table.into());
    assert_eq!(
        (
            page.tally.entries,
            page.tally.somebody_else,
            page.tally.problems
        ),
        (1, 1, 1)
    );
    assert_eq!(reader.entries()[0].title, "Play");
    assert_eq!(
        (page.problems[0].code, page.problems[0].path.as_str()),
        (ProblemCode::FieldShape, "/2")
    );
    let offset = page.problems[0].offset as usize;
    assert_eq!(table.get(offset..), Some(",Fox,,Song\n"));
    let (_, _, person) = &page.patients[0];
    assert_eq!(
        (
            person.identifiers[0].value.as_str(),
            person.names[0].family.as_str()
        ),
        ("9990000026", "Hart")
    );
    // Where nobody is asked for, the first that is named is meant.
    let mut reader = by(mapping);
    assert_eq!(reader.read(0, table.into()).tally.entries, 1);
    assert_eq!(reader.entries()[0].title, "Swim");
    // None about the patient: nobody is named as the page's.
    let mut reader = by(mapping);
    reader.set_subject(vec![number("9990000034")]);
    let page = reader.read(0, table.into());
    assert_eq!((page.tally.entries, page.patients.len()), (0, 0));
}

#[test]
fn a_table_is_a_list_of_its_rows() {
    let inside = r#""items": "", "dates": "DD/MM/YYYY", "map": [{"name": "A", "kind": "other", "title": "/What", "start": "/Date of visit"}]"#;
    let text = "\u{feff}Date of visit;What\r\n14/05/2024;\"Song; \"\"loud\"\"\"\r\n\"x\"y;Z\r\n31/02/2024\r\n";
    let mut reader = by(inside);
    let page = reader.read(0, text.into());
    assert_eq!(
        (page.tally.received, page.tally.entries, page.tally.problems),
        (3, 2, 1)
    );
    let entries = reader.entries();
    assert_eq!(
        (entries[0].title.as_str(), entries[0].when.start),
        (r#"Song; "loud""#, PartialDate::parse("2024-05-14"))
    );
    let key = entries[0].key;
    assert_eq!(
        reader.original(key),
        Some("14/05/2024;\"Song; \"\"loud\"\"\"")
    );
    let problems: Vec<_> = page
        .problems
        .iter()
        .map(|p| (p.code, p.path.as_str()))
        .collect();
    assert_eq!(
        problems,
        [
            (ProblemCode::BrokenRow, ""),
            (ProblemCode::FieldShape, "/2"),
            (ProblemCode::FieldShape, "/2/What"),
            (ProblemCode::BadDate, "/2/Date of visit"),
        ]
    );
    // The same mapping reads a list of objects.
    let page = by(inside).read(
        0,
        br#"[{"What": "Song", "Date of visit": "14/05/2024"}]"#.to_vec(),
    );
    assert_eq!((page.tally.entries, page.problems.len()), (1, 0));
}

#[test]
fn what_is_no_record_is_told_from_a_table() {
    let rules = r#""items": "", "map": [{"name": "A", "kind": "other", "title": "/What"}]"#;
    for (format, text, code) in [
        ("", "Service unavailable\n", ProblemCode::NotJson),
        ("", "<html>What</html>", ProblemCode::NotJson),
        ("", "", ProblemCode::BrokenJson),
        (r#""format": "csv","#, "", ProblemCode::NotJson),
        (
            r#""format": "csv","#,
            r#"{"What": 1}"#,
            ProblemCode::NotJson,
        ),
        (r#""format": "json","#, "What\nx", ProblemCode::NotJson),
        ("", "%PDF-1.4", ProblemCode::UnsupportedFormat),
        (
            r#""format": "csv","#,
            "<ClinicalDocument>",
            ProblemCode::UnsupportedFormat,
        ),
    ] {
        let page = by(&format!("{format}{rules}")).read(0, text.into());
        assert_eq!(page.problems.len(), 1, "{text}");
        assert_eq!(
            (page.problems[0].code, page.tally.received),
            (code, 0),
            "{text}"
        );
        assert!(page.broken_at.is_some());
    }
}

#[test]
fn what_is_no_text_is_told_and_costs_its_letters() {
    let rules = r#""items": "", "map": [{"name": "A", "kind": "other", "title": "/What"}]"#;
    for bytes in [
        &b"What,Who\nCaf\xe9,Ann\nSong,Ann\n"[..],
        b"[{\"What\": \"Caf\xe9\"}, {\"What\": \"Song\"}]",
    ] {
        let mut reader = by(rules);
        let page = reader.read(0, bytes.to_vec());
        assert_eq!(reader.entries()[0].title, "Caf\u{fffd}");
        let problems: Vec<_> = page
            .problems
            .iter()
            .map(|p| (p.code, p.path.as_str()))
            .collect();
        assert_eq!(problems, [(ProblemCode::BadText, "/0")]);
    }
}
