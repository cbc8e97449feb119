//! Records that a server leaves out, and how it says so: GP Connect by a
//! warning on its lists (CareConnect-GPC-ListWarningCode-1), FHIR R4 by a List's
//! empty reason, by the label REDACTED, and by an OperationOutcome as in the
//! specification's example of breaking the glass.

use serde_json::{Value, json};

use super::super::demo::{FhirHolding, Person};
use super::super::record::Record;

const WARNING: &str =
    "https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-ListWarningCode-1";
const EMPTY_REASON: &str = "http://terminology.hl7.org/CodeSystem/list-empty-reason";
const LABELS: &str = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";
const REASONS: &str = "http://terminology.hl7.org/CodeSystem/v3-ActReason";

/// Leaves allergies out, and in a GP system every second problem.
pub fn leave_out(holding: &mut FhirHolding) {
    let stu3 = holding.stu3;
    for person in &mut holding.people {
        drop_kind(person, "AllergyIntolerance");
        let lists = if stu3 {
            let problems = every_second(person, "Condition");
            let none: &[String] = &[];
            [
                ("886921000000105", "Allergies and adverse reactions", none),
                ("717711000000103", "Problems", &problems),
            ]
            .into_iter()
            .enumerate()
            .map(|(place, (code, title, entries))| warned(person, place, (code, title), entries))
            .collect()
        } else {
            vec![emptied(person)]
        };
        person
            .records
            .extend(lists.into_iter().filter_map(Record::new));
    }
}

/// Leaves allergies out; the label that says so stands on the Bundle.
pub fn mask(holding: &mut FhirHolding) {
    for person in &mut holding.people {
        drop_kind(person, "AllergyIntolerance");
    }
}

/// The label of a Bundle from which something was left out.
pub fn masked_label() -> Value {
    json!({"security": [{"system": LABELS, "code": "REDACTED", "display": "redacted"}]})
}

/// Leaves out what is labelled restricted.
pub fn restrict(holding: &mut FhirHolding) {
    for person in &mut holding.people {
        person.records.retain(|record| !is_restricted(record));
    }
}

/// The note that more may be had in an emergency.
pub fn emergency_note() -> Value {
    let text = "Additional information may be available in an emergency.";
    let reason = json!({"system": REASONS, "code": "ETREAT", "display": "Emergency Treatment"});
    json!({
        "resourceType": "OperationOutcome",
        "id": "more-in-emergency",
        "issue": [{
            "severity": "information",
            "code": "suppressed",
            "details": {"coding": [reason], "text": text},
        }],
    })
}

fn drop_kind(person: &mut Person, kind: &str) {
    person.records.retain(|record| record.kind != kind);
}

/// Leaves every second out and names the others.
fn every_second(person: &mut Person, kind: &str) -> Vec<String> {
    let (mut turn, mut left) = (false, Vec::new());
    person.records.retain(|record| {
        if record.kind != kind {
            return true;
        }
        turn = !turn;
        if turn {
            left.push(format!("{kind}/{}", record.id));
        }
        turn
    });
    left
}

fn warned(person: &Person, place: usize, code: (&str, &str), entries: &[String]) -> Value {
    let (code, title) = code;
    let text = "Items excluded due to confidentiality and/or patient preferences.";
    let mut list = json!({
        "resourceType": "List",
        "id": format!("{}-withheld-{place}", person.id),
        "extension": [{"url": WARNING, "valueCode": "confidential-items"}],
        "status": "current",
        "mode": "snapshot",
        "title": title,
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": code, "display": title}]},
        "subject": {"reference": format!("Patient/{}", person.id)},
        "note": [{"text": text}],
    });
    let items: Vec<Value> = entries
        .iter()
        .map(|entry| json!({"item": {"reference": entry}}))
        .collect();
    if let (false, Some(members)) = (items.is_empty(), list.as_object_mut()) {
        members.insert("entry".to_owned(), Value::Array(items));
    }
    list
}

fn emptied(person: &Person) -> Value {
    let code = json!({"system": "http://loinc.org", "code": "48765-2", "display": "Allergies and adverse reactions Document"});
    let reason =
        json!({"system": EMPTY_REASON, "code": "withheld", "display": "Information Withheld"});
    json!({
        "resourceType": "List",
        "id": format!("{}-withheld", person.id),
        "status": "current",
        "mode": "snapshot",
        "title": "Allergies",
        "code": {"coding": [code]},
        "subject": {"reference": format!("Patient/{}", person.id)},
        "emptyReason": {"coding": [reason]},
    })
}

/// Whether the label on the record says more than normally confidential.
fn is_restricted(record: &Record) -> bool {
    let labels = record.body.pointer("/meta/security");
    let labels = labels.and_then(Value::as_array);
    labels.into_iter().flatten().any(|label| {
        let code = label.get("code").and_then(Value::as_str);
        let plain = ["U", "L", "M", "N", "HTEST"];
        code.is_some_and(|code| !plain.contains(&code))
    })
}
