//! The words and numbers inside FHIR's common data types.

use timeline_json::Value;
use timeline_model::{Code, Identifier, system_name};

/// The text of a member, without blanks around it; `None` where it is empty or
/// no text.
pub(crate) fn text<'v>(value: &'v Value<'_>, key: &str) -> Option<&'v str> {
    plain(value.get(key)?)
}

/// The text itself, without blanks around it; `None` where it is empty.
pub(crate) fn plain<'v>(value: &'v Value<'_>) -> Option<&'v str> {
    let text = match value {
        Value::String(text) => text.trim(),
        Value::Number(text) => text,
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// The member as a list: its elements, or itself where it is one alone.
pub(crate) fn list<'a>(value: &Value<'a>, key: &str) -> &'a [Value<'a>] {
    value.get(key).map_or(&[], each)
}

/// The elements of a list, or the value itself where it is one alone.
pub(crate) fn each<'v, 'a>(value: &'v Value<'a>) -> &'v [Value<'a>] {
    match value {
        Value::Array(items) => items,
        Value::Null => &[],
        one => core::slice::from_ref(one),
    }
}

/// The words of a CodeableConcept, a Coding, a CodeableReference (R5), a
/// Reference's display, a plain string, or the first of a list of these. What
/// the person wrote comes first, then the coding that the person chose, then
/// the first display, then the bare code with its system's short name.
pub(crate) fn words(value: &Value<'_>) -> Option<String> {
    match value {
        Value::String(_) => plain(value).map(str::to_owned),
        Value::Array(items) => items.iter().find_map(words),
        Value::Object(_) => concept(value),
        _ => None,
    }
}

/// The words of a member, as [`words`] reads them.
pub(crate) fn words_of(value: &Value<'_>, key: &str) -> Option<String> {
    words(value.get(key)?)
}

fn concept(value: &Value<'_>) -> Option<String> {
    if let Some(text) = text(value, "text") {
        return Some(text.to_owned());
    }
    let codings = list(value, "coding");
    let chosen = codings
        .iter()
        .filter(|c| c.get("userSelected").and_then(Value::as_bool) == Some(true));
    if let Some(display) = chosen.chain(codings).find_map(|c| text(c, "display")) {
        return Some(display.to_owned());
    }
    if let Some(code) = codings.iter().find_map(bare_code) {
        return Some(code);
    }
    if let Some(display) = text(value, "display") {
        return Some(display.to_owned());
    }
    if let Some(inner) = value.get("concept").and_then(words) {
        return Some(inner);
    }
    if let Some(inner @ Value::Object(_)) = value.get("reference") {
        return words(inner);
    }
    bare_code(value)
}

fn bare_code(coding: &Value<'_>) -> Option<String> {
    let code = text(coding, "code")?;
    let mut words = String::new();
    if let Some(name) = text(coding, "system").and_then(system_name) {
        words.push_str(name);
        words.push(' ');
    }
    words.push_str(code);
    Some(words)
}

/// The codings of a CodeableConcept or CodeableReference, or the Coding
/// itself.
pub(crate) fn codings(value: &Value<'_>, out: &mut Vec<Code>) {
    let concept = value.get("concept").unwrap_or(value);
    let all = match concept.get("coding") {
        Some(_) => list(concept, "coding"),
        None => core::slice::from_ref(concept),
    };
    for coding in all {
        let member = |key: &str| text(coding, key).unwrap_or_default().to_owned();
        let code = Code {
            system: member("system"),
            code: member("code"),
            display: member("display"),
            user_selected: coding.get("userSelected").and_then(Value::as_bool) == Some(true),
        };
        // A null flavour says why there is no code: it must not join others
        // that have none either.
        let null = code.system.contains("NullFlavor");
        if !code.code.is_empty() && !null && !out.contains(&code) {
            out.push(code);
        }
    }
}

/// Whether the concept, or one of a list of them, has one of `codes`, in
/// whatever system.
pub(crate) fn has_code(value: Option<&Value<'_>>, codes: &[&str]) -> bool {
    match value {
        Some(Value::String(code)) => codes.contains(&code.trim()),
        Some(Value::Array(items)) => items.iter().any(|item| has_code(Some(item), codes)),
        Some(object @ Value::Object(_)) => {
            text(object, "code").is_some_and(|code| codes.contains(&code))
                || has_code(object.get("coding"), codes)
                || has_code(object.get("concept"), codes)
        }
        _ => false,
    }
}

/// The code of a `code` element, of a Coding, or the first of a
/// CodeableConcept; its text where it has none.
pub(crate) fn first_code<'v>(value: &'v Value<'_>) -> Option<&'v str> {
    match value {
        Value::String(_) => plain(value),
        Value::Array(items) => items.iter().find_map(first_code),
        Value::Object(_) => value
            .get("coding")
            .and_then(first_code)
            .or_else(|| text(value, "code"))
            .or_else(|| value.get("concept").and_then(first_code))
            .or_else(|| text(value, "text")),
        _ => None,
    }
}

/// A business identifier that has a value.
pub(crate) fn identifier(value: &Value<'_>) -> Option<Identifier> {
    Some(Identifier {
        system: text(value, "system").unwrap_or_default().to_owned(),
        value: text(value, "value")?.to_owned(),
    })
}

/// A type's name as words: `MedicationRequest` is `Medication request`. Names
/// an entry that has no words of its own.
pub(crate) fn type_words(name: &str) -> String {
    let mut words = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
            words.push(c.to_ascii_lowercase());
        } else {
            words.push(c);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(json: &str) -> Option<String> {
        let arena = timeline_json::Arena::new();
        words(&timeline_json::parse(json.as_bytes(), &arena).unwrap())
    }

    #[test]
    fn words_are_what_was_written_then_chosen_then_displayed_then_the_code() {
        let codings = r#""coding":[{"system":"http://snomed.info/sct","code":"1","display":"First"},{"code":"2","display":"Chosen","userSelected":true}]"#;
        for (json, expected) in [
            (
                format!(r#"{{"text":" Written ",{codings}}}"#),
                Some("Written"),
            ),
            (format!("{{{codings}}}"), Some("Chosen")),
            (
                r#"{"coding":[{"code":"1"},{"code":"2","display":"Shown"}]}"#.into(),
                Some("Shown"),
            ),
            (
                r#"{"coding":[{"system":"http://snomed.info/sct","code":"1"}]}"#.into(),
                Some("SNOMED CT 1"),
            ),
            (
                r#"{"coding":[{"system":"urn:x","code":"1"}]}"#.into(),
                Some("1"),
            ),
            (r#"{"concept":{"text":"R5"}}"#.into(), Some("R5")),
            (
                r#"{"reference":"Medication/1","display":"By display"}"#.into(),
                Some("By display"),
            ),
            (r#"[{"text":""},{"text":"Second"}]"#.into(), Some("Second")),
            (r#""Plain""#.into(), Some("Plain")),
            ("{}".into(), None),
            ("7".into(), None),
        ] {
            assert_eq!(of(&json).as_deref(), expected, "{json}");
        }
    }

    #[test]
    fn null_flavours_are_no_codes() {
        let json = br#"{"coding":[{"system":"http://hl7.org/fhir/v3/NullFlavor","code":"UNK"}]}"#;
        let mut codes = Vec::new();
        let arena = timeline_json::Arena::new();
        codings(&timeline_json::parse(json, &arena).unwrap(), &mut codes);
        assert!(codes.is_empty());
    }

    #[test]
    fn a_type_is_named_in_words() {
        assert_eq!(type_words("MedicationRequest"), "Medication request");
        assert_eq!(type_words("List"), "List");
    }
}
