//! Small builders of answers.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};

/// What FHIR JSON is called on the way.
pub const FHIR_JSON: &str = "application/fhir+json";

/// An answer of this media type.
pub fn answer(status: StatusCode, media: &'static str, body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    response
}

/// Plain JSON that no cache may keep.
pub fn json_answer(status: StatusCode, value: &Value) -> Response<Body> {
    private(answer(status, "application/json", value.to_string()))
}

/// FHIR JSON that no cache may keep.
pub fn fhir_answer(status: StatusCode, resource: &Value) -> Response<Body> {
    private(answer(status, FHIR_JSON, resource.to_string()))
}

/// An OperationOutcome with one issue; `code` is of FHIR's issue types.
pub fn outcome(status: StatusCode, code: &str, diagnostics: &str) -> Response<Body> {
    let resource = json!({
        "resourceType": "OperationOutcome",
        "issue": [{"severity": "error", "code": code, "diagnostics": diagnostics}],
    });
    fhir_answer(status, &resource)
}

/// The answer with one more header.
pub fn with_header(mut response: Response<Body>, name: HeaderName, value: &str) -> Response<Body> {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
    response
}

fn private(response: Response<Body>) -> Response<Body> {
    with_header(response, header::CACHE_CONTROL, "no-store")
}
