//! The configuration: one declarative table of keys, and the reader that goes
//! by it and names every fault at once.

mod agreement;
mod check;
mod keys;
#[cfg(not(target_arch = "wasm32"))]
mod publish;
mod source;

pub use agreement::Agreement;
pub use keys::{AGREEMENT_KEYS, KEYS, Key, KeyType, PRESETS, SOURCE_KEYS};
#[cfg(not(target_arch = "wasm32"))]
pub use publish::{reference, schema};
pub use source::{Carrier, Credentials, FhirPlan, Find, Load, SourceConfig, SourceKind, Times};

use std::rc::Rc;

use timeline_json::Value;
use timeline_model::{
    PartialDate, digits,
    protocol::{LoadFault, LoadFaultCode},
};

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
    /// The organisation whose system the page is.
    pub organisation: String,
    /// A code for the place of work, for the measures.
    pub site: String,
    /// After how many minutes it is said how old the record is.
    pub stale_after: u32,
    /// How many requests may be under way at one origin.
    pub concurrency: u32,
    /// Nothing of a source is shown before the record of the access to it is
    /// accepted.
    pub audit_required: bool,
    /// Where AuditEvents are posted, as written; empty for nowhere.
    pub audit_events: String,
    /// Whether use is measured.
    pub measures: bool,
    /// Where measures are sent, as written; empty for nowhere.
    pub measures_address: String,
    /// Covered entries may be opened with a reason.
    pub disclosure: bool,
    /// The reasons offered; the user writes one where there are none.
    pub reasons: Vec<String>,
    /// A record with another date of birth may be opened with a reason.
    pub open_held_back: bool,
    /// Words of the host's own, by message key.
    pub messages: Vec<(String, String)>,
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
            let source = source::read(item, &path, &mut faults);
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
            organisation: owned(&value, "organisation"),
            site: owned(&value, "site"),
            stale_after: keys::number(KEYS, &value, "staleAfter"),
            concurrency: keys::number(KEYS, &value, "concurrency"),
            audit_required: keys::text(&value, "audit") == Some("required"),
            audit_events: owned(&value, "auditEvents"),
            measures: keys::flag(KEYS, &value, "measures"),
            measures_address: owned(&value, "measuresAddress"),
            disclosure: keys::text(&value, "disclosure") == Some("with-reason"),
            reasons: texts(&value, "reasons"),
            open_held_back: keys::flag(KEYS, &value, "openHeldBack"),
            messages: text_map(&value, "messages"),
        };
        if faults.is_empty() {
            Ok(config)
        } else {
            Err(faults)
        }
    }
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

/// The members of the object of texts under `key`.
fn text_map(value: &Value<'_>, key: &str) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    let members = value.get(key).map(Value::members);
    for (key, text) in members.unwrap_or_default() {
        if let Some(text) = text.as_str() {
            texts.push((key.to_string(), text.to_owned()));
        }
    }
    texts
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
