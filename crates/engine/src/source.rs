//! One source: what it is configured to be, what was read of it, and how
//! complete that is.

use std::rc::Rc;

use timeline_fhir as fhir;
use timeline_model::{
    Completeness, Difference, Entry, Narrative, Page, PartialDate, Person, RecordKey, SourceState,
    SourceStatus, Tally,
};

use crate::{
    config::{SourceConfig, SourceKind},
    feeds,
};

/// A source and what was read of it.
pub struct Source {
    pub config: Rc<SourceConfig>,
    reading: Reading,
    place: u16,
    pub completeness: Completeness,
    pub reason: Option<SourceState>,
    /// The page on which something failed, from 1; 0 for none.
    page: u32,
    offset: u32,
    /// The format that is not read yet, where that is the reason.
    pub format: &'static str,
    /// Who the source says the patient is.
    pub person: Option<Person>,
    /// The server's ids for the patient, once found.
    pub subjects: Vec<String>,
    /// What is to be known of the patient while the record is shown.
    pub warning: Option<SourceState>,
    /// In which fields the patient differs.
    pub differences: Vec<Difference>,
    /// How often the patient's entry was replaced by another.
    pub followed: usize,
    /// The user has opened it although the date of birth differs.
    pub opened: bool,
    /// Goes up with each retry, so that late answers to the try before are
    /// dropped.
    pub attempt: u32,
    read_at: Option<PartialDate>,
    /// Goes up with each change of what was read.
    version: u32,
}

enum Reading {
    Fhir(fhir::Reader),
    Feed(feeds::Reader),
}

impl Reading {
    #[cfg_attr(
        not(feature = "feeds"),
        allow(unreachable_code, reason = "there a mapping has no value")
    )]
    fn new(place: u16, kind: &SourceKind) -> Reading {
        match kind {
            SourceKind::Feed(mapping) => {
                Reading::Feed(feeds::Reader::new(place, Rc::clone(mapping)))
            }
            SourceKind::Fhir(_) => Reading::Fhir(fhir::Reader::new(place)),
        }
    }
}

impl Source {
    pub fn new(place: u16, config: Rc<SourceConfig>) -> Source {
        Source {
            reading: Reading::new(place, &config.kind),
            config,
            place,
            completeness: Completeness::NotAsked,
            reason: None,
            page: 0,
            offset: 0,
            format: "",
            person: None,
            subjects: Vec::new(),
            warning: None,
            differences: Vec::new(),
            followed: 0,
            opened: false,
            attempt: 0,
            read_at: None,
            version: 1,
        }
    }

    /// Forgets all that was read, for a load from the start.
    pub fn begin(&mut self) {
        let (attempt, version) = (self.attempt + 1, self.version + 1);
        let opened = self.opened;
        *self = Source::new(self.place, Rc::clone(&self.config));
        self.opened = opened;
        self.attempt = attempt;
        self.version = version;
        self.completeness = Completeness::Loading;
    }

    /// Reads a page and keeps it.
    pub fn read(&mut self, page: u32, bytes: Vec<u8>) -> Page {
        self.version += 1;
        match &mut self.reading {
            Reading::Fhir(reader) => reader.read(page, bytes),
            Reading::Feed(reader) => reader.read(page, bytes),
        }
    }

    /// Says whose records are wanted.
    pub fn set_subject(&mut self, subject: fhir::Subject) {
        self.version += 1;
        match &mut self.reading {
            Reading::Fhir(reader) => reader.set_subject(subject),
            Reading::Feed(reader) => reader.set_subject(subject.identifiers),
        }
    }

    /// Whether what was read may be shown.
    fn may_be_shown(&self) -> bool {
        self.completeness != Completeness::HeldBack && self.person.is_some()
    }

    /// Another number whenever what may be shown changes; 0 for nothing.
    pub fn version(&self) -> u32 {
        if self.may_be_shown() { self.version } else { 0 }
    }

    /// What may be shown, in the order of the record keys.
    pub fn entries(&mut self) -> Vec<&Entry> {
        if !self.may_be_shown() {
            return Vec::new();
        }
        match &mut self.reading {
            Reading::Fhir(reader) => reader.entries(),
            Reading::Feed(reader) => reader.entries(),
        }
    }

