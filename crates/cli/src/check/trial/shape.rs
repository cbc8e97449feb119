//! The shape of an address: what may be told of it. Whose record it asks for
//! stands in the rest.

use url::Url;

const HIDDEN: &str = "…";

/// Path and names of parameters under the base, with an ellipsis for each part
/// that may name somebody: `Patient?identifier=…`, `Patient/…/$everything`.
pub fn shape(url: &Url, base: &Url) -> String {
    let path = url.path().strip_prefix(base.path()).unwrap_or_default();
    let parts = path.split('/').filter(|part| !part.is_empty());
    let parts: Vec<&str> = parts.map(told).collect();
    if parts.iter().all(|part| *part == HIDDEN) {
        return "the configured path".to_owned();
    }
    let mut shape = parts.join("/");
    if let Some((name, _)) = url.query_pairs().find(|(name, _)| !is_common(name)) {
        let plain = |byte: u8| byte.is_ascii_alphabetic() || b"-_".contains(&byte);
        let name = if name.bytes().all(plain) {
            &*name
        } else {
            HIDDEN
        };
        shape.push_str(&format!("?{name}=…"));
    }
    shape
}

/// A part of a path as it may be told: types, operations, FHIR's own words.
fn told(part: &str) -> &str {
    let letters = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphabetic());
    let operation = part.strip_prefix('$').or_else(|| part.strip_prefix("%24"));
    let is_operation = operation.is_some_and(|name| letters(&name.replace(['.', '-'], "")));
    let is_type = part.starts_with(|c: char| c.is_ascii_uppercase()) && letters(part);
    if is_type || is_operation || ["metadata", "_search"].contains(&part) {
        part
    } else {
        HIDDEN
    }
}

fn is_common(name: &str) -> bool {
    matches!(name, "_count" | "_type" | "_since" | "_format")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_name_somebody_is_left_out() {
        let base = Url::parse("https://a.example/fhir").unwrap();
        let told = |rest: &str| shape(&base.join(&format!("/fhir/{rest}")).unwrap(), &base);
        assert_eq!(
            told("Patient?identifier=urn:x%7C999"),
            "Patient?identifier=…"
        );
        assert_eq!(
            told("Patient/999/$everything?_count=5"),
            "Patient/…/$everything"
        );
        assert_eq!(
            told("Observation?_count=5&patient=9"),
            "Observation?patient=…"
        );
        assert_eq!(told("Patient/_search"), "Patient/_search");
        assert_eq!(told("people/hill9/record?999=1"), "the configured path");
        assert_eq!(
            told("Patient/$gpc.getstructuredrecord"),
            "Patient/$gpc.getstructuredrecord"
        );
        assert_eq!(told("metadata"), "metadata");
    }
}
