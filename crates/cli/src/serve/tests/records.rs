//! What the portal keeps of the element's use.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::support::{ANN, Answer, Server, get, send, server};

async fn post(server: &Server, address: &str, body: &Value) -> Answer {
    send(&server.first, Method::POST, address, &[], &body.to_string()).await
}

fn access() -> Value {
    json!({"source": "gp", "outcome": "complete", "at": "2026-03-07T09:14:00Z", "counts": {"problem": 2}})
}

fn event() -> Value {
    json!({
        "resourceType": "AuditEvent",
        "type": {"system": "http://terminology.hl7.org/CodeSystem/audit-event-type", "code": "rest"},
        "action": "E",
        "recorded": "2026-03-07T09:14:00Z",
        "outcome": "0",
        "agent": [{"requestor": true, "who": {"identifier": {"value": "nurse"}}}],
        "source": {"observer": {"display": "Ward Portal"}},
        "entity": [{"role": {"code": "1"}, "what": {"identifier": {"value": ANN}}}],
    })
}

#[tokio::test]
async fn records_are_kept_and_forgotten() {
    let server = server();
    let disclosure = json!({"source": "gp", "what": "covered", "reason": "Emergency"});
    for (book, record) in [
        ("access", access()),
        ("disclosures", disclosure),
        ("audit-events", event()),
        ("measures", json!({"retries": 2})),
    ] {
        let address = format!("/demo/{book}");
        let told = post(&server, &address, &record).await;
        assert_eq!(told.status, StatusCode::CREATED, "{book}");
        let kept = get(&server.first, &address).await.json();
        assert_eq!(kept["kept"], json!([record]));
        send(&server.first, Method::DELETE, &address, &[], "").await;
        assert_eq!(get(&server.first, &address).await.json()["kept"], json!([]));
        let wrong = send(&server.first, Method::POST, &address, &[], "{").await;
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    }
    let nothing = post(&server, "/demo/secrets", &json!({})).await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
    let foreign = [("origin", "http://other.test")];
    let foreign = send(&server.first, Method::POST, "/demo/access", &foreign, "{}").await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn no_more_is_kept_than_a_demonstration_needs() {
    let server = server();
    for number in 0..510 {
        post(&server, "/demo/measures", &json!({"retries": number})).await;
    }
    let kept = get(&server.first, "/demo/measures").await.json();
    let kept = kept["kept"].as_array().unwrap();
    assert_eq!((kept.len(), &kept[0]["retries"]), (500, &json!(10)));
    let long = json!({"source": "x".repeat(70_000), "outcome": "", "at": ""});
    assert_eq!(
        post(&server, "/demo/access", &long).await.status,
        StatusCode::PAYLOAD_TOO_LARGE
    );
}

#[tokio::test]
async fn portal_can_be_told_to_refuse_or_to_say_nothing() {
    let server = server();
    let told = post(
        &server,
        "/control/records",
        &json!({"access": "refuse", "disclosures": "silent"}),
    )
    .await
    .json();
    assert_eq!(told["access"], json!({"kept": 0, "told": "refuse"}));
    assert_eq!(
        post(&server, "/demo/access", &access()).await.status,
        StatusCode::FORBIDDEN
    );
    let record = json!({});
    let silent = post(&server, "/demo/disclosures", &record);
    let patience = Duration::from_millis(100);
    assert!(tokio::time::timeout(patience, silent).await.is_err());
    post(&server, "/control/records", &json!({"access": null})).await;
    assert_eq!(
        post(&server, "/demo/access", &access()).await.status,
        StatusCode::CREATED
    );
    let told = get(&server.first, "/control/records").await.json();
    assert_eq!(told["access"], json!({"kept": 1, "told": "keep"}));
    let wrong = json!({"access": "sulk", "secrets": null});
    let wrong = post(&server, "/control/records", &wrong).await.json();
    assert_eq!(wrong["mistakes"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn audit_event_that_is_none_is_refused_with_all_that_is_missing() {
    let server = server();
    for (path, wrong) in [
        ("/resourceType", json!("Observation")),
        ("/type", json!({})),
        ("/action", json!("X")),
        ("/outcome", json!("1")),
        ("/recorded", json!("2026-03-07")),
        ("/agent", json!([])),
        ("/agent/0/requestor", json!("yes")),
        ("/source", json!({})),
        ("/entity/0/role/code", json!("2")),
        ("/entity/0/what", json!(null)),
    ] {
        let mut event = event();
        *event.pointer_mut(path).unwrap() = wrong;
        let told = post(&server, "/demo/audit-events", &event).await;
        assert_eq!(told.status, StatusCode::BAD_REQUEST, "{path}");
    }
    let told = post(&server, "/demo/audit-events", &json!({})).await.json();
    let said = told["issue"][0]["diagnostics"].as_str().unwrap();
    assert_eq!(said.split("; ").count(), 8, "{said}");
}

#[tokio::test]
async fn page_of_counts_adds_up_and_says_nothing_of_anybody() {
    let server = server();
    let page = async || {
        let answer = get(&server.first, "/measures").await;
        assert!(
            answer
                .header("content-security-policy")
                .contains("style-src 'self'")
        );
        String::from_utf8(answer.body.to_vec()).unwrap()
    };
    assert!(page().await.contains("Nothing has been measured yet"));
    for (ms, role) in [(120, "nurse"), (80, "<b>doctor"), (400, "nurse")] {
        let measure =
            json!({"msToFirstEntry": ms, "role": role, "site": "", "byKind": {"failed": 1}});
        post(&server, "/demo/measures", &measure).await;
    }
    let page = page().await;
    assert!(page.contains("Records opened: <strong>3</strong>"));
    for row in [
        "<th scope=\"row\">Milliseconds until the first entry</th><td>3</td><td>600</td><td>120</td><td>400</td>",
        "<th scope=\"row\">byKind.failed</th><td>3</td><td>3</td><td>1</td><td>1</td>",
        "<th scope=\"row\">nurse</th><td>2</td>",
        "<th scope=\"row\">not said</th><td>3</td>",
        "<th scope=\"row\">&lt;b&gt;doctor</th><td>1</td>",
    ] {
        assert!(page.contains(row), "{row} in {page}");
    }
    for somebody in [ANN, "999 000 0018", "a".repeat(61).as_str()] {
        let measure = json!({"site": {"code": somebody}});
        let told = post(&server, "/demo/measures", &measure).await;
        assert_eq!(told.status, StatusCode::BAD_REQUEST, "{somebody}");
    }
    let at = json!({"at": "2026-03-07T09:14:00Z"});
    assert_eq!(
        post(&server, "/demo/measures", &at).await.status,
        StatusCode::CREATED
    );
}
