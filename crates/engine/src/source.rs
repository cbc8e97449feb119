//! One source: what it is configured to be, what was read of it, and how
//! complete that is.

mod agreed;
mod ending;
mod parts;

use std::rc::Rc;

use timeline_fhir as fhir;
use timeline_model::{
    Completeness, Difference, Entry, KindSet, KindStatus, Narrative, Page, PartialDate, Person,
    RecordKey, SourceState, Tally,
};

use crate::{
    agreement,
    config::{SourceConfig, SourceKind},
    feeds,
    strands::Strands,
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
    /// Asked for what it gives in an emergency, for this context.
    pub emergency: bool,
    /// What was read waits until the record of this access is accepted.
    pub unrecorded: bool,
    rules: Rules,
    /// The address that stands for what was asked, in the record of it.
    pub request: String,
    /// Goes up with each retry, so that late answers to the try before are
    /// dropped.
    pub attempt: u32,
    read_at: Option<PartialDate>,
    /// The try before this failed.
    failed: bool,
    /// When this try failed as the one before.
    failed_again: Option<PartialDate>,
    /// Goes up with each change of what was read.
    version: u32,
    /// How complete the answer to each request is, by its number.
    parts: Vec<KindStatus>,
    /// What is known of kinds whatever was answered.
    notes: Vec<KindStatus>,
    /// The source says that more may be had in an emergency.
    pub more_in_emergency: bool,
    /// The sign-in was refused: asking for something else is of no use.
    pub refused: bool,
    /// The entity tags of pages: by number, with their address.
    tags: Vec<(u32, String, String)>,
    /// The load that will take the place of what is shown.
    next: Option<Box<Source>>,
    /// What is under way.
    pub strands: Strands,
}

/// What the configuration says of every source.
#[derive(Clone, Copy)]
pub struct Rules {
    /// Nothing is shown before the record of the access is accepted.
    pub recorded_first: bool,
    /// A record with another date of birth may be opened with a reason.
    pub may_open_held_back: bool,
}

#[allow(
    clippy::large_enum_variant,
    reason = "one for each source, and most are of the larger"
)]
enum Reading {
    Fhir(fhir::Reader),
    Feed(feeds::Reader),
}

impl Reading {
    #[cfg_attr(
        not(feature = "feeds"),
        allow(unreachable_code, unused, reason = "there a mapping has no value")
    )]
    fn new(place: u16, config: &SourceConfig) -> Reading {
        let shared = agreement::shared(config);
        match &config.kind {
            SourceKind::Feed(mapping) => {
                let mut reader = feeds::Reader::new(place, Rc::clone(mapping));
                reader.share(shared);
                Reading::Feed(reader)
            }
            SourceKind::Fhir(_) => {
                let mut reader = fhir::Reader::new(place);
                reader.share(shared);
                Reading::Fhir(reader)
            }
        }
    }
}

impl Source {
    pub fn new(place: u16, config: Rc<SourceConfig>, rules: Rules) -> Source {
        Source {
            reading: Reading::new(place, &config),
            notes: agreement::note(&config).into_iter().collect(),
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
            emergency: false,
            unrecorded: rules.recorded_first,
            rules,
            request: String::new(),
            attempt: 0,
            read_at: None,
            failed: false,
            failed_again: None,
            version: 1,
            parts: Vec::new(),
            more_in_emergency: false,
            refused: false,
            tags: Vec::new(),
            next: None,
            strands: Strands::default(),
        }
    }

    /// Begins a load from the start. What is shown stays until the load has
    /// ended: a source that fails now must not take away what it gave before,
    /// and what is half loaded must not stand for what was whole.
    pub fn begin(&mut self) {
        let fresh = self.fresh();
        if self.may_be_shown() && self.count() > 0 {
            self.attempt += 1;
            self.next = Some(Box::new(fresh));
        } else {
            *self = fresh;
        }
    }

    /// The same source before anything was read of it.
    fn fresh(&self) -> Source {
        let mut fresh = Source::new(self.place, Rc::clone(&self.config), self.rules);
        fresh.opened = self.opened;
        fresh.emergency = self.emergency;
        fresh.failed = self.completeness.is_settled() && self.is_amiss();
        fresh.attempt = self.attempt + 1;
        fresh.version = self.version + 1;
        fresh.completeness = Completeness::Loading;
        fresh
    }

