//! One case: a person's events spread over four sources, and the truth.

use crate::copy::{Known, copy};
use crate::habits::{Habits, SOURCES};
use crate::invent::{self, replace};
use crate::moment::{DAY, Exact, Moment, days};
use crate::person::{Event, Person};
use crate::random::Random;
use crate::tables::Tables;
use crate::{times, traps};
use serde_json::{Map, Value, json};
use std::collections::{HashMap, HashSet};

const NUMBERS: &str = "https://fhir.nhs.uk/Id/nhs-number";
/// At most so many events come from one bundle.
const MOST: usize = 260;

/// The files of a case by name.
pub struct Case {
    pub files: Vec<(String, Value)>,
}

/// What a source sends.
struct Source {
    habits: Habits,
    patient: String,
    /// Names of its copies, by the event.
    names: HashMap<String, String>,
    entries: Vec<Value>,
}

pub fn make(name: &str, seed: u64, base: &[Event], invented: usize, tables: &Tables) -> Case {
    let mut random = Random::new(seed, name);
    let person = person(base, invented, tables, &mut random);
    let held: Vec<Vec<usize>> = person
        .events
        .iter()
        .map(|event| holders(event, &mut random))
        .collect();
    let mut sources: Vec<Source> = (0..SOURCES.len())
        .map(|at| source(at, &mut random))
        .collect();
    for (event, holders) in person.events.iter().zip(&held) {
        for at in holders {
            if let Some(source) = sources.get_mut(*at) {
                let id = source.habits.id(&mut random);
                source
                    .names
                    .insert(event.key.clone(), format!("{}/{id}", event.kind()));
            }
        }
    }
    let accessions = accessions(&person.events);
    let (mut truth, mut faults) = (Vec::new(), Map::new());
    for (event, holders) in person.events.iter().zip(&held) {
        let known = Known {
            event,
            number: Random::new(seed, &event.key).hex(12),
            accession: accessions.get(event.key.as_str()).map(String::as_str),
        };
        let mut names = Vec::new();
        for (at, (id, _)) in SOURCES
            .iter()
            .enumerate()
            .filter(|(at, _)| holders.contains(at))
        {
            let Some(source) = sources.get_mut(at) else {
                continue;
            };
            for (name, done) in source.send(&known, tables, &mut random) {
                let name = format!("{id}/{name}");
                if !done.is_empty() {
                    faults.insert(name.clone(), json!(done));
                }
                names.push(name);
            }
        }
        truth.push(names);
    }
    let mut files = vec![("case.json".to_owned(), header(name, &person))];
    for ((id, _), source) in SOURCES.iter().zip(sources) {
        files.push((format!("{id}.json"), source.bundle(&person, &mut random)));
    }
    files.push((
        "truth.json".to_owned(),
        json!({"events": truth, "faults": faults}),
    ));
    Case { files }
}

fn person(base: &[Event], invented: usize, tables: &Tables, random: &mut Random) -> Person {
    let end = days(2024, 6, 1) * DAY + random.whole(0, 500) * DAY;
    let birth = Moment {
        seconds: end - random.whole(25 * 365, 85 * 365) * DAY,
        exact: Exact::Day,
    };
    let mut person = Person::invented(random, birth.text());
    let shift = random.whole(-400, 400) * DAY;
    let mut own = base.to_vec();
    random.shuffle(&mut own);
    own.truncate(MOST);
    for event in &mut own {
        times::each(&mut event.resource, &mut |_, moment| {
            Some(Moment {
                seconds: moment.seconds + shift,
                ..moment
            })
        });
    }
    person.events = own;
    invent::visits(&mut person, invented, end, tables, random);
    // What is named alike and was at the same moment could be told apart by nobody.
    let mut seen = HashSet::new();
    person
        .events
        .retain(|event| seen.insert((traps::name(event), times::first(&event.resource))));
    traps::add(&mut person, tables, random);
    person
}

