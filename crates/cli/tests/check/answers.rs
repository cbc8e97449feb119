//! What the source answers when it is asked what it is.

use axum::Router;
use axum::http::StatusCode;
use axum::response::Html;
use axum::routing::get;
use serde_json::{Value, json};

use super::server::{Server, fhir, open, silent, statement};
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
    statement["rest"][0]["resource"][0]["searchParam"] = json!([{"name": "family"}]);
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

#[test]
fn metadata_that_want_a_sign_in_are_a_warning() {
    let refuse = || async { StatusCode::UNAUTHORIZED };
    let server = Server::start(open(Router::new().route("/fhir/metadata", get(refuse))));
    let checked = check(&server.config(json!({})));
    assert!(checked.succeeded, "{}", checked.text);
    assert_eq!(checked.codes("warn"), ["no-metadata"]);
}

#[test]
fn another_version_than_the_configured_one_is_named() {
    let server = Server::start(open(silent(statement())));
    let checked = check(&server.config(json!({"version": "STU3"})));
    let line = checked.one_fault("version-other");
    assert!(
        line.contains("R4 (4.0.1)") && line.contains("STU3"),
        "{line}"
    );
    check(&server.config(json!({"version": "auto"}))).all_good();
}

#[test]
fn some_types_that_are_not_offered_are_a_warning_and_none_a_fault() {
    let mut statement = statement();
    let condition = json!({
        "type": "Condition",
        "interaction": [{"code": "search-type"}],
        "searchParam": [{"name": "patient", "type": "reference"}],
    });
    let resources = statement["rest"][0]["resource"].as_array_mut().unwrap();
    resources.push(condition);
    let server = Server::start(open(silent(statement)));
    let types = |types: Value| server.config(json!({"load": "types", "types": types}));
    let checked = check(&types(json!(["Condition", "Flag"])));
    assert!(checked.succeeded, "{}", checked.text);
    assert_eq!(checked.codes("warn"), ["search-not-supported"]);
    assert!(
        checked.text.contains("do not offer Flag?patient="),
        "{}",
        checked.text
    );
    check(&types(json!(["Flag"]))).one_fault("search-not-supported");
    let auto = json!({"load": "types", "types": ["Condition", "Flag"], "version": "auto"});
    let checked = check(&server.config(auto));
    checked.all_good();
    assert!(
        checked.codes("note").contains(&"search-not-supported"),
        "{}",
        checked.text
    );
}

#[test]
fn base_without_a_path_is_asked_for_metadata_at_its_root() {
    let metadata = || async { fhir(&statement()) };
    let router = Router::new().route("/metadata", get(metadata));
    let server = Server::start(open(router));
    let base = format!("http://127.0.0.1:{}", server.port);
    let checked = check(&server.config(json!({ "baseUrl": base })));
    assert!(checked.succeeded, "{}", checked.text);
    assert!(checked.codes("warn").is_empty(), "{}", checked.text);
}
