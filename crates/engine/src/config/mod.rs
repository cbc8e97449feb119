//! The configuration: one declarative table of keys, and the reader that goes
//! by it and names every fault at once.

mod check;
mod keys;
#[cfg(not(target_arch = "wasm32"))]
mod publish;

pub use keys::{KEYS, Key, KeyType, SOURCE_KEYS};
#[cfg(not(target_arch = "wasm32"))]
pub use publish::{reference, schema};

use std::rc::Rc;

use timeline_json::Value;
use timeline_model::{
    Packed, PartialDate, digits, packed,
    protocol::{LoadFault, LoadFaultCode},
};

use crate::feeds::Mapping;

/// A configuration that was found good.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The sources, in the order in which they are shown.
    pub sources: Vec<Rc<SourceConfig>>,
    /// The fixed now, in seconds from 1970-01-01 UTC.
    pub now: Option<i64>,
    /// The IANA zone in which instants are shown; the browser's where empty.
    pub time_zone: String,
    /// The language, BCP 47; the page's where empty.
    pub locale: String,
    /// Whether the patient banner is shown.
    pub banner: bool,
    /// Whether the engine may run in a worker.
    pub worker: bool,
    /// Where the host's own maps of codes lie, as written.
    pub code_maps: Vec<String>,
    /// Words of the host's own, by message key.
    pub messages: Vec<(String, String)>,
}

/// One source.
#[derive(Clone, Debug)]
pub struct SourceConfig {
    /// Unique, for events and links.
    pub id: String,
    /// The name that users know it by.
    pub title: String,
    /// Where it is, as written.
    pub base_url: String,
    /// What it speaks.
    pub kind: SourceKind,
    /// Whether cookies go along.
    pub cookies: bool,
    /// Whether an answer that names no patient is accepted on the strength of
    /// its address.
    pub trusted: bool,
    /// Resources asked for on one page.
    pub page_size: u32,
    /// Pages read at most for one request of the plan.
    pub max_pages: u32,
    /// How long one page may take, in milliseconds.
    pub timeout_ms: u32,
}

/// What a source speaks.
#[derive(Clone, Debug)]
pub enum SourceKind {
    /// FHIR, loaded by `Patient/[id]/$everything`.
    Everything,
    /// FHIR, loaded by a search for each of these types.
    Types(Vec<String>),
    /// Other JSON, by a mapping.
    Feed(Rc<Mapping>),
}

impl Config {
    /// Reads a configuration from JSON text.
    ///
    /// # Errors
    ///
    /// Every fault at once, each with the path of its key, what was found and
    /// what is allowed.
    pub fn read(json: &[u8]) -> Result<Config, Vec<LoadFault>> {
        let mut faults = Vec::new();
        let arena = timeline_json::Arena::new();
        let value = match timeline_json::parse(json, &arena) {
            Ok(value) => value,
            Err(error) => {
                let mut found = String::from("byte ");
                found.push_str(&digits(error.offset as u32));
                return Err(vec![fault("", &found, "JSON text without a break in it")]);
            }
        };
        check::object(&value, "", KEYS, &mut faults);
        let mut sources: Vec<Rc<SourceConfig>> = Vec::new();
        let list = value.get("sources").map(Value::items).unwrap_or_default();
        for (place, item) in list.iter().enumerate() {
            let path = check::at("/sources", place);
            check::object(item, &path, SOURCE_KEYS, &mut faults);
            let source = source(item, &path, &mut faults);
            if !source.id.is_empty() && sources.iter().any(|s| s.id == source.id) {
                let path = check::under(&path, "id");
                note(
                    &mut faults,
                    &path,
                    &source.id,
                    "an id that no other source has",
                );
            }
            sources.push(Rc::new(source));
        }
        let config = Config {
            sources,
            now: keys::text(&value, "now")
                .and_then(PartialDate::parse)
                .map(PartialDate::earliest),
            time_zone: owned(&value, "timeZone"),
            locale: owned(&value, "locale"),
            banner: keys::flag(KEYS, &value, "banner"),
            worker: keys::flag(KEYS, &value, "worker"),
            code_maps: texts(&value, "codeMaps"),
            messages: messages(&value),
        };
        if faults.is_empty() {
            Ok(config)
        } else {
            Err(faults)
        }
    }
}

