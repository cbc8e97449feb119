//! What a request to a source asks: parameters, posted resource, preferences.

use axum::body::{Body, Bytes, to_bytes};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use serde_json::Value;

use super::answer::outcome;
use super::fhir;

/// The longest form or resource that is read.
const LONGEST: usize = 256 * 1024;

/// What came in the address and the body.
pub struct Asked {
    /// Of the address and of a posted form.
    pub parameters: Vec<(String, String)>,
    /// The posted JSON, if it is JSON.
    pub body: Option<Value>,
}

impl Asked {
    /// Parameters of the address and, for a posted form, of the body.
    pub async fn read(parts: &Parts, body: Body) -> Result<Asked, Box<Response<Body>>> {
        let decode = |bytes: &[u8]| {
            form_urlencoded::parse(bytes)
                .into_owned()
                .collect::<Vec<_>>()
        };
        let mut parameters = decode(parts.uri.query().unwrap_or_default().as_bytes());
        let mut posted = None;
        if parts.method == Method::POST {
            let too_long = |_| {
                let text = "What was posted is too long.";
                let status = StatusCode::PAYLOAD_TOO_LARGE;
                Box::new(outcome(status, "too-long", text))
            };
            let form: Bytes = to_bytes(body, LONGEST).await.map_err(too_long)?;
            let media = text(&parts.headers, header::CONTENT_TYPE.as_str());
            if media.starts_with("application/x-www-form-urlencoded") {
                parameters.extend(decode(&form));
            } else if !form.is_empty() && parts.uri.path().ends_with("/_search") {
                let text = "A posted search is application/x-www-form-urlencoded.";
                let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
                return Err(Box::new(outcome(status, "not-supported", text)));
            } else {
                posted = serde_json::from_slice(&form).ok();
            }
        }
        Ok(Asked {
            parameters,
            body: posted,
        })
    }

    /// The same as what a FHIR server is asked.
    pub fn fhir(
        self,
        parts: &Parts,
        path: Vec<String>,
        base: String,
    ) -> Result<fhir::Ask, Box<Response<Body>>> {
        let ask = fhir::Ask {
            method: parts.method.clone(),
            path,
            parameters: self.parameters,
            headers: parts.headers.clone(),
            body: self.body,
            base,
            strict: is_strict(&parts.headers),
            emergency: is_emergency(&parts.headers),
        };
        ask.resolve()
    }
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

/// Whether a header with the purpose of use says emergency treatment or
/// breaking the glass.
fn is_emergency(headers: &HeaderMap) -> bool {
    let says = |value: &HeaderValue| {
        let value = value.to_str().unwrap_or_default();
        value.contains("ETREAT") || value.contains("BTG")
    };
    headers
        .iter()
        .any(|(name, value)| name.as_str().contains("purpose") && says(value))
}

/// A header's text; empty if there is none.
pub fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default()
}
