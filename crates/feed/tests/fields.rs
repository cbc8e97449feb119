//! Where a field's words come from, and what they stand for.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod support;

use support::{by, texts};
use timeline_model::{
    Comparator, Field, Kind, PartialDate, ProblemCode, Quantity, StatusClass, Value,
};

#[test]
fn each_field_is_found_by_fallback_table_or_constant() {
    let mut reader = by(r#""items": "/list", "map": [{
            "name": "Reading",
            "kind": {"from": "/sort", "values": {"W": "vital-sign", "A": "alert"}, "constant": "result"},
            "title": {"from": ["/heading", "/code/words"], "values": {"WGT": "Weight"}},
            "start": {"from": ["/taken", "/seen"], "pattern": ["epoch-milliseconds", "DD-MMM-YYYY"]},
            "status": {"from": "/state", "values": {"Y": "active", "N": "inactive"}, "constant": "completed"},
            "negated": {"from": "/attended", "values": {"N": "yes"}},
            "value": "/amount", "unit": "kg",
            "author": {"from": "/by", "constant": "Not named"}, "organisation": ["/team", "/centre"],
            "code": {"system": "http://snomed.info/sct", "value": "/code/id", "display": "/code/words"},
            "facts": [{"field": "note", "value": ["/notes/*/text", "/remarks"]}, {"field": "participant", "name": "With", "value": "/with"}]}]"#);
    let page = reader.read(
        0,
        br#"{"list": [
          {"sort": "w", "heading": "WGT", "taken": 1715678999000, "state": "y", "attended": "Y", "amount": 71.50, "by": "A. Nurse", "team": "", "centre": "Oak",
           "notes": [{"text": "Shoes on."}, {}, {"text": "Calm."}], "remarks": "unused", "with": ["Mother", "Aunt"], "code": {"id": 27113001, "words": "Body weight"}},
          {"heading": " ", "code": {"words": "Height", "id": ""}, "seen": "02-Jan-2024", "state": "?", "attended": "N", "amount": "<5", "remarks": "One."},
          {"sort": "A", "amount": "not taken"}
        ]}"#
        .to_vec(),
    );
    assert_eq!(page.tally.entries, 3);
    let entries = reader.entries();
    let first = &entries[0];
    assert_eq!(
        (first.title.as_str(), first.kind),
        ("Weight", Kind::VitalSign)
    );
    assert_eq!(first.when.start, PartialDate::parse("2024-05-14T09:29:59Z"));
    assert_eq!(
        (first.status.class, first.status.sent.as_str()),
        (StatusClass::Active, "y")
    );
    assert!(!first.marks.negated);
    let amount = |number: &str, comparator| {
        Some(Value::Quantity(Quantity {
            comparator,
            number: number.into(),
            unit: "kg".into(),
            ucum: String::new(),
        }))
    };
    assert_eq!(first.value, amount("71.50", None));
    assert_eq!(
        (first.codes[0].system.as_str(), first.codes[0].code.as_str()),
        ("http://snomed.info/sct", "27113001")
    );
    assert_eq!(
        texts(first, Field::Code),
        ["SNOMED CT 27113001 Body weight"]
    );
    assert_eq!(texts(first, Field::Value), ["71.50 kg"]);
    assert_eq!(texts(first, Field::Note), ["Shoes on.", "Calm."]);
    assert_eq!(
        texts(first, Field::Participant),
        ["With: Mother", "With: Aunt"]
    );
    assert_eq!(
        (
            texts(first, Field::Author),
            texts(first, Field::Organisation)
        ),
        (vec!["A. Nurse".to_owned()], vec!["Oak".to_owned()])
    );
    let second = &entries[1];
    assert_eq!(
        (second.title.as_str(), second.kind),
        ("Height", Kind::Result)
    );
    assert_eq!(second.when.start, PartialDate::parse("2024-01-02"));
    // A word that the table does not have means nothing more than itself.
    assert_eq!(
        (second.status.class, second.status.sent.as_str()),
        (StatusClass::Completed, "?")
    );
    assert!(second.marks.negated);
    assert_eq!(second.value, amount("5", Some(Comparator::Less)));
    assert_eq!(
        (texts(second, Field::Note), texts(second, Field::Author)),
        (vec!["One.".to_owned()], vec!["Not named".to_owned()])
    );
    assert!(second.codes.is_empty());
    let third = &entries[2];
    assert_eq!((third.title.as_str(), third.kind), ("Reading", Kind::Alert));
    assert_eq!(third.value, Some(Value::Text("not taken kg".into())));
    let problems: Vec<_> = page
        .problems
        .iter()
        .map(|p| (p.code, p.path.as_str()))
        .collect();
    assert_eq!(problems, [(ProblemCode::FieldShape, "/list/2/heading")]);
}
