//! The words and numbers inside FHIR's common data types.

use timeline_json::Value;
use timeline_model::{Code, Identifier, system_name};

use crate::absence;

/// The text of a member, without blanks around it; `None` where it is empty or
/// no text.
pub(crate) fn text<'v>(value: &'v Value<'_>, key: &str) -> Option<&'v str> {
    plain(value.get(key)?)
}

/// The member of a member.
pub(crate) fn inner<'a>(value: &Value<'a>, key: &str, inner: &str) -> Option<&'a Value<'a>> {
    value.get(key)?.get(inner)
}

/// The words of a list parted by blanks.
pub(crate) fn each_word(list: &str) -> impl Iterator<Item = &str> {
    let mut rest = list;
    core::iter::from_fn(move || {
        let length = rest.bytes().position(|byte| byte == b' ');
        let word = rest.get(..length.unwrap_or(rest.len()))?;
        rest = rest.get(word.len() + 1..).unwrap_or_default();
        (!word.is_empty()).then_some(word)
    })
}

/// Whether `word` is one of a list of words parted by single blanks.
pub(crate) fn among(list: &str, word: &str) -> bool {
    let mut rest = list.as_bytes();
    while !rest.starts_with(word.as_bytes()) || !matches!(rest.get(word.len()), None | Some(b' ')) {
        let Some(blank) = rest.iter().position(|byte| *byte == b' ') else {
            return false;
        };
        rest = rest.get(blank + 1..).unwrap_or_default();
    }
    true
}

/// The text itself, without blanks around it; `None` where it is empty.
pub(crate) fn plain<'v>(value: &'v Value<'_>) -> Option<&'v str> {
    let text = match value {
        Value::String(text) => match text.as_bytes() {
            [b'!'..=b'~', .., b'!'..=b'~'] => text,
            _ => text.trim(),
        },
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
///
/// The text goes before any display because it alone is what the clinician
/// wrote or saw; a display is a term of the code, and may be a wider one.
pub(crate) fn words(value: &Value<'_>) -> Option<String> {
    named(value).or_else(|| bare(value)).or_else(|| {
        // Why there is no code is said where nothing else is.
        let mut codings = list(value, "coding").iter();
        codings.find_map(|c| text(c, "display")).map(str::to_owned)
    })
}

/// The words of a member, as [`words`] reads them.
pub(crate) fn words_of(value: &Value<'_>, key: &str) -> Option<String> {
    words(value.get(key)?)
}

/// The words of the first member that has any, of those named in a list parted
/// by blanks.
#[inline(never)]
pub(crate) fn first_words(value: &Value<'_>, keys: &str) -> Option<String> {
    each_word(keys).find_map(|key| words_of(value, key))
}

/// The first text of the members named in a list parted by blanks.
#[inline(never)]
pub(crate) fn first_text<'v>(value: &'v Value<'_>, keys: &str) -> Option<&'v str> {
    each_word(keys).find_map(|key| text(value, key))
}

/// As [`words`], but never a bare code.
pub(crate) fn named(value: &Value<'_>) -> Option<String> {
    match value {
        Value::String(_) => plain(value).map(str::to_owned),
        Value::Array(items) => items.iter().find_map(named),
        Value::Object(_) => {
            let written = text(value, "text");
            let written = written.or_else(|| display(value)).map(str::to_owned);
            written
                .or_else(|| value.get("concept").and_then(named))
                .or_else(|| match value.get("reference") {
                    Some(inner @ Value::Object(_)) => named(inner),
                    _ => None,
                })
        }
        _ => None,
    }
}

/// The words of the codings, or of the Coding or Reference itself; not of one
/// that says why there is no code.
fn display<'v>(value: &'v Value<'_>) -> Option<&'v str> {
    let mut first = None;
    for coding in list(value, "coding") {
        let reason = text(coding, "system").is_some_and(absence::is_reason);
        let Some(words) = described(coding).filter(|_| !reason) else {
            continue;
        };
        if coding.get("userSelected").and_then(Value::as_bool) == Some(true) {
            return Some(words);
        }
        first = first.or(Some(words));
    }
    first.or_else(|| text(value, "display"))
}

/// The words of a coding: the description of a SNOMED CT concept that was
/// chosen (a UK extension), or the display.
fn described<'v>(coding: &'v Value<'_>) -> Option<&'v str> {
    for extension in list(coding, "extension") {
        for part in list(extension, "extension") {
            if text(part, "url") == Some("descriptionDisplay") {
                return text(part, "valueString");
            }
        }
    }
    text(coding, "display")
}

/// The first code with its system's short name.
fn bare(value: &Value<'_>) -> Option<String> {
    match value {
        Value::Array(items) => items.iter().find_map(bare),
        Value::Object(_) => {
            let mut codes = Vec::new();
            codings(value, &mut codes);
            codes.first().map(code_words)
        }
        _ => None,
    }
}

/// A code with its system's short name, where it has one.
pub(crate) fn code_words(code: &Code) -> String {
    match system_name(&code.system) {
        // HL7's own codes are words.
        None | Some("HL7") => code.code.clone(),
        Some(name) => [name, " ", &code.code].concat(),
    }
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
        let reason = absence::is_reason(&code.system);
        if !code.code.is_empty() && !reason && !out.contains(&code) {
            out.push(code);
        }
    }
}

/// Whether the concept, or one of a list of them, has one of `codes`, which
/// are parted by blanks, in whatever system.
pub(crate) fn has_code(value: Option<&Value<'_>>, codes: &str) -> bool {
    match value {
        Some(Value::String(code)) => among(codes, code.trim()),
        Some(Value::Array(items)) => items.iter().any(|item| has_code(Some(item), codes)),
        Some(object @ Value::Object(_)) => {
            text(object, "code").is_some_and(|code| among(codes, code))
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

/// The business identifiers of a resource that have a value.
#[inline(never)]
pub(crate) fn identifiers(resource: &Value<'_>, key: &str, out: &mut Vec<Identifier>) {
    for item in list(resource, key) {
        out.extend(identifier(item));
    }
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
            (
                r#"{"coding":[{"display":"Wide","extension":[{"extension":[{"url":"descriptionDisplay","valueString":"Said"}]}]}]}"#.into(),
                Some("Said"),
            ),
            (
                r#"{"coding":[{"system":"http://hl7.org/fhir/v3/NullFlavor","code":"UNK","display":"unknown"},{"display":"Known"}]}"#.into(),
                Some("Known"),
            ),
            ("{}".into(), None),
            ("7".into(), None),
        ] {
            assert_eq!(of(&json).as_deref(), expected, "{json}");
        }
    }

    #[test]
    fn a_word_is_among_others_only_whole() {
        for word in ["Flag", "List", "Task"] {
            assert!(among("Flag List Task", word), "{word}");
        }
        for word in ["", "Fla", "lag", "Lis", "sk", "Tasks"] {
            assert!(!among("Flag List Task", word), "{word}");
        }
        assert!(each_word("Flag List Task").eq(["Flag", "List", "Task"]));
        assert!(each_word("").next().is_none());
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
