//! Does to an answer what a fault says.

mod bomb;
mod date;
mod paced;

use std::time::{Duration, SystemTime};

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{Response, StatusCode, header};

use super::answer::{answer, with_header};
use super::faults::{Fault, Spec, Specs};
use date::http_date;
use paced::{End, Paced};

/// Bytes in each piece of a body that trickles.
const PIECE: usize = 512;
const MEGABYTE: usize = 1 << 20;

/// Marks an answer that is never sent: the connection is closed instead.
#[derive(Clone, Copy, Debug)]
pub struct HangUp;

/// Marks an answer that is sent as it is made, without compression on the way.
#[derive(Clone, Copy, Debug)]
pub struct AsMade;

/// Marks an answer whose `Retry-After` other origins may not read.
#[derive(Clone, Copy, Debug)]
pub struct HideWait;

/// How a source writes a refusal: status, code, words.
pub type Refusal = fn(StatusCode, &str, &str) -> Response<Body>;

/// Whether a fault that comes only sometimes comes now.
pub type Due<'a> = dyn Fn(Spec) -> bool + Send + Sync + 'a;

/// The answer as the faults leave it. What changes the records of an answer is
/// left to whoever makes it.
pub async fn spoil(
    faults: &Specs,
    due: &Due<'_>,
    mut given: Response<Body>,
    refuse: Refusal,
) -> Response<Body> {
    if faults.has(Fault::Silent) {
        std::future::pending::<()>().await;
    }
    if let Some(wait) = milliseconds(faults, Fault::Slow) {
        tokio::time::sleep(wait).await;
    }
    if faults.has(Fault::Down) {
        given.extensions_mut().insert(HangUp);
        return given;
    }
    for spec in faults.iter() {
        if let Some(refused) = refused(spec.fault)
            && due(spec)
        {
            return refusal(spec, refused, refuse);
        }
    }
    if faults.has(Fault::Html) {
        let page = "<!doctype html><title>Maintenance</title><p>Back at seven.</p>";
        return answer(StatusCode::OK, "text/html; charset=utf-8", page);
    }
    broken(faults, given).await
}

fn milliseconds(faults: &Specs, fault: Fault) -> Option<Duration> {
    let wait = faults.find(fault)?.number(0)?;
    Some(Duration::from_millis(u64::from(wait)))
}

/// Status, code and words of a refusal.
type Refused = (StatusCode, &'static str, &'static str);

fn refused(fault: Fault) -> Option<Refused> {
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
        Fault::Busy | Fault::BusyDate | Fault::BusyHidden => (
            StatusCode::TOO_MANY_REQUESTS,
            "throttled",
            "Too many requests.",
        ),
        Fault::Unavailable => (
            StatusCode::SERVICE_UNAVAILABLE,
            "transient",
            "Down for maintenance.",
        ),
        Fault::Redirect => (StatusCode::FOUND, "not-found", "It moved."),
        _ => return None,
    })
}

fn refusal(spec: Spec, (status, code, words): Refused, refuse: Refusal) -> Response<Body> {
    let mut response = refuse(status, code, words);
    match spec.fault {
        Fault::Unauthorized => with_header(response, header::WWW_AUTHENTICATE, "Bearer"),
        Fault::Redirect => with_header(
            response,
            header::LOCATION,
            "https://elsewhere.invalid/fhir/Patient",
        ),
        fault => {
            if fault == Fault::BusyHidden {
                response.extensions_mut().insert(HideWait);
            }
            match spec.number(1).filter(|seconds| *seconds > 0) {
                Some(seconds) => with_header(response, header::RETRY_AFTER, &wait(fault, seconds)),
                None => response,
            }
        }
    }
}

fn wait(fault: Fault, seconds: u32) -> String {
    match fault {
        Fault::BusyDate => {
            // A date has no parts of a second: rounded up, so that the wait
            // is never shorter than was asked for.
            http_date(SystemTime::now() + Duration::from_secs(u64::from(seconds) + 1))
        }
        _ => seconds.to_string(),
    }
}

/// What is wrong with the body alone.
async fn broken(faults: &Specs, given: Response<Body>) -> Response<Body> {
    let wrong = [
        Fault::Truncated,
        Fault::Huge,
        Fault::Bomb,
        Fault::Reset,
        Fault::Stall,
        Fault::Trickle,
    ];
    if !wrong.iter().any(|fault| faults.has(*fault)) {
        return given;
    }
    let (mut parts, body) = given.into_parts();
    let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let half = whole.slice(..whole.len() / 2);
    if faults.has(Fault::Truncated) {
        return Response::from_parts(parts, Body::from(half));
    }
    parts.extensions.insert(AsMade);
    let body = if let Some(megabytes) = megabytes(faults, Fault::Huge) {
        Paced::new(padded(&whole, megabytes), None, End::Done)
    } else if let Some(megabytes) = megabytes(faults, Fault::Bomb) {
        parts.headers.insert(
            header::CONTENT_ENCODING,
            axum::http::HeaderValue::from_static("gzip"),
        );
        Paced::new(bomb::pieces(padded(&whole, megabytes)), None, End::Done)
    } else if let Some(pause) = milliseconds(faults, Fault::Trickle) {
        let pieces: Vec<Bytes> = whole.chunks(PIECE).map(Bytes::copy_from_slice).collect();
        Paced::new(pieces.into_iter(), Some(pause), End::Done)
    } else {
        let end = if faults.has(Fault::Reset) {
            End::Reset
        } else {
            End::Never
        };
        Paced::new(std::iter::once(half), None, end)
    };
    Response::from_parts(parts, Body::new(body))
}

fn megabytes(faults: &Specs, fault: Fault) -> Option<usize> {
    usize::try_from(faults.find(fault)?.number(0)?).ok()
}

/// The JSON with one more member of so many megabytes at its end: of a Bundle,
/// its signature, which says nothing about the patient.
fn padded(whole: &[u8], megabytes: usize) -> impl Iterator<Item = Bytes> + Send + use<> {
    let open = whole.strip_suffix(b"}").unwrap_or(whole);
    let mut first = open.to_vec();
    first.extend_from_slice(br#","signature":{"data":""#);
    let block = Bytes::from(vec![b'A'; MEGABYTE]);
    let last = Bytes::from_static(br#""}}"#);
    std::iter::once(Bytes::from(first))
        .chain(std::iter::repeat_n(block, megabytes))
        .chain(std::iter::once(last))
}
