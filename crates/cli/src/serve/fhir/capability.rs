//! What a server says of itself.

use serde_json::{Value, json};

use super::super::demo::FhirHolding;
use super::filter::{DATES, TOKENS};
use super::types::TYPES;

const DEFINITIONS: &str = "http://hl7.org/fhir/OperationDefinition";

/// The CapabilityStatement.
pub fn statement(holding: &FhirHolding, base: &str) -> Value {
    // All that may be searched for, held or not.
    let kinds = TYPES.iter();
    let resources: Vec<Value> = kinds.map(|kind| resource(kind, holding.stu3)).collect();
    let mut rest = json!({"mode": "server", "resource": resources});
    let mut statement = json!({
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": "2026-03-01",
        "kind": "instance",
        "software": {"name": "timeline serve", "version": env!("CARGO_PKG_VERSION")},
        "implementation": {"description": "Invented records for demonstration and tests", "url": base},
        "fhirVersion": holding.fhir_version,
        "format": ["json"],
    });
    // STU3 lists operations once for the server and says what it makes of
    // unknown elements; R4 lists them with their type.
    if holding.stu3 {
        add(
            &mut rest,
            "operation",
            json!([
                {"name": "everything", "definition": {"reference": format!("{DEFINITIONS}/Patient-everything")}},
                {"name": "gpc.getstructuredrecord", "definition": {"reference": "https://fhir.nhs.uk/STU3/OperationDefinition/GPConnect-GetStructuredRecord-Operation-1"}},
            ]),
        );
        add(&mut statement, "acceptUnknown", json!("no"));
    }
    add(&mut statement, "rest", json!([rest]));
    statement
}

fn add(object: &mut Value, key: &str, value: Value) {
    if let Some(members) = object.as_object_mut() {
        members.insert(key.to_owned(), value);
    }
}

fn resource(kind: &str, stu3: bool) -> Value {
    let mut parameters: Vec<Value> = Vec::new();
    parameters.extend(
        TOKENS
            .iter()
            .map(|name| json!({"name": name, "type": "token"})),
    );
    parameters.extend(
        DATES
            .iter()
            .map(|name| json!({"name": name, "type": "date"})),
    );
    if kind != "Patient" {
        parameters.push(json!({"name": "patient", "type": "reference"}));
    }
    let mut resource = json!({
        "type": kind,
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "searchParam": parameters,
    });
    if kind == "Patient" && !stu3 {
        add(
            &mut resource,
            "operation",
            json!([
                {"name": "everything", "definition": format!("{DEFINITIONS}/Patient-everything")},
                {"name": "match", "definition": format!("{DEFINITIONS}/Patient-match")},
                {"name": "summary", "definition": "http://hl7.org/fhir/uv/ips/OperationDefinition/summary"},
            ]),
        );
    }
    resource
}
