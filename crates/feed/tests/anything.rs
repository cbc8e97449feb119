//! Whatever a source sends, nothing panics and every item is accounted for.
#![allow(clippy::unwrap_used)]

mod support;

use proptest::prelude::*;
use support::by;

const RULES: &str = r#""dates": ["DD/MM/YYYY HH:mm", "YYYYMMDD", "DD-MMM-YYYY", "epoch-milliseconds"],
    "about": {"identifier": {"system": "s", "value": "/e"}},
    "map": [{"name": "A", "kind": {"from": "/a", "values": {"x": "alert"}}, "title": ["/b", "/c/*/d"], "start": "/a",
             "end": "/b", "value": "/c", "status": {"from": "/d", "values": {"y": "active"}}, "covered": "/e", "partOf": "../a",
             "identifier": {"system": "s", "value": "/d"}, "facts": [{"field": "note", "value": "/c"}]}]"#;

/// JSON of any shape, with the members that the rules look at.
fn json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        any::<i64>().prop_map(|number| number.to_string()),
        "[0-9/: a-zA-Z-]{0,16}".prop_map(|text| format!("\"{text}\"")),
        "\\PC{0,6}".prop_map(|text| serde_json::to_string(&text).unwrap()),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6)
                .prop_map(|items| format!("[{}]", items.join(","))),
            proptest::collection::vec(("[a-e]", inner), 0..6).prop_map(|members| {
                let members: Vec<String> = members
                    .iter()
                    .map(|(key, value)| format!("\"{key}\":{value}"))
                    .collect();
                format!("{{{}}}", members.join(","))
            }),
        ]
    })
}

fn holds(inside: &str, bytes: Vec<u8>) -> Result<u32, TestCaseError> {
    let mut reader = by(&format!("{inside} {RULES}"));
    let page = reader.read(0, bytes);
    prop_assert!(page.tally.adds_up());
    prop_assert_eq!(reader.ledger().len() as u32, page.tally.received);
    prop_assert_eq!(reader.entries().len() as u32, page.tally.entries);
    for entry in reader.entries() {
        prop_assert!(!entry.title.is_empty());
    }
    for line in reader.ledger() {
        prop_assert!(
            reader
                .original(line.key)
                .is_none_or(|text| !text.is_empty())
        );
    }
    Ok(page.tally.received)
}

proptest! {
    #[test]
    fn any_items_are_all_accounted_for(items in proptest::collection::vec(json(), 0..8)) {
        let page = format!(r#"{{"list": [{}]}}"#, items.join(","));
        let received = holds(r#""items": "/list","#, page.clone().into_bytes())?;
        prop_assert_eq!(received as usize, items.len());
        let cases = format!(r#"{{"cases": [{{"list": [{}]}}, {page}]}}"#, items.join(","));
        let received = holds(r#""items": "/cases/*/list","#, cases.into_bytes())?;
        prop_assert_eq!(received as usize, 2 * items.len());
    }

    #[test]
    fn any_table_is_accounted_for(cells in proptest::collection::vec("[a-z0-9\",;\\n é]{0,12}", 0..12)) {
        let table = format!("a,b,c,d,e\n{}", cells.join(","));
        holds(r#""format": "csv","#, table.into_bytes())?;
    }

    #[test]
    fn any_bytes_are_no_fault(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        for inside in [r#""items": "","#, r#""items": "/a/*/b","#, r#""format": "csv","#] {
            holds(inside, bytes.clone())?;
        }
    }
}
