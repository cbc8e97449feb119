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
