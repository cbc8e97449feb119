//! A server's holding as a fault has it: patients who are somebody else, and
//! records that are left out.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::super::demo::{FhirHolding, Person};
use super::super::faults::{Fault, Specs};
use super::super::record::Record;
use super::withheld;

/// The holding as these faults have it. `emergency`: the request said that it
/// is one.
pub fn altered<'a>(
    holding: &'a FhirHolding,
    faults: &Specs,
    emergency: bool,
) -> Cow<'a, FhirHolding> {
    let mut holding = Cow::Borrowed(holding);
    for spec in faults.iter() {
        match spec.fault {
            Fault::UnknownPatient => holding.to_mut().people.clear(),
            Fault::OtherBirthDate
            | Fault::OtherFamily
            | Fault::OtherGender
            | Fault::BarePatient => {
                for person in &mut holding.to_mut().people {
                    for patient in patients(person) {
                        patient.known_as = patient.body.get("identifier").cloned();
                        misname(&mut patient.body, spec.fault);
                    }
                }
            }
            Fault::SeveralPatients | Fault::LinkedPatients | Fault::ReplacedPatient => {
                let holding = holding.to_mut();
                let others: Vec<Person> = holding
                    .people
                    .iter_mut()
                    .filter_map(|person| other(person, spec.fault))
                    .collect();
                holding.people.extend(others);
            }
            Fault::Withheld => withheld::leave_out(holding.to_mut()),
            Fault::Masked => withheld::mask(holding.to_mut()),
            Fault::MoreInEmergency if !emergency => withheld::restrict(holding.to_mut()),
            _ => {}
        }
    }
    holding
}

fn patients(person: &mut Person) -> impl Iterator<Item = &mut Record> {
    let records = person.records.iter_mut();
    records.filter(|record| record.kind == "Patient")
}

fn misname(patient: &mut Value, fault: Fault) {
    let Some(members) = patient.as_object_mut() else {
        return;
    };
    match fault {
        Fault::OtherBirthDate => {
            let born = members.get("birthDate").and_then(Value::as_str);
            let other = other_year(born.unwrap_or_default());
            members.insert("birthDate".to_owned(), Value::from(other));
        }
        Fault::OtherFamily => {
            let names = members.get_mut("name").and_then(Value::as_array_mut);
            for name in names.into_iter().flatten() {
                if let Some(parts) = name.as_object_mut() {
                    parts.remove("text");
                    parts.insert("family".to_owned(), Value::from("Otherwise"));
                }
            }
        }
        Fault::OtherGender => {
            let female = members.get("gender").and_then(Value::as_str) == Some("female");
            let other = if female { "male" } else { "female" };
            members.insert("gender".to_owned(), Value::from(other));
        }
        _ => members.retain(|key, _| matches!(key.as_str(), "resourceType" | "id" | "meta")),
    }
}

/// The same day of the year after.
pub fn other_year(date: &str) -> String {
    let digits: String = date.chars().filter(char::is_ascii_digit).collect();
    // A year stands first or last, as in 1944-06-09 and 09/06/1944.
    let first = date.get(..4).and_then(|year| year.parse::<u32>().ok());
    let last = date
        .get(date.len().saturating_sub(4)..)
        .and_then(|year| year.parse::<u32>().ok());
    match (first, last) {
        (Some(year), _) => format!("{:04}{}", year + 1, date.get(4..).unwrap_or_default()),
        (None, Some(year)) => {
            let before = date.get(..date.len() - 4).unwrap_or_default();
            format!("{before}{:04}", year + 1)
        }
        (None, None) => digits,
    }
}

/// A second Patient beside this person's, as the fault has it.
fn other(person: &mut Person, fault: Fault) -> Option<Person> {
    let place = person
        .records
        .iter()
        .position(|record| record.kind == "Patient")?;
    let mut patient = person.records.get(place)?.clone();
    let id = format!("{}-2", person.id);
    set(&mut patient.body, "id", json!(id));
    patient.id.clone_from(&id);
    let mut records = Vec::new();
    match fault {
        Fault::LinkedPatients => {
            let own = &mut person.records.get_mut(place)?.body;
            set(own, "link", link(&id, "seealso"));
            set(&mut patient.body, "link", link(&person.id, "seealso"));
            records = half(person, &id);
        }
        Fault::ReplacedPatient => {
            // A search finds the one who was replaced alone.
            person.records.get_mut(place)?.known_as = Some(Value::Null);
            set(&mut patient.body, "active", json!(false));
            set(&mut patient.body, "link", link(&person.id, "replaced-by"));
        }
        _ => {}
    }
    records.insert(0, patient);
    Some(Person {
        number: person.number.clone(),
        id,
        records,
    })
}

fn link(id: &str, kind: &str) -> Value {
    json!([{"other": {"reference": format!("Patient/{id}")}, "type": kind}])
}

/// Moves every second record to the patient of this id.
fn half(person: &mut Person, id: &str) -> Vec<Record> {
    let own = format!("Patient/{}", person.id);
    let theirs = format!("Patient/{id}");
    let mut moved = Vec::new();
    let mut turn = false;
    person.records.retain_mut(|record| {
        if record.kind == "Patient" || record.is_supporting() {
            return true;
        }
        turn = !turn;
        if turn {
            return true;
        }
        repoint(&mut record.body, &own, &theirs);
        moved.push(record.clone());
        false
    });
    moved
}

fn repoint(value: &mut Value, from: &str, to: &str) {
    match value {
        Value::String(text) if text == from => to.clone_into(text),
        Value::Array(items) => items.iter_mut().for_each(|item| repoint(item, from, to)),
        Value::Object(members) => {
            members
                .values_mut()
                .for_each(|item| repoint(item, from, to));
        }
        _ => {}
    }
}

fn set(object: &mut Value, key: &str, value: Value) {
    if let Some(members) = object.as_object_mut() {
        members.insert(key.to_owned(), value);
    }
}