/// The sources that hold an event, the one where it came from first.
fn holders(event: &Event, random: &mut Random) -> Vec<usize> {
    let shares = match event.kind() {
        "Immunization" => [0.7, 0.05, 0.15, 0.1],
        "DiagnosticReport" | "Procedure" => [0.25, 0.55, 0.05, 0.15],
        _ => [0.42, 0.32, 0.13, 0.13],
    };
    let mut at = 0;
    let mut left = random.share();
    for (source, share) in shares.iter().enumerate() {
        at = source;
        left -= share;
        if left < 0.0 {
            break;
        }
    }
    let mut holders = vec![at];
    let mut others: Vec<usize> = (0..SOURCES.len()).filter(|other| *other != at).collect();
    random.shuffle(&mut others);
    let copies = random.share();
    let more = [copies > 0.42, copies > 0.82, copies > 0.98];
    holders.extend(
        others
            .into_iter()
            .zip(more)
            .filter(|(_, more)| *more)
            .map(|(other, _)| other),
    );
    holders
}

/// A number for each report's specimen, on it and on its results.
fn accessions(events: &[Event]) -> HashMap<&str, String> {
    let mut numbers = HashMap::new();
    for (at, event) in events.iter().enumerate() {
        let results = event.resource.get("result").and_then(Value::as_array);
        let number = format!("24{:07}", at * 37 + 1_000_003);
        for result in results.into_iter().flatten() {
            if let Some(key) = result.get("reference").and_then(Value::as_str).map(key) {
                numbers.insert(key, number.clone());
                numbers.insert(event.key.as_str(), number.clone());
            }
        }
    }
    numbers
}

/// What a reference means by: its last part.
fn key(reference: &str) -> &str {
    reference.rsplit(['/', ':']).next().unwrap_or(reference)
}

fn source(at: usize, random: &mut Random) -> Source {
    let habits = Habits::draw(at, random);
    let patient = format!("Patient/{}", habits.id(random));
    Source {
        habits,
        patient,
        names: HashMap::new(),
        entries: Vec::new(),
    }
}

impl Source {
    /// Sends an event; returns what it sent by name, with what was done to it.
    fn send(
        &mut self,
        known: &Known,
        tables: &Tables,
        random: &mut Random,
    ) -> Vec<(String, Vec<&'static str>)> {
        let Some(name) = self.names.get(&known.event.key).cloned() else {
            return Vec::new();
        };
        let mut sent = Vec::new();
        let copied = copy(known, &self.habits, tables, random);
        let (mut resource, mut faults) = (copied.resource, copied.faults);
        self.address(&mut resource, &name);
        let numbered = resource
            .pointer("/identifier/0/value")
            .and_then(Value::as_str)
            == Some(&known.number);
        if numbered && random.chance(self.habits.resent) {
            let id = self.habits.id(random);
            let mut other = resource.clone();
            replace(&mut other, "id", json!(id));
            let again = format!("{}/{id}", known.event.kind());
            self.entries.push(other);
            sent.push((again, vec!["resent"]));
        }
        if random.chance(self.habits.versions) && resource.get("status").is_some() {
            faults.push("two versions");
            let mut older = resource.clone();
            replace(
                &mut older,
                "meta",
                json!({"versionId": "1", "lastUpdated": "2024-01-01T08:00:00Z"}),
            );
            replace(&mut older, "note", json!([{"text": "To be confirmed"}]));
            replace(
                &mut resource,
                "meta",
                json!({"versionId": "2", "lastUpdated": "2024-01-02T09:30:00Z"}),
            );
            self.entries.push(older);
        }
        if random.chance(self.habits.twice) {
            faults.push("sent twice");
            self.entries.push(resource.clone());
        }
        self.entries.push(resource);
        sent.push((name, faults));
        sent
    }

    /// Its own id and patient, and its own names of what is referred to.
    fn address(&self, resource: &mut Value, name: &str) {
        let (kind, id) = name.split_once('/').unwrap_or_default();
        for member in ["subject", "patient"] {
            replace(resource, member, Value::Null);
        }
        self.rewire(resource);
        replace(resource, "id", json!(id));
        let whose = if matches!(kind, "Immunization" | "AllergyIntolerance") {
            "patient"
        } else {
            "subject"
        };
        replace(resource, whose, json!({"reference": self.patient}));
    }

