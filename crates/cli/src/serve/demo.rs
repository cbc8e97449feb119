//! The demonstration's data: an index and one file for each source and patient.

use std::collections::BTreeMap;

use anyhow::{Context, bail};
use serde_json::{Map, Value};

use super::data::Data;
use super::record::{Record, reference_id};

/// All that the demonstration serves.
pub struct Demo {
    /// The moment at which the demonstration stands still.
    pub now: Value,
    /// The zone in which its times are shown.
    pub time_zone: Value,
    /// Keys that the portal's configuration has beside.
    pub portal: Map<String, Value>,
    /// The sources, in the order in which they are shown.
    pub sources: Vec<Source>,
    /// The patients as the index has them.
    pub patients: Vec<Value>,
}

/// One source of records.
pub struct Source {
    /// Its place in addresses.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Whether it is served from the second port.
    pub second_port: bool,
    /// Keys of the index that go on into the configuration: `load`, `feed` …
    pub settings: Vec<(String, Value)>,
    /// Keys that the portal's configuration has beside: the agreement under
    /// which the source is shared with it.
    pub portal: Map<String, Value>,
    /// Patients for whom it does not answer, by NHS number.
    pub down_for: Vec<String>,
    /// What it holds.
    pub holding: Holding,
}

/// What a source holds, by the language that it speaks.
pub enum Holding {
    /// A FHIR server.
    Fhir(FhirHolding),
    /// Records in a source's own JSON, by NHS number.
    Feed(BTreeMap<String, Value>),
}

/// What a FHIR server holds.
#[derive(Clone)]
pub struct FhirHolding {
    /// The version that its capability statement names.
    pub fhir_version: &'static str,
    /// Whether it speaks STU3.
    pub stu3: bool,
    /// Its patients, by NHS number.
    pub people: Vec<Person>,
}

/// One patient at a FHIR server.
#[derive(Clone)]
pub struct Person {
    /// The number by which the file is named.
    pub number: String,
    /// The id of its Patient resource on this server.
    pub id: String,
    /// All resources, Patient included, in the file's order.
    pub records: Vec<Record>,
}

impl FhirHolding {
    /// The patient of `Patient/1`, `1` or an address that ends so.
    pub fn person_by_reference(&self, reference: &str) -> Option<&Person> {
        let id = reference_id(reference, "Patient").unwrap_or(reference);
        self.people.iter().find(|person| person.id == id)
    }

    /// Somebody else than the person of this id: the next one.
    pub fn person_after(&self, id: &str) -> Option<&Person> {
        let place = self.people.iter().position(|person| person.id == id)?;
        let other = self.people.iter().cycle().nth(place + 1)?;
        (other.id != id).then_some(other)
    }

    /// The patient of `system|value` or `value`.
    pub fn person_by_identifier(&self, token: &str) -> Option<&Person> {
        let (system, value) = match token.split_once('|') {
            Some((system, value)) => (Some(system), value),
            None => (None, token),
        };
        let known = |person: &&Person| {
            let patient = person.patient();
            patient.is_some_and(|patient| patient.matches_token("identifier", system, value))
        };
        self.people.iter().find(known)
    }
}

impl Person {
    /// The Patient itself.
    pub fn patient(&self) -> Option<&Record> {
        self.records.iter().find(|record| record.kind == "Patient")
    }
}

impl Demo {
    /// Reads the index `demo.json` and every file that it implies.
    pub fn read(data: &Data) -> anyhow::Result<Demo> {
        let index = data.json("demo.json")?;
        let patients = list(&index, "patients")?.clone();
        let mut sources = Vec::new();
        for source in list(&index, "sources")? {
            let id = text(source, "id").context("demo.json: a source has no id")?;
            let read = read_source(data, id, source, &patients);
            sources.push(read.with_context(|| format!("demo.json: source {id}"))?);
        }
        Ok(Demo {
            now: index.get("now").cloned().unwrap_or_default(),
            time_zone: index.get("timeZone").cloned().unwrap_or_default(),
            portal: members(&index, "portal"),
            sources,
            patients,
        })
    }
}

impl Source {
    /// Whether the data say that it does not answer for this patient.
    pub fn is_down_for(&self, number: &str) -> bool {
        self.down_for.iter().any(|down| down == number)
    }
}

fn read_source(
    data: &Data,
    id: &str,
    source: &Value,
    patients: &[Value],
) -> anyhow::Result<Source> {
    let files = data.files(id)?;
    let holding = match text(source, "kind") {
        Some("fhir") => Holding::Fhir(read_fhir(files, text(source, "version"))?),
        Some("feed") => Holding::Feed(files.into_iter().collect()),
        other => bail!("kind is {other:?}; it must be fhir or feed"),
    };
    Ok(Source {
        id: id.to_owned(),
        title: text(source, "title").unwrap_or(id).to_owned(),
        second_port: source.get("port").and_then(Value::as_u64) == Some(2),
        settings: settings(source),
        portal: members(source, "portal"),
        down_for: patients
            .iter()
            .filter(|patient| is_down(patient, id))
            .filter_map(number_of)
            .collect(),
        holding,
    })
}

/// All keys but those that this server itself goes by.
fn settings(source: &Value) -> Vec<(String, Value)> {
    let own = ["id", "title", "kind", "version", "port", "portal"];
    let members = source.as_object().into_iter().flatten();
    members
        .filter(|(key, _)| !own.contains(&key.as_str()))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

fn is_down(patient: &Value, source: &str) -> bool {
    let down = patient.get("down").and_then(Value::as_array);
    down.is_some_and(|down| down.iter().any(|id| id == source))
}

fn number_of(patient: &Value) -> Option<String> {
    Some(patient.pointer("/identifier/value")?.as_str()?.to_owned())
}

fn read_fhir(files: Vec<(String, Value)>, version: Option<&str>) -> anyhow::Result<FhirHolding> {
    let (fhir_version, stu3) = match version {
        Some("R4") | None => ("4.0.1", false),
        Some("STU3") => ("3.0.1", true),
        Some(other) => bail!("version is {other}; it must be R4 or STU3"),
    };
    let mut people = Vec::new();
    for (number, bundle) in files {
        let entries = list(&bundle, "entry").with_context(|| format!("{number}.json"))?;
        let records: Vec<Record> = entries
            .iter()
            .filter_map(|entry| Record::new(entry.get("resource")?.clone()))
            .collect();
        let patient = records.iter().find(|record| record.kind == "Patient");
        let id = patient
            .with_context(|| format!("{number}.json holds no Patient"))?
            .id
            .clone();
        people.push(Person {
            number,
            id,
            records,
        });
    }
    Ok(FhirHolding {
        fhir_version,
        stu3,
        people,
    })
}

fn list<'a>(value: &'a Value, key: &str) -> anyhow::Result<&'a Vec<Value>> {
    value
        .get(key)
        .and_then(Value::as_array)
        .with_context(|| format!("no array {key:?}"))
}

fn members(value: &Value, key: &str) -> Map<String, Value> {
    let members = value.get(key).and_then(Value::as_object);
    members.cloned().unwrap_or_default()
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str()
}
