//! A record as one FHIR document: the International Patient Summary by
//! `$summary`, and a document that simply stands at an address.

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::{Value, json};

use super::super::answer::{fhir_answer, outcome};
use super::super::demo::{FhirHolding, Person};
use super::super::record::Record;
use super::Ask;

const PROFILE: &str = "http://hl7.org/fhir/uv/ips/StructureDefinition/Bundle-uv-ips";

/// Each section of the summary: LOINC code, title, types. The first three must
/// be there, also without anything in them.
const SECTIONS: [(&str, &str, &[&str]); 8] = [
    ("11450-4", "Problem List", &["Condition"]),
    (
        "48765-2",
        "Allergies and Intolerances",
        &["AllergyIntolerance"],
    ),
    (
        "10160-0",
        "Medication Summary",
        &["MedicationRequest", "MedicationStatement"],
    ),
    ("11369-6", "Immunizations", &["Immunization"]),
    ("47519-4", "History of Procedures", &["Procedure"]),
    ("30954-2", "Results", &["DiagnosticReport", "Observation"]),
    ("18776-5", "Plan of Care", &["CarePlan"]),
    ("104605-1", "Alerts", &["Flag"]),
];
const REQUIRED: usize = 3;

/// Answers `Patient/{id}/$summary`.
pub fn summary(holding: &FhirHolding, ask: &Ask, id: &str) -> Response<Body> {
    match holding.people.iter().find(|person| person.id == id) {
        Some(person) => fhir_answer(StatusCode::OK, &of(person, &ask.base)),
        None => missing(),
    }
}

/// Answers `Patient/$summary?identifier=system|value`, or with the identifier
/// in posted Parameters.
pub fn by_identifier(holding: &FhirHolding, ask: &Ask) -> Response<Body> {
    let posted = || {
        let parameters = ask.body.as_ref()?.get("parameter")?.as_array()?;
        let named = |parameter: &&Value| parameter.get("name") == Some(&json!("identifier"));
        let parameter = parameters.iter().find(named)?;
        let identifier = parameter.get("valueIdentifier").unwrap_or(parameter);
        let word = |key: &str| identifier.get(key).and_then(Value::as_str);
        let value = word("value").or_else(|| word("valueString"))?;
        Some(word("system").map_or_else(|| value.to_owned(), |system| format!("{system}|{value}")))
    };
    let mut parameters = ask.parameters.iter();
    let named = parameters.find(|(name, _)| name == "identifier");
    let Some(token) = named.map(|(_, value)| value.clone()).or_else(posted) else {
        return outcome(StatusCode::BAD_REQUEST, "required", "Name the identifier.");
    };
    match holding.person_by_identifier(&token) {
        Some(person) => fhir_answer(StatusCode::OK, &of(person, &ask.base)),
        None => missing(),
    }
}

/// Answers `documents/{number}` and `documents/{id of the Patient}`.
pub fn at_address(holding: &FhirHolding, ask: &Ask, key: &str) -> Response<Body> {
    match person(holding, key) {
        Some(person) => fhir_answer(StatusCode::OK, &of(person, &ask.base)),
        None => missing(),
    }
}

/// Whose document stands at this address.
pub fn person<'a>(holding: &'a FhirHolding, key: &str) -> Option<&'a Person> {
    let mut people = holding.people.iter();
    people.find(|person| person.number == key || person.id == key)
}

fn missing() -> Response<Body> {
    outcome(
        StatusCode::NOT_FOUND,
        "not-found",
        "There is no summary of this patient.",
    )
}

/// The document: Composition first, then the Patient, then all the rest.
fn of(person: &Person, base: &str) -> Value {
    let url = |kind: &str, id: &str| format!("{base}/{kind}/{id}");
    let is_sent = |record: &&Record| {
        record.kind == "Patient"
            || record.is_supporting()
            || SECTIONS
                .iter()
                .any(|(_, _, types)| types.contains(&record.kind.as_str()))
    };
    let id = format!("summary-{}", person.id);
    let mut entries = vec![json!({
        "fullUrl": url("Composition", &id),
        "resource": composition(person, &id),
    })];
    let mut records: Vec<&Record> = person.records.iter().filter(is_sent).collect();
    records.sort_by_key(|record| record.kind != "Patient");
    entries.extend(
        records.into_iter().map(
            |record| json!({"fullUrl": url(&record.kind, &record.id), "resource": record.body}),
        ),
    );
    json!({
        "resourceType": "Bundle",
        "meta": {"profile": [PROFILE]},
        "identifier": {"system": "urn:ietf:rfc:3986", "value": url("Composition", &id)},
        "type": "document",
        "timestamp": "2026-03-07T09:00:00Z",
        "entry": entries,
    })
}

fn composition(person: &Person, id: &str) -> Value {
    let sections: Vec<Value> = SECTIONS
        .iter()
        .enumerate()
        .filter_map(|(place, section)| self::section(person, place, section))
        .collect();
    let author = person
        .records
        .iter()
        .find(|record| record.kind == "Organization");
    let author = author.map_or_else(
        || json!({"display": "not recorded"}),
        |author| json!({"reference": format!("Organization/{}", author.id)}),
    );
    json!({
        "resourceType": "Composition",
        "id": id,
        "status": "final",
        "type": {"coding": [{"system": "http://loinc.org", "code": "60591-5", "display": "Patient summary Document"}]},
        "subject": {"reference": format!("Patient/{}", person.id)},
        "date": "2026-03-07T09:00:00Z",
        "author": [author],
        "title": "International Patient Summary",
        "section": sections,
    })
}

fn section(
    person: &Person,
    place: usize,
    (code, title, types): &(&str, &str, &[&str]),
) -> Option<Value> {
    let entries: Vec<Value> = person
        .records
        .iter()
        .filter(|record| types.contains(&record.kind.as_str()) && !record.id.is_empty())
        .map(|record| json!({"reference": format!("{}/{}", record.kind, record.id)}))
        .collect();
    let code = json!({"coding": [{"system": "http://loinc.org", "code": code}]});
    if !entries.is_empty() {
        return Some(json!({"title": title, "code": code, "entry": entries}));
    }
    let reason = json!({"coding": [{
        "system": "http://terminology.hl7.org/CodeSystem/list-empty-reason",
        "code": "unavailable",
    }]});
    (place < REQUIRED).then(|| json!({"title": title, "code": code, "emptyReason": reason}))
}
