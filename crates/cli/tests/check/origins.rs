//! What browsers keep from pages of other origins.

use axum::Router;
use serde_json::json;

use super::server::{PORTAL, Server, open, silent, statement};
use super::tool::{check, check_with};

#[test]
fn good_source_is_all_good() {
    let server = Server::start(open(silent(statement())));
    let checked = check(&server.config(json!({})));
    checked.all_good();
    assert!(checked.codes("ok").contains(&"cors"), "{}", checked.text);
}

#[test]
fn missing_cors_names_the_origin_to_allow() {
    let server = Server::start(silent(statement()));
    let checked = check(&server.config(json!({})));
    let line = checked.one_fault("cors-missing");
    let advice = format!("Access-Control-Allow-Origin: {PORTAL}");
    assert!(line.contains(&advice), "{line}");
}

#[test]
fn page_of_the_sources_own_origin_needs_no_cors() {
    let server = Server::start(silent(statement()));
    let origin = format!("http://127.0.0.1:{}", server.port);
    let config = server.config(json!({"baseUrl": "/fhir"}));
    check_with(&config, &["--origin", &origin], &[]).all_good();
}

#[test]
fn cookies_want_more_than_a_star() {
    let server = Server::start(open(silent(statement())));
    let checked = check(&server.config(json!({"credentials": "cookie"})));
    let line = checked.one_fault("cors-credentials");
    assert!(
        line.contains("Access-Control-Allow-Credentials: true"),
        "{line}"
    );
}

#[test]
fn headers_that_are_not_exposed_are_a_warning() {
    let any = tower_http::cors::CorsLayer::new().allow_origin(tower_http::cors::Any);
    let server = Server::start(Router::new().merge(silent(statement())).layer(any));
    let checked = check(&server.config(json!({})));
    assert!(checked.succeeded, "{}", checked.text);
    assert_eq!(checked.codes("warn"), ["not-exposed"]);
}
