//! Security labels that cover an entry.

use timeline_json::Value;

use crate::words::{list, text};

/// Sensitivity codes of HL7's ActCode. Their own words say what is sensitive,
/// so they are never the label.
const SENSITIVE: [&str; 30] = [
    "ETH", "GDIS", "HIV", "MST", "SCA", "SDV", "SEX", "SPI", "BH", "COGN", "DVD", "EMOTDIS", "MH",
    "PSY", "PSYTHPN", "SUD", "ETHUD", "OPIOIDUD", "STD", "TBOO", "VIO", "SICKLE", "IDS", "SSP",
    "ADOL", "CEL", "VIP", "DRGIS", "ABORT", "LOCIS",
];

/// The label that stands for a covered resource, by its own security labels.
pub(crate) fn cover(resource: &Value<'_>) -> Option<&'static str> {
    let meta = resource
        .get("meta")
        .map_or(&[][..], |m| list(m, "security"));
    let document = list(resource, "securityLabel");
    let mut cover = match text(resource, "confidentiality") {
        Some("V") => Some("Very restricted"),
        Some("R") => Some("Restricted"),
        _ => None,
    };
    let codings = document.iter().flat_map(|concept| list(concept, "coding"));
    for label in meta.iter().chain(codings) {
        let system = text(label, "system").unwrap_or_default();
        let confidentiality = system.is_empty()
            || system.ends_with("Confidentiality")
            || system.ends_with("2.16.840.1.113883.5.25");
        match text(label, "code").unwrap_or_default() {
            "V" if confidentiality => return Some("Very restricted"),
            "R" if confidentiality => cover = Some("Restricted"),
            code if SENSITIVE.contains(&code) && cover.is_none() => cover = Some("Sensitive"),
            _ => {}
        }
    }
    cover
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covered_by(json: &str) -> Option<&'static str> {
        let arena = timeline_json::Arena::new();
        cover(&timeline_json::parse(json.as_bytes(), &arena).unwrap())
    }

    fn label(system: &str, code: &str) -> String {
        format!(r#"{{"system":"{system}","code":"{code}","display":"words that must not show"}}"#)
    }

    const CONFIDENTIALITY: &str = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
    const ACT: &str = "http://hl7.org/fhir/v3/ActCode";

    #[test]
    fn restricted_and_sensitive_resources_are_covered_by_a_plain_label() {
        for (system, code, expected) in [
            (CONFIDENTIALITY, "N", None),
            (CONFIDENTIALITY, "R", Some("Restricted")),
            (CONFIDENTIALITY, "V", Some("Very restricted")),
            (ACT, "HIV", Some("Sensitive")),
            (ACT, "NOPAT", None),
            ("https://x.example", "R", None),
        ] {
            let json = format!(r#"{{"meta":{{"security":[{}]}}}}"#, label(system, code));
            assert_eq!(covered_by(&json), expected, "{system} {code}");
        }
    }

    #[test]
    fn the_strictest_label_stands() {
        let both = [label(ACT, "SEX"), label(CONFIDENTIALITY, "V")].join(",");
        let json = format!(r#"{{"meta":{{"security":[{both}]}}}}"#);
        assert_eq!(covered_by(&json), Some("Very restricted"));
    }

    #[test]
    fn documents_say_it_in_fields_of_their_own() {
        assert_eq!(covered_by(r#"{"confidentiality":"R"}"#), Some("Restricted"));
        let json = format!(
            r#"{{"securityLabel":[{{"coding":[{}]}}]}}"#,
            label(CONFIDENTIALITY, "V")
        );
        assert_eq!(covered_by(&json), Some("Very restricted"));
    }
}
