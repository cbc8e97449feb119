//! `Patient/$match`: who is likely meant, and how sure the server is.

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::{Value, json};

use super::super::answer::{fhir_answer, outcome};
use super::super::demo::{FhirHolding, Person};
use super::super::faults::{Fault, Specs};
use super::Ask;

const GRADE: &str = "http://hl7.org/fhir/StructureDefinition/match-grade";

/// How sure the server is, with the score that it gives.
const CERTAIN: (&str, f64) = ("certain", 1.0);
const PROBABLE: (&str, f64) = ("probable", 0.8);
const POSSIBLE: (&str, f64) = ("possible", 0.4);

/// Answers the operation.
pub fn answer(holding: &FhirHolding, ask: &Ask, faults: &Specs) -> Response<Body> {
    let parameter = |name: &str| {
        let parameters = ask.body.as_ref()?.get("parameter")?.as_array()?;
        let named = |parameter: &&Value| parameter.get("name") == Some(&json!(name));
        parameters.iter().find(named)
    };
    let Some(wanted) = parameter("resource").and_then(|parameter| parameter.get("resource")) else {
        let text = "Parameters with a Patient named \"resource\" must be posted.";
        return outcome(StatusCode::BAD_REQUEST, "required", text);
    };
    let only_certain = parameter("onlyCertainMatches")
        .and_then(|parameter| parameter.get("valueBoolean"))
        .and_then(Value::as_bool)
        .unwrap_or_default();
    let count = parameter("count")
        .and_then(|parameter| parameter.get("valueInteger"))
        .and_then(Value::as_u64)
        .and_then(|count| usize::try_from(count).ok());
    let mut found: Vec<(&Person, (&str, f64))> = holding
        .people
        .iter()
        .filter_map(|person| Some((person, grade(person, wanted)?)))
        .filter(|(_, grade)| !only_certain || *grade == CERTAIN)
        .collect();
    found.sort_by(|(_, one), (_, other)| other.1.total_cmp(&one.1));
    found.truncate(count.unwrap_or(usize::MAX));
    if faults.has(Fault::WrongPatient) {
        for (person, _) in &mut found {
            *person = holding.person_after(&person.id).unwrap_or(person);
        }
    }
    fhir_answer(StatusCode::OK, &bundle(&found, &ask.base))
}

fn bundle(found: &[(&Person, (&str, f64))], base: &str) -> Value {
    let entry = |(person, (grade, score)): &(&Person, (&str, f64))| {
        let patient = person.patient()?;
        Some(json!({
            "fullUrl": format!("{base}/Patient/{}", person.id),
            "resource": patient.body,
            "search": {
                "extension": [{"url": GRADE, "valueCode": grade}],
                "mode": "match",
                "score": score,
            },
        }))
    };
    let entries: Vec<Value> = found.iter().filter_map(entry).collect();
    let mut bundle = json!({"resourceType": "Bundle", "type": "searchset", "total": entries.len()});
    // FHIR allows no empty array.
    if let (false, Some(members)) = (entries.is_empty(), bundle.as_object_mut()) {
        members.insert("entry".to_owned(), Value::Array(entries));
    }
    bundle
}

/// By number and birth date certain, by name and birth date probable, by name
/// alone possible.
fn grade(person: &Person, wanted: &Value) -> Option<(&'static str, f64)> {
    let patient = person.patient()?;
    let identifiers = wanted.get("identifier").and_then(Value::as_array);
    let numbered = identifiers.into_iter().flatten().any(|identifier| {
        let word = |key: &str| identifier.get(key).and_then(Value::as_str);
        word("value")
            .is_some_and(|value| patient.matches_token("identifier", word("system"), value))
    });
    let born = wanted.get("birthDate");
    let same_day = born.is_some() && born == patient.body.get("birthDate");
    let family = wanted
        .pointer("/name/0/family")
        .and_then(Value::as_str)
        .is_some_and(|family| patient.has_name("family", &family.to_lowercase()));
    if numbered && (born.is_none() || same_day) {
        Some(CERTAIN)
    } else if numbered || family && same_day {
        Some(PROBABLE)
    } else {
        family.then_some(POSSIBLE)
    }
}
