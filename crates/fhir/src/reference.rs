//! How references name other resources.

use std::borrow::Cow;

use timeline_json::Value;
use timeline_model::{Identifier, part};

use crate::words::{identifier, text};

/// The `Type/id` at the end of a reference, whatever stands before it; a
/// version after it is left out. Anything else stays as it is.
pub(crate) fn tail(reference: &str) -> &str {
    let reference = unversioned(reference);
    let (before, _) = parted(reference);
    let (_, kind) = parted(before);
    match kind.as_bytes().first() {
        Some(b'A'..=b'Z') => reference
            .get(before.len() - kind.len()..)
            .unwrap_or(reference),
        _ => reference,
    }
}

/// What stands before the last slash and what behind it; all is behind it
/// where there is none.
fn parted(reference: &str) -> (&str, &str) {
    part::cut_last(reference, b'/').unwrap_or(("", reference))
}

/// A reference without the version that it names.
pub(crate) fn unversioned(reference: &str) -> &str {
    let (before, _) = parted(reference);
    before.strip_suffix("/_history").unwrap_or(reference)
}

/// What is left of a reference by its kind of name alone: the uuid of
/// `urn:uuid:` or `:uuid:`, or what a condition asks for.
pub(crate) fn bare(reference: &str) -> &str {
    match part::find(reference, CONDITION) {
        Some(at) => {
            let condition = reference.get(at..).unwrap_or_default();
            part::before(condition, "&")
        }
        None if part::has(reference, "uuid:") => part::behind_last(reference, b':'),
        None => "",
    }
}

/// How a reference asks for what has an identifier.
pub(crate) const CONDITION: &str = "?identifier=";

/// Whether a reference is an address of its own rather than relative.
fn is_address(reference: &str) -> bool {
    part::has(reference, "://")
}

/// Whether `target` names the resource that `own` names. Where the resource's
/// address is known among `all`, an address on another server with the same
/// id is another resource.
pub(crate) fn same(own: &str, target: &str, all: &[String]) -> bool {
    if own == target {
        return true;
    }
    if own.starts_with("urn:") || target.starts_with("urn:") || tail(own) != tail(target) {
        return false;
    }
    let known = all.iter().any(|r| is_address(r) && tail(r) == tail(target));
    !(is_address(target) && known) || all.iter().any(|r| unversioned(r) == unversioned(target))
}

/// How a Reference element, a CodeableReference (R5) or a bare string names
/// another resource: by its address, as `#id` where it is contained, or as a
/// condition where only an identifier is given.
pub(crate) fn target<'v>(value: &'v Value<'_>) -> Option<Cow<'v, str>> {
    let element = match value.get("reference") {
        Some(inner @ Value::Object(_)) => inner,
        _ => value,
    };
    if let Some(target) = text(element, "reference") {
        return Some(Cow::Borrowed(target));
    }
    let asked = identifier(element.get("identifier")?)?;
    Some(Cow::Owned(condition(&asked)))
}

/// The condition that asks for what has this identifier, the same however its
/// letters and slashes were sent.
pub(crate) fn condition(identifier: &Identifier) -> String {
    let system = identifier.system.trim_end_matches('/');
    [CONDITION, system, "|", identifier.value.trim()]
        .concat()
        .to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_is_type_and_id_whatever_stands_before() {
        for (reference, expected) in [
            ("Patient/1", "Patient/1"),
            ("https://x.example/fhir/Patient/1/_history/3", "Patient/1"),
            ("Encounter/Encounter/1", "Encounter/1"),
            ("urn:uuid:12", "urn:uuid:12"),
            ("free text", "free text"),
            ("a/b", "a/b"),
            ("", ""),
        ] {
            assert_eq!(tail(reference), expected);
        }
    }

    #[test]
    fn the_same_id_on_another_known_server_is_another_resource() {
        let all = [
            "Patient/2".to_owned(),
            "https://a.example/Patient/2".to_owned(),
        ];
        assert!(same("Patient/2", "https://a.example/Patient/2", &all));
        assert!(!same("Patient/2", "https://b.example/Patient/2", &all));
        assert!(same("Patient/2", "https://b.example/Patient/2", &all[..1]));
        assert!(!same("Patient/2", "Patient/22", &all));
    }
}
