//! Signing in.

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::{Router, body::Body};
use serde_json::json;
use tower_http::cors::{AllowHeaders, Any, CorsLayer};

use super::server::{Server, cors};
use super::source::{check_patient, finding, patient};

const TOKEN: &str = "good-token-1234";

/// A source that lets whoever bears the token read.
fn guarded() -> Router {
    let guard = |request: Request, next: Next| async move {
        let bearer = request.headers().get(header::AUTHORIZATION);
        let good = bearer.is_some_and(|value| value == "Bearer good-token-1234");
        let open = request.uri().path().ends_with("/metadata");
        if good || open {
            next.run(request).await
        } else {
            StatusCode::UNAUTHORIZED.into_response()
        }
    };
    let guarded = finding(&[patient("p1", "9990000018")], None);
    let guarded = guarded.layer(middleware::from_fn(guard));
    guarded.layer(cors([header::AUTHORIZATION]))
}

#[test]
fn a_source_that_wants_a_sign_in_says_which_key_to_set() {
    let server = Server::start(guarded());
    let checked = check_patient(&server.config(json!({})), &[]);
    let line = checked.one_fault("sign-in-refused");
    assert!(
        line.contains("401 to Patient") && line.contains("credentials"),
        "{line}"
    );
}

#[test]
fn a_good_token_is_taken_and_never_told() {
    let server = Server::start(guarded());
    let config = server.config(json!({"credentials": "token"}));
    let command = format!("test \"$TIMELINE_SOURCE\" = surgery && echo {TOKEN}");
    let checked = check_patient(&config, &["--token-command", &command]);
    checked.all_good();
    assert!(checked.codes("ok").contains(&"sign-in"), "{}", checked.text);
    let all = [checked.text, checked.json.to_string()].concat();
    assert!(!all.contains(TOKEN), "{all}");
}

#[test]
fn a_bad_token_is_told_without_it() {
    let server = Server::start(guarded());
    let config = server.config(json!({"credentials": "token"}));
    let checked = check_patient(&config, &["--token-command", "echo old-token-99"]);
    let line = checked.one_fault("sign-in-refused");
    assert!(line.contains("expiry"), "{line}");
    assert!(!checked.text.contains("old-token-99"), "{}", checked.text);
}

#[test]
fn a_token_command_that_fails_is_told() {
    let server = Server::start(guarded());
    let config = server.config(json!({"credentials": "token"}));
    check_patient(&config, &["--token-command", "exit 3"]).one_fault("token-command");
    check_patient(&config, &["--token-command", "true"]).one_fault("token-command");
    let checked = check_patient(&config, &[]);
    assert!(checked.succeeded, "{}", checked.text);
    assert!(
        checked.codes("note").contains(&"sign-in-not-tried"),
        "{}",
        checked.text
    );
}

#[test]
fn cors_without_authorization_is_told_before_a_token_is_needed() {
    let any = CorsLayer::new().allow_origin(Any).allow_headers(Any);
    let any = any.expose_headers([header::RETRY_AFTER, header::ETAG]);
    let server = Server::start(Router::new().fallback(StatusCode::OK).layer(any));
    let config = server.config(json!({"credentials": "token"}));
    let checked = super::tool::check(&config);
    assert_eq!(
        checked.codes("fail")[0],
        "preflight-authorization",
        "{}",
        checked.text
    );
    let named = CorsLayer::new().allow_origin(Any);
    let named = named.allow_headers(AllowHeaders::list([header::CONTENT_TYPE]));
    let server = Server::start(Router::new().fallback(StatusCode::OK).layer(named));
    let config = server.config(json!({"credentials": "token", "headers": {"Ssp-From": "1"}}));
    let checked = super::tool::check(&config);
    let failed = checked.codes("fail");
    assert_eq!(
        failed[..2],
        ["preflight-authorization", "preflight-headers"]
    );
}

#[test]
fn a_preflight_that_wants_a_sign_in_is_told() {
    let refuse =
        |_: Request| async { Response::builder().status(401).body(Body::empty()).unwrap() };
    let server = Server::start(Router::new().fallback(refuse));
    let config = server.config(json!({"credentials": "token"}));
    let checked = super::tool::check(&config);
    assert_eq!(
        checked.codes("fail")[0],
        "preflight-status",
        "{}",
        checked.text
    );
}
