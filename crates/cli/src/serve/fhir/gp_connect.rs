//! GP Connect 1.x, Access Record Structured: `$gpc.getstructuredrecord`.

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::{Value, json};

use super::super::answer::{fhir_answer, outcome};
use super::super::demo::{FhirHolding, Person};
use super::super::faults::{Fault, Specs};
use super::super::record::Record;
use super::Ask;

/// The operation on Patient.
pub const OPERATION: &str = "$gpc.getstructuredrecord";
/// What the request says that it is.
pub const INTERACTION: &str =
    "urn:nhs:names:services:gpconnect:fhir:operation:gpc.getstructuredrecord-1";

const ERRORS: &str = "https://fhir.nhs.uk/STU3/CodeSystem/Spine-ErrorOrWarningCode-1";
const PROFILE: &str =
    "https://fhir.nhs.uk/STU3/StructureDefinition/GPConnect-StructuredRecord-Bundle-1";

/// Each parameter that includes something, the part it must have, and the
/// types that it brings.
const INCLUDES: [(&str, Option<&str>, &[&str]); 9] = [
    (
        "includeAllergies",
        Some("includeResolvedAllergies"),
        &["AllergyIntolerance"],
    ),
    (
        "includeMedication",
        None,
        &["Medication", "MedicationStatement", "MedicationRequest"],
    ),
    ("includeConsultations", None, &["Encounter"]),
    ("includeProblems", None, &["Condition"]),
    ("includeImmunisations", None, &["Immunization"]),
    (
        "includeUncategorisedData",
        None,
        &[
            "Observation",
            "Procedure",
            "CarePlan",
            "Goal",
            "Appointment",
        ],
    ),
    (
        "includeInvestigations",
        None,
        &["DiagnosticReport", "Specimen", "Observation"],
    ),
    ("includeReferrals", None, &["ReferralRequest"]),
    ("includeDiaryEntries", None, &["ProcedureRequest"]),
];

/// The person whom the posted Parameters name.
pub fn person<'a>(holding: &'a FhirHolding, body: &Value) -> Option<&'a Person> {
    let (system, value) = number(body)?;
    holding.person_by_identifier(&format!("{system}|{value}"))
}

/// Answers the operation.
pub fn structured_record(holding: &FhirHolding, ask: &Ask, faults: &Specs) -> Response<Body> {
    if !holding.stu3 {
        return outcome(
            StatusCode::NOT_FOUND,
            "not-supported",
            "Unknown operation: this server is no GP Connect provider.",
        );
    }
    if let Some(refused) = refuse_headers(ask) {
        return refused;
    }
    let types = match wanted(ask.body.as_ref()) {
        Ok(types) => types,
        Err(refused) => return *refused,
    };
    let found = ask.body.as_ref().and_then(|body| person(holding, body));
    let found = if faults.has(Fault::WrongPatient) {
        found.and_then(|found| holding.person_after(&found.id))
    } else {
        found
    };
    let Some(person) = found else {
        let text = "Nobody with this number is registered here.";
        return error(
            StatusCode::NOT_FOUND,
            "PATIENT_NOT_FOUND",
            "not-found",
            text,
        );
    };
    let empty = faults.has(Fault::Empty);
    let sent = |record: &&Record| is_sent(record, &types) && (!empty || record.kind == "Patient");
    let entries: Vec<Value> = person
        .records
        .iter()
        .filter(sent)
        .map(|record| json!({"resource": record.body}))
        .collect();
    let bundle = json!({
        "resourceType": "Bundle",
        "meta": {"profile": [PROFILE]},
        "type": "collection",
        "entry": entries,
    });
    fhir_answer(StatusCode::OK, &bundle)
}

/// Who, where and with what comes along with whatever is asked for.
fn is_sent(record: &Record, types: &[&str]) -> bool {
    let kind = record.kind.as_str();
    match kind {
        "Patient" | "List" | "DocumentReference" => true,
        "Medication" => types.contains(&kind),
        _ => record.is_supporting() || types.contains(&kind),
    }
}

fn refuse_headers(ask: &Ask) -> Option<Response<Body>> {
    let text = |name: &str| {
        let value = ask.headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default()
    };
    for name in ["ssp-traceid", "ssp-from", "ssp-to", "authorization"] {
        if text(name).is_empty() {
            let text = format!("The header {name} is missing.");
            return Some(error(
                StatusCode::BAD_REQUEST,
                "BAD_REQUEST",
                "invalid",
                &text,
            ));
        }
    }
    (text("ssp-interactionid") != INTERACTION).then(|| {
        let text = format!("Ssp-InteractionID must be {INTERACTION}.");
        error(StatusCode::BAD_REQUEST, "BAD_REQUEST", "invalid", &text)
    })
}

/// The types that are asked for, if the Parameters are as they must be.
fn wanted(body: Option<&Value>) -> Result<Vec<&'static str>, Box<Response<Body>>> {
    let refuse = |code: &str, text: &str| {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Err(Box::new(error(status, code, "invalid", text)))
    };
    let parameters = body
        .filter(|body| body.get("resourceType") == Some(&json!("Parameters")))
        .and_then(|body| body.get("parameter"))
        .and_then(Value::as_array);
    let Some(parameters) = parameters else {
        return refuse("INVALID_RESOURCE", "A Parameters resource must be posted.");
    };
    if body.and_then(number).is_none() {
        return refuse("INVALID_PARAMETER", "patientNHSNumber is missing.");
    }
    let mut types = Vec::new();
    for parameter in parameters {
        let name = parameter.get("name").and_then(Value::as_str);
        let name = name.unwrap_or_default();
        if name == "patientNHSNumber" {
            continue;
        }
        let Some((_, part, brought)) = INCLUDES.iter().find(|(known, ..)| *known == name) else {
            return refuse("INVALID_PARAMETER", &format!("Unknown parameter {name:?}."));
        };
        if let Some(part) = part
            && !has_part(parameter, part)
        {
            let text = format!("{name} must have the part {part}.");
            return refuse("INVALID_PARAMETER", &text);
        }
        types.extend_from_slice(brought);
    }
    Ok(types)
}

fn has_part(parameter: &Value, wanted: &str) -> bool {
    let parts = parameter.get("part").and_then(Value::as_array);
    let mut parts = parts.into_iter().flatten();
    parts.any(|part| part.get("name").and_then(Value::as_str) == Some(wanted))
}

/// System and value of the patient's number.
fn number(body: &Value) -> Option<(&str, &str)> {
    let parameters = body.get("parameter")?.as_array()?;
    let named = |parameter: &&Value| parameter.get("name") == Some(&json!("patientNHSNumber"));
    let identifier = parameters.iter().find(named)?.get("valueIdentifier")?;
    Some((
        identifier.get("system")?.as_str()?,
        identifier.get("value")?.as_str()?,
    ))
}

/// A refusal as GP Connect has it: Spine's code beside FHIR's.
fn error(status: StatusCode, spine: &str, code: &str, diagnostics: &str) -> Response<Body> {
    let resource = json!({
        "resourceType": "OperationOutcome",
        "issue": [{
            "severity": "error",
            "code": code,
            "details": {"coding": [{"system": ERRORS, "code": spine}]},
            "diagnostics": diagnostics,
        }],
    });
    fhir_answer(status, &resource)
}
