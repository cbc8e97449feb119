//! `/sources/<id>/…`: finds the source, and the fault that it has just now.

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Method, Response, StatusCode, header};

use axum::middleware::Next;

use super::answer::{answer, outcome, with_header};
use super::app::Place;
use super::demo::{FhirHolding, Holding, Source};
use super::faults::{Fault, Spec};
use super::{feed, fhir};

/// The longest form that is read.
const LONGEST_FORM: usize = 64 * 1024;

/// Marks an answer that is never sent: the connection is closed instead.
#[derive(Clone, Copy, Debug)]
pub struct HangUp;

/// Answers `/sources/<id>/…`.
pub async fn plain(
    State(place): State<Place>,
    Path((source, rest)): Path<(String, String)>,
    request: Request,
) -> Response<Body> {
    respond(&place, None, &source, &rest, request).await
}

/// Answers `/faulty/<fault>/sources/<id>/…`.
pub async fn faulty(
    State(place): State<Place>,
    Path((fault, source, rest)): Path<(String, String, String)>,
    request: Request,
) -> Response<Body> {
    match Spec::parse(&fault) {
        Ok(spec) => respond(&place, Some(spec), &source, &rest, request).await,
        Err(text) => outcome(StatusCode::BAD_REQUEST, "value", &text),
    }
}

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

async fn respond(
    place: &Place,
    spec: Option<Spec>,
    id: &str,
    rest: &str,
    request: Request,
) -> Response<Body> {
    let sources = &place.app.demo.sources;
    let here = sources
        .iter()
        .find(|source| source.id == id && source.second_port == place.second_port);
    let Some(source) = here else {
        return outcome(
            StatusCode::NOT_FOUND,
            "not-found",
            &format!("No source {id:?} on this port."),
        );
    };
    let prefix = spec
        .map(|spec| format!("/faulty/{spec}"))
        .unwrap_or_default();
    let (parts, body) = request.into_parts();
    let (language, path) = split_path(rest);
    let base = format!(
        "http://{}{prefix}/sources/{id}/{language}",
        host(&parts.headers)
    );
    let parameters = match parameters(&parts, body).await {
        Ok(parameters) => parameters,
        Err(refused) => return *refused,
    };
    let method = if parts.method == Method::HEAD {
        Method::GET
    } else {
        parts.method
    };
    let forced = spec.or_else(|| place.app.faults.of(id));
    match (&source.holding, language) {
        (Holding::Fhir(holding), "fhir") => {
            let strict = is_strict(&parts.headers);
            let ask = fhir::Ask {
                method,
                path,
                parameters,
                base,
                strict,
            }
            .resolve();
            match ask {
                Ok(ask) => fhir_response(source, holding, &ask, forced).await,
                Err(refused) => *refused,
            }
        }
        (Holding::Feed(people), "feed") => {
            let ask = feed::Ask {
                method: &method,
                path,
                parameters,
                base,
            };
            let down = ask
                .number()
                .is_some_and(|number| source.is_down_for(number));
            let fault = choose(forced, ask.page(), down);
            let given = feed::answer(people, &ask, fault);
            spoil(fault, given, feed::error).await
        }
        _ => outcome(
            StatusCode::NOT_FOUND,
            "not-found",
            "This source does not speak so.",
        ),
    }
}

async fn fhir_response(
    source: &Source,
    holding: &FhirHolding,
    ask: &fhir::Ask,
    forced: Option<Spec>,
) -> Response<Body> {
    let down = ask
        .person(holding)
        .is_some_and(|person| source.is_down_for(&person.number));
    let fault = choose(forced, ask.page(), down);
    spoil(fault, fhir::answer(holding, ask, fault), outcome).await
}

/// A fault that was asked for goes before what the data declare.
fn choose(forced: Option<Spec>, page: Option<usize>, down: bool) -> Fault {
    match forced {
        Some(spec) => spec.on(page),
        None if down => Fault::Down,
        None => Fault::None,
    }
}

