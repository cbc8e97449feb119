//! The documented examples: each is a good mapping and gives these entries.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod support;

use std::{fs, path::Path};

use support::texts;
use timeline_feed::{Mapping, Reader};
use timeline_json::{Arena, parse};
use timeline_model::{
    Entry, Field, Identifier, PartialDate, Problem, ProblemCode, Role, StatusClass,
};

/// The example's source that has this place, having read the file.
fn example(folder: &str, source: usize, file: &str, patient: &str) -> (Reader, Vec<Problem>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs/examples")
        .join(folder);
    let configuration = fs::read(folder.join("timeline.json")).unwrap();
    let arena = Arena::new();
    let value = parse(&configuration, &arena).unwrap();
    let feed = value.get("sources").unwrap().items()[source]
        .get("feed")
        .unwrap();
    let mut reader = Reader::new(0, Mapping::read(feed, "").unwrap().into());
    reader.set_subject(vec![Identifier {
        system: "https://fhir.nhs.uk/Id/nhs-number".into(),
        value: patient.into(),
    }]);
    let page = reader.read(0, fs::read(folder.join(file)).unwrap());
    assert!(page.tally.adds_up() && page.broken_at.is_none());
    let (_, _, person) = &page.patients[0];
    assert_eq!(person.identifiers[0].value.replace(' ', ""), patient);
    assert!(person.born.is_some());
    (reader, page.problems)
}

/// Day or month, kind, title, meaning of the status, value.
fn lines(entries: Vec<&Entry>) -> Vec<String> {
    let line = |entry: &&Entry| {
        let date = entry.when.start.map_or("undated".to_owned(), |date| {
            format!("{}-{:02}-{:02}", date.year, date.month, date.day)
        });
        let value = entry
            .value
            .as_ref()
            .map_or(String::new(), |value| value.words(" "));
        let line = format!(
            "{date} {} | {} | {:?} | {value}",
            entry.kind.code(),
            entry.title,
            entry.status.class
        );
        line.trim_end_matches([' ', '|']).to_owned()
    };
    entries.iter().map(line).collect()
}

#[test]
fn adult_social_care() {
    let (reader, problems) = example("adult-social-care", 0, "record.json", "9995055929");
    assert_eq!(
        lines(reader.entries()),
        [
            "2025-09-11 care-plan | Care Act assessment (section 9) | Completed",
            "2025-10-20 care-plan | Home care, mornings and evenings | Active | 10.5 hours a week",
            "2025-12-09 appointment | Review of care and support | Completed",
            "2026-04-01 appointment | Six-month review | Planned",
            "2025-12-01 alert | Money missing after visits | Active",
        ]
    );
    let tally = reader.tally();
    assert_eq!(
        (tally.received, tally.somebody_else, tally.problems),
        (7, 1, 1)
    );
    let listed: Vec<_> = problems.iter().map(|p| (p.code, p.path.as_str())).collect();
    assert_eq!(
        listed,
        [
            (ProblemCode::BadDate, "/items/4/raisedOn"),
            (ProblemCode::NotMapped, "/items/6")
        ]
    );
    let entries = reader.entries();
    assert_eq!(texts(entries[0], Field::Category).len(), 3);
    assert_eq!(texts(entries[0], Field::Author), ["Mariam Idris"]);
    assert_eq!(
        texts(entries[0], Field::Note)[1],
        "The person's own words: I want to stay in my own house with Jean."
    );
    assert_eq!(
        texts(entries[1], Field::Activity)[1],
        "Evening meal, medicines prompted"
    );
    assert_eq!(texts(entries[2], Field::Organisation), ["Ashby Council"]);
    assert_eq!(entries[2].references[0].role, Role::PartOf);
    assert_eq!(entries[2].references[0].key, Some(entries[1].key));
    assert_eq!(entries[4].marks.covered.as_deref(), Some("Restricted"));
    assert_eq!(entries[0].marks.covered, None);
    assert_eq!(texts(entries[4], Field::DateAsSent), ["31/11/2025"]);
}

#[test]
fn childrens_centre() {
    let (reader, problems) = example("childrens-centre", 0, "record.csv", "9996225747");
    assert_eq!(
        lines(reader.entries()),
        [
            "2026-01-14 encounter | Stay and play | Completed",
            "2026-01-21 encounter | Stay and play | NotDone",
            "2026-03-11 encounter | Speech and language drop-in | Planned",
            "2026-01-28 encounter | Home visit | Completed",
            "2026-01-29 encounter | Telephone call with school nurse | Completed",
            "2024-09-03 care-plan | Child protection plan | Inactive",
            "2025-06-17 care-plan | Child in need plan | Active",
            "2025-10-06 care-plan | Parenting course, 12 weeks | Active | 8 sessions",
            "undated encounter | Messy play | Completed",
        ]
    );
    let tally = reader.tally();
    assert_eq!(
        (tally.received, tally.somebody_else, tally.problems),
        (10, 1, 0)
    );
    assert_eq!(problems[0].path, "/9/Date");
    let entries = reader.entries();
    let visit = entries[3].key;
    assert_eq!(entries[0].when.end, PartialDate::parse("2026-01-14T11:30"));
    assert!(texts(entries[0], Field::Note)[0].contains(r#"the "big" bricks"#));
    assert_eq!(
        texts(entries[3], Field::Note),
        ["Boiler out since Friday.\nHousing told the same day."]
    );
    assert_eq!(
        texts(entries[3], Field::Participant),
        ["With: Mother, grandmother"]
    );
    assert!(entries[1].marks.negated);
    let original = reader.original(visit).unwrap();
    assert!(original.starts_with("4404,Home visit,") && original.ends_with("same day.\""));
}

#[test]
fn chronologies() {
    let (reader, _) = example("chronology", 0, "housing.json", "9995055929");
    assert_eq!(
        lines(reader.entries()),
        [
            "2004-05-03 other | Tenancy began | Unknown",
            "2025-11-27 other | REPAIR | Unknown",
            "2025-11-09 alert | Shouting at night | Inactive",
            "2004-04-30 other | Tenancy ended | Unknown",
        ]
    );
    let entries = reader.entries();
    assert_eq!(texts(entries[1], Field::Note).len(), 2);
    assert_eq!(texts(entries[1], Field::Author), ["K. Lund"]);
    assert_eq!(
        texts(entries[3], Field::Location),
        ["Flat 2, 19 Quay Street"]
    );
    let (reader, problems) = example("chronology", 1, "police.json", "9995055929");
    assert_eq!(reader.tally().somebody_else, 1);
    assert_eq!(
        lines(reader.entries()),
        [
            "2025-11-06 alert | Missing person | Completed",
            "2025-12-18 alert | Domestic abuse notification | Active",
        ]
    );
    let entries = reader.entries();
    assert!(entries[1].marks.negated && entries[1].marks.covered.is_some());
    assert_eq!(texts(entries[0], Field::Severity), ["Risk: High"]);
    assert_eq!(entries[0].status.class, StatusClass::Completed);
    assert!(problems.is_empty());
}
