//! What the source answers when it is asked what it is.

use axum::Router;
use axum::response::Html;
use axum::routing::get;
use serde_json::{Value, json};

use super::server::{Server, open, silent, statement};
use super::tool::{Checked, check};

fn saying(statement: Value) -> Checked {
    let server = Server::start(open(silent(statement)));
    check(&server.config(json!({})))
}

#[test]
fn html_at_the_base_url_is_told_from_broken_json() {
    let page = || async { Html("<!DOCTYPE html><html><body>Sign in</body></html>") };
    let server = Server::start(open(Router::new().fallback(get(page))));
    let checked = check(&server.config(json!({})));
    let line = checked.one_fault("html");
    assert!(line.contains("baseUrl"), "{line}");
    let broken = || async { "{\"resourceType\": \"Capab" };
    let server = Server::start(open(Router::new().route("/fhir/metadata", get(broken))));
    check(&server.config(json!({}))).one_fault("not-json");
}

#[test]
fn unsupported_version_names_those_that_are_read() {
    let mut statement = statement();
    statement["fhirVersion"] = "6.0.0".into();
    let checked = saying(statement);
    let line = checked.one_fault("version-unsupported");
    assert!(line.contains("FHIR 6.0.0") && line.contains("R4"), "{line}");
}

#[test]
fn search_that_is_not_supported_is_named() {
    let mut statement = statement();
    statement["rest"][0]["resource"][0]["searchParam"] = json!([]);
    let checked = saying(statement);
    let line = checked.one_fault("search-not-supported");
    assert!(line.contains("Patient?identifier="), "{line}");
}

#[test]
fn json_under_another_media_type_is_a_warning() {
    let text = statement().to_string();
    let plain = || async move { text };
    let server = Server::start(open(Router::new().route("/fhir/metadata", get(plain))));
    let checked = check(&server.config(json!({})));
    assert!(checked.succeeded, "{}", checked.text);
    assert_eq!(checked.codes("warn"), ["mime"]);
}