type Refusal = fn(StatusCode, &str, &str) -> Response<Body>;

/// Does to the answer what the fault says.
async fn spoil(fault: Fault, mut given: Response<Body>, refuse: Refusal) -> Response<Body> {
    match fault {
        Fault::Down => drop(given.extensions_mut().insert(HangUp)),
        Fault::Slow => tokio::time::sleep(Duration::from_secs(3)).await,
        Fault::Truncated => return truncate(given).await,
        Fault::Html => {
            let page =
                "<!doctype html><title>Maintenance</title><p>This service is being maintained.</p>";
            return answer(StatusCode::OK, "text/html; charset=utf-8", page);
        }
        Fault::Error => {
            return refuse(
                StatusCode::INTERNAL_SERVER_ERROR,
                "exception",
                "Something failed in here.",
            );
        }
        Fault::Unauthorized => {
            let refused = refuse(StatusCode::UNAUTHORIZED, "login", "Sign in first.");
            return with_header(refused, header::WWW_AUTHENTICATE, "Bearer");
        }
        Fault::Forbidden => {
            return refuse(
                StatusCode::FORBIDDEN,
                "forbidden",
                "This record is not shared with you.",
            );
        }
        Fault::NotFound => {
            return refuse(
                StatusCode::NOT_FOUND,
                "not-found",
                "There is nothing at this address.",
            );
        }
        Fault::Busy => {
            let refused = refuse(
                StatusCode::TOO_MANY_REQUESTS,
                "throttled",
                "Too many requests.",
            );
            return with_header(refused, header::RETRY_AFTER, "1");
        }
        Fault::None
        | Fault::Empty
        | Fault::UnknownPatient
        | Fault::WrongPatient
        | Fault::RedirectNext
        | Fault::LoopNext
        | Fault::NoCors => {}
    }
    given
}

async fn truncate(given: Response<Body>) -> Response<Body> {
    let (parts, body) = given.into_parts();
    let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
    Response::from_parts(parts, Body::from(whole.slice(..whole.len() / 2)))
}

/// `fhir/Patient/2` is the language and the path below it.
fn split_path(rest: &str) -> (&str, Vec<String>) {
    let (language, path) = rest.split_once('/').unwrap_or((rest, ""));
    let segments = path.split('/').filter(|segment| !segment.is_empty());
    (language, segments.map(str::to_owned).collect())
}

fn host(headers: &HeaderMap) -> &str {
    headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or("127.0.0.1")
}

fn is_strict(headers: &HeaderMap) -> bool {
    let prefer = headers
        .get_all("prefer")
        .into_iter()
        .filter_map(|value| value.to_str().ok());
    prefer
        .flat_map(|value| value.split([',', ';']))
        .any(|part| part.trim() == "handling=strict")
}

/// Parameters of the address and, for a posted form, of the body.
async fn parameters(
    parts: &Parts,
    body: Body,
) -> Result<Vec<(String, String)>, Box<Response<Body>>> {
    let decode = |bytes: &[u8]| {
        form_urlencoded::parse(bytes)
            .into_owned()
            .collect::<Vec<_>>()
    };
    let mut parameters = decode(parts.uri.query().unwrap_or_default().as_bytes());
    if parts.method != Method::POST {
        return Ok(parameters);
    }
    let too_long = |_| {
        Box::new(outcome(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-long",
            "The form is too long.",
        ))
    };
    let form: Bytes = to_bytes(body, LONGEST_FORM).await.map_err(too_long)?;
    let media = parts
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|media| media.to_str().ok())
        .unwrap_or_default();
    if media.starts_with("application/x-www-form-urlencoded") {
        parameters.extend(decode(&form));
    } else if !form.is_empty() && parts.uri.path().ends_with("/_search") {
        let text = "A posted search is application/x-www-form-urlencoded.";
        return Err(Box::new(outcome(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "not-supported",
            text,
        )));
    }
    Ok(parameters)
}
