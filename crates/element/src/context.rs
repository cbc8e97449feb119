//! A context as the host gives it: whom to show, to whom, and why.

use timeline_json::Value;
use timeline_model::{
    Gender, HumanName, Identifier, PartialDate, Person, part,
    protocol::{LoadFault, LoadFaultCode, LoadRequest},
};

/// Reads `{patient, user, role, purpose, sources, newSince}`, where `patient` is `system|value`
/// or `{identifier: {system, value}, family, given, birthDate, gender,
/// deceased}`.
///
/// # Errors
///
/// A fault that says what is allowed, and nothing of what was found: it could
/// be a patient's number.
pub fn read(json: &str) -> Result<LoadRequest, LoadFault> {
    known(json).map_err(fault)
}

/// The same, with the key that is at fault.
fn known(json: &str) -> Result<LoadRequest, &'static str> {
    let arena = timeline_json::Arena::new();
    let value = timeline_json::parse(json.as_bytes(), &arena).map_err(|_| "")?;
    let patient = match value.get("patient").ok_or("")? {
        Value::String(text) => from_text(text),
        patient => from_object(patient)?,
    };
    let first = patient.identifiers.first();
    if first.is_none_or(|first| first.system.is_empty() || first.value.is_empty()) {
        return Err("identifier");
    }
    Ok(LoadRequest {
        patient,
        user: owned(&value, "user"),
        role: owned(&value, "role"),
        purpose: owned(&value, "purpose"),
        ids: ids(&value),
        new_since: new_since(&value)?,
        ahead: value
            .get("ahead")
            .and_then(Value::as_i64)
            .and_then(|ahead| i32::try_from(ahead).ok())
            .unwrap_or(0),
    })
}

/// Since when things are new to the user.
fn new_since(value: &Value<'_>) -> Result<Option<PartialDate>, &'static str> {
    match text(value, "newSince") {
        "" => Ok(None),
        since => PartialDate::parse(since).map(Some).ok_or("newSince"),
    }
}

/// The patient's id at each source, as a launch gave it.
fn ids(value: &Value<'_>) -> Vec<(String, String)> {
    let mut ids = Vec::new();
    let sources = value.get("sources").map(Value::members);
    for (source, given) in sources.unwrap_or_default() {
        ids.push((source.to_string(), owned(given, "patientId")));
    }
    ids
}

fn from_text(text: &str) -> Person {
    // The system is a URI, which holds no bar; the value might.
    let (system, value) = part::cut(text, "|").unwrap_or_default();
    Person {
        identifiers: identified(system.trim(), value),
        ..Person::default()
    }
}

fn identified(system: &str, value: &str) -> Vec<Identifier> {
    vec![Identifier {
        system: system.to_owned(),
        value: value.trim().to_owned(),
    }]
}

fn from_object(patient: &Value<'_>) -> Result<Person, &'static str> {
    let identifier = patient.get("identifier").ok_or("identifier")?;
    let born = match text(patient, "birthDate") {
        "" => None,
        date => Some(PartialDate::parse(date).ok_or("birthDate")?),
    };
    let gender = match text(patient, "gender") {
        "female" => Gender::Female,
        "male" => Gender::Male,
        "other" => Gender::Other,
        "" | "unknown" => Gender::NotKnown,
        _ => return Err("gender"),
    };
    let died = match patient.get("deceased") {
        None | Some(Value::Null | Value::Bool(false)) => None,
        Some(Value::Bool(true)) => Some(None),
        Some(_) => {
            let date = PartialDate::parse(text(patient, "deceased"));
            Some(Some(date.ok_or("deceased")?))
        }
    };
    let name = HumanName {
        family: owned(patient, "family"),
        given: given(patient),
        prefix: owned(patient, "prefix"),
        text: String::new(),
    };
    let mut names = Vec::new();
    if !(name.family.is_empty() && name.given.is_empty() && name.prefix.is_empty()) {
        names.push(name);
    }
    Ok(Person {
        identifiers: identified(text(identifier, "system"), text(identifier, "value")),
        names,
        born,
        gender,
        died,
        links: Vec::new(),
        involved: Vec::new(),
    })
}

/// One text, or a list of them.
fn given(patient: &Value<'_>) -> String {
    let mut given = owned(patient, "given");
    for name in patient.get("given").map(Value::items).unwrap_or_default() {
        if let Some(name) = name.as_str() {
            if !given.is_empty() {
                given.push(' ');
            }
            given.push_str(name);
        }
    }
    given
}

fn text<'v>(value: &'v Value<'_>, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn owned(value: &Value<'_>, key: &str) -> String {
    text(value, key).to_owned()
}

fn fault(key: &str) -> LoadFault {
    let allowed = match key {
        "birthDate" => "a date such as 1944-06-09",
        "gender" => "female, male, other or unknown",
        "deceased" => "true, false or a date",
        "newSince" => "a date or time such as 2026-03-04T08:00Z",
        _ => "system|value, or an object with identifier: {system, value}",
    };
    let (mut path, mut code) = (String::from("patient"), LoadFaultCode::NoPatient);
    if key == "newSince" {
        path = String::from(key);
        code = LoadFaultCode::Configuration;
    } else if !key.is_empty() {
        path.push('.');
        path.push_str(key);
    }
    LoadFault {
        code,
        path,
        found: String::new(),
        allowed: allowed.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_object_name_the_same_patient() {
        let text = read(r#"{"patient":"https://fhir.nhs.uk/Id/nhs-number| 9990000018"}"#).unwrap();
        let object = read(
            r#"{"patient":{"identifier":{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9990000018"}}}"#,
        )
        .unwrap();
        assert_eq!(text, object);
    }

    #[test]
    fn what_the_host_knows_is_taken_over() {
        let request = read(
            r#"{"patient":{"identifier":{"system":"s","value":"1"},"family":"Hill","given":["Ann","May"],
                "birthDate":"1950-02","gender":"female","deceased":"2020-01-02"},"role":"nurse"}"#,
        )
        .unwrap();
        assert_eq!(request.role, "nurse");
        assert_eq!(request.patient.names[0].given, "Ann May");
        assert_eq!(request.patient.gender, Gender::Female);
        assert_eq!(
            request.patient.died.unwrap(),
            PartialDate::parse("2020-01-02")
        );
    }

    #[test]
    fn a_fault_names_the_key_and_never_what_was_found() {
        for (json, path) in [
            (r#"{"patient":"9990000018"}"#, "patient.identifier"),
            (r#"{"patient":"sys|  "}"#, "patient.identifier"),
            (r#"{"patient":{}}"#, "patient.identifier"),
            (
                r#"{"patient":{"identifier":{"system":"s","value":"1"},"birthDate":"09/06/1944"}}"#,
                "patient.birthDate",
            ),
            (
                r#"{"patient":{"identifier":{"system":"s","value":"1"},"gender":"F"}}"#,
                "patient.gender",
            ),
            ("{", "patient"),
            (r#"{"patient":"sys|1","newSince":"yesterday"}"#, "newSince"),
        ] {
            let fault = read(json).unwrap_err();
            assert_eq!((fault.path.as_str(), fault.found.as_str()), (path, ""));
        }
    }
}
