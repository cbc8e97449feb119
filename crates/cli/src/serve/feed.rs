//! The source that speaks no FHIR: records in the council's own JSON.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{Method, Response, StatusCode, header};
use serde_json::{Value, json};

use super::answer::{json_answer, with_header};
use super::faults::{Fault, Specs};
use super::fhir::other_year;

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
pub fn answer(people: &BTreeMap<String, Value>, ask: &Ask<'_>, faults: &Specs) -> Response<Body> {
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
    let found = if faults.has(Fault::UnknownPatient) {
        None
    } else if faults.has(Fault::WrongPatient) {
        let other = people.iter().find(|(other, _)| *other != number);
        other.map(|(_, record)| record)
    } else {
        people.get(number)
    };
    match found {
        Some(person) => json_answer(
            StatusCode::OK,
            &page_of(person, number, page, &ask.base, faults),
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
fn page_of(person: &Value, number: &str, page: usize, base: &str, faults: &Specs) -> Value {
    let records = person
        .get("records")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let records = if faults.has(Fault::Empty) {
        &[]
    } else {
        records
    };
    let pages = records.len().div_ceil(PAGE).max(1);
    let mut shown = page;
    if faults.has(Fault::DuplicatePage) {
        shown = shown.saturating_sub(1).max(1);
    }
    let endless = faults.has(Fault::EndlessNext) || faults.has(Fault::EndlessNew);
    if endless {
        shown = (shown - 1) % pages + 1;
    }
    let mut wanted: Vec<Value> = records
        .iter()
        .skip(PAGE.saturating_mul(shown - 1))
        .take(PAGE)
        .cloned()
        .collect();
    if faults.has(Fault::EndlessNew) && page > pages {
        wanted.iter_mut().for_each(|record| renumber(record, page));
    }
    let at = |base: &str, page: usize| format!("{base}/people/{number}/record?page={page}");
    let next = if faults.has(Fault::LoopNext) {
        Some(at(base, page))
    } else if faults.has(Fault::RedirectNext) {
        Some(at("https://elsewhere.invalid", page + 1))
    } else if faults.has(Fault::PathNext) {
        Some(at("/elsewhere", page + 1))
    } else {
        (endless || page < pages).then(|| at(base, page + 1))
    };
    let mut body = person.clone();
    misname(&mut body, faults);
    if let Some(members) = body.as_object_mut() {
        members.insert("records".to_owned(), Value::Array(wanted));
        members.insert(
            "paging".to_owned(),
            json!({"page": page, "pages": pages, "total": records.len(), "next": next}),
        );
    }
    body
}

/// Gives a record that comes again a reference of its own.
fn renumber(record: &mut Value, page: usize) {
    if let Some(members) = record.as_object_mut()
        && let Some(reference) = members.get("ref").and_then(Value::as_str)
    {
        let other = format!("{reference}-{page}");
        members.insert("ref".to_owned(), Value::from(other));
    }
}

/// Whom the feed says that the record is of, as the faults have it.
fn misname(body: &mut Value, faults: &Specs) {
    let Some(members) = body.get_mut("person").and_then(Value::as_object_mut) else {
        return;
    };
    if faults.has(Fault::BarePatient) {
        members.clear();
    }
    let word = |members: &serde_json::Map<String, Value>, key: &str| {
        let value = members.get(key).and_then(Value::as_str);
        value.unwrap_or_default().to_owned()
    };
    if faults.has(Fault::OtherFamily) {
        members.insert("surname".to_owned(), Value::from("Otherwise"));
    }
    if faults.has(Fault::OtherBirthDate) {
        let other = other_year(&word(members, "dob"));
        members.insert("dob".to_owned(), Value::from(other));
    }
    if faults.has(Fault::OtherGender) {
        let female = word(members, "gender") == "female";
        let other = if female { "male" } else { "female" };
        members.insert("gender".to_owned(), Value::from(other));
    }
}
