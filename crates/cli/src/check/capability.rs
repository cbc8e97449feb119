//! What a source says of itself: its CapabilityStatement (Conformance in
//! DSTU2), held against what is asked of it.

use serde_json::Value;
use timeline_fhir::Offer;

/// A statement, as the engine reads it, and the parameters beside.
#[derive(Debug)]
pub struct Capability {
    /// The version of FHIR as written; empty where it is not said.
    pub version: String,
    offer: Offer,
    /// The server's part of the statement.
    rest: Value,
}

/// Something asked of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// A search of a type by a parameter.
    Search(String, String),
    /// An operation on a patient, without the dollar sign.
    Operation(String),
}

impl Need {
    /// As it stands in an address.
    pub fn shown(&self) -> String {
        match self {
            Need::Search(kind, parameter) => format!("{kind}?{parameter}="),
            Need::Operation(name) => format!("Patient/${name}"),
        }
    }
}

/// The names of the versions that are read, by the first two numbers of a
/// statement's.
const VERSIONS: &[(&str, &str)] = &[
    ("1.0", "DSTU2"),
    ("3.0", "STU3"),
    ("4.0", "R4"),
    ("4.3", "R4B"),
    ("5.0", "R5"),
];

impl Capability {
    /// Reads one; `None` where the answer is something else.
    pub fn read(body: &[u8]) -> Option<Capability> {
        let offer = Offer::read(body)?;
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let version = body.get("fhirVersion").and_then(Value::as_str);
        let rest = items(&body, "rest").iter().find(|rest| {
            let mode = rest.get("mode").and_then(Value::as_str);
            mode.is_none_or(|mode| mode == "server")
        });
        Some(Capability {
            version: version.unwrap_or_default().to_owned(),
            offer,
            rest: rest.cloned().unwrap_or_default(),
        })
    }

    /// The name of the version; `None` for one that is not read.
    pub fn release(&self) -> Option<&'static str> {
        let own = self.offer.version.as_str();
        let release = VERSIONS.iter().find(|(number, _)| *number == own);
        release.map(|(_, name)| *name)
    }

    /// Whether the statement says that this is supported. Where it lists no
    /// parameters at all for a type, it says nothing of them.
    pub fn offers(&self, need: &Need) -> bool {
        match need {
            Need::Operation(name) => self.offer.has(name),
            Need::Search(kind, parameter) => {
                let mut resources = items(&self.rest, "resource").iter();
                let resource = resources.find(|resource| is(resource, "type", kind));
                let own = resource.map(|resource| items(resource, "searchParam"));
                let own = own.unwrap_or_default();
                let mut all = own.iter().chain(items(&self.rest, "searchParam"));
                let named = own.is_empty() || all.any(|item| is(item, "name", parameter));
                self.offer.searches(kind) && named
            }
        }
    }
}

fn items<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    let list = value.get(key).and_then(Value::as_array);
    list.map(Vec::as_slice).unwrap_or_default()
}

fn is(value: &Value, key: &str, text: &str) -> bool {
    value.get(key).and_then(Value::as_str) == Some(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(body: Value) -> Capability {
        Capability::read(body.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn versions_are_told_by_their_first_two_numbers() {
        let release = |version: &str| {
            let body = json!({"resourceType": "CapabilityStatement", "fhirVersion": version});
            read(body).release()
        };
        assert_eq!(release("4.0.1"), Some("R4"));
        assert_eq!(release("4.3.0"), Some("R4B"));
        assert_eq!(release("5.0.0-ballot"), Some("R5"));
        assert_eq!(release("4.01"), None);
        assert_eq!(release("6.0.0"), None);
        assert_eq!(release(""), None);
    }

    #[test]
    fn a_search_needs_its_type_its_interaction_and_its_parameter() {
        let statement = read(json!({
            "resourceType": "CapabilityStatement",
            "rest": [{"mode": "client"}, {"mode": "server", "resource": [
                {"type": "Patient", "interaction": [{"code": "search-type"}],
                 "searchParam": [{"name": "identifier", "type": "token"}]},
                {"type": "Condition", "interaction": [{"code": "read"}],
                 "searchParam": [{"name": "patient", "type": "reference"}]},
                {"type": "Observation", "interaction": [{"code": "search-type"}]}
            ]}]
        }));
        let search = |kind: &str, by: &str| statement.offers(&Need::Search(kind.into(), by.into()));
        assert!(search("Patient", "identifier"));
        assert!(!search("Patient", "family"));
        assert!(!search("Condition", "patient"), "it can only be read");
        assert!(!search("Flag", "patient"));
        assert!(search("Observation", "patient"), "no parameter is listed");
    }
}
