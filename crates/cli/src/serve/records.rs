//! What the portal keeps of the element's use: who saw what, what was opened,
//! audit events and measures. In memory, and no more than a demonstration
//! needs.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Response, StatusCode};
use serde_json::{Map, Value, json};

use super::answer::{json_answer, outcome};
use super::app::Place;
use super::audit_event;
use super::control::{refuse_foreign, set};
use super::measures;

/// The most that is kept of each kind; then the oldest goes.
const MOST: usize = 500;
/// The longest record.
const LONGEST: usize = 64 * 1024;

/// What kinds there are, as their addresses have them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Book {
    /// Who saw which source.
    Access,
    /// What was opened, and why.
    Disclosures,
    /// FHIR AuditEvents.
    AuditEvents,
    /// Measures of use.
    Measures,
}

const BOOKS: [(&str, Book); 4] = [
    ("access", Book::Access),
    ("disclosures", Book::Disclosures),
    ("audit-events", Book::AuditEvents),
    ("measures", Book::Measures),
];

/// What becomes of the next record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    /// It is refused.
    Refuse,
    /// No answer ever comes.
    Silent,
}

const TOLD: [(&str, Told); 2] = [("refuse", Told::Refuse), ("silent", Told::Silent)];

/// All that is kept.
#[derive(Default)]
pub struct Records {
    kept: Mutex<BTreeMap<Book, VecDeque<Value>>>,
    told: Mutex<BTreeMap<Book, Told>>,
}

impl Records {
    /// What is kept of one kind, the oldest first.
    pub fn of(&self, book: Book) -> Vec<Value> {
        let kept = lock(&self.kept);
        let kept = kept.get(&book).into_iter().flatten();
        kept.cloned().collect()
    }

    fn keep(&self, book: Book, record: Value) {
        let mut kept = lock(&self.kept);
        let kept = kept.entry(book).or_default();
        if kept.len() >= MOST {
            kept.pop_front();
        }
        kept.push_back(record);
    }

    fn told(&self, book: Book) -> Option<Told> {
        lock(&self.told).get(&book).copied()
    }

    fn shown(&self) -> Value {
        let (kept, told) = (lock(&self.kept), lock(&self.told));
        let member = |(name, book): &(&str, Book)| {
            let count = kept.get(book).map_or(0, VecDeque::len);
            let told = told.get(book);
            let told = TOLD.iter().find(|(_, known)| told == Some(known));
            let told = told.map_or("keep", |(name, _)| name);
            ((*name).to_owned(), json!({"kept": count, "told": told}))
        };
        Value::Object(BOOKS.iter().map(member).collect::<Map<_, _>>())
    }
}

/// `GET /demo/{book}`: what is kept.
pub async fn show(State(place): State<Place>, Path(book): Path<String>) -> Response<Body> {
    match named(&book) {
        Some(book) => json_answer(StatusCode::OK, &json!({"kept": place.app.records.of(book)})),
        None => unknown(),
    }
}

/// `POST /demo/{book}`: keeps one.
pub async fn keep(
    State(place): State<Place>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    if let Some(refused) = refuse_foreign(&headers) {
        return refused;
    }
    let Some(book) = named(&name) else {
        return unknown();
    };
    match place.app.records.told(book) {
        Some(Told::Silent) => std::future::pending::<()>().await,
        Some(Told::Refuse) => {
            let text = "The portal was told to refuse this.";
            return outcome(StatusCode::FORBIDDEN, "forbidden", text);
        }
        None => {}
    }
    if body.len() > LONGEST {
        let text = "The record is too long.";
        return outcome(StatusCode::PAYLOAD_TOO_LARGE, "too-long", text);
    }
    let record = serde_json::from_slice(&body).map_err(|_| vec!["it is not JSON".to_owned()]);
    let checked = record.and_then(|record| {
        let mistakes = check(book, &record);
        if mistakes.is_empty() {
            Ok(record)
        } else {
            Err(mistakes)
        }
    });
    match checked {
        Ok(record) => {
            place.app.records.keep(book, record);
            json_answer(StatusCode::CREATED, &json!({}))
        }
        Err(mistakes) => outcome(StatusCode::BAD_REQUEST, "invalid", &mistakes.join("; ")),
    }
}

/// `DELETE /demo/{book}`: forgets what is kept.
pub async fn forget(
    State(place): State<Place>,
    Path(book): Path<String>,
    headers: HeaderMap,
) -> Response<Body> {
    if let Some(refused) = refuse_foreign(&headers) {
        return refused;
    }
    let Some(book) = named(&book) else {
        return unknown();
    };
    lock(&place.app.records.kept).remove(&book);
    json_answer(StatusCode::OK, &json!({"kept": []}))
}

/// `GET /control/records`: how many are kept, and what becomes of the next.
pub async fn show_told(State(place): State<Place>) -> Response<Body> {
    json_answer(StatusCode::OK, &place.app.records.shown())
}

/// `POST /control/records` with `{"access": "refuse"}`; null lifts it.
pub async fn tell(State(place): State<Place>, headers: HeaderMap, body: Bytes) -> Response<Body> {
    let change = |value: &Value| {
        let changes = read(value)?;
        let mut told = lock(&place.app.records.told);
        for (book, what) in changes {
            match what {
                Some(what) => drop(told.insert(book, what)),
                None => drop(told.remove(&book)),
            }
        }
        drop(told);
        Ok(json_answer(StatusCode::OK, &place.app.records.shown()))
    };
    set(&headers, &body, change)
}

fn read(value: &Value) -> Result<Vec<(Book, Option<Told>)>, Vec<String>> {
    let (mut changes, mut mistakes) = (Vec::new(), Vec::new());
    for (name, what) in value.as_object().into_iter().flatten() {
        let told = what
            .as_str()
            .and_then(|what| TOLD.iter().find(|(known, _)| *known == what))
            .map(|(_, told)| *told);
        match named(name) {
            None => mistakes.push(format!("nothing is kept of {name:?}")),
            Some(_) if told.is_none() && !what.is_null() => {
                mistakes.push(format!("{name} must be \"refuse\", \"silent\" or null"));
            }
            Some(book) => changes.push((book, told)),
        }
    }
    if mistakes.is_empty() {
        Ok(changes)
    } else {
        Err(mistakes)
    }
}

/// What is wrong with a record.
fn check(book: Book, record: &Value) -> Vec<String> {
    let needs = |keys: &[&str]| {
        let missing = keys.iter().filter(|key| record.get(**key).is_none());
        missing.map(|key| format!("{key} is missing")).collect()
    };
    match book {
        Book::Access => needs(&["source", "outcome", "at"]),
        Book::Disclosures => needs(&["source", "what", "reason"]),
        Book::AuditEvents => audit_event::check(record),
        Book::Measures => measures::check(record),
    }
}

fn named(name: &str) -> Option<Book> {
    let found = BOOKS.iter().find(|(known, _)| *known == name)?;
    Some(found.1)
}

fn unknown() -> Response<Body> {
    outcome(StatusCode::NOT_FOUND, "not-found", "Nothing is kept here.")
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