    /// The entry with this key.
    pub fn entry(&mut self, key: RecordKey) -> Option<&Entry> {
        if !self.may_be_shown() {
            return None;
        }
        match &mut self.reading {
            Reading::Fhir(reader) => reader.resolve(),
            Reading::Feed(_) => {}
        }
        self.as_merged(key)
    }

    /// The entry with this key, as it was when the entries were last asked for.
    pub fn as_merged(&self, key: RecordKey) -> Option<&Entry> {
        match &self.reading {
            Reading::Fhir(reader) => reader.entry(key),
            Reading::Feed(reader) => reader.entry(key),
        }
    }

    /// The resource as sent, with those that are part of it.
    pub fn originals(&self, key: RecordKey) -> String {
        match &self.reading {
            Reading::Fhir(reader) => reader.originals(key),
            Reading::Feed(reader) => reader.original(key).unwrap_or_default().to_owned(),
        }
    }

    /// The resource as sent.
    pub fn original(&self, key: RecordKey) -> Option<&str> {
        match &self.reading {
            Reading::Fhir(reader) => reader.original(key),
            Reading::Feed(reader) => reader.original(key),
        }
    }

    /// What the source wrote for people to read, of what it sent.
    pub fn narrative(&self, original: &str) -> Vec<Narrative> {
        match &self.reading {
            Reading::Fhir(_) => fhir::narrative(original),
            Reading::Feed(_) => Vec::new(),
        }
    }

    fn tally(&mut self) -> Tally {
        match &mut self.reading {
            Reading::Fhir(reader) => reader.tally(),
            Reading::Feed(reader) => reader.tally(),
        }
    }

    /// Notes the first thing that went wrong; later ones do not cover it.
    pub fn fail(&mut self, reason: SourceState, page: u32, offset: u32) {
        if self.reason.is_none() {
            self.reason = Some(reason);
            self.page = page;
            self.offset = offset;
        }
    }

    /// Notes what is to be known of the patient. A replaced entry is the least
    /// of it.
    pub fn warn(&mut self, warning: SourceState) {
        if self.warning.is_none_or(|own| own == SourceState::Replaced) {
            self.warning = Some(warning);
        }
    }

    /// Puts the source out of sight: what it sent may be about somebody else.
    pub fn hold_back(&mut self, reason: SourceState) {
        self.reason = Some(reason);
        self.completeness = Completeness::HeldBack;
    }

    /// Whether asking it for something else may still succeed.
    pub fn is_reachable(&self) -> bool {
        self.completeness != Completeness::HeldBack
            && !matches!(
                self.reason,
                Some(SourceState::Unreachable | SourceState::Timeout | SourceState::SignIn)
            )
    }

    /// Ends a load: decides how complete it is.
    pub fn settle(&mut self, now: PartialDate) {
        self.read_at = Some(now);
        if self.completeness != Completeness::Loading {
            return;
        }
        let tally = self.tally();
        let nothing = tally.entries + tally.parts == 0;
        self.completeness = match self.reason {
            None if tally.problems > 0 => Completeness::Partial,
            None if nothing => Completeness::Empty,
            None => Completeness::Complete,
            Some(SourceState::PageLimit) => Completeness::CutShort,
            Some(SourceState::Timeout) if nothing => Completeness::TimedOut,
            Some(_) if nothing => Completeness::Failed,
            Some(_) => Completeness::Partial,
        };
    }

    /// What the strip of sources says.
    pub fn status(&mut self) -> SourceStatus {
        let tally = self.tally();
        let shown = self.may_be_shown();
        SourceStatus {
            id: self.config.id.clone(),
            title: self.config.title.clone(),
            completeness: self.completeness,
            reason: self.reason,
            page: self.page,
            offset: self.offset,
            format: self.format.to_owned(),
            records: if shown { tally.entries } else { 0 },
            tally,
            read_at: self.read_at,
            warning: self.warning,
            differences: self.differences.clone(),
            ..SourceStatus::default()
        }
    }
}
