//! What a source allows other origins. With the session's cookie only the
//! portal's own origin may ask; without it anybody, as at a public test server.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use axum::middleware::Next;

use super::answer::{answer, with_header};
use super::app::Place;
use super::faults::{Fault, Specs};
use super::spoil::{HangUp, HideWait};

const METHODS: &str = "GET, HEAD, POST";
/// What a page of another origin may read beside what the rules always allow.
const EXPOSED: &str = "etag, link, location, retry-after, www-authenticate";
const EXPOSED_BUT_WAIT: &str = "etag, link, location, www-authenticate";

/// Answers preflights and adds to the other answers what is allowed.
pub async fn layer(State(place): State<Place>, request: Request, next: Next) -> Response<Body> {
    let faults = always(&place, request.uri().path());
    let asked = request.headers().clone();
    let preflight = request.method() == Method::OPTIONS;
    let mut response = if preflight {
        answer(StatusCode::OK, "text/plain", Body::empty())
    } else {
        next.run(request).await
    };
    // A source that is down answers no preflight.
    if faults.has(Fault::Down) {
        response.extensions_mut().insert(HangUp);
    }
    if faults.has(Fault::NoCors) {
        return response;
    }
    response = origin(response, &asked, &place.app.first_origin);
    if preflight {
        response = with_header(response, header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        let headers = allowed(&asked, !faults.has(Fault::NoAuthorization));
        return with_header(response, header::ACCESS_CONTROL_ALLOW_HEADERS, &headers);
    }
    let exposed = match response.extensions().get::<HideWait>() {
        Some(HideWait) => EXPOSED_BUT_WAIT,
        None => EXPOSED,
    };
    with_header(response, header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed)
}

/// The faults that every request of this path has.
fn always(place: &Place, path: &str) -> Specs {
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    let specs = match segments.as_slice() {
        ["faulty", specs, ..] => Specs::parse(specs).ok(),
        ["sources", id, ..] => place.app.faults.of(id),
        _ => None,
    };
    specs.unwrap_or_default().on(None)
}

fn origin(mut response: Response<Body>, asked: &HeaderMap, first: &str) -> Response<Body> {
    let portal = asked
        .get(header::ORIGIN)
        .filter(|origin| origin.as_bytes() == first.as_bytes());
    response
        .headers_mut()
        .append(header::VARY, HeaderValue::from_static("origin"));
    let name = header::ACCESS_CONTROL_ALLOW_ORIGIN;
    match portal {
        Some(_) => with_header(
            with_header(response, name, first),
            header::ACCESS_CONTROL_ALLOW_CREDENTIALS,
            "true",
        ),
        None => with_header(response, name, "*"),
    }
}

/// The headers that the page wants to send, as far as they may be sent.
fn allowed(asked: &HeaderMap, authorization: bool) -> String {
    let wanted = asked
        .get(header::ACCESS_CONTROL_REQUEST_HEADERS)
        .map(HeaderValue::as_bytes)
        .unwrap_or_default();
    let wanted = String::from_utf8_lossy(wanted);
    let may = |name: &&str| authorization || !name.trim().eq_ignore_ascii_case("authorization");
    wanted.split(',').filter(may).collect::<Vec<_>>().join(",")
}
