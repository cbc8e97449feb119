//! The way to a source: name, connection, TLS.

use std::net::TcpListener;

use rcgen::date_time_ymd;
use serde_json::{Value, json};

use super::server::{Certificate, Server, open, silent, statement};
use super::tool::{Checked, check, check_with, written};

fn at(base: &str) -> Value {
    json!({"sources": [{"id": "surgery", "title": "Surgery", "baseUrl": base}]})
}

/// Checks a source with this certificate, trusting whom it names.
fn tls(certificate: &Certificate, trusted: &str) -> Checked {
    let server = Server::start_tls(open(silent(statement())), certificate);
    let config = at(&format!("https://localhost:{}/fhir", server.port));
    let trusted = written(trusted.as_bytes());
    let variables = [("SSL_CERT_FILE", trusted.to_str().unwrap())];
    check_with(&config, &["--origin", super::server::PORTAL], &variables)
}

#[test]
fn host_not_found_names_the_host() {
    let checked = check(&at("https://surgery.invalid/fhir"));
    let line = checked.one_fault("host-not-found");
    assert!(line.contains("surgery.invalid"), "{line}");
}

#[test]
fn refused_connection_names_the_port() {
    // Bound and not listening any more: nobody else gets it at once.
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let checked = check(&at(&format!("http://127.0.0.1:{port}/fhir")));
    let line = checked.one_fault("refused");
    assert!(line.contains(&format!("127.0.0.1:{port}")), "{line}");
}

#[test]
fn good_certificate_is_said_to_be_good() {
    let certificate = Certificate::new("localhost", |_| {});
    let checked = tls(&certificate, &certificate.issuer);
    checked.all_good();
    assert!(checked.codes("ok").contains(&"tls"), "{}", checked.text);
}

#[test]
fn certificate_for_another_name_names_both() {
    let certificate = Certificate::new("other.example", |_| {});
    let checked = tls(&certificate, &certificate.issuer);
    let line = checked.one_fault("tls-name");
    assert!(
        line.contains("other.example") && line.contains("localhost"),
        "{line}"
    );
}

#[test]
fn certificate_of_an_unknown_issuer_is_told_from_one_that_expired() {
    let stranger = Certificate::new("other.example", |_| {});
    let certificate = Certificate::new("localhost", |_| {});
    tls(&certificate, &stranger.issuer).one_fault("tls-untrusted");
    let old = Certificate::new("localhost", |params| {
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2021, 1, 1);
    });
    tls(&old, &old.issuer).one_fault("tls-expired");
}

#[test]
fn plain_http_where_https_is_configured_is_told() {
    let server = Server::start(open(silent(statement())));
    let checked = check(&at(&format!("https://localhost:{}/fhir", server.port)));
    let line = checked.one_fault("tls-other");
    assert!(line.contains("plain HTTP"), "{line}");
}

#[test]
fn silence_is_told_from_a_refusal() {
    // Taken by the system, and never answered.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let config = |scheme: &str| {
        let mut config = at(&format!("{scheme}://localhost:{port}/fhir"));
        config["sources"][0]["timeout"] = 1.into();
        config["sources"][0]["headersTimeout"] = 1.into();
        config
    };
    let checked = check(&config("http"));
    let line = checked.one_fault("answer-timeout");
    assert!(line.contains("1 s"), "{line}");
    check(&config("https")).one_fault("tls-other");
}

#[test]
fn what_the_host_carries_is_not_tried_from_here() {
    let mut config = at("https://spine.invalid/fhir");
    config["sources"][0]["carrier"] = "host".into();
    let checked = check(&config);
    checked.all_good();
    assert!(
        checked.codes("note").contains(&"host-carries"),
        "{}",
        checked.text
    );
}

#[test]
fn http_source_of_an_https_page_is_told_before_it_is_asked() {
    let checked = check(&at("http://surgery.invalid/fhir"));
    assert_eq!(checked.codes("fail"), ["mixed-content", "host-not-found"]);
}