    /// Puts this source's names into references; false where it does not hold what is meant.
    fn rewire(&self, value: &mut Value) -> bool {
        match value {
            Value::Object(members) => {
                let reference = members.get("reference").and_then(Value::as_str);
                // What is contained is named from within.
                if let Some(reference) = reference.filter(|reference| !reference.starts_with('#')) {
                    let Some(name) = self.names.get(key(reference)) else {
                        return false;
                    };
                    let name = json!(name);
                    members.insert("reference".to_owned(), name);
                }
                members.retain(|_, member| self.rewire(member));
                true
            }
            Value::Array(items) => {
                items.retain_mut(|item| self.rewire(item));
                !items.is_empty()
            }
            _ => true,
        }
    }

    fn bundle(mut self, person: &Person, random: &mut Random) -> Value {
        random.shuffle(&mut self.entries);
        let id = self.patient.trim_start_matches("Patient/");
        let patient = json!({"resourceType": "Patient", "id": id, "identifier": [identifier(person)],
            "name": [{"use": "official", "family": person.family, "given": [person.given]}],
            "gender": person.gender, "birthDate": person.birth});
        self.entries.insert(0, patient);
        let total = self.entries.len();
        let entries: Vec<Value> = self
            .entries
            .into_iter()
            .map(|resource| json!({"resource": resource}))
            .collect();
        json!({"resourceType": "Bundle", "type": "searchset", "total": total, "entry": entries})
    }
}

fn identifier(person: &Person) -> Value {
    json!({"system": NUMBERS, "value": person.number})
}

fn header(name: &str, person: &Person) -> Value {
    let sources: Vec<Value> = SOURCES
        .iter()
        .map(|(id, title)| json!({"id": id, "title": title, "format": "fhir-r4", "file": format!("{id}.json")}))
        .collect();
    json!({"case": name, "patient": {"identifier": identifier(person), "family": person.family,
        "given": [person.given], "birthDate": person.birth, "gender": person.gender}, "sources": sources})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(seed: u64) -> Case {
        make("case-01", seed, &[], 12, &Tables::read())
    }

    fn file<'a>(case: &'a Case, name: &str) -> &'a Value {
        &case.files.iter().find(|(own, _)| own == name).unwrap().1
    }

    #[test]
    fn a_seed_makes_the_same_case_again() {
        assert_eq!(made(1).files, made(1).files);
        assert_ne!(file(&made(1), "truth.json"), file(&made(2), "truth.json"));
    }

    #[test]
    fn the_truth_names_every_record_once_and_nothing_else() {
        let case = made(3);
        let truth = file(&case, "truth.json")["events"].as_array().unwrap();
        let named: Vec<&str> = truth
            .iter()
            .flat_map(|e| e.as_array().unwrap())
            .map(|n| n.as_str().unwrap())
            .collect();
        let mut sent = HashSet::new();
        for (source, _) in SOURCES {
            for entry in file(&case, &format!("{source}.json"))["entry"]
                .as_array()
                .unwrap()
            {
                let own = |member: &str| entry["resource"][member].as_str().unwrap().to_owned();
                if own("resourceType") != "Patient" {
                    sent.insert(format!("{source}/{}/{}", own("resourceType"), own("id")));
                }
            }
        }
        assert_eq!(named.len(), named.iter().collect::<HashSet<_>>().len());
        assert_eq!(
            named
                .iter()
                .map(|n| (*n).to_owned())
                .collect::<HashSet<_>>(),
            sent
        );
    }

    #[test]
    fn references_lead_to_what_the_same_source_sent() {
        let case = made(4);
        for (source, _) in SOURCES {
            let bundle = file(&case, &format!("{source}.json"));
            let mut names = HashSet::new();
            for entry in bundle["entry"].as_array().unwrap() {
                let own = |member: &str| entry["resource"][member].as_str().unwrap();
                names.insert(format!("{}/{}", own("resourceType"), own("id")));
            }
            let text = bundle.to_string();
            for piece in text.split("\"reference\":\"").skip(1) {
                let reference = piece.split('"').next().unwrap();
                assert!(names.contains(reference), "{source}: {reference}");
            }
        }
    }
}
