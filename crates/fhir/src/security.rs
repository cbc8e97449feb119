//! Security labels that cover an entry.

use timeline_json::Value;

use crate::words::{among, list, text};

/// Sensitivity codes of HL7's ActCode. Their own words say what is sensitive,
/// so they are never the label.
const SENSITIVE: &str = "ETH GDIS HIV MST SCA SDV SEX SPI BH COGN DVD EMOTDIS MH PSY PSYTHPN SUD \
    ETHUD OPIOIDUD STD TBOO VIO SICKLE IDS SSP ADOL CEL VIP DRGIS ABORT LOCIS";

/// The labels that stand for what is covered, each wider than the one before.
const LABELS: [&str; 3] = ["Sensitive", "Restricted", "Very restricted"];

/// The label that stands for a covered resource, by its own security labels.
pub(crate) fn cover(resource: &Value<'_>) -> Option<&'static str> {
    let mut cover = confidentiality(text(resource, "confidentiality").unwrap_or_default());
    if let Some(meta) = resource.get("meta") {
        cover = cover.max(widest(list(meta, "security")));
    }
    for concept in list(resource, "securityLabel") {
        cover = cover.max(widest(list(concept, "coding")));
    }
    LABELS.get(cover?).copied()
}

/// The place among the labels of the widest that codings ask for.
fn widest(codings: &[Value<'_>]) -> Option<usize> {
    let mut cover = None;
    for label in codings {
        let system = text(label, "system").unwrap_or_default();
        let code = text(label, "code").unwrap_or_default();
        if among(SENSITIVE, code) {
            cover = cover.max(Some(0));
        } else if system.is_empty()
            || system.ends_with("Confidentiality")
            || system.ends_with("2.16.840.1.113883.5.25")
        {
            cover = cover.max(confidentiality(code));
        }
    }
    cover
}

fn confidentiality(code: &str) -> Option<usize> {
    match code {
        "V" => Some(2),
        "R" => Some(1),
        _ => None,
    }
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
