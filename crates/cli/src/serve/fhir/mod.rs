//! One FHIR server: metadata, read, search and operations.

mod altered;
mod bundle;
mod capability;
mod document;
mod everything;
mod filter;
mod gp_connect;
mod matching;
mod search;
mod types;
mod withheld;

use axum::body::Body;
use axum::http::{HeaderMap, Method, Response, StatusCode, header};
use serde_json::Value;

use super::answer::{fhir_answer, outcome, with_header};
use super::demo::{FhirHolding, Person};
use super::faults::{Fault, Specs};
use everything::everything;

pub use altered::other_year;
pub use gp_connect::INTERACTION;

/// What is asked of a server.
pub struct Ask {
    /// The method; HEAD is asked as GET.
    pub method: Method,
    /// The path below the base, in segments.
    pub path: Vec<String>,
    /// Parameters of the address and of a posted form.
    pub parameters: Vec<(String, String)>,
    /// The headers.
    pub headers: HeaderMap,
    /// The posted JSON, if it is JSON.
    pub body: Option<Value>,
    /// The server's own address, without a slash at the end.
    pub base: String,
    /// Whether unknown parameters are refused (`Prefer: handling=strict`).
    pub strict: bool,
    /// Whether the purpose of use is an emergency.
    pub emergency: bool,
}

impl Ask {
    /// An opaque page address stands for the search that it was made from.
    pub fn resolve(mut self) -> Result<Ask, Box<Response<Body>>> {
        let token = self
            .parameters
            .iter()
            .find(|(name, _)| name == bundle::PAGE_TOKEN);
        if let (true, Some((_, token))) = (self.path.is_empty(), token) {
            let gone = || {
                outcome(
                    StatusCode::GONE,
                    "processing",
                    "This page is no longer held: search again.",
                )
            };
            (self.path, self.parameters) =
                bundle::read_token(token).ok_or_else(|| Box::new(gone()))?;
        }
        Ok(self)
    }

    /// Which page of a record this asks for, counted from 1; `None` if it is
    /// no page of a record.
    pub fn page(&self) -> Option<usize> {
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        match path.as_slice() {
            ["Patient", _, "$everything"] => {}
            // A record that comes whole is its own first page.
            ["Patient", .., "$summary"] | ["documents", _] => return Some(1),
            ["Patient", operation] if *operation == gp_connect::OPERATION => return Some(1),
            ["Patient" | "metadata"] | ["Patient", ..] => return None,
            [_] | [_, "_search"] => {}
            _ => return None,
        }
        let (offset, count) = search::window(&self.parameters).ok()?;
        Some(offset.checked_div(count)? + 1)
    }

    /// The patient that this is about, if it says.
    pub fn person<'a>(&self, holding: &'a FhirHolding) -> Option<&'a Person> {
        match self.path.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["Patient", operation] if operation == gp_connect::OPERATION => {
                return gp_connect::person(holding, self.body.as_ref()?);
            }
            ["Patient", id, ..] if id != "_search" && !id.starts_with('$') => {
                return holding.people.iter().find(|person| person.id == id);
            }
            ["documents", key] => return document::person(holding, key),
            _ => {}
        }
        self.parameters
            .iter()
            .find_map(|(name, value)| match name.as_str() {
                "patient" | "subject" | "_id" => holding.person_by_reference(value),
                "identifier" | "patient.identifier" | "subject.identifier" => {
                    holding.person_by_identifier(value)
                }
                _ => None,
            })
    }
}

