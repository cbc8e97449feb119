//! What a server says of itself.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::demo::FhirHolding;
use super::search::{DATES, TOKENS};

/// The CapabilityStatement.
pub fn statement(holding: &FhirHolding, base: &str) -> Value {
    let records = holding.people.iter().flat_map(|person| &person.records);
    let kinds: BTreeSet<&str> = records.map(|record| record.kind.as_str()).collect();
    let resources: Vec<Value> = kinds.into_iter().map(resource).collect();
    let mut statement = json!({
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": "2026-03-01",
        "kind": "instance",
        "software": {"name": "timeline serve", "version": env!("CARGO_PKG_VERSION")},
        "implementation": {"description": "Invented records for demonstration and tests", "url": base},
        "fhirVersion": holding.fhir_version,
        "format": ["json"],
        "rest": [{"mode": "server", "resource": resources}],
    });
    // STU3 demands it, R4 no longer has it.
    if let (true, Some(members)) = (holding.stu3, statement.as_object_mut()) {
        members.insert("acceptUnknown".to_owned(), json!("no"));
    }
    statement
}

fn resource(kind: &str) -> Value {
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
    if let ("Patient", Some(members)) = (kind, resource.as_object_mut()) {
        let definition = "http://hl7.org/fhir/OperationDefinition/Patient-everything";
        members.insert(
            "operation".to_owned(),
            json!([{"name": "everything", "definition": definition}]),
        );
    }
    resource
}
