//! Whose records a case holds, and what truly happened to them.

use crate::random::Random;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// The kinds that are events.
pub const KINDS: [&str; 9] = [
    "Encounter",
    "Condition",
    "Observation",
    "DiagnosticReport",
    "Procedure",
    "MedicationRequest",
    "Immunization",
    "AllergyIntolerance",
    "CarePlan",
];

/// One patient.
pub struct Person {
    pub family: String,
    pub given: String,
    pub birth: String,
    pub gender: &'static str,
    /// Of the range kept for tests.
    pub number: String,
    pub events: Vec<Event>,
}

/// Something that happened, as whoever was there wrote it (FHIR R4).
#[derive(Clone)]
pub struct Event {
    pub resource: Value,
    /// By what other events refer to it.
    pub key: String,
}

impl Event {
    pub fn new(key: String, resource: Value) -> Self {
        Self { resource, key }
    }

    pub fn kind(&self) -> &str {
        self.resource
            .get("resourceType")
            .and_then(Value::as_str)
            .unwrap_or_default()
    }
}

impl Person {
    pub fn invented(random: &mut Random, birth: String) -> Self {
        const FAMILIES: [&str; 12] = [
            "Thornbury",
            "Okafor",
            "Lindqvist",
            "Pereira",
            "Castellan",
            "Ravensworth",
            "Mbeki",
            "Hollister",
            "Nakamura",
            "Dunmore",
            "Achterberg",
            "Sorley",
        ];
        const GIVEN: [&str; 12] = [
            "Morgan", "Alex", "Robin", "Sam", "Jordan", "Kit", "Noor", "Ashley", "Lee", "Jules",
            "Kim", "Frankie",
        ];
        let name = |random: &mut Random, all: &[&str]| {
            random.pick(all).copied().unwrap_or_default().to_owned()
        };
        Self {
            family: name(random, &FAMILIES),
            given: name(random, &GIVEN),
            birth,
            gender: if random.chance(0.5) { "female" } else { "male" },
            number: number(random),
            events: Vec::new(),
        }
    }
}

/// A number of the range 999 with its check digit.
fn number(random: &mut Random) -> String {
    loop {
        let digits = format!("999{:06}", random.below(1_000_000));
        let sum: u32 = digits
            .bytes()
            .zip((2..=10).rev())
            .map(|(d, weight)| u32::from(d - b'0') * weight)
            .sum();
        match 11 - sum % 11 {
            10 => {}
            check => return format!("{digits}{}", check % 11),
        }
    }
}

/// What the bundles (FHIR R4) of a folder say happened, one list a file.
pub fn read(folder: &Path) -> Result<Vec<Vec<Event>>> {
    let listing = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut files: Vec<_> = listing.filter_map(|file| Some(file.ok()?.path())).collect();
    files.sort();
    let mut people = Vec::new();
    for file in files
        .iter()
        .filter(|file| file.extension().is_some_and(|end| end == "json"))
    {
        let place = || file.display().to_string();
        let bundle: Value =
            serde_json::from_slice(&fs::read(file).with_context(place)?).with_context(place)?;
        people.push(events(&bundle));
    }
    if people.is_empty() {
        bail!("{}: holds no bundle", folder.display());
    }
    Ok(people)
}

fn events(bundle: &Value) -> Vec<Event> {
    let entries = bundle.get("entry").and_then(Value::as_array);
    let resources = entries
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.get("resource"));
    resources.filter_map(event).collect()
}

fn event(resource: &Value) -> Option<Event> {
    let own = |name| resource.get(name).and_then(Value::as_str);
    let key = own("id")?.to_owned();
    let kept = KINDS.contains(&own("resourceType")?) && coded(resource);
    let mut resource = resource.clone();
    let members = resource.as_object_mut()?;
    for member in ["id", "meta", "identifier", "text", "contained", "extension"] {
        members.remove(member);
    }
    kept.then(|| Event::new(key, resource))
}

/// Whether it says what it is about, in words.
fn coded(resource: &Value) -> bool {
    crate::words::concept(resource).is_some_and(|concept| !crate::words::title(concept).is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_of_the_test_range_and_check() {
        let mut random = Random::new(1, "numbers");
        for _ in 0..100 {
            let number = number(&mut random);
            assert!(number.starts_with("999") && number.len() == 10, "{number}");
            let sum: u32 = number
                .bytes()
                .zip((1..=10).rev())
                .map(|(d, w)| u32::from(d - b'0') * w)
                .sum();
            assert_eq!(sum % 11, 0, "{number}");
        }
    }

    #[test]
    fn events_lose_what_is_the_sender_s_own() {
        let bundle = serde_json::json!({"entry": [
            {"resource": {"resourceType": "Patient", "id": "p"}},
            {"resource": {"resourceType": "Condition", "id": "c", "identifier": [{"value": "1"}],
                "code": {"text": "Asthma"}}},
            {"resource": {"resourceType": "Condition", "id": "d"}}]});
        let events = events(&bundle);
        assert_eq!(events.len(), 1);
        assert_eq!(
            (events[0].kind(), events[0].key.as_str()),
            ("Condition", "c")
        );
        assert!(events[0].resource.get("identifier").is_none());
    }
}
