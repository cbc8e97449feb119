//! One resource as a FHIR server holds it, with what searches ask of it.

use serde_json::Value;
use timeline_model::PartialDate;

/// One resource.
#[derive(Clone)]
pub struct Record {
    /// Its type.
    pub kind: String,
    /// Its id; empty if it has none.
    pub id: String,
    /// The resource as it is sent.
    pub body: Value,
    /// Identifiers by which the server finds it and which it does not send.
    pub known_as: Option<Value>,
}

/// First and last second that a date or period may mean.
pub type Span = (i64, i64);

/// Where the patient stands, in any resource that has one.
const PATIENTS: [&str; 6] = [
    "subject",
    "patient",
    "for",
    "individual",
    "beneficiary",
    "participant",
];

/// Where the time of an event stands, the more clinical first.
const DATES: [&str; 21] = [
    "effectiveDateTime",
    "effectivePeriod",
    "effectiveInstant",
    "performedDateTime",
    "performedPeriod",
    "occurrenceDateTime",
    "occurrencePeriod",
    "onsetDateTime",
    "onsetPeriod",
    "period",
    "started",
    "authoredOn",
    "start",
    "date",
    "whenHandedOver",
    "sent",
    "recordedDate",
    "assertedDate",
    "dateAsserted",
    "created",
    "issued",
];

/// Where a resource's main code stands.
const CODES: [&str; 4] = ["code", "medicationCodeableConcept", "vaccineCode", "type"];

impl Record {
    /// Takes a resource; `None` if it names no type.
    pub fn new(body: Value) -> Option<Record> {
        let word = |key: &str| body.get(key).and_then(Value::as_str).map(str::to_owned);
        let kind = word("resourceType")?;
        let id = word("id").unwrap_or_default();
        Some(Record {
            kind,
            id,
            body,
            known_as: None,
        })
    }

    /// Whether the resource is about the patient of this id.
    pub fn is_about(&self, patient: &str) -> bool {
        if self.kind == "Patient" {
            return self.id == patient;
        }
        PATIENTS
            .iter()
            .filter_map(|key| self.body.get(*key))
            .any(|value| names(value, patient))
    }

    /// Whether it stands in the patient's compartment by itself rather than
    /// being brought along: who, where and with what.
    pub fn is_supporting(&self) -> bool {
        matches!(
            self.kind.as_str(),
            "Practitioner"
                | "PractitionerRole"
                | "Organization"
                | "Location"
                | "Medication"
                | "Substance"
                | "Device"
                | "HealthcareService"
                | "RelatedPerson"
                | "Provenance"
        )
    }

    /// Whether it changed at this moment or later. One that does not say when
    /// it changed may have.
    pub fn is_since(&self, moment: Span) -> bool {
        let changed = self.body.pointer("/meta/lastUpdated").and_then(span);
        changed.is_none_or(|changed| changed.1 >= moment.0)
    }

    /// The spans that a date parameter of this name compares with.
    pub fn spans(&self, parameter: &str) -> Option<Vec<Span>> {
        let fields: &[&str] = match parameter {
            "date" => &DATES,
            "period" => &["period"],
            "onset-date" => &["onsetDateTime", "onsetPeriod"],
            "recorded-date" => &["recordedDate", "assertedDate"],
            "asserted-date" => &["assertedDate", "dateAsserted"],
            "authoredon" => &["authoredOn"],
            "created" => &["created"],
            "issued" => &["issued"],
            "sent" => &["sent"],
            "birthdate" => &["birthDate"],
            "_lastUpdated" => {
                return Some(
                    self.body
                        .pointer("/meta/lastUpdated")
                        .and_then(span)
                        .into_iter()
                        .collect(),
                );
            }
            _ => return None,
        };
        let first = fields.iter().find_map(|field| span(self.body.get(*field)?));
        Some(first.into_iter().collect())
    }

