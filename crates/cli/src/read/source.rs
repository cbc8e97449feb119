//! A file as a source: FHIR, or a feed by its mapping.

use std::fs;
use std::path::Path;
use std::rc::Rc;

use anyhow::{Context, anyhow, bail};
use timeline_feed::{self as feed, Mapping};
use timeline_fhir::{self as fhir, Subject};
use timeline_json::{Arena, Value};
use timeline_model::{Entry, Identifier, Ledger, Page, Tally};

/// The reader of one file.
#[allow(
    clippy::large_enum_variant,
    reason = "one for each file, and most are of the larger"
)]
pub enum Source {
    /// FHIR of any version.
    Fhir(fhir::Reader),
    /// Other JSON or CSV, by its mapping.
    Feed(feed::Reader, Rc<Mapping>),
}

impl Source {
    /// A feed where there is a mapping, else FHIR.
    pub fn new(mapping: Option<Rc<Mapping>>, patient: Option<&Identifier>) -> Source {
        let wanted: Vec<Identifier> = patient.into_iter().cloned().collect();
        match mapping {
            Some(mapping) => {
                let mut reader = feed::Reader::new(0, Rc::clone(&mapping));
                reader.set_subject(wanted);
                Source::Feed(reader, mapping)
            }
            None => {
                let mut reader = fhir::Reader::new(0);
                if !wanted.is_empty() {
                    reader.set_subject(Subject {
                        references: Vec::new(),
                        identifiers: wanted,
                    });
                }
                Source::Fhir(reader)
            }
        }
    }

    /// The mapping by which it is read.
    pub fn mapping(&self) -> Option<&Mapping> {
        match self {
            Source::Fhir(_) => None,
            Source::Feed(_, mapping) => Some(mapping),
        }
    }

    /// Reads the file as its one page.
    pub fn read(&mut self, bytes: Vec<u8>) -> Page {
        match self {
            Source::Fhir(reader) => reader.read(0, bytes),
            Source::Feed(reader, _) => reader.read(0, bytes),
        }
    }

    /// The entries, sorted by key.
    pub fn entries(&mut self) -> Vec<&Entry> {
        match self {
            Source::Fhir(reader) => reader.entries(),
            Source::Feed(reader, _) => reader.entries(),
        }
    }

    /// What became of each resource.
    pub fn ledger(&mut self) -> Vec<Ledger> {
        match self {
            Source::Fhir(reader) => reader.ledger(),
            Source::Feed(reader, _) => reader.ledger(),
        }
    }

    /// How many of the resources received went where.
    pub fn tally(&mut self) -> Tally {
        match self {
            Source::Fhir(reader) => reader.tally(),
            Source::Feed(reader, _) => reader.tally(),
        }
    }
}

/// Reads a mapping, or the first in a configuration.
pub fn mapping(path: &Path) -> anyhow::Result<Rc<Mapping>> {
    let bytes = fs::read(path).with_context(|| path.display().to_string())?;
    let arena = Arena::new();
    let value = timeline_json::parse(&bytes, &arena)
        .map_err(|error| anyhow!("{}: {error}", path.display()))?;
    let sources = value.get("sources").map(Value::items).unwrap_or_default();
    let (declared, place) = match value.get("feed") {
        Some(feed) => (Some(feed), "/feed".to_owned()),
        None if value.get("sources").is_none() => (Some(&value), String::new()),
        None => {
            let at = sources
                .iter()
                .position(|source| source.get("feed").is_some());
            let at = at.unwrap_or_default();
            (
                sources.get(at).and_then(|source| source.get("feed")),
                format!("/sources/{at}/feed"),
            )
        }
    };
    let Some(declared) = declared else {
        bail!("{}: no source with a feed in it", path.display());
    };
    match Mapping::read(declared, &place) {
        Ok(mapping) => Ok(Rc::new(mapping)),
        Err(faults) => {
            let line = |fault: &feed::MappingFault| {
                format!(
                    "\n  {}: {}; allowed: {}",
                    fault.path, fault.found, fault.allowed
                )
            };
            let lines: String = faults.iter().map(line).collect();
            bail!("{}: not a mapping:{lines}", path.display())
        }
    }
}