    /// What is being loaded, where that is not what is shown.
    pub fn loading(&mut self) -> &mut Source {
        match self.next {
            Some(ref mut next) => next,
            None => self,
        }
    }

    /// Whether nothing more will come without a retry.
    pub fn is_settled(&self) -> bool {
        self.next.is_none() && self.completeness.is_settled() && !self.unrecorded
    }

    /// Entries and what is part of them.
    fn count(&mut self) -> u32 {
        let tally = self.tally();
        tally.entries + tally.parts
    }

    /// Keeps the entity tag of a page. Of a page of which only some kinds are
    /// shared not all is kept, and so it is asked for anew.
    pub fn tag_page(&mut self, page: u32, url: &str, tag: &str) {
        if agreement::shared(&self.config) == KindSet::ALL {
            self.tags.push((page, url.to_owned(), tag.to_owned()));
        }
    }

    /// The entity tag of the page at this address.
    pub fn tag(&self, url: &str) -> Option<String> {
        let tag = self.tags.iter().find(|(_, own, _)| own == url);
        tag.map(|(_, _, tag)| tag.clone())
    }

    /// The tagged page at this address, as sent.
    pub fn page(&self, url: &str) -> Option<Vec<u8>> {
        let (page, ..) = self.tags.iter().find(|(_, own, _)| own == url)?;
        let bytes = match &self.reading {
            Reading::Fhir(reader) => reader.page(*page),
            Reading::Feed(reader) => reader.page(*page),
        };
        bytes.map(<[u8]>::to_vec)
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

    /// Whether what was read is about the patient asked for.
    fn is_of_patient(&self) -> bool {
        self.completeness != Completeness::HeldBack && self.person.is_some()
    }

    /// Whether what was read may be shown.
    fn may_be_shown(&self) -> bool {
        self.is_of_patient() && !self.unrecorded
    }

    /// Who it says the patient is, where that may be shown.
    pub fn shown_person(&self) -> Option<&Person> {
        self.person.as_ref().filter(|_| self.may_be_shown())
    }

    /// What somebody is called to whom its Patient refers, and the number to
    /// ring.
    pub fn called(&self, reference: &str) -> Option<(&str, &str)> {
        match &self.reading {
            Reading::Fhir(reader) => reader.called(reference),
            Reading::Feed(_) => None,
        }
    }

    /// Another number whenever what may be shown changes; 0 for nothing.
    pub fn version(&self) -> u32 {
        if self.may_be_shown() { self.version } else { 0 }
    }

    /// What may be shown, in the order of the record keys.
    pub fn entries(&mut self) -> Vec<&Entry> {
        match self.may_be_shown() {
            true => self.entries_read(),
            false => Vec::new(),
        }
    }

    /// The same, each with a hash of all that it says.
    pub fn stamped(&mut self) -> Vec<(&Entry, u64)> {
        if !self.may_be_shown() {
            return Vec::new();
        }
        match &mut self.reading {
            Reading::Fhir(reader) => reader.stamped(),
            Reading::Feed(reader) => {
                let mut stamped = Vec::new();
                for entry in reader.entries() {
                    stamped.push((entry, entry.stamp()));
                }
                stamped
            }
        }
    }

    /// What was read about the patient, for the record of it.
    pub fn entries_read(&mut self) -> Vec<&Entry> {
        if !self.is_of_patient() {
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

    /// The documents and pictures that an original carries or points at.
    pub fn attachments(&self, original: &str) -> Vec<fhir::Attached> {
        match &self.reading {
            Reading::Fhir(_) => fhir::attachments(original),
            Reading::Feed(_) => Vec::new(),
        }
    }

    /// The laboratory's own range of a result, or of a part of it.
    pub fn bounds(&self, key: RecordKey, component: Option<usize>) -> Option<fhir::Bounds> {
        match &self.reading {
            Reading::Fhir(reader) => fhir::bounds(reader.original(key)?, component),
            Reading::Feed(_) => None,
        }
    }

    /// The Binary of this name that came along.
    pub fn binary(&self, name: &str) -> Option<&str> {
        match &self.reading {
            Reading::Fhir(reader) => reader.binary(name),
            Reading::Feed(_) => None,
        }
    }

    fn tally(&mut self) -> Tally {
        match &mut self.reading {
            Reading::Fhir(reader) => reader.tally(),
            Reading::Feed(reader) => reader.tally(),
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
        self.completeness == Completeness::Loading && !self.refused
    }
}
