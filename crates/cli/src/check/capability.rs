//! What a source says of itself: its CapabilityStatement (Conformance in
//! DSTU2), held against what is asked of it.

use serde_json::Value;

/// A CapabilityStatement, as far as it matters here.
#[derive(Debug)]
pub struct Capability {
    /// The version of FHIR as written; empty where it is not said.
    pub version: String,
    /// The server's part of the statement.
    rest: Value,
}

/// Something asked of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// A search of a type by a parameter.
    Search(String, String),
    /// An operation on a patient, without the dollar sign.
    Operation(&'static str),
}

impl Need {
    /// A search of a type by a parameter.
    pub fn search(kind: &str, parameter: &str) -> Need {
        Need::Search(kind.to_owned(), parameter.to_owned())
    }

    /// An operation on a patient.
    pub fn operation(name: &'static str) -> Need {
        Need::Operation(name)
    }

    /// As it stands in an address.
    pub fn shown(&self) -> String {
        match self {
            Need::Search(kind, parameter) => format!("{kind}?{parameter}="),
            Need::Operation(name) => format!("Patient/${name}"),
        }
    }
}

/// The names of the versions that are read, by how a statement's version
/// begins.
const VERSIONS: &[(&str, &str)] = &[
    ("1.0", "DSTU2"),
    ("3.0", "STU3"),
    ("4.0", "R4"),
    ("4.3", "R4B"),
    ("5.0", "R5"),
];

impl Capability {
    /// Reads one; `None` where the answer is something else.
    pub fn read(body: &Value) -> Option<Capability> {
        let kind = body.get("resourceType").and_then(Value::as_str)?;
        if !matches!(kind, "CapabilityStatement" | "Conformance") {
            return None;
        }
        let version = body.get("fhirVersion").and_then(Value::as_str);
        let rest = items(body, "rest").iter().find(|rest| {
            let mode = rest.get("mode").and_then(Value::as_str);
            mode.is_none_or(|mode| mode == "server")
        });
        Some(Capability {
            version: version.unwrap_or_default().to_owned(),
            rest: rest.cloned().unwrap_or_default(),
        })
    }

    /// The name of the version; `None` for one that is not read.
    pub fn release(&self) -> Option<&'static str> {
        let release = VERSIONS.iter().find(|(number, _)| {
            let rest = self.version.strip_prefix(number);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']))
        });
        release.map(|(_, name)| *name)
    }

    /// Whether the statement says that this is supported. Parameters and
    /// operations that it lists for all types count for each.
    pub fn offers(&self, need: &Need) -> bool {
        match need {
            Need::Search(kind, parameter) => {
                let Some(resource) = self.resource(kind) else {
                    return false;
                };
                let searches = items(resource, "interaction").iter();
                let mut searches = searches.filter(|item| is(item, "code", "search-type"));
                let named = |of: &Value| {
                    let listed = items(of, "searchParam").iter();
                    let mut listed = listed.filter(|item| is(item, "name", parameter));
                    listed.next().is_some()
                };
                searches.next().is_some() && (named(resource) || named(&self.rest))
            }
            Need::Operation(name) => {
                let resource = self.resource("Patient").unwrap_or(&Value::Null);
                let of_type = items(resource, "operation").iter();
                let mut all = of_type.chain(items(&self.rest, "operation"));
                all.any(|operation| is_operation(operation, name))
            }
        }
    }

    fn resource(&self, kind: &str) -> Option<&Value> {
        let mut resources = items(&self.rest, "resource").iter();
        resources.find(|resource| is(resource, "type", kind))
    }
}

/// Its name, with or without the dollar sign, or the end of its definition:
/// servers name the same operation in many ways.
fn is_operation(operation: &Value, name: &str) -> bool {
    let own = operation.get("name").and_then(Value::as_str);
    let own = own.unwrap_or_default().trim_start_matches('$');
    let definition = operation.get("definition");
    let definition = definition.and_then(|definition| {
        let reference = definition.get("reference").unwrap_or(definition);
        reference.as_str()
    });
    let last = definition.and_then(|text| text.rsplit(['/', '-']).next());
    own == name || last == Some(name)
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
        Capability::read(&body).unwrap_or_else(|| Capability {
            version: "not read".into(),
            rest: Value::Null,
        })
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
                 "searchParam": [{"name": "patient", "type": "reference"}]}
            ]}]
        }));
        let search = |kind: &str, by: &str| statement.offers(&Need::search(kind, by));
        assert!(search("Patient", "identifier"));
        assert!(!search("Patient", "family"));
        assert!(!search("Condition", "patient"), "it can only be read");
        assert!(!search("Flag", "patient"));
    }

    #[test]
    fn operations_are_found_by_name_or_definition_for_the_type_or_for_all() {
        let everything = Need::operation("everything");
        for operation in [
            json!({"name": "everything"}),
            json!({"name": "$everything", "definition": "http://a.example/x"}),
            json!({"name": "x", "definition": "http://hl7.org/fhir/OperationDefinition/Patient-everything"}),
            json!({"name": "x", "definition": {"reference": "OperationDefinition/Patient-everything"}}),
        ] {
            let rest = [
                json!({"mode": "server", "operation": [operation]}),
                json!({"mode": "server", "resource": [{"type": "Patient", "operation": [operation]}]}),
            ];
            for rest in rest {
                let body = json!({"resourceType": "CapabilityStatement", "rest": [rest]});
                assert!(read(body).offers(&everything), "{operation}");
            }
        }
        let none = json!({"resourceType": "CapabilityStatement"});
        assert!(!read(none).offers(&everything));
    }
}
