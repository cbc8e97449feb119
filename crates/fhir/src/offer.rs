//! What a server says that it offers.

use timeline_json::{Arena, parse};

use crate::words::{list, text};

/// What a server's `metadata` says (a CapabilityStatement, or the Conformance
/// of DSTU2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// The version of FHIR, as in `4.0`.
    pub version: String,
    /// The types that may be searched; all where none are named.
    pub types: Vec<String>,
    /// The names of its operations.
    pub operations: Vec<String>,
}

impl Offer {
    /// Reads `metadata`; `None` where that is something else.
    pub fn read(bytes: &[u8]) -> Option<Offer> {
        let arena = Arena::new();
        let statement = parse(bytes, &arena).ok()?;
        if !matches!(
            text(&statement, "resourceType"),
            Some("CapabilityStatement" | "Conformance")
        ) {
            return None;
        }
        let mut offer = Offer::default();
        let version = text(&statement, "fhirVersion").unwrap_or_default();
        let mut dots = 0;
        for letter in version.chars() {
            dots += u32::from(letter == '.');
            if dots == 2 {
                break;
            }
            offer.version.push(letter);
        }
        let mut operations = |own| {
            for operation in list(own, "operation") {
                let name = text(operation, "name").unwrap_or_default();
                offer
                    .operations
                    .push(name.strip_prefix("$").unwrap_or(name).to_owned());
            }
        };
        for rest in list(&statement, "rest") {
            operations(rest);
            for resource in list(rest, "resource") {
                operations(resource);
                let interactions = list(resource, "interaction");
                let search = |own| text(own, "code") == Some("search-type");
                if interactions.is_empty() || interactions.iter().any(search) {
                    let name = text(resource, "type").unwrap_or_default();
                    offer.types.push(name.to_owned());
                }
            }
        }
        Some(offer)
    }

    /// Whether the type may be searched.
    pub fn searches(&self, name: &str) -> bool {
        self.types.is_empty() || self.types.iter().any(|own| own == name)
    }

    /// Whether an operation of this name may be asked for. A statement without
    /// any type says nothing of operations either.
    pub fn has(&self, operation: &str) -> bool {
        self.types.is_empty() || self.operations.iter().any(|own| own == operation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_says_what_may_be_asked_for() {
        let offer = Offer::read(
            br#"{"resourceType":"CapabilityStatement","fhirVersion":"4.0.1","rest":[{
                "operation":[{"name":"$export"}],
                "resource":[
                    {"type":"Patient","interaction":[{"code":"search-type"}],"operation":[{"name":"everything"}]},
                    {"type":"Condition"},
                    {"type":"Binary","interaction":[{"code":"read"}]}
                ]}]}"#,
        )
        .unwrap();
        assert_eq!(offer.version, "4.0");
        assert!(offer.searches("Patient") && offer.searches("Condition"));
        assert!(!offer.searches("Binary") && !offer.searches("Flag"));
        assert!(offer.has("everything") && offer.has("export") && !offer.has("match"));
        assert_eq!(Offer::read(br#"{"resourceType":"Bundle"}"#), None);
        assert_eq!(Offer::read(b"<html>"), None);
        let bare = Offer::read(br#"{"resourceType":"Conformance","fhirVersion":"1.0.2"}"#).unwrap();
        assert!(bare.version == "1.0" && bare.searches("Flag") && bare.has("everything"));
    }
}