/// Answers as the server that holds these records, as the faults have them.
pub fn answer(holding: &FhirHolding, ask: &Ask, faults: &Specs) -> Response<Body> {
    let holding = &altered::altered(holding, faults, ask.emergency);
    let path: Vec<&str> = ask.path.iter().map(String::as_str).collect();
    if let Some(refused) = refuse_format(&ask.parameters) {
        return refused;
    }
    let get = ask.method == Method::GET;
    let post = ask.method == Method::POST;
    match path.as_slice() {
        ["metadata"] if get => {
            fhir_answer(StatusCode::OK, &capability::statement(holding, &ask.base))
        }
        ["documents", key] if get => document::at_address(holding, ask, key),
        [] => outcome(
            StatusCode::BAD_REQUEST,
            "not-supported",
            "Name a resource type: this server has no search over all.",
        ),
        [kind, ..] if *kind != "metadata" && !types::is_type(kind) => {
            let text = format!("Unknown resource type {kind:?}.");
            outcome(StatusCode::NOT_FOUND, "not-supported", &text)
        }
        [kind] if get && *kind != "metadata" => search::answer(holding, ask, kind, faults),
        [kind, "_search"] if post => search::answer(holding, ask, kind, faults),
        ["Patient", id, "$everything"] if get || post => everything(holding, ask, id, faults),
        ["Patient", operation] if post && *operation == gp_connect::OPERATION => {
            gp_connect::structured_record(holding, ask, faults)
        }
        ["Patient", "$match"] if post && !holding.stu3 => matching::answer(holding, ask, faults),
        ["Patient", "$summary"] if (get || post) && !holding.stu3 => {
            document::by_identifier(holding, ask)
        }
        ["Patient", id, "$summary"] if (get || post) && !holding.stu3 => {
            document::summary(holding, ask, id)
        }
        [.., operation] if operation.starts_with('$') && !is_known(operation, holding.stu3) => {
            let text = format!("Unknown operation {operation}.");
            outcome(StatusCode::NOT_FOUND, "not-supported", &text)
        }
        [kind, id] if get && *id != "_search" && !id.starts_with('$') => {
            read(holding, kind, id, faults)
        }
        [_] | [_, _] | ["Patient", _, _] => not_allowed(&path),
        _ => outcome(
            StatusCode::NOT_FOUND,
            "not-found",
            "This server has nothing at this address.",
        ),
    }
}

/// Operations that are there, so that another method is what is wrong.
fn is_known(operation: &str, stu3: bool) -> bool {
    match operation {
        "$everything" => true,
        gp_connect::OPERATION => stu3,
        "$match" | "$summary" => !stu3,
        _ => false,
    }
}

fn read(holding: &FhirHolding, kind: &str, id: &str, faults: &Specs) -> Response<Body> {
    let other = (kind == "Patient" && faults.has(Fault::WrongPatient))
        .then(|| holding.person_after(id)?.patient());
    let mut records = holding.people.iter().flat_map(|person| &person.records);
    let own = || records.find(|record| record.kind == kind && record.id == id);
    match other.flatten().or_else(own) {
        Some(record) => {
            let version = record
                .body
                .pointer("/meta/versionId")
                .and_then(|version| version.as_str());
            let tag = format!("W/\"{}\"", version.unwrap_or("1"));
            with_header(
                fhir_answer(StatusCode::OK, &record.body),
                header::ETAG,
                &tag,
            )
        }
        None => outcome(
            StatusCode::NOT_FOUND,
            "not-found",
            &format!("No {kind} with the id {id:?}."),
        ),
    }
}

/// The person of this id, or the refusal.
fn person<'a>(
    holding: &'a FhirHolding,
    id: &str,
    faults: &Specs,
) -> Result<&'a Person, Box<Response<Body>>> {
    let found = if faults.has(Fault::WrongPatient) {
        holding.person_after(id)
    } else {
        holding.people.iter().find(|person| person.id == id)
    };
    found.ok_or_else(|| {
        let text = format!("No Patient with the id {id:?}.");
        Box::new(outcome(StatusCode::NOT_FOUND, "not-found", &text))
    })
}

fn not_allowed(path: &[&str]) -> Response<Body> {
    let posted = ["_search", "$match", gp_connect::OPERATION];
    let allowed = if path.last().is_some_and(|last| posted.contains(last)) {
        "POST"
    } else {
        "GET, HEAD"
    };
    let text = format!("This server only reads; allowed here: {allowed}.");
    with_header(
        outcome(StatusCode::METHOD_NOT_ALLOWED, "not-supported", &text),
        header::ALLOW,
        allowed,
    )
}

fn refuse_format(parameters: &[(String, String)]) -> Option<Response<Body>> {
    let (_, format) = parameters.iter().find(|(name, _)| name == "_format")?;
    // A plus sign in an address reads as a blank.
    let known = [
        "json",
        "application/json",
        "application/fhir+json",
        "application/fhir json",
        "application/json+fhir",
    ];
    if known.contains(&format.split(';').next().unwrap_or_default()) {
        return None;
    }
    Some(outcome(
        StatusCode::NOT_ACCEPTABLE,
        "not-supported",
        "This server only speaks JSON.",
    ))
}
