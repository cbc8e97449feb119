//! Configurations that do not fit.

use axum::Router;
use serde_json::{Value, json};

use super::server::Server;
use super::tool::{check, check_file, written};

fn source(keys: Value) -> Value {
    let mut source =
        json!({"id": "surgery", "title": "Surgery", "baseUrl": "https://a.invalid/fhir"});
    for (key, value) in keys.as_object().unwrap() {
        source[key] = value.clone();
    }
    source
}

fn line(config: Value) -> String {
    check(&config).one_fault("configuration").to_owned()
}

#[test]
fn unknown_key_is_named_with_those_that_are_known() {
    let line = line(json!({"sources": [source(json!({"adress": "x"}))]}));
    assert!(line.contains("/sources/0/adress: an unknown key"), "{line}");
    assert!(line.contains("baseUrl"), "{line}");
}

#[test]
fn wrong_type_is_named_with_what_is_allowed() {
    let line = line(json!({"sources": [source(json!({"pageSize": "many"}))]}));
    assert!(line.contains("/sources/0/pageSize: \"many\""), "{line}");
    assert!(line.contains("a whole number from 1"), "{line}");
}

#[test]
fn duplicate_id_is_named_where_it_is_used_again() {
    let line = line(json!({"sources": [source(json!({})), source(json!({}))]}));
    assert!(line.contains("/sources/1/id: surgery"), "{line}");
    assert!(line.contains("no other source"), "{line}");
}

#[test]
fn configuration_without_sources_says_what_is_wanted() {
    let line = line(json!({"sources": []}));
    assert!(
        line.contains("/sources") && line.contains("at least one source"),
        "{line}"
    );
}

#[test]
fn all_faults_of_a_configuration_are_told_at_once() {
    let config = json!({"sources": [source(json!({"pageSize": 0, "adress": "x"}))], "worker": 1});
    let checked = check(&config);
    assert_eq!(checked.codes("fail").len(), 3, "{}", checked.text);
}

#[test]
fn configuration_that_cannot_be_had_is_told_in_both_forms() {
    check_file("no/such/file.json", &[], &[]).one_fault("configuration-unread");
    check_file("http://portal.invalid/timeline.json", &[], &[]).one_fault("host-not-found");
    let server = Server::start(Router::new());
    let address = format!("http://127.0.0.1:{}/timeline.json", server.port);
    let checked = check_file(&address, &[], &[]);
    let line = checked.one_fault("configuration-unread");
    assert!(line.contains("it answers 404"), "{line}");
}

#[test]
fn text_that_is_no_json_names_the_byte() {
    let file = written(b"{\"sources\": [}");
    let checked = check_file(file.to_str().unwrap(), &[], &[]);
    let line = checked.one_fault("configuration");
    assert!(line.contains("byte 13"), "{line}");
}

#[test]
fn gp_connect_wants_a_proxy_or_the_host() {
    let line = line(json!({"sources": [source(json!({"preset": "gp-connect"}))]}));
    assert!(line.contains("/sources/0/carrier"), "{line}");
    assert!(line.contains("browsers cannot reach GP Connect"), "{line}");
}

#[test]
fn a_relative_address_in_a_file_wants_the_page_it_is_relative_to() {
    let config = json!({"sources": [source(json!({"baseUrl": "/fhir"}))]});
    let checked = super::tool::check_with(&config, &[], &[]);
    let line = checked.one_fault("address-relative");
    assert!(line.contains("--origin"), "{line}");
}
