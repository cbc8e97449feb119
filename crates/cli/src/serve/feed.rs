//! The source that speaks no FHIR: records in the council's own JSON.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{Method, Response, StatusCode, header};
use serde_json::{Value, json};

use super::answer::{json_answer, with_header};
use super::faults::Fault;

/// Records on one page.
const PAGE: usize = 25;

/// What is asked of the feed.
pub struct Ask<'a> {
    /// The method; HEAD is asked as GET.
    pub method: &'a Method,
    /// The path below the base, in segments.
    pub path: Vec<String>,
    /// The address's parameters.
    pub parameters: Vec<(String, String)>,
    /// The feed's own address, without a slash at the end.
    pub base: String,
}

impl Ask<'_> {
    /// Which page is asked for; `None` if it is no number from 1.
    pub fn page(&self) -> Option<usize> {
        match self.parameters.iter().find(|(name, _)| name == "page") {
            Some((_, page)) => page.parse().ok().filter(|page| *page > 0),
            None => Some(1),
        }
    }

    /// The number of the person, if it is a record that is asked for.
    pub fn number(&self) -> Option<&str> {
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        match path.as_slice() {
            ["people", number, "record"] => Some(number),
            _ => None,
        }
    }
}

/// Answers `people/{number}/record?page=1`.
pub fn answer(people: &BTreeMap<String, Value>, ask: &Ask<'_>, fault: Fault) -> Response<Body> {
    if ask.method != Method::GET {
        let refused = error(
            StatusCode::METHOD_NOT_ALLOWED,
            "read-only",
            "This feed is only read.",
        );
        return with_header(refused, header::ALLOW, "GET, HEAD");
    }
    let Some(number) = ask.number() else {
        return error(
            StatusCode::NOT_FOUND,
            "unknown-path",
            "This feed has people/{number}/record.",
        );
    };
    let Some(page) = ask.page() else {
        return error(
            StatusCode::BAD_REQUEST,
            "bad-page",
            "page must be a whole number from 1.",
        );
    };
    let found = match fault {
        Fault::UnknownPatient => None,
        Fault::WrongPatient => people
            .iter()
            .find(|(other, _)| *other != number)
            .map(|(_, record)| record),
        _ => people.get(number),
    };
    match found {
        Some(person) => json_answer(
            StatusCode::OK,
            &page_of(person, number, page, &ask.base, fault),
        ),
        None => error(
            StatusCode::NOT_FOUND,
            "person-not-known",
            "Nobody with this number is known here.",
        ),
    }
}

/// An error in the feed's own words.
pub fn error(status: StatusCode, code: &str, message: &str) -> Response<Body> {
    json_answer(
        status,
        &json!({"error": {"code": code, "message": message}}),
    )
}

/// The person's file with one page of its records, and where the next is.
fn page_of(person: &Value, number: &str, page: usize, base: &str, fault: Fault) -> Value {
    let records = person
        .get("records")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let records = if fault == Fault::Empty { &[] } else { records };
    let pages = records.len().div_ceil(PAGE).max(1);
    let wanted: Vec<Value> = records
        .iter()
        .skip(PAGE.saturating_mul(page - 1))
        .take(PAGE)
        .cloned()
        .collect();
    let next = match fault {
        Fault::LoopNext => Some(format!("{base}/people/{number}/record?page={page}")),
        Fault::RedirectNext => Some(format!(
            "https://elsewhere.invalid/people/{number}/record?page={}",
            page + 1
        )),
        _ => (page < pages).then(|| format!("{base}/people/{number}/record?page={}", page + 1)),
    };
    let mut body = person.clone();
    if let Some(members) = body.as_object_mut() {
        members.insert("records".to_owned(), Value::Array(wanted));
        members.insert(
            "paging".to_owned(),
            json!({"page": page, "pages": pages, "total": records.len(), "next": next}),
        );
    }
    body
}
