//! What supporting resources are called.

use timeline_json::Value;
use timeline_model::{Code, Identifier};

use crate::{
    person::{name_words, phone},
    reference,
    words::{codings, first_text, first_words, identifiers, list, text, words_of},
};

/// What a resource gives to those that refer to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Support {
    /// Its name.
    pub words: String,
    /// Its codes.
    pub codes: Vec<Code>,
    /// Whose role it is, where it has no name of its own.
    pub person: Option<String>,
    /// The organisation it acts for.
    pub organisation: Option<String>,
    /// Its business identifiers.
    pub identifiers: Vec<Identifier>,
    /// The number to ring.
    pub phone: String,
}

/// Reads what `resource` gives to others.
pub(crate) fn support(resource: &Value<'_>) -> Support {
    let mut codes = Vec::new();
    if matches!(
        text(resource, "resourceType"),
        Some("Medication" | "Substance")
    ) && let Some(code) = resource.get("code")
    {
        codings(code, &mut codes);
    }
    let refers = |key: &str| {
        let target = reference::target(resource.get(key)?)?;
        Some(target.into_owned())
    };
    let mut numbers = Vec::new();
    identifiers(resource, "identifier", &mut numbers);
    Support {
        words: name(resource).unwrap_or_default(),
        codes,
        person: refers("practitioner"),
        organisation: refers("organization"),
        identifiers: numbers,
        phone: phone(resource).unwrap_or_default().to_owned(),
    }
}

/// What a supporting resource is called.
pub(crate) fn name(resource: &Value<'_>) -> Option<String> {
    match text(resource, "resourceType")? {
        "Practitioner" | "RelatedPerson" | "Patient" | "Person" => {
            list(resource, "name").iter().find_map(name_words)
        }
        "PractitionerRole" => display(resource, "practitioner"),
        "Medication" | "Substance" => words_of(resource, "code").or_else(|| ingredients(resource)),
        "Device" => device(resource).or_else(|| words_of(resource, "type")),
        "Specimen" => words_of(resource, "type"),
        _ => first_words(resource, "name code type description"),
    }
}

fn device(resource: &Value<'_>) -> Option<String> {
    let name = |key: &str| {
        let mut names = list(resource, key).iter();
        names.find_map(|name| first_text(name, "name value"))
    };
    name("deviceName")
        .or_else(|| name("name"))
        .map(str::to_owned)
}

fn display(resource: &Value<'_>, key: &str) -> Option<String> {
    text(resource.get(key)?, "display").map(str::to_owned)
}

/// A medicine without a name is called by what is in it.
fn ingredients(resource: &Value<'_>) -> Option<String> {
    let mut out = String::new();
    for part in list(resource, "ingredient") {
        if let Some(words) = first_words(part, "itemCodeableConcept item") {
            if !out.is_empty() {
                out.push_str(" + ");
            }
            out.push_str(&words);
        }
    }
    (!out.is_empty()).then_some(out)
}
