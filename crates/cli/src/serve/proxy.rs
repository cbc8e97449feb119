//! The portal's own server between the browser and a source that browsers
//! cannot reach, as GP Connect behind the Spine: it adds who asks, for which
//! organisation, and by which system, where the page has not said so.

use std::hash::{BuildHasher, Hasher, RandomState};

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

use super::fhir::INTERACTION;

/// The systems' numbers at the Spine, invented.
const FROM: &str = "200000000115";
const TO: &str = "200000000116";

/// Adds what the source wants to know of who asks.
pub fn sign(headers: &mut HeaderMap, source: &str) {
    let trace = trace();
    let token = format!("Bearer demo-jwt-for-{source}");
    for (name, value) in [
        (HeaderName::from_static("ssp-traceid"), trace.as_str()),
        (HeaderName::from_static("ssp-from"), FROM),
        (HeaderName::from_static("ssp-to"), TO),
        (HeaderName::from_static("ssp-interactionid"), INTERACTION),
        (header::AUTHORIZATION, token.as_str()),
    ] {
        if let (false, Ok(value)) = (headers.contains_key(&name), HeaderValue::from_str(value)) {
            headers.insert(name, value);
        }
    }
}

/// A number of its own for each request, written as a UUID.
fn trace() -> String {
    let random = RandomState::new().build_hasher().finish();
    let tail = random >> 16;
    format!(
        "{:08x}-{:04x}-4000-8000-{tail:012x}",
        random >> 32,
        random & 0xffff
    )
}
