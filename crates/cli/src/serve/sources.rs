//! `/sources/<id>/…`: finds the source, and the fault that it has just now.

use std::collections::BTreeMap;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Response, StatusCode, header};
use serde_json::Value;

use super::answer::outcome;
use super::app::Place;
use super::demo::{FhirHolding, Holding, Source};
use super::faults::{Fault, Spec};
use super::spoil::spoil;
use super::{feed, fhir};

/// The longest form that is read.
const LONGEST_FORM: usize = 64 * 1024;

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
            };
            fhir_response(source, holding, ask, forced).await
        }
        (Holding::Feed(people), "feed") => {
            let ask = feed::Ask {
                method: &method,
                path,
                parameters,
                base,
            };
            feed_response(source, people, &ask, forced).await
        }
        _ => outcome(
            StatusCode::NOT_FOUND,
            "not-found",
            "This source does not speak so.",
        ),
    }
}

async fn feed_response(
    source: &Source,
    people: &BTreeMap<String, Value>,
    ask: &feed::Ask<'_>,
    forced: Option<Spec>,
) -> Response<Body> {
    let down = ask
        .number()
        .is_some_and(|number| source.is_down_for(number));
    let fault = choose(forced, ask.page(), down);
    spoil(fault, feed::answer(people, ask, fault), feed::error).await
}

async fn fhir_response(
    source: &Source,
    holding: &FhirHolding,
    ask: fhir::Ask,
    forced: Option<Spec>,
) -> Response<Body> {
    let ask = match ask.resolve() {
        Ok(ask) => ask,
        Err(refused) => return *refused,
    };
    let down = ask
        .person(holding)
        .is_some_and(|person| source.is_down_for(&person.number));
    let fault = choose(forced, ask.page(), down);
    spoil(fault, fhir::answer(holding, &ask, fault), outcome).await
}

/// A fault that was asked for goes before what the data declare.
fn choose(forced: Option<Spec>, page: Option<usize>, down: bool) -> Fault {
    match forced {
        Some(spec) => spec.on(page),
        None if down => Fault::Down,
        None => Fault::None,
    }
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