fn source(item: &Value<'_>, path: &str, faults: &mut Vec<LoadFault>) -> SourceConfig {
    let number = |key| keys::number(SOURCE_KEYS, item, key);
    let kind = match keys::text(item, "kind") {
        Some("feed") => feed(item, path, faults),
        _ => {
            check::absent(item, path, "feed", "only where kind is feed", faults);
            match keys::text(item, "load") {
                Some("types") => SourceKind::Types(types(item)),
                _ => {
                    check::absent(item, path, "types", "only where load is types", faults);
                    SourceKind::Everything
                }
            }
        }
    };
    SourceConfig {
        id: owned(item, "id"),
        title: owned(item, "title"),
        base_url: owned(item, "baseUrl").trim_end_matches('/').to_owned(),
        kind,
        cookies: keys::text(item, "credentials") == Some("cookie"),
        trusted: keys::flag(SOURCE_KEYS, item, "trusted"),
        page_size: number("pageSize"),
        max_pages: number("maxPages"),
        timeout_ms: number("timeout").saturating_mul(1000),
    }
}

fn feed(item: &Value<'_>, path: &str, faults: &mut Vec<LoadFault>) -> SourceKind {
    for key in ["load", "types"] {
        check::absent(item, path, key, "only where kind is fhir", faults);
    }
    let path = check::under(path, "feed");
    let Some(mapping) = item.get("feed") else {
        note(faults, &path, "nothing", "a mapping, since kind is feed");
        return SourceKind::Everything;
    };
    match Mapping::read(mapping, &path) {
        Ok(mapping) => SourceKind::Feed(Rc::new(mapping)),
        Err(list) => {
            for f in list {
                note(faults, &f.path, &f.found, &f.allowed);
            }
            SourceKind::Everything
        }
    }
}

/// The types asked for by search where none are chosen, the most useful first.
const TYPES: Packed = packed![
    "AllergyIntolerance",
    "Condition",
    "MedicationRequest",
    "MedicationStatement",
    "Flag",
    "Encounter",
    "Observation",
    "DiagnosticReport",
    "DocumentReference",
    "Procedure",
    "Immunization",
    "CarePlan",
    "CareTeam",
    "Goal",
    "MedicationAdministration",
    "MedicationDispense",
    "ServiceRequest",
    "Appointment",
    "Communication",
    "EpisodeOfCare",
    "QuestionnaireResponse",
    "FamilyMemberHistory",
    "Task",
    "List",
    "Consent",
];

fn types(item: &Value<'_>) -> Vec<String> {
    let mut types = texts(item, "types");
    if item.get("types").is_none() {
        for kind in TYPES.iter() {
            types.push(kind.to_owned());
        }
    }
    types
}

/// The texts in the list under `key`.
#[inline(never)]
fn texts(value: &Value<'_>, key: &str) -> Vec<String> {
    let mut texts = Vec::new();
    for text in value.get(key).map(Value::items).unwrap_or_default() {
        texts.extend(text.as_str().map(str::to_owned));
    }
    texts
}

fn messages(value: &Value<'_>) -> Vec<(String, String)> {
    let mut messages = Vec::new();
    let members = value.get("messages").map(Value::members);
    for (key, text) in members.unwrap_or_default() {
        if let Some(text) = text.as_str() {
            messages.push((key.to_string(), text.to_owned()));
        }
    }
    messages
}

fn owned(value: &Value<'_>, key: &str) -> String {
    keys::text(value, key).unwrap_or_default().to_owned()
}

/// Adds a fault to those found.
#[inline(never)]
fn note(faults: &mut Vec<LoadFault>, path: &str, found: &str, allowed: &str) {
    faults.push(fault(path, found, allowed));
}

pub(crate) fn fault(path: &str, found: &str, allowed: &str) -> LoadFault {
    LoadFault {
        code: LoadFaultCode::Configuration,
        path: path.to_owned(),
        found: found.to_owned(),
        allowed: allowed.to_owned(),
    }
}
