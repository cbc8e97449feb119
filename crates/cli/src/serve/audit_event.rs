//! Whether a resource is an AuditEvent as FHIR R4 and IHE's Basic Audit Log
//! Patterns have it for what a patient's record was asked for.

use serde_json::Value;

/// The entity role of the patient.
const PATIENT: &str = "1";

/// All that is wrong with it.
pub fn check(event: &Value) -> Vec<String> {
    let mut mistakes = Vec::new();
    let mut demand = |holds: bool, mistake: &str| {
        if !holds {
            mistakes.push(mistake.to_owned());
        }
    };
    let text = |path: &str| event.pointer(path).and_then(Value::as_str);
    let is_one_of = |path: &str, words: &[&str]| text(path).is_some_and(|it| words.contains(&it));
    demand(
        is_one_of("/resourceType", &["AuditEvent"]),
        "resourceType is not AuditEvent",
    );
    demand(text("/type/code").is_some(), "type has no code");
    demand(
        is_one_of("/action", &["C", "R", "U", "D", "E"]),
        "action is none of C, R, U, D, E",
    );
    demand(
        is_one_of("/outcome", &["0", "4", "8", "12"]),
        "outcome is none of 0, 4, 8, 12",
    );
    demand(
        text("/recorded").is_some_and(is_instant),
        "recorded is no instant with a zone",
    );
    demand(
        event
            .pointer("/source/observer")
            .is_some_and(Value::is_object),
        "source has no observer",
    );
    let agents = list(event, "agent");
    demand(!agents.is_empty(), "there is no agent");
    let said = |agent: &Value| agent.get("requestor").is_some_and(Value::is_boolean);
    demand(
        agents.iter().all(said),
        "an agent does not say whether it is the requestor",
    );
    let is_patient = |entity: &Value| {
        let role = entity.pointer("/role/code").and_then(Value::as_str);
        role == Some(PATIENT) && entity.get("what").is_some_and(Value::is_object)
    };
    demand(
        list(event, "entity").iter().any(is_patient),
        "no entity is the patient",
    );
    mistakes
}

fn list<'a>(event: &'a Value, key: &str) -> &'a [Value] {
    let list = event.get(key).and_then(Value::as_array);
    list.map(Vec::as_slice).unwrap_or_default()
}

fn is_instant(text: &str) -> bool {
    let Some((day, time)) = text.split_once('T') else {
        return false;
    };
    day.len() == 10 && time.len() >= 9 && (time.ends_with('Z') || time.contains(['+', '-']))
}
