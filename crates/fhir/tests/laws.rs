//! Laws that hold for whatever a source sends, in whatever order.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use proptest::{prelude::*, sample::Index};
use serde_json::{Value, json};
use support::fixtures::bundles;
use timeline_fhir::{Reader, kinds_of};
use timeline_model::{Disposition, Entry, Ledger};

fn resources() -> Vec<Value> {
    let all = bundles().into_iter().flatten();
    // What parameters hold is received beside them.
    all.filter(|entry| entry["resource"]["resourceType"].is_string())
        .filter(|entry| entry["resource"]["resourceType"] != "Parameters")
        .map(|entry| entry["resource"].clone())
        .collect()
}

/// Any JSON value; names and texts that FHIR gives a meaning are frequent.
fn any_json() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        any::<String>().prop_map(Value::String),
        prop::sample::select(vec![
            "2020-13-45",
            "9999",
            "19",
            "#",
            "#a1",
            "Encounter/e",
            "urn:uuid:",
            "?identifier=",
            "Patient/1/_history/2",
            "plan",
            "entered-in-error",
            "<div>",
            "",
        ])
        .prop_map(|text| Value::String(text.to_owned())),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text,
    ];
    let keys = prop_oneof![
        prop::sample::select(vec![
            "reference",
            "coding",
            "code",
            "system",
            "display",
            "text",
            "value",
            "url",
            "extension",
            "start",
            "end",
            "identifier",
            "resourceType",
            "id",
            "unit",
        ])
        .prop_map(str::to_owned),
        any::<String>(),
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::vec((keys.clone(), inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// The pointers to every field of `value`.
fn pointers(value: &Value, at: &str, out: &mut Vec<String>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| (key.replace('~', "~0").replace('/', "~1"), value))
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(n, value)| (n.to_string(), value))
            .collect(),
        _ => return,
    };
    for (key, value) in inner {
        let pointer = format!("{at}/{key}");
        pointers(value, &pointer, out);
        out.push(pointer);
    }
}

#[test]
fn every_entry_is_of_a_kind_that_its_type_may_have() {
    let mut seen = 0;
    for page in bundles().iter().flat_map(|bundle| pages(bundle)) {
        let mut reader = Reader::new(0);
        reader.read(0, page);
        for entry in reader.entries() {
            let kinds = kinds_of(&entry.resource);
            assert!(
                kinds.contains(entry.kind),
                "{} {:?}",
                entry.resource,
                entry.kind
            );
            seen += 1;
        }
    }
    assert!(seen > 60, "{seen}");
}

/// What a reader holds in the end.
fn held(reader: &mut Reader) -> (Vec<Entry>, Vec<Ledger>) {
    let mut entries = Vec::new();
    for (entry, stamp) in reader.stamped() {
        assert_eq!(stamp, entry.stamp(), "a stamp is of what is said now");
        entries.push(entry.clone());
    }
    (entries, reader.ledger())
}

/// Each entry of a bundle as a page of its own.
fn pages(bundle: &[Value]) -> Vec<Vec<u8>> {
    let page = |entry: &Value| json!({"resourceType": "Bundle", "entry": [entry]});
    bundle
        .iter()
        .map(|entry| page(entry).to_string().into_bytes())
        .collect()
}

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(cases)
    }
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn any_value_in_any_field_loses_no_resource(
        which: Index,
        places in prop::collection::vec((any::<Index>(), any_json()), 1..4),
    ) {
        let resources = resources();
        let mut resource = resources[which.index(resources.len())].clone();
        for (place, value) in places {
            let mut all = Vec::new();
            pointers(&resource, "", &mut all);
            // What is contained is received as well, and counted by its type.
            all.retain(|at| at != "/resourceType" && !at.starts_with("/contained"));
            if !all.is_empty() {
                *resource.pointer_mut(&all[place.index(all.len())]).unwrap() = value;
            }
        }
        let whole = json!({"resourceType": "Bundle", "entry": [
            {"resource": resource}, {"resource": {"resourceType": "Flag", "id": "last"}},
        ]});
        let mut reader = Reader::new(0);
        reader.read(0, whole.to_string().into_bytes());
        let standing = resource["contained"].as_array().map_or(0, |all| {
            all.iter().filter(|r| r["resourceType"] == "AllergyIntolerance"
                || r["resourceType"] == "Observation").count()
        });
        let tally = reader.tally();
        prop_assert!(tally.adds_up());
        prop_assert_eq!(tally.received as usize, 2 + standing);
        prop_assert_eq!(tally.problems, 0);
        prop_assert!(reader.entries().iter().all(|entry| !entry.title.trim().is_empty()));
        let ledger = reader.ledger();
        prop_assert_eq!(ledger.last().unwrap().alias.as_str(), "Flag/last");
    }

    #[test]
    fn arbitrary_bytes_neither_panic_nor_go_uncounted(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        let mut reader = Reader::new(0);
        let page = reader.read(0, bytes);
        prop_assert!(reader.tally().adds_up());
        prop_assert!(!page.problems.is_empty() || page.tally.received > 0);
    }

    #[test]
    fn a_page_with_bytes_changed_or_cut_off_still_adds_up(
        which: Index,
        changes in prop::collection::vec((any::<Index>(), any::<u8>()), 0..8),
        cut in prop::option::of(any::<Index>()),
    ) {
        let bundles = bundles();
        let entries = &bundles[which.index(bundles.len())];
        let page = json!({"resourceType": "Bundle", "entry": entries});
        let mut bytes = page.to_string().into_bytes();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let mut reader = Reader::new(0);
        let page = reader.read(0, bytes);
        let tally = reader.tally();
        prop_assert!(tally.adds_up());
        prop_assert_eq!(reader.entries().len() as u32, tally.entries);
        let lost = |line: &&Ledger| line.disposition == Disposition::Problem;
        for line in reader.ledger().iter().filter(lost) {
            prop_assert!(page.problems.iter().any(|problem| problem.key == line.key));
        }
    }
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn the_order_of_pages_does_not_matter(
        which: Index,
        order in prop::collection::vec(any::<u32>(), 64),
        looked in any::<u64>(),
    ) {
        let bundles = bundles();
        let pages = pages(&bundles[which.index(bundles.len())]);
        let mut first = Reader::new(0);
        for (at, page) in pages.iter().enumerate() {
            first.read(at as u32, page.clone());
        }
        let mut turns: Vec<usize> = (0..pages.len()).collect();
        turns.sort_by_key(|at| order[at % order.len()]);
        let mut second = Reader::new(0);
        for (turn, at) in turns.into_iter().enumerate() {
            second.read(at as u32, pages[at].clone());
            if looked >> (turn % 64) & 1 == 1 {
                let _ = second.stamped();
            }
        }
        prop_assert_eq!(held(&mut first), held(&mut second));
    }

    #[test]
    fn a_page_forgotten_and_read_again_changes_nothing(
        which: Index,
        again in prop::collection::vec(any::<Index>(), 1..6),
    ) {
        let bundles = bundles();
        let pages = pages(&bundles[which.index(bundles.len())]);
        let mut reader = Reader::new(0);
        for (at, page) in pages.iter().enumerate() {
            reader.read(at as u32, page.clone());
        }
        let before = held(&mut reader);
        for at in &again {
            reader.forget(at.index(pages.len()) as u32);
            let _ = reader.stamped();
        }
        for at in again {
            let at = at.index(pages.len());
            reader.read(at as u32, pages[at].clone());
        }
        prop_assert_eq!(before, held(&mut reader));
    }
}
