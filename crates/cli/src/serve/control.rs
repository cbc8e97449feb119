//! `/control/faults`: what is wrong with which source, shown and set.

use axum::body::Body;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};

use super::answer::json_answer;
use super::app::Place;
use super::faults::{FAULTS, Faults};

/// The faults in force, and those that there are.
pub async fn show(State(place): State<Place>) -> Response<Body> {
    shown(&place)
}

/// Sets `{"source": "fault"}`, lifts `{"source": null}`, leaves the others.
pub async fn set(State(place): State<Place>, headers: HeaderMap, body: Bytes) -> Response<Body> {
    if is_foreign(&headers) {
        return json_answer(
            StatusCode::FORBIDDEN,
            &json!({"mistakes": ["another site may not set faults"]}),
        );
    }
    let refuse = |mistakes: Vec<String>| {
        json_answer(StatusCode::BAD_REQUEST, &json!({"mistakes": mistakes}))
    };
    let Ok(value) = serde_json::from_slice::<Value>(&body) else {
        return refuse(vec!["the body is not JSON".to_owned()]);
    };
    let known: Vec<&str> = place
        .app
        .demo
        .sources
        .iter()
        .map(|source| source.id.as_str())
        .collect();
    match Faults::read(&value, &known) {
        Ok(faults) => {
            place.app.faults.change(faults);
            shown(&place)
        }
        Err(mistakes) => refuse(mistakes),
    }
}

/// Lifts all.
pub async fn clear(State(place): State<Place>) -> Response<Body> {
    place.app.faults.clear();
    shown(&place)
}

/// Whether the page of another site asks: without this, any page that is open
/// in the same browser could.
fn is_foreign(headers: &HeaderMap) -> bool {
    let word = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    let own = word(header::HOST).map(|host| format!("http://{host}"));
    word(header::ORIGIN).is_some_and(|origin| own.as_deref() != Some(origin))
}

fn shown(place: &Place) -> Response<Body> {
    let known: Vec<Value> = FAULTS
        .iter()
        .map(|(name, _, words)| json!({"name": name, "does": words}))
        .collect();
    json_answer(
        StatusCode::OK,
        &json!({"faults": place.app.faults.show(), "known": known}),
    )
}
