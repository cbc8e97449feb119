//! Sharing agreements, on a day that the configuration fixes.

use serde_json::{Value, json};

use super::server::{Server, open, silent, statement};
use super::source::{check_patient, finding, patient};
use super::tool::{Checked, check, check_with};

fn shared(agreement: Value, more: &[&str]) -> Checked {
    let server = Server::start(open(silent(statement())));
    let mut config = server.config(json!({ "agreement": agreement }));
    config["now"] = "2026-03-07T09:00:00Z".into();
    let mut arguments = vec!["--origin", super::server::PORTAL];
    arguments.extend(["--role", "Ward nurse", "--purpose", "Direct care"]);
    arguments.extend(more);
    check_with(&config, &arguments, &[])
}

fn until(day: &str, on_expiry: &str) -> Value {
    json!({"title": "Ward sharing", "roles": ["ward  NURSE"], "until": day, "onExpiry": on_expiry})
}

#[test]
fn agreement_that_holds_is_good_until_thirty_days_before_its_end() {
    shared(until("2026-12-31", "stop"), &[]).all_good();
    let checked = shared(until("2026-03-20", "stop"), &[]);
    assert!(checked.succeeded, "{}", checked.text);
    assert_eq!(checked.codes("warn"), ["agreement-ends"]);
    assert!(checked.text.contains("in 13 days"), "{}", checked.text);
    let last_day = shared(until("2026-03-07", "stop"), &[]);
    assert_eq!(last_day.codes("warn"), ["agreement-ends"]);
}

#[test]
fn agreement_that_has_run_out_fails_where_it_stops_the_source() {
    let checked = shared(until("2026-03-01", "stop"), &[]);
    let line = checked.one_fault("agreement-over");
    assert!(
        line.contains("Ward sharing") && line.contains("until"),
        "{line}"
    );
    let checked = shared(until("2026-03-01", "warn"), &[]);
    assert!(checked.succeeded, "{}", checked.text);
    assert_eq!(checked.codes("warn"), ["agreement-over"]);
}

#[test]
fn agreement_without_roles_is_a_fault_of_the_configuration() {
    let server = Server::start(open(silent(statement())));
    let config = server.config(json!({"agreement": {"title": "Ward sharing"}}));
    let checked = check(&config);
    let line = checked.one_fault("configuration");
    assert!(line.contains("/sources/0/agreement/roles"), "{line}");
}

#[test]
fn agreement_that_does_not_hold_yet_fails() {
    let mut agreement = until("2026-12-31", "stop");
    agreement["from"] = "2026-03-08".into();
    shared(agreement, &[]).one_fault("agreement-not-yet");
}

#[test]
fn role_or_purpose_that_is_not_covered_is_a_warning() {
    let mut agreement = until("2026-12-31", "stop");
    agreement["purposes"] = json!(["TREAT"]);
    let checked = shared(agreement.clone(), &[]);
    assert!(checked.succeeded, "{}", checked.text);
    assert_eq!(checked.codes("warn"), ["agreement-purpose"]);
    agreement["roles"] = json!(["Pharmacist"]);
    let checked = shared(agreement, &[]);
    assert_eq!(checked.codes("warn"), ["agreement-role"]);
    assert!(
        checked.text.contains("covered: Pharmacist"),
        "{}",
        checked.text
    );
}

#[test]
fn role_that_is_not_given_is_wanted_before_a_record_is_asked_for() {
    let server = Server::start(finding(&[patient("p1", "9990000018")], None));
    let mut config = server.config(json!({ "agreement": until("2026-12-31", "stop") }));
    config["now"] = "2026-03-07T09:00:00Z".into();
    let checked = check_patient(&config, &[]);
    assert!(checked.succeeded, "{}", checked.text);
    assert!(
        checked.codes("note").contains(&"agreement-role"),
        "{}",
        checked.text
    );
    assert!(
        checked.text.contains("not-shared (role)"),
        "{}",
        checked.text
    );
    let user = ["--role", "ward nurse", "--purpose", "TREAT"];
    check_patient(&config, &user).all_good();
}

#[test]
fn kinds_that_are_not_shared_are_named() {
    let server = Server::start(finding(&[patient("p1", "9990000018")], None));
    let mut agreement = until("2026-12-31", "stop");
    agreement["kinds"] = json!(["problem", "allergy"]);
    let mut config = server.config(json!({ "agreement": agreement }));
    config["now"] = "2026-03-07T09:00:00Z".into();
    let user = ["--role", "ward nurse", "--purpose", "TREAT"];
    let checked = check_patient(&config, &user);
    checked.all_good();
    let mut lines = checked.text.lines();
    let line = lines
        .find(|line| line.contains(" kinds "))
        .unwrap_or_default();
    assert!(
        line.contains("not-shared: ") && line.contains("medicine"),
        "{line}"
    );
    assert!(
        !line.contains("problem") && !line.contains("allergy"),
        "{line}"
    );
}