    /// Whether a name of this Patient begins so, letter case aside.
    pub fn has_name(&self, parameter: &str, start: &str) -> bool {
        let names = self.body.get("name").and_then(Value::as_array);
        names.into_iter().flatten().any(|name| {
            let parts = ["family", "given"]
                .iter()
                .filter(|part| parameter == "name" || **part == parameter);
            parts
                .filter_map(|part| name.get(*part))
                .any(|part| match part {
                    Value::Array(given) => given
                        .iter()
                        .filter_map(Value::as_str)
                        .any(|one| begins(one, start)),
                    part => part.as_str().is_some_and(|one| begins(one, start)),
                })
        })
    }

    /// Whether a token parameter of this name matches.
    pub fn matches_token(&self, parameter: &str, system: Option<&str>, value: &str) -> bool {
        let coded = |field: &str| {
            self.body
                .get(field)
                .is_some_and(|concept| has_code(concept, system, value))
        };
        match parameter {
            "_id" => self.id == value,
            "code" => CODES.iter().any(|field| coded(field)),
            "category" | "type" | "class" => coded(parameter),
            "clinical-status" => coded("clinicalStatus"),
            "verification-status" => coded("verificationStatus"),
            "status" | "intent" | "gender" => {
                self.body.get(parameter).and_then(Value::as_str) == Some(value)
            }
            "identifier" => {
                let sent = self.body.get("identifier");
                has_identifier(self.known_as.as_ref().or(sent), system, value)
            }
            _ => false,
        }
    }
}

fn begins(name: &str, start: &str) -> bool {
    name.to_lowercase().starts_with(start)
}

fn names(value: &Value, patient: &str) -> bool {
    if let Some(items) = value.as_array() {
        return items
            .iter()
            .filter_map(|item| item.get("actor"))
            .any(|actor| names(actor, patient));
    }
    let reference = value.get("reference").and_then(Value::as_str);
    reference.is_some_and(|reference| reference_id(reference, "Patient") == Some(patient))
}

/// The id in `Type/id`, also at the end of an absolute URL.
pub fn reference_id<'a>(reference: &'a str, kind: &str) -> Option<&'a str> {
    let (before, id) = reference.rsplit_once('/')?;
    let named = before.rsplit('/').next()?;
    (named == kind).then_some(id)
}

fn span(value: &Value) -> Option<Span> {
    if let Some(text) = value.as_str() {
        return span_of(text);
    }
    let edge = |key: &str| value.get(key).and_then(Value::as_str).and_then(span_of);
    let (start, end) = (edge("start"), edge("end"));
    if start.is_none() && end.is_none() {
        return None;
    }
    Some((
        start.map_or(i64::MIN, |span| span.0),
        end.map_or(i64::MAX, |span| span.1),
    ))
}

/// First and last second that a written date may mean.
pub fn span_of(text: &str) -> Option<Span> {
    let date = PartialDate::parse(text)?;
    Some((date.earliest(), date.latest()))
}

fn has_code(concept: &Value, system: Option<&str>, value: &str) -> bool {
    match concept {
        Value::Array(items) => items.iter().any(|item| has_code(item, system, value)),
        Value::String(code) => system.is_none() && code == value,
        _ => {
            let codings = concept.get("coding").and_then(Value::as_array);
            let same = |coding: &Value| token(coding, "code", system, value);
            codings.map_or_else(|| same(concept), |codings| codings.iter().any(same))
        }
    }
}

fn has_identifier(identifiers: Option<&Value>, system: Option<&str>, value: &str) -> bool {
    match identifiers {
        Some(Value::Array(items)) => items.iter().any(|item| token(item, "value", system, value)),
        Some(one) => token(one, "value", system, value),
        None => false,
    }
}

fn token(holder: &Value, field: &str, system: Option<&str>, value: &str) -> bool {
    let word = |key: &str| holder.get(key).and_then(Value::as_str);
    word(field) == Some(value)
        && system.is_none_or(|system| word("system").unwrap_or_default() == system)
}
