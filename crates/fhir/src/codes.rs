//! Codes that change what an entry means.

/// SNOMED CT codes of statements that there is no known allergy.
const NO_KNOWN_ALLERGY: [&str; 10] = [
    "716186003",
    "409137002",
    "428607008",
    "429625007",
    "716184000",
    "716185004",
    "428197003",
    "716220001",
    "160244002",
    "1003774007",
];

/// Whether a code states that an allergy is not known to exist.
pub(crate) fn no_known_allergy(code: &str) -> bool {
    NO_KNOWN_ALLERGY.contains(&code) || matches!(code, "no-known-allergies" | "nka" | "NKA")
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
