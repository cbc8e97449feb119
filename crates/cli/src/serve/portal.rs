//! What the portal's own server does for its page: tokens and the session.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, Response, StatusCode, header};
use serde_json::json;

use super::answer::{json_answer, with_header};
use super::app::Place;
use super::control::refuse_foreign;
use super::sign_in::{COOKIE, session};

/// `POST /demo/token?source=…&seconds=…`: a token for one source alone.
pub async fn token(
    State(place): State<Place>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Response<Body> {
    if let Some(refused) = refuse_foreign(&headers) {
        return refused;
    }
    let source = query.get("source").map(String::as_str).unwrap_or_default();
    if !place
        .app
        .demo
        .sources
        .iter()
        .any(|known| known.id == source)
    {
        return json_answer(StatusCode::BAD_REQUEST, &json!({"error": "invalid_target"}));
    }
    let seconds = query.get("seconds").and_then(|text| text.parse().ok());
    let (token, seconds) = place.app.sign_in.issue(Some(source), seconds);
    json_answer(
        StatusCode::OK,
        &json!({"access_token": token, "token_type": "Bearer", "expires_in": seconds}),
    )
}

/// `POST /demo/session`: the cookie that sources may want.
pub async fn open(State(place): State<Place>, headers: HeaderMap) -> Response<Body> {
    if let Some(refused) = refuse_foreign(&headers) {
        return refused;
    }
    let (token, seconds) = place.app.sign_in.issue(None, None);
    let cookie = format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}");
    let answer = json_answer(StatusCode::OK, &json!({"expires_in": seconds}));
    with_header(answer, header::SET_COOKIE, &cookie)
}

/// `DELETE /demo/session`: ends it.
pub async fn close(State(place): State<Place>, headers: HeaderMap) -> Response<Body> {
    if let Some(refused) = refuse_foreign(&headers) {
        return refused;
    }
    if let Some(token) = session(&headers) {
        place.app.sign_in.end(token);
    }
    let cookie = format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
    let answer = json_answer(StatusCode::OK, &json!({}));
    with_header(answer, header::SET_COOKIE, &cookie)
}
