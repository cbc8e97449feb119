//! Does to an answer what a fault says.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, Response, StatusCode, header};
use axum::middleware::Next;

use super::answer::{answer, with_header};
use super::app::Place;
use super::faults::{Fault, Spec};

/// Marks an answer that is never sent: the connection is closed instead.
#[derive(Clone, Copy, Debug)]
pub struct HangUp;

/// Stands before the rules for other origins, because a source that is down
/// answers no preflight, and one without CORS says nothing of other origins.
pub async fn gate(State(place): State<Place>, request: Request, next: Next) -> Response<Body> {
    let fault = always(&place, request.uri().path());
    let mut response = next.run(request).await;
    match fault {
        Some(Fault::Down) => drop(response.extensions_mut().insert(HangUp)),
        Some(Fault::NoCors) => strip_cors(response.headers_mut()),
        _ => {}
    }
    response
}

/// The fault that every request of this path has.
fn always(place: &Place, path: &str) -> Option<Fault> {
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    let spec = match segments.as_slice() {
        ["faulty", spec, ..] => Spec::parse(spec).ok(),
        ["sources", id, ..] => place.app.faults.of(id),
        _ => None,
    };
    spec.filter(|spec| spec.page.is_none())
        .map(|spec| spec.fault)
}

fn strip_cors(headers: &mut HeaderMap) {
    let cors = |name: &&HeaderName| name.as_str().starts_with("access-control-");
    let names: Vec<HeaderName> = headers.keys().filter(cors).cloned().collect();
    for name in names {
        headers.remove(name);
    }
}

/// How a source writes a refusal: status, code, words.
pub type Refusal = fn(StatusCode, &str, &str) -> Response<Body>;

/// The answer as the fault leaves it. What changes the content of an answer
/// is left to whoever makes it.
pub async fn spoil(fault: Fault, mut given: Response<Body>, refuse: Refusal) -> Response<Body> {
    match fault {
        Fault::Down => drop(given.extensions_mut().insert(HangUp)),
        Fault::Slow => tokio::time::sleep(Duration::from_secs(3)).await,
        Fault::Truncated => return truncate(given).await,
        Fault::Html => {
            let page = "<!doctype html><title>Maintenance</title><p>Back at seven.</p>";
            return answer(StatusCode::OK, "text/html; charset=utf-8", page);
        }
        _ => {}
    }
    let Some((status, code, words)) = refused(fault) else {
        return given;
    };
    let response = refuse(status, code, words);
    match fault {
        Fault::Unauthorized => with_header(response, header::WWW_AUTHENTICATE, "Bearer"),
        Fault::Busy => with_header(response, header::RETRY_AFTER, "1"),
        _ => response,
    }
}

fn refused(fault: Fault) -> Option<(StatusCode, &'static str, &'static str)> {
    Some(match fault {
        Fault::Error => (
            StatusCode::INTERNAL_SERVER_ERROR,
            "exception",
            "Something failed in here.",
        ),
        Fault::Unauthorized => (StatusCode::UNAUTHORIZED, "login", "Sign in first."),
        Fault::Forbidden => (
            StatusCode::FORBIDDEN,
            "forbidden",
            "This record is not shared with you.",
        ),
        Fault::NotFound => (
            StatusCode::NOT_FOUND,
            "not-found",
            "There is nothing at this address.",
        ),
        Fault::Busy => (
            StatusCode::TOO_MANY_REQUESTS,
            "throttled",
            "Too many requests.",
        ),
        _ => return None,
    })
}

async fn truncate(given: Response<Body>) -> Response<Body> {
    let (parts, body) = given.into_parts();
    let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
    Response::from_parts(parts, Body::from(whole.slice(..whole.len() / 2)))
}
