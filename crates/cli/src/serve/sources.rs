//! `/sources/<id>/…`: finds the source, and the faults that it has just now.

use std::hash::{DefaultHasher, Hash, Hasher};

use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Response, StatusCode, header};

use super::answer::{outcome, with_header};
use super::app::Place;
use super::asked::{Asked, text};
use super::configuration::wanted;
use super::demo::{Holding, Source};
use super::faults::{Spec, Specs};
use super::spoil::{Refusal, spoil};
use super::{feed, fhir, proxy};

/// How a request came.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// From a browser.
    Straight,
    /// Through the portal's own server.
    Proxy,
}

/// Answers `/sources/<id>/…`.
pub async fn plain(
    State(place): State<Place>,
    Path((source, rest)): Path<(String, String)>,
    request: Request,
) -> Response<Body> {
    respond(&place, None, (&source, Way::Straight), &rest, request).await
}

/// Answers `/faulty/<fault>/sources/<id>/…`.
pub async fn faulty(
    State(place): State<Place>,
    Path((fault, source, rest)): Path<(String, String, String)>,
    request: Request,
) -> Response<Body> {
    match Specs::parse(&fault) {
        Ok(specs) => {
            respond(
                &place,
                Some(specs),
                (&source, Way::Straight),
                &rest,
                request,
            )
            .await
        }
        Err(text) => outcome(StatusCode::BAD_REQUEST, "value", &text),
    }
}

/// Answers `/proxy/<id>/…`.
pub async fn proxied(
    State(place): State<Place>,
    Path((source, rest)): Path<(String, String)>,
    mut request: Request,
) -> Response<Body> {
    proxy::sign(request.headers_mut(), &source);
    respond(&place, None, (&source, Way::Proxy), &rest, request).await
}

/// Answers `/faulty/<fault>/proxy/<id>/…`.
pub async fn faulty_proxied(
    State(place): State<Place>,
    Path((fault, source, rest)): Path<(String, String, String)>,
    mut request: Request,
) -> Response<Body> {
    proxy::sign(request.headers_mut(), &source);
    match Specs::parse(&fault) {
        Ok(specs) => respond(&place, Some(specs), (&source, Way::Proxy), &rest, request).await,
        Err(text) => outcome(StatusCode::BAD_REQUEST, "value", &text),
    }
}

async fn respond(
    place: &Place,
    forced: Option<Specs>,
    (id, way): (&str, Way),
    rest: &str,
    request: Request,
) -> Response<Body> {
    let here = place.app.demo.sources.iter().find(|source| {
        source.id == id && (way == Way::Proxy || source.second_port == place.second_port)
    });
    let Some(source) = here else {
        let text = format!("No source {id:?} on this port.");
        return outcome(StatusCode::NOT_FOUND, "not-found", &text);
    };
    let (mut parts, body) = request.into_parts();
    let address = format!("{id} {rest}?{}", parts.uri.query().unwrap_or_default());
    let asked = match Asked::read(&parts, body).await {
        Ok(asked) => asked,
        Err(refused) => return *refused,
    };
    if parts.method == Method::HEAD {
        parts.method = Method::GET;
    }
    let (language, path) = split_path(rest);
    let base = base(
        &parts.headers,
        forced.as_ref(),
        way,
        &format!("{id}/{language}"),
    );
    let forced = forced.or_else(|| place.app.faults.of(id));
    let wants = forced.as_ref().and_then(wanted);
    let wants = wants.or_else(|| place.app.sign_in.of(id));
    let sign_in = |refuse: Refusal| match wants {
        Some(want) if way == Way::Straight => {
            place.app.sign_in.refuse(want, id, &parts.headers, refuse)
        }
        _ => None,
    };
    let (answered, faults, refuse): (_, _, Refusal) = match (&source.holding, language) {
        (Holding::Fhir(holding), "fhir") => {
            let ask = match asked.fhir(&parts, path, base) {
                Ok(ask) => ask,
                Err(refused) => return *refused,
            };
            let person = ask.person(holding).map(|person| person.number.as_str());
            let faults = choose(forced, ask.page(), source, person);
            let answered = sign_in(outcome).unwrap_or_else(|| fhir::answer(holding, &ask, &faults));
            (answered, faults, outcome)
        }
        (Holding::Feed(people), "feed") => {
            let ask = feed::Ask {
                method: &parts.method,
                path,
                parameters: asked.parameters,
                base,
            };
            let faults = choose(forced, ask.page(), source, ask.number());
            let answered =
                sign_in(feed::error).unwrap_or_else(|| feed::answer(people, &ask, &faults));
            (answered, faults, feed::error)
        }
        _ => {
            let text = "This source does not speak so.";
            return outcome(StatusCode::NOT_FOUND, "not-found", text);
        }
    };
    let answered = tagged(answered, &parts).await;
    let due = |spec: Spec| {
        let address = format!("{spec} {address}");
        place.app.faults.is_due(&address, spec.number(0))
    };
    spoil(&faults, &due, answered, refuse).await
}

/// The address of the source as it was asked.
fn base(headers: &HeaderMap, forced: Option<&Specs>, way: Way, path: &str) -> String {
    let prefix = forced
        .map(|specs| format!("/faulty/{specs}"))
        .unwrap_or_default();
    let folder = match way {
        Way::Straight => "sources",
        Way::Proxy => "proxy",
    };
    format!("http://{}{prefix}/{folder}/{path}", host(headers))
}

/// The answer with a tag by which it can be asked for again, or that it has
/// not changed.
async fn tagged(answered: Response<Body>, parts: &Parts) -> Response<Body> {
    if answered.status() != StatusCode::OK || parts.method != Method::GET {
        return answered;
    }
    let (mut head, body) = answered.into_parts();
    let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let tag = match head.headers.get(header::ETAG) {
        Some(tag) => tag.to_str().unwrap_or_default().to_owned(),
        None => {
            let mut hasher = DefaultHasher::new();
            whole.hash(&mut hasher);
            format!("W/\"{:x}\"", hasher.finish())
        }
    };
    let known = parts
        .headers
        .get(header::IF_NONE_MATCH)
        .and_then(|tags| tags.to_str().ok());
    let same = known.is_some_and(|tags| tags.split(',').any(|one| one.trim() == tag));
    let body = if same {
        head.status = StatusCode::NOT_MODIFIED;
        Body::empty()
    } else {
        Body::from(whole)
    };
    with_header(Response::from_parts(head, body), header::ETAG, &tag)
}

/// The faults that were asked for go before what the data declare.
fn choose(
    forced: Option<Specs>,
    page: Option<usize>,
    source: &Source,
    number: Option<&str>,
) -> Specs {
    let down = number.is_some_and(|number| source.is_down_for(number));
    match forced {
        Some(specs) => specs.on(page),
        None if down => Specs::down(),
        None => Specs::default(),
    }
}

/// `fhir/Patient/2` is the language and the path below it.
fn split_path(rest: &str) -> (&str, Vec<String>) {
    let (language, path) = rest.split_once('/').unwrap_or((rest, ""));
    let segments = path.split('/').filter(|segment| !segment.is_empty());
    (language, segments.map(str::to_owned).collect())
}

fn host(headers: &HeaderMap) -> &str {
    match text(headers, header::HOST.as_str()) {
        "" => "127.0.0.1",
        host => host,
    }
}
