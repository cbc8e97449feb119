//! A source that knows a patient.

use axum::Router;
use axum::extract::RawQuery;
use axum::routing::get;
use serde_json::{Value, json};

use super::server::{fhir, open, silent, statement};
use super::tool::{Checked, check_with};

/// Whose record is asked for.
pub const PATIENT: &str = "https://fhir.nhs.uk/Id/nhs-number|9990000018";

/// A patient with this id and number.
pub fn patient(id: &str, number: &str) -> Value {
    json!({
        "resourceType": "Patient",
        "id": id,
        "identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": number}],
        "name": [{"family": "Hill", "given": ["Ann"]}],
        "birthDate": "1950-02-01",
    })
}

/// A problem of the patient's.
pub fn problem(id: &str) -> Value {
    json!({
        "resourceType": "Condition",
        "id": id,
        "code": {"text": "Asthma"},
        "subject": {"reference": "Patient/p1"},
        "onsetDateTime": "2019",
    })
}

/// A page of a search.
pub fn bundle(resources: &[Value], next: Option<&str>) -> Value {
    let entry: Vec<Value> = resources.iter().map(|r| json!({"resource": r})).collect();
    let mut bundle = json!({"resourceType": "Bundle", "type": "searchset", "entry": entry});
    if let Some(next) = next {
        bundle["link"] = json!([{"relation": "next", "url": next}]);
    }
    bundle
}

/// A source that finds these patients, and whose record's first page leads on
/// to this address.
pub fn finding(patients: &[Value], next: Option<&str>) -> Router {
    let found = bundle(patients, None);
    let first = bundle(&[patient("p1", "9990000018"), problem("c1")], next);
    let second = bundle(&[problem("c2")], None);
    let everything = move |RawQuery(query): RawQuery| async move {
        let second_page = query.unwrap_or_default().contains("page=2");
        fhir(if second_page { &second } else { &first })
    };
    let record = Router::new()
        .route("/fhir/Patient", get(move || async move { fhir(&found) }))
        .route("/fhir/Patient/p1/$everything", get(everything));
    open(silent(statement()).merge(record))
}

/// Checks with the patient.
pub fn check_patient(config: &Value, more: &[&str]) -> Checked {
    let mut arguments = vec!["--origin", super::server::PORTAL, "--patient", PATIENT];
    arguments.extend(more);
    let checked = check_with(config, &arguments, &[]);
    let all = [checked.text.as_str(), &checked.json.to_string()].concat();
    assert!(!all.contains("9990000018"), "the number is told: {all}");
    checked
}
