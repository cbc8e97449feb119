//! Why something is not there, in the words of FHIR and of HL7's null flavours.

use timeline_json::Value;
use timeline_model::Absence;

use crate::words::{each, each_word, first_code, list, text, words};

/// The codes of each meaning, parted by blanks: those of `dataAbsentReason` in
/// every version, of null flavours, of why a list is empty, and of GP
/// Connect's warnings about a list.
const CODES: [(Absence, &str); 18] = [
    (Absence::Unknown, "unknown UNK UNC"),
    (Absence::NoInformation, "NI NP no-content-recorded"),
    (Absence::AskedUnknown, "asked-unknown asked ASKU"),
    (Absence::TemporarilyUnknown, "temp-unknown temp NAV"),
    (Absence::NotAsked, "not-asked notasked NASK"),
    (Absence::AskedDeclined, "asked-declined"),
    (Absence::Withheld, "masked MSK withheld confidential-items"),
    (Absence::NotApplicable, "not-applicable NA"),
    (Absence::Unsupported, "unsupported"),
    (Absence::AsText, "as-text astext"),
    (
        Absence::Error,
        "error not-a-number NaN negative-infinity positive-infinity NINF PINF",
    ),
    (Absence::NotPerformed, "not-performed"),
    (Absence::NotPermitted, "not-permitted"),
    (Absence::NoneKnown, "nilknown"),
    (Absence::Unavailable, "unavailable NAVU"),
    (Absence::InTransit, "data-in-transit"),
    (Absence::AwaitingFiling, "data-awaiting-filing"),
    (Absence::NotStarted, "notstarted"),
];

/// What a code says; letter case does not matter.
pub(crate) fn of_code(code: &str) -> Option<Absence> {
    let holds = |codes: &str| each_word(codes).any(|own| own.eq_ignore_ascii_case(code));
    let found = CODES.iter().find(|(_, codes)| holds(codes));
    found.map(|(absence, _)| *absence)
}

/// What a concept says, with the source's own words: its text, or its display
/// where the code is not known here.
pub(crate) fn of_concept(concept: &Value<'_>) -> Option<(Absence, String)> {
    let code = first_code(concept);
    match code.and_then(of_code) {
        Some(absence) => {
            let own = text(concept, "text").filter(|own| !is_code(own, code.unwrap_or_default()));
            Some((absence, own.unwrap_or_default().to_owned()))
        }
        None => Some((Absence::Other, words(concept)?)),
    }
}

/// Whether words say no more than the code: `Not Performed`, `not-performed`.
fn is_code(words: &str, code: &str) -> bool {
    let letters = |text: &'_ str| -> String {
        let letters = text.bytes().filter(u8::is_ascii_alphabetic);
        letters
            .map(|b| char::from(b.to_ascii_lowercase()))
            .collect()
    };
    letters(words) == letters(code)
}

/// Whether a system holds reasons instead of codes.
pub(crate) fn is_reason(system: &str) -> bool {
    system.ends_with("NullFlavor") || system.ends_with("data-absent-reason")
}

/// What a concept says that has a null flavour and no words but the code's.
pub(crate) fn of_null_flavour(concept: &Value<'_>) -> Option<Absence> {
    let codings = match concept.get("coding") {
        Some(codings) => each(codings),
        None => core::slice::from_ref(concept),
    };
    codings.iter().find_map(|coding| {
        let code = text(coding, "code")?;
        let own = text(concept, "text").is_some_and(|own| !is_code(own, code));
        let reason = is_reason(text(coding, "system")?) && !own;
        reason.then(|| of_code(code))?
    })
}

/// What the extension of an element says about why it has no value; `element`
/// is the `_name` beside a primitive, or a complex element itself.
pub(crate) fn of_element(element: &Value<'_>) -> Option<Absence> {
    list(element, "extension").iter().find_map(|extension| {
        let url = text(extension, "url")?;
        if url.ends_with("data-absent-reason") || url.ends_with("nullFlavor") {
            let code = extension.get("valueCode").and_then(first_code)?;
            return Some(of_code(code).unwrap_or(Absence::Other));
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T>(json: &str, by: fn(&Value<'_>) -> T) -> T {
        let arena = timeline_json::Arena::new();
        by(&timeline_json::parse(json.as_bytes(), &arena).unwrap())
    }

    #[test]
    fn the_codes_of_every_version_have_their_meaning() {
        for (code, expected) in [
            ("masked", Some(Absence::Withheld)),
            ("MSK", Some(Absence::Withheld)),
            ("notasked", Some(Absence::NotAsked)),
            ("NASK", Some(Absence::NotAsked)),
            ("NI", Some(Absence::NoInformation)),
            ("nilknown", Some(Absence::NoneKnown)),
            ("NaN", Some(Absence::Error)),
            ("gone fishing", None),
        ] {
            assert_eq!(of_code(code), expected, "{code}");
        }
    }

    #[test]
    fn the_sources_own_words_stay_where_they_say_more() {
        let concept = r#"{"coding":[{"code":"asked-declined","display":"Asked But Declined"}]}"#;
        let own = Some((Absence::AskedDeclined, String::new()));
        assert_eq!(read(concept, of_concept), own);
        let own = Some((Absence::Other, "Clotted".to_owned()));
        assert_eq!(
            read(r#"{"coding":[{"display":"Clotted"}]}"#, of_concept),
            own
        );
        assert_eq!(read("{}", of_concept), None);
    }

    #[test]
    fn an_extension_says_why_a_date_is_missing() {
        let url = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
        let json = format!(r#"{{"extension":[{{"url":"{url}","valueCode":"unknown"}}]}}"#);
        assert_eq!(read(&json, of_element), Some(Absence::Unknown));
        assert_eq!(read(r#"{"extension":[{"url":"x"}]}"#, of_element), None);
    }
}
