//! One FHIR server: metadata, read, search and `$everything`.

mod bundle;
mod capability;
mod filter;
mod search;
mod types;

use axum::body::Body;
use axum::http::{Method, Response, StatusCode, header};

use super::answer::{fhir_answer, outcome, with_header};
use super::demo::{FhirHolding, Person};
use super::faults::Fault;
use super::record::Record;
use bundle::{Item, Listing};

/// What is asked of a server.
pub struct Ask {
    /// The method; HEAD is asked as GET.
    pub method: Method,
    /// The path below the base, in segments.
    pub path: Vec<String>,
    /// Parameters of the address and of a posted form.
    pub parameters: Vec<(String, String)>,
    /// The server's own address, without a slash at the end.
    pub base: String,
    /// Whether unknown parameters are refused (`Prefer: handling=strict`).
    pub strict: bool,
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
            ["Patient" | "metadata"] | ["Patient", ..] => return None,
            [_] | [_, "_search"] => {}
            _ => return None,
        }
        let (offset, count) = search::window(&self.parameters).ok()?;
        Some(offset.checked_div(count)? + 1)
    }

    /// The patient that this is about, if it says.
    pub fn person<'a>(&self, holding: &'a FhirHolding) -> Option<&'a Person> {
        if let [kind, id, ..] = self.path.as_slice()
            && kind == "Patient"
            && id != "_search"
        {
            return holding.people.iter().find(|person| person.id == *id);
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

/// Answers as the server that holds these records.
pub fn answer(holding: &FhirHolding, ask: &Ask, fault: Fault) -> Response<Body> {
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
        [] => outcome(
            StatusCode::BAD_REQUEST,
            "not-supported",
            "Name a resource type: this server has no search over all.",
        ),
        [kind, ..] if *kind != "metadata" && !types::is_type(kind) => {
            let text = format!("Unknown resource type {kind:?}.");
            outcome(StatusCode::NOT_FOUND, "not-supported", &text)
        }
        [kind] if get && *kind != "metadata" => search::answer(holding, ask, kind, fault),
        [kind, "_search"] if post => search::answer(holding, ask, kind, fault),
        ["Patient", id, "$everything"] if get || post => everything(holding, ask, id, fault),
        [.., operation] if operation.starts_with('$') && *operation != "$everything" => {
            let text = format!("Unknown operation {operation}.");
            outcome(StatusCode::NOT_FOUND, "not-supported", &text)
        }
        [kind, id] if get && *id != "_search" => read(holding, kind, id),
        [_] | [_, _] | ["Patient", _, "$everything"] => not_allowed(&path),
        _ => outcome(
            StatusCode::NOT_FOUND,
            "not-found",
            "This server has nothing at this address.",
        ),
    }
}

fn read(holding: &FhirHolding, kind: &str, id: &str) -> Response<Body> {
    let mut records = holding.people.iter().flat_map(|person| &person.records);
    match records.find(|record| record.kind == kind && record.id == id) {
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

fn everything(holding: &FhirHolding, ask: &Ask, id: &str, fault: Fault) -> Response<Body> {
    let Some(person) = holding.people.iter().find(|person| person.id == id) else {
        return outcome(
            StatusCode::NOT_FOUND,
            "not-found",
            &format!("No Patient with the id {id:?}."),
        );
    };
    let (offset, count) = match search::window(&ask.parameters) {
        Ok(window) => window,
        Err(text) => return outcome(StatusCode::BAD_REQUEST, "value", &text),
    };
    let known = |name: &str| matches!(name, "_count" | "_type");
    let unknown = |name: &str| !known(name) && !matches!(name, "_offset" | "_format");
    if let (true, Some((name, _))) = (
        ask.strict,
        ask.parameters.iter().find(|(name, _)| unknown(name)),
    ) {
        return outcome(
            StatusCode::BAD_REQUEST,
            "value",
            &format!("Unknown parameter {name:?}."),
        );
    }
    let used = ask
        .parameters
        .iter()
        .filter(|(name, _)| known(name))
        .cloned()
        .collect();
    let types = ask
        .parameters
        .iter()
        .find(|(name, _)| name == "_type")
        .map(|(_, types)| types.split(',').collect::<Vec<_>>());
    let wanted = |record: &&Record| {
        let kind = record.kind.as_str();
        fault != Fault::Empty
            && kind != "Binary"
            && types.as_ref().is_none_or(|types| types.contains(&kind))
    };
    let items = person.records.iter().filter(wanted).map(item).collect();
    let listing = Listing {
        path: ask.path.join("/"),
        used,
        items,
        offset,
        count,
        stu3: holding.stu3,
    };
    fhir_answer(StatusCode::OK, &listing.bundle(&ask.base, fault))
}

fn item(record: &Record) -> Item<'_> {
    Item {
        record,
        included: record.is_supporting(),
    }
}

fn not_allowed(path: &[&str]) -> Response<Body> {
    let allowed = if path.last() == Some(&"_search") {
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
