//! Sources that want a sign-in.

use axum::http::{Method, StatusCode};
use serde_json::json;

use super::support::{GP, HOSPITAL, Server, get, send, server};

const ASKED: &str = "/sources/gp/fhir/metadata";

async fn post(server: &Server, address: &str, body: &str) -> super::support::Answer {
    send(&server.first, Method::POST, address, &[], body).await
}

async fn token(server: &Server, query: &str) -> String {
    let told = post(server, &format!("/demo/token?{query}"), "")
        .await
        .json();
    format!("Bearer {}", told["access_token"].as_str().unwrap())
}

async fn status(server: &Server, header: (&str, &str)) -> (StatusCode, String) {
    let answer = send(&server.first, Method::GET, ASKED, &[header], "").await;
    let challenge = answer.header("www-authenticate").to_owned();
    (answer.status, challenge)
}

#[tokio::test]
async fn source_that_wants_a_token_takes_its_own_until_it_ends() {
    let server = server();
    assert_eq!(get(&server.first, ASKED).await.status, StatusCode::OK);
    let told = post(
        &server,
        "/control/sign-in",
        r#"{"gp": "token", "seconds": 60}"#,
    )
    .await;
    assert_eq!(
        told.json(),
        json!({"signIn": {"gp": "token"}, "seconds": 60})
    );

    let without = get(&server.first, ASKED).await;
    assert_eq!(without.status, StatusCode::UNAUTHORIZED);
    assert_eq!(without.header("www-authenticate"), r#"Bearer realm="gp""#);
    assert_eq!(without.json()["issue"][0]["code"], "login");
    assert!(
        without
            .header("access-control-expose-headers")
            .contains("www-authenticate")
    );

    let good = token(&server, "source=gp").await;
    assert_eq!(
        status(&server, ("authorization", &good)).await.0,
        StatusCode::OK
    );
    let refused = (
        StatusCode::UNAUTHORIZED,
        r#"Bearer realm="gp", error="invalid_token""#.to_owned(),
    );
    let other = token(&server, "source=hospital").await;
    assert_eq!(status(&server, ("authorization", &other)).await, refused);
    let ended = token(&server, "source=gp&seconds=0").await;
    assert_eq!(status(&server, ("authorization", &ended)).await, refused);

    let lifted = send(&server.first, Method::DELETE, "/control/sign-in", &[], "").await;
    assert_eq!(lifted.json()["signIn"], json!({}));
    assert_eq!(get(&server.first, ASKED).await.status, StatusCode::OK);
}

#[tokio::test]
async fn source_that_wants_the_cookie_takes_the_portals_session() {
    let server = server();
    post(&server, "/control/sign-in", r#"{"gp": "cookie"}"#).await;
    assert_eq!(
        get(&server.first, ASKED).await.status,
        StatusCode::UNAUTHORIZED
    );
    let opened = post(&server, "/demo/session", "").await;
    let cookie = opened.header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"));
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let cookies = format!("theme=dark; {cookie}");
    assert_eq!(
        status(&server, ("cookie", &cookies)).await.0,
        StatusCode::OK
    );
    let value = cookie.split_once('=').unwrap().1;
    let as_token = format!("Bearer {value}");
    assert_eq!(
        status(&server, ("authorization", &as_token)).await.0,
        StatusCode::UNAUTHORIZED
    );
    let session = [("cookie", cookie.as_str())];
    send(&server.first, Method::DELETE, "/demo/session", &session, "").await;
    assert_eq!(
        status(&server, ("cookie", &cookies)).await.0,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn sign_in_can_stand_in_the_address_and_the_configuration_says_so() {
    let server = server();
    let address = format!("/faulty/needs-token.busy:1{GP}/metadata");
    let good = token(&server, "source=gp").await;
    let with = [("authorization", good.as_str())];
    let told = send(&server.first, Method::GET, &address, &with, "").await;
    assert_eq!(told.status, StatusCode::TOO_MANY_REQUESTS);
    let told = send(&server.first, Method::GET, &address, &with, "").await;
    assert_eq!(told.status, StatusCode::OK);
    let address = format!("/faulty/needs-token{HOSPITAL}/metadata");
    assert_eq!(
        get(&server.second, &address).await.status,
        StatusCode::UNAUTHORIZED
    );

    post(&server, "/control/sign-in", r#"{"gp": "cookie"}"#).await;
    let configuration = "/timeline.json?faults=hospital:needs-token.slow:10";
    let sources = get(&server.first, configuration).await.json()["sources"].take();
    assert_eq!(sources[0]["credentials"], "cookie");
    assert_eq!(sources[1]["credentials"], "token");
    assert_eq!(
        sources[1]["baseUrl"],
        "http://127.0.0.1:7401/faulty/needs-token.slow:10/sources/hospital/fhir"
    );
    assert_eq!(sources[2]["credentials"], json!(null));
}

#[tokio::test]
async fn every_mistake_in_sign_ins_is_told_and_other_sites_may_not_ask() {
    let server = server();
    let told = post(
        &server,
        "/control/sign-in",
        r#"{"gp": "password", "nobody": "token", "hospital": 3}"#,
    )
    .await;
    assert_eq!(told.status, StatusCode::BAD_REQUEST);
    assert_eq!(told.json()["mistakes"].as_array().unwrap().len(), 3);
    assert_eq!(
        post(&server, "/demo/token?source=nobody", "").await.status,
        StatusCode::BAD_REQUEST
    );
    let foreign = [("origin", "http://other.test")];
    for (method, address) in [
        (Method::POST, "/demo/token?source=gp"),
        (Method::POST, "/demo/session"),
        (Method::DELETE, "/demo/session"),
        (Method::POST, "/control/sign-in"),
        (Method::DELETE, "/control/sign-in"),
        (Method::DELETE, "/control/faults"),
    ] {
        let answer = send(&server.first, method, address, &foreign, "{}").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{address}");
    }
}
