//! Codes that change what an entry means.

/// SNOMED CT codes of statements that none is known: allergies, then
/// medicines, then problems.
const NONE_KNOWN: [&str; 11] = [
    "716186003",
    "409137002",
    "428607008",
    "429625007",
    "716184000",
    "428197003",
    "716220001",
    "160244002",
    "787481004",
    "1234391000168107",
    "160245001",
];

/// Whether a code states that no allergy, medicine or problem is known.
pub(crate) fn none_known(code: &str) -> bool {
    NONE_KNOWN.contains(&code)
        || code.starts_with("no-known-")
        || matches!(
            code,
            "no-current-medications" | "nka" | "NKA" | "nkda" | "NKDA"
        )
}

/// Extensions and modifier extensions whose meaning is read elsewhere.
const KNOWN_MODIFIERS: [&str; 2] = [
    "http://hl7.org/fhir/StructureDefinition/allergyintolerance-substanceExposureRisk",
    "http://hl7.org/fhir/StructureDefinition/condition-assertedDate",
];

/// Whether a modifier extension is one that is read here.
pub(crate) fn known_modifier(url: &str) -> bool {
    KNOWN_MODIFIERS.contains(&url)
}
