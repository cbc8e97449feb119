//! Faults that a source can be told to have, so that tests and the
//! demonstration can show what the timeline makes of them.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value};

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing: also lifts a fault that the demonstration's data declare.
    None,
    /// The connection is closed without an answer.
    Down,
    /// 200 with a page of HTML.
    Html,
    /// The JSON ends at half of its length.
    Truncated,
    /// The answer comes after three seconds.
    Slow,
    /// Searches find nothing, though the patient is known.
    Empty,
    /// The patient is not known.
    UnknownPatient,
    /// Another patient's record is sent.
    WrongPatient,
    /// 500.
    Error,
    /// 401.
    Unauthorized,
    /// 403.
    Forbidden,
    /// 404.
    NotFound,
    /// 429 with `Retry-After`.
    Busy,
    /// The next page stands on another origin.
    RedirectNext,
    /// The next page is the same page again.
    LoopNext,
    /// The answer does not allow other origins.
    NoCors,
}

/// Each fault by its name, with what it does.
pub const FAULTS: [(&str, Fault, &str); 16] = [
    ("none", Fault::None, "works"),
    (
        "down",
        Fault::Down,
        "closes the connection without an answer",
    ),
    ("html", Fault::Html, "answers with a page of HTML"),
    ("truncated", Fault::Truncated, "cuts the JSON at half"),
    ("slow", Fault::Slow, "answers after 3 seconds"),
    ("empty", Fault::Empty, "finds nothing about the patient"),
    (
        "unknown-patient",
        Fault::UnknownPatient,
        "does not know the patient",
    ),
    (
        "wrong-patient",
        Fault::WrongPatient,
        "sends another patient's record",
    ),
    ("error", Fault::Error, "answers 500"),
    ("unauthorized", Fault::Unauthorized, "answers 401"),
    ("forbidden", Fault::Forbidden, "answers 403"),
    ("not-found", Fault::NotFound, "answers 404"),
    ("busy", Fault::Busy, "answers 429, retry after 1 second"),
    (
        "redirect-next",
        Fault::RedirectNext,
        "links the next page on another origin",
    ),
    (
        "loop-next",
        Fault::LoopNext,
        "links the same page as the next",
    ),
    ("no-cors", Fault::NoCors, "allows no other origin"),
];

/// A fault, on every request or on one page of a record alone: `html`,
/// `truncated@2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spec {
    /// What goes wrong.
    pub fault: Fault,
    /// On which page, counted from 1; `None` for every request.
    pub page: Option<usize>,
}

impl Spec {
    /// Reads `fault` or `fault@page`.
    pub fn parse(text: &str) -> Result<Spec, String> {
        let (name, page) = match text.split_once('@') {
            Some((name, page)) => (name, Some(page)),
            None => (text, None),
        };
        let fault = FAULTS
            .iter()
            .find(|(known, ..)| *known == name)
            .map(|(_, fault, _)| *fault);
        let fault = fault.ok_or_else(|| {
            let known: Vec<&str> = FAULTS.iter().map(|(known, ..)| *known).collect();
            format!(
                "no fault is named {name:?}; there are {}, each also with @page",
                known.join(", ")
            )
        })?;
        let page = page.map(|page| page.parse::<usize>().ok().filter(|page| *page > 0));
        match page {
            Some(None) => Err(format!("in {text:?} the page must be a number from 1")),
            page => Ok(Spec {
                fault,
                page: page.flatten(),
            }),
        }
    }

    /// The fault if it applies to this page; `None` is a request that is no
    /// page of a record, such as the search for the patient.
    pub fn on(self, page: Option<usize>) -> Fault {
        match self.page {
            Some(only) if page != Some(only) => Fault::None,
            _ => self.fault,
        }
    }
}

impl fmt::Display for Spec {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = FAULTS
            .iter()
            .find(|(_, fault, _)| *fault == self.fault)
            .map_or("none", |(name, ..)| name);
        match self.page {
            Some(page) => write!(out, "{name}@{page}"),
            None => out.write_str(name),
        }
    }
}

/// Faults to set and, where there is none, to lift, by source.
pub type Changes = BTreeMap<String, Option<Spec>>;

/// The faults in force, by source. They hold for everybody who asks: tests
/// that run side by side use the `/faulty/…` addresses instead.
#[derive(Default)]
pub struct Faults(Mutex<BTreeMap<String, Spec>>);

impl Faults {
    /// Reads `{"source": "fault"}`, where null lifts a fault; tells every
    /// mistake at once.
    pub fn read(value: &Value, sources: &[&str]) -> Result<Changes, Vec<String>> {
        let Some(members) = value.as_object() else {
            return Err(vec![
                r#"faults must be an object such as {"stannes": "html"}"#.to_owned(),
            ]);
        };
        let (mut faults, mut mistakes) = (BTreeMap::new(), Vec::new());
        for (source, spec) in members {
            if !sources.contains(&source.as_str()) {
                mistakes.push(format!(
                    "no source {source:?}; there are {}",
                    sources.join(", ")
                ));
            }
            match spec {
                Value::Null => drop(faults.insert(source.clone(), None)),
                Value::String(text) => match Spec::parse(text) {
                    Ok(spec) => drop(faults.insert(source.clone(), Some(spec))),
                    Err(mistake) => mistakes.push(mistake),
                },
                _ => mistakes.push(format!("the fault of {source:?} must be a string or null")),
            }
        }
        if mistakes.is_empty() {
            Ok(faults)
        } else {
            Err(mistakes)
        }
    }

    /// Sets and lifts these faults and leaves the others.
    pub fn change(&self, changes: Changes) {
        let mut faults = self.lock();
        for (source, spec) in changes {
            match spec {
                Some(spec) => drop(faults.insert(source, spec)),
                None => drop(faults.remove(&source)),
            }
        }
    }

    /// Lifts all faults.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// The fault in force for a source.
    pub fn of(&self, source: &str) -> Option<Spec> {
        self.lock().get(source).copied()
    }

    /// The faults in force as they are written.
    pub fn show(&self) -> Value {
        let faults = self.lock();
        let members = faults
            .iter()
            .map(|(source, spec)| (source.clone(), Value::String(spec.to_string())));
        Value::Object(members.collect::<Map<String, Value>>())
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Spec>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
