//! Finding the patient, and what comes of the record.

use axum::Router;
use axum::http::{StatusCode, Uri};
use axum::response::Redirect;
use axum::routing::get;
use serde_json::json;
use tower_http::compression::CompressionLayer;

use super::server::{Server, fhir, open, silent, statement};
use super::source::{bundle, check_patient, finding, patient, problem};

#[test]
fn good_source_is_all_good_with_figures() {
    let server = Server::start(finding(&[patient("p1", "999 000 0018")], None));
    let checked = check_patient(&server.config(json!({})), &[]);
    checked.all_good();
    let codes = checked.codes("ok");
    for code in [
        "sign-in",
        "patient-found",
        "identity",
        "first-page",
        "paging",
        "outcome",
    ] {
        assert!(codes.contains(&code), "{code}: {}", checked.text);
    }
    assert!(checked.text.contains("2 resources"), "{}", checked.text);
    assert!(
        checked.text.contains("complete; 1 entries"),
        "{}",
        checked.text
    );
}

#[test]
fn patient_not_found_says_where_to_look() {
    let server = Server::start(finding(&[], None));
    let checked = check_patient(&server.config(json!({})), &[]);
    let line = checked.one_fault("patient-not-found");
    assert!(line.contains("Patient.identifier.system"), "{line}");
}

#[test]
fn two_patients_are_counted() {
    let two = [patient("p1", "9990000018"), patient("p2", "9990000018")];
    let server = Server::start(finding(&two, None));
    let checked = check_patient(&server.config(json!({})), &[]);
    let line = checked.one_fault("several-patients");
    assert!(line.contains("2 patients"), "{line}");
}

#[test]
fn somebody_else_is_told_by_the_elements_own_name_for_it() {
    let server = Server::start(finding(&[patient("p1", "9990000026")], None));
    let checked = check_patient(&server.config(json!({})), &[]);
    checked.one_fault("other-identifier");
    assert!(
        checked.text.contains("held-back (other-identifier)"),
        "{}",
        checked.text
    );
}

#[test]
fn second_page_under_the_base_is_followed() {
    let next = "Patient/p1/$everything?page=2";
    let found = [patient("p1", "9990000018")];
    let server = Server::start(finding(&found, Some(&format!("/fhir/{next}"))));
    let checked = check_patient(&server.config(json!({})), &[]);
    checked.all_good();
    assert!(
        checked.text.contains("the second was read"),
        "{}",
        checked.text
    );
}

#[test]
fn paging_to_another_origin_names_it() {
    let next = "https://internal.example/fhir?page=2";
    let server = Server::start(finding(&[patient("p1", "9990000018")], Some(next)));
    let checked = check_patient(&server.config(json!({})), &[]);
    let line = checked.one_fault("paging-elsewhere");
    assert!(line.contains("https://internal.example,"), "{line}");
}

#[test]
fn search_that_is_refused_is_told_where_metadata_promise_it() {
    let refuse = || async {
        (
            StatusCode::BAD_REQUEST,
            fhir(&json!({"resourceType": "OperationOutcome"})),
        )
    };
    let search = Router::new().route("/fhir/Patient", get(refuse));
    let server = Server::start(open(silent(statement()).merge(search)));
    let checked = check_patient(&server.config(json!({})), &[]);
    let line = checked.one_fault("search-refused");
    assert!(line.contains("400 to Patient?identifier=…"), "{line}");
}

#[test]
fn a_source_without_everything_is_to_be_asked_by_types() {
    let found = bundle(&[patient("p1", "9990000018")], None);
    let search = Router::new().route("/fhir/Patient", get(|| async move { fhir(&found) }));
    let server = Server::start(open(silent(statement()).merge(search)));
    let checked = check_patient(&server.config(json!({})), &[]);
    let line = checked.one_fault("search-refused");
    assert!(line.contains("404 to Patient/…/$everything"), "{line}");
    assert!(line.contains("load to types"), "{line}");
}

