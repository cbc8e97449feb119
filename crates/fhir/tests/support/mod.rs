//! Small resources and bundles for the tests, all invented.
#![allow(dead_code, reason = "each test file uses some of it")]

pub mod fixtures;

pub const PATIENT: &str = r#"{"resourceType":"Patient","id":"1","identifier":[{"system":"https://x.example","value":"A1"}]}"#;

pub fn bundle(resources: &[&str]) -> Vec<u8> {
    let entries: Vec<String> = resources
        .iter()
        .map(|r| format!("{{\"resource\":{r}}}"))
        .collect();
    format!(
        r#"{{"resourceType":"Bundle","entry":[{}]}}"#,
        entries.join(",")
    )
    .into_bytes()
}

pub fn condition(subject: &str) -> String {
    format!(
        r#"{{"resourceType":"Condition","id":"c","code":{{"text":"Asthma"}},"subject":{{"reference":"{subject}"}},"encounter":{{"reference":"Encounter/e"}}}}"#
    )
}

pub const ENCOUNTER: &str = r#"{"resourceType":"Encounter","id":"e","type":[{"text":"Clinic"}],"period":{"start":"2020-02-03"},"subject":{"reference":"Patient/1"}}"#;

/// A bundle's entries with their addresses.
pub fn addressed(entries: &[(&str, &str)]) -> Vec<u8> {
    let entries: Vec<String> = entries
        .iter()
        .map(|(url, resource)| format!(r#"{{"fullUrl":"{url}","resource":{resource}}}"#))
        .collect();
    format!(
        r#"{{"resourceType":"Bundle","entry":[{}]}}"#,
        entries.join(",")
    )
    .into_bytes()
}
