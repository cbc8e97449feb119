//! What is not shared never leaves the reader.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use std::collections::HashMap;

use proptest::{prelude::*, sample::Index};
use serde_json::{Value, json};
use support::fixtures::bundles;
use timeline_fhir::{Reader, narrative};
use timeline_model::{Kind, KindSet, RecordKey};

/// A bundle in which each resource bears a word of its own, in a note and in
/// its narrative, and all that refers to it says that word.
struct Marked {
    bundle: Value,
    /// The kind of the entry that each resource makes, if any, with its word.
    kinds: Vec<(Option<Kind>, String)>,
}

fn word(n: usize) -> String {
    format!("<{n}>")
}

/// The kind of a resource by itself.
fn kind_of(resource: &Value) -> Option<Kind> {
    let mut own = resource.clone();
    // What stands inside is received by itself.
    for key in ["contained", "parameter"] {
        own.as_object_mut().unwrap().remove(key);
    }
    let mut reader = Reader::new(0);
    reader.read(0, own.to_string().into_bytes());
    reader.entries().first().map(|entry| entry.kind)
}

fn mark(bundle: &[Value]) -> Marked {
    let mut marked = Marked {
        bundle: json!({"resourceType": "Bundle", "total": 12, "entry": bundle}),
        kinds: Vec::new(),
    };
    let mut names = HashMap::new();
    let mut tell = |resource: &mut Value, scope: &str, address: Option<&str>| {
        let n = marked.kinds.len();
        marked.kinds.push((kind_of(resource), word(n)));
        let id = resource["id"].as_str().unwrap_or_default().to_owned();
        let kind = resource["resourceType"].as_str().unwrap_or_default();
        for name in [format!("{kind}/{id}"), format!("{scope}#{id}")] {
            names.entry(name).or_insert(n);
        }
        if let Some(address) = address {
            names.entry(address.to_owned()).or_insert(n);
        }
        // Annotations in later versions, plain text before.
        resource["note"] = json!([{"text": format!("said {}", word(n))}]);
        resource["text"] = json!({"status": "generated", "div": format!("<div>{}</div>", word(n))});
    };
    for (n, entry) in items(&mut marked.bundle, "/entry").enumerate() {
        let address = entry["fullUrl"].as_str().map(str::to_owned);
        if !entry["resource"]["resourceType"].is_string() {
            continue;
        }
        let resource = &mut entry["resource"];
        tell(resource, "", address.as_deref());
        for inner in items(resource, "/contained") {
            tell(inner, &n.to_string(), None);
        }
        for part in items(resource, "/parameter") {
            if part["resource"]["resourceType"].is_string() {
                tell(&mut part["resource"], "", None);
            }
        }
    }
    for (n, entry) in items(&mut marked.bundle, "/entry").enumerate() {
        let mut said = String::new();
        let Some(resource) = entry.get_mut("resource") else {
            continue;
        };
        refer(resource, &n.to_string(), &names, &mut said);
        if let Some(Value::String(div)) = resource.pointer_mut("/text/div") {
            div.push_str(&said);
        }
        for section in items(resource, "/section") {
            section["text"] = json!({"div": format!("<p>{said}</p>")});
        }
    }
    marked
}

fn items<'v>(value: &'v mut Value, at: &str) -> impl Iterator<Item = &'v mut Value> {
    let list = value.pointer_mut(at).and_then(Value::as_array_mut);
    list.into_iter().flatten()
}

/// Lets each reference say the word of what it names.
fn refer(value: &mut Value, scope: &str, names: &HashMap<String, usize>, said: &mut String) {
    if let Some(target) = value.get("reference").and_then(Value::as_str) {
        let local = format!("{scope}{target}");
        if let Some(n) = names.get(target).or_else(|| names.get(&local)) {
            value["display"] = json!(format!("named {}", word(*n)));
            said.push_str(&word(*n));
        }
    }
    match value {
        Value::Object(members) => members
            .values_mut()
            .for_each(|inner| refer(inner, scope, names, said)),
        Value::Array(items) => items
            .iter_mut()
            .for_each(|inner| refer(inner, scope, names, said)),
        _ => {}
    }
}

/// All that a reader tells.
fn told(reader: &mut Reader) -> String {
    let mut told = format!("{:?}", reader.entries());
    told.push_str(&format!("{:?}{:?}", reader.ledger(), reader.problems()));
    let last = reader.ledger().last().map_or(0, |line| line.key.place);
    for place in 0..last + 3 {
        let key = RecordKey {
            source: 0,
            page: 0,
            place,
        };
        let all = reader.originals(key);
        told.push_str(&format!("{:?}", narrative(&all)));
        told.push_str(&all);
        told.push_str(reader.original(key).unwrap_or_default());
    }
    told
}

fn read(bundle: &Value, shared: KindSet) -> Reader {
    let mut reader = Reader::new(0);
    reader.share(shared);
    let page = reader.read(0, bundle.to_string().into_bytes());
    assert_eq!(page.total.is_some(), shared == KindSet::ALL);
    reader
}

fn any_kinds() -> impl Strategy<Value = KindSet> {
    prop::collection::vec(prop::sample::select(Kind::ALL.to_vec()), 0..14).prop_map(|kinds| {
        let mut set = KindSet::NONE;
        kinds.into_iter().for_each(|kind| set.insert(kind));
        set
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn what_is_not_shared_is_told_nowhere(which: Index, shared in any_kinds()) {
        let bundles = bundles();
        let marked = mark(&bundles[which.index(bundles.len())]);
        let mut reader = read(&marked.bundle, shared);
        let told = told(&mut reader);
        for (kind, word) in &marked.kinds {
            let hidden = kind.is_some_and(|kind| !shared.contains(kind));
            prop_assert!(!(hidden && told.contains(word)), "{kind:?} {word} in {told}");
        }
        for entry in reader.entries() {
            prop_assert!(shared.contains(entry.kind));
        }
        prop_assert!(reader.tally().adds_up());
    }

    #[test]
    fn what_is_shared_is_all_there(which: Index, shared in any_kinds()) {
        let bundles = bundles();
        let marked = mark(&bundles[which.index(bundles.len())]);
        let mut reader = read(&marked.bundle, shared);
        let told = told(&mut reader);
        let mut shown = 0;
        for (kind, word) in &marked.kinds {
            if kind.is_some_and(|kind| shared.contains(kind)) {
                shown += 1;
                prop_assert!(told.contains(&format!("said {word}")), "{kind:?} {word} in {told}");
            }
        }
        let tally = reader.tally();
        prop_assert!(shown >= tally.entries + tally.parts);
    }
}