#[test]
fn answers_without_cors_are_told_where_metadata_have_it() {
    let found = bundle(&[patient("p1", "9990000018")], None);
    let search = Router::new().route("/fhir/Patient", get(|| async move { fhir(&found) }));
    let record = || async { fhir(&bundle(&[patient("p1", "9990000018")], None)) };
    let search = search.route("/fhir/Patient/p1/$everything", get(record));
    let server = Server::start(open(silent(statement())).merge(search));
    check_patient(&server.config(json!({})), &[]).one_fault("cors-missing");
}

#[test]
fn a_redirect_to_another_origin_is_told_and_one_within_is_followed() {
    let away = || async { Redirect::temporary("https://elsewhere.invalid/fhir") };
    let search = Router::new().route("/fhir/Patient", get(away));
    let server = Server::start(open(silent(statement()).merge(search)));
    check_patient(&server.config(json!({})), &[]).one_fault("redirect");
    let source = finding(&[patient("p1", "9990000018")], None);
    let old = |uri: Uri| async move {
        let path = uri.path_and_query().unwrap().as_str();
        Redirect::temporary(&path.replacen("/old/", "/fhir/", 1))
    };
    let server = Server::start(source.route("/old/{*rest}", get(old)));
    let mut config = server.config(json!({}));
    config["sources"][0]["baseUrl"] = format!("http://127.0.0.1:{}/old", server.port).into();
    let checked = check_patient(&config, &[]);
    assert!(
        !checked.codes("fail").contains(&"redirect"),
        "{}",
        checked.text
    );
    assert!(
        checked.codes("warn").contains(&"redirect"),
        "{}",
        checked.text
    );
}

#[test]
fn an_id_that_a_launch_gives_is_asked_for_and_never_told() {
    let by_id = json!({"find": "id"});
    let known = patient("p1", "9990000018");
    let read = Router::new().route("/fhir/Patient/p1", get(|| async move { fhir(&known) }));
    let server = Server::start(finding(&[], None).merge(open(read)));
    let checked = check_patient(
        &server.config(by_id.clone()),
        &["--patient-id", "surgery=p1"],
    );
    checked.all_good();
    assert!(checked.text.contains("found by the id"), "{}", checked.text);
    let checked = check_patient(
        &server.config(by_id.clone()),
        &["--patient-id", "surgery=p77"],
    );
    checked.one_fault("patient-not-found");
    assert!(!checked.text.contains("p77"), "{}", checked.text);
    let checked = check_patient(&server.config(by_id), &[]);
    assert!(
        checked.codes("note").contains(&"patient-not-tried"),
        "{}",
        checked.text
    );
}

#[test]
fn what_metadata_do_not_offer_and_the_source_takes_is_a_warning() {
    let mut sparse = statement();
    sparse["rest"][0]["resource"][0]["operation"] = json!([]);
    let found = bundle(&[patient("p1", "9990000018")], None);
    let record = found.clone();
    let source = silent(sparse)
        .route("/fhir/Patient", get(|| async move { fhir(&found) }))
        .route(
            "/fhir/Patient/p1/$everything",
            get(|| async move { fhir(&record) }),
        );
    let server = Server::start(open(source));
    let checked = check_patient(&server.config(json!({})), &[]);
    assert!(checked.succeeded, "{}", checked.text);
    assert_eq!(checked.codes("warn"), ["search-not-supported"]);
    assert!(
        checked.text.contains("takes it all the same"),
        "{}",
        checked.text
    );
}

#[test]
fn packed_answers_are_unpacked_and_both_sizes_told() {
    let found = [patient("p1", "9990000018")];
    let many: Vec<_> = (0..200).map(|n| problem(&format!("c{n}"))).collect();
    let record = bundle(&[&found[..], &many].concat(), None);
    let found = bundle(&found, None);
    let source = silent(statement())
        .route("/fhir/Patient", get(|| async move { fhir(&found) }))
        .route(
            "/fhir/Patient/p1/$everything",
            get(|| async move { fhir(&record) }),
        );
    let server = Server::start(open(source).layer(CompressionLayer::new()));
    let checked = check_patient(&server.config(json!({})), &[]);
    checked.all_good();
    assert!(
        checked.text.contains("kB on the way), 201 resources"),
        "{}",
        checked.text
    );
    assert!(
        checked.text.contains("complete; 200 entries"),
        "{}",
        checked.text
    );
}
