//! `/control/…`: what is wrong with which source and which wants a sign-in,
//! shown and set.

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};

use super::answer::json_answer;
use super::app::Place;
use super::faults::{FAULTS, Faults};
use super::sign_in::SignIn;

/// The faults in force, and those that there are.
pub async fn show_faults(State(place): State<Place>) -> Response<Body> {
    faults(&place)
}

/// Sets `{"source": "fault"}`, lifts `{"source": null}`, leaves the others.
pub async fn set_faults(
    State(place): State<Place>,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let change = |value: &Value| {
        let changes = Faults::read(value, &place.app.demo.sources)?;
        place.app.faults.change(changes);
        Ok(faults(&place))
    };
    set(&headers, &body, change)
}

/// Lifts all.
pub async fn clear_faults(State(place): State<Place>, headers: HeaderMap) -> Response<Body> {
    if let Some(refused) = refuse_foreign(&headers) {
        return refused;
    }
    place.app.faults.clear();
    faults(&place)
}

/// Which sources want a sign-in, and how long tokens last.
pub async fn show_sign_in(State(place): State<Place>) -> Response<Body> {
    json_answer(StatusCode::OK, &place.app.sign_in.show())
}

/// Sets `{"source": "token"}`, lifts `{"source": null}`, leaves the others;
/// with `"seconds"` for how long tokens last.
pub async fn set_sign_in(
    State(place): State<Place>,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let change = |value: &Value| {
        let mut sources = value.clone();
        let seconds = sources
            .as_object_mut()
            .and_then(|members| members.remove("seconds"));
        let changes = SignIn::read(&sources, &place.app.demo.sources)?;
        if let Some(seconds) = seconds {
            let number = seconds
                .as_u64()
                .and_then(|number| u32::try_from(number).ok());
            let wrong = || vec!["seconds must be a whole number".to_owned()];
            place.app.sign_in.set_seconds(number.ok_or_else(wrong)?);
        }
        place.app.sign_in.change(changes);
        Ok(json_answer(StatusCode::OK, &place.app.sign_in.show()))
    };
    set(&headers, &body, change)
}

/// No source wants a sign-in any more, and all tokens end.
pub async fn clear_sign_in(State(place): State<Place>, headers: HeaderMap) -> Response<Body> {
    if let Some(refused) = refuse_foreign(&headers) {
        return refused;
    }
    place.app.sign_in.clear();
    json_answer(StatusCode::OK, &place.app.sign_in.show())
}

/// Does what the portal's own page asks, and tells all that is wrong with it.
pub fn set(
    headers: &HeaderMap,
    body: &[u8],
    change: impl FnOnce(&Value) -> Result<Response<Body>, Vec<String>>,
) -> Response<Body> {
    if let Some(refused) = refuse_foreign(headers) {
        return refused;
    }
    let value = serde_json::from_slice(body).map_err(|_| vec!["the body is not JSON".to_owned()]);
    value
        .and_then(|value| change(&value))
        .unwrap_or_else(|mistakes| {
            json_answer(StatusCode::BAD_REQUEST, &json!({"mistakes": mistakes}))
        })
}

/// The refusal of a page of another site: without it, any page that is open in
/// the same browser could change what this server does.
pub fn refuse_foreign(headers: &HeaderMap) -> Option<Response<Body>> {
    let word = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    let own = word(header::HOST).map(|host| format!("http://{host}"));
    let foreign = word(header::ORIGIN).is_some_and(|origin| own.as_deref() != Some(origin));
    foreign.then(|| {
        json_answer(
            StatusCode::FORBIDDEN,
            &json!({"mistakes": ["another site may not ask this"]}),
        )
    })
}

fn faults(place: &Place) -> Response<Body> {
    let known: Vec<Value> = FAULTS
        .iter()
        .map(|known| {
            let numbers: Vec<Value> = known
                .numbers
                .iter()
                .map(|number| {
                    json!({"what": number.what, "default": number.default, "most": number.most})
                })
                .collect();
            json!({
                "name": known.name,
                "group": known.group,
                "numbers": numbers,
                "fhir": known.fhir,
                "does": known.does,
            })
        })
        .collect();
    json_answer(
        StatusCode::OK,
        &json!({"faults": place.app.faults.show(), "known": known}),
    )
}
