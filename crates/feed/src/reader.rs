use core::ops::Range;
use std::rc::Rc;

use timeline_model::{
    Disposition, Entry, Identifier, KindSet, Ledger, Page, Person, Problem, ProblemCode, RecordKey,
    Tally, foreign_format,
};

use crate::{
    Mapping, csv, item,
    mapping::Format,
    page::{self, Frame, Item},
    person::{Said, Whom},
    row::Row,
};

/// Reads the pages of one source by its mapping.
#[derive(Debug)]
pub struct Reader {
    source: u16,
    /// The kinds that are shared.
    shared: KindSet,
    mapping: Rc<Mapping>,
    /// Whose records are wanted.
    subject: Vec<Identifier>,
    /// Sorted by their numbers.
    pages: Vec<Text>,
}

#[derive(Debug)]
struct Text {
    page: u32,
    bytes: Vec<u8>,
    records: Vec<Record>,
    entries: Vec<Entry>,
}

/// One item received.
#[derive(Debug)]
struct Record {
    alias: String,
    range: Range<usize>,
    disposition: Disposition,
}

/// What is gathered while one page is read.
struct Gathered<'m> {
    mapping: &'m Mapping,
    shared: KindSet,
    /// The source and the page, at no place.
    key: RecordKey,
    records: Vec<Record>,
    entries: Vec<Entry>,
    problems: Vec<Problem>,
    /// Whom each item is about, where items say so, with its path.
    said: Vec<(RecordKey, Said, String)>,
}

impl Reader {
    /// A reader for the source at this place in the configuration.
    pub fn new(source: u16, mapping: Rc<Mapping>) -> Reader {
        Reader {
            source,
            shared: KindSet::ALL,
            mapping,
            subject: Vec::new(),
            pages: Vec::new(),
        }
    }

    /// Says which kinds of record are shared, before the first page. Of what is
    /// not, nothing is kept but the bytes of its page, which nothing leads to.
    pub fn share(&mut self, kinds: KindSet) {
        self.shared = kinds;
    }

    /// Says whose records are wanted. Until it is called, they are those of
    /// whom the pages, or their items, name first.
    pub fn set_subject(&mut self, identifiers: Vec<Identifier>) {
        self.subject = identifiers;
    }

    /// Reads one page. The bytes are kept for [`Reader::original`].
    pub fn read(&mut self, page: u32, bytes: Vec<u8>) -> Page {
        self.forget(page);
        let mapping = Rc::clone(&self.mapping);
        let key = RecordKey {
            source: self.source,
            page,
            place: u32::MAX,
        };
        let mut gathered = Gathered {
            mapping: &mapping,
            shared: self.shared,
            key,
            records: Vec::new(),
            entries: Vec::new(),
            problems: Vec::new(),
            said: Vec::new(),
        };
        let frame = gathered.walk(&bytes);
        let (next, said) = match frame.texts.split_first() {
            Some((next, said)) => (next.clone(), said.to_vec()),
            None => Default::default(),
        };
        let person = gathered.set_apart(&said, &mut self.subject);
        let mut answer = Page {
            next: Some(next).filter(|next| !next.is_empty()),
            broken_at: frame.broken.map(|(_, offset)| offset as u32),
            patients: person
                .map(|person| (key, String::new(), person))
                .into_iter()
                .collect(),
            ..Page::default()
        };
        for record in &gathered.records {
            answer.tally.add(record.disposition);
        }
        answer.problems = gathered.problems;
        let text = Text {
            page,
            bytes,
            records: gathered.records,
            entries: gathered.entries,
        };
        let at = self.pages.partition_point(|text| text.page < page);
        self.pages.insert(at, text);
        self.resolve();
        answer
    }

    /// Forgets a page and all that was read from it.
    pub fn forget(&mut self, page: u32) {
        self.pages.retain(|text| text.page != page);
    }

    /// A page as sent.
    pub fn page(&self, page: u32) -> Option<&[u8]> {
        let text = self.pages.iter().find(|text| text.page == page);
        text.map(|text| &*text.bytes)
    }

    /// The entries over all pages read so far, sorted by key.
    pub fn entries(&self) -> Vec<&Entry> {
        self.pages.iter().flat_map(|text| &text.entries).collect()
    }

    /// The entry with this key.
    pub fn entry(&self, key: RecordKey) -> Option<&Entry> {
        let text = self.pages.iter().find(|text| text.page == key.page)?;
        let at = text.entries.binary_search_by_key(&key, |e| e.key).ok()?;
        text.entries.get(at)
    }

    /// Every item received and what became of it, sorted by key.
    pub fn ledger(&self) -> Vec<Ledger> {
        let mut ledger = Vec::new();
        for text in &self.pages {
            for (place, record) in text.records.iter().enumerate() {
                ledger.push(Ledger {
                    key: RecordKey {
                        source: self.source,
                        page: text.page,
                        place: place as u32,
                    },
                    alias: record.alias.clone(),
                    disposition: record.disposition,
                    part_of: None,
                    included: false,
                });
            }
        }
        ledger
    }

    /// How many of the items received went where.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for record in self.pages.iter().flat_map(|text| &text.records) {
            tally.add(record.disposition);
        }
        tally
    }

    /// Finds what entries refer to by its identifier.
    fn resolve(&mut self) {
        // The identifier's hash above the record's key; the first of several
        // counts.
        let mut named: Vec<u128> = Vec::new();
        for entry in self.entries() {
            if let Some(own) = entry.identifiers.first() {
                let place = entry.key.place;
                named.push(
                    hash(&own.value) << 64 | u128::from(entry.key.page) << 32 | u128::from(place),
                );
            }
        }
        named.sort_unstable();
        let source = self.source;
        let entries = self.pages.iter_mut().flat_map(|text| &mut text.entries);
        for reference in entries.flat_map(|entry| &mut entry.references) {
            let wanted = hash(&reference.target);
            let at = named.partition_point(|own| own >> 64 < wanted);
            let found = named.get(at).filter(|own| **own >> 64 == wanted);
            reference.key = found.map(|own| RecordKey {
                source,
                page: (own >> 32) as u32,
                place: *own as u32,
            });
        }
    }

    /// The item as sent.
    pub fn original(&self, key: RecordKey) -> Option<&str> {
        let text = self.pages.iter().find(|text| text.page == key.page)?;
        let record = text.records.get(key.place as usize)?;
        let bytes = text.bytes.get(record.range.clone())?;
        core::str::from_utf8(bytes).ok().filter(|t| !t.is_empty())
    }
}

impl Gathered<'_> {
    /// Takes all items of a page, in whatever it is written.
    fn walk(&mut self, bytes: &[u8]) -> Frame {
        let mapping = self.mapping;
        let mut pointers = vec![mapping.next().unwrap_or("-")];
        let patient = mapping.patient.iter();
        pointers.extend(patient.flat_map(|whom| &whom.pointers).map(String::as_str));
        let format = foreign_format(bytes);
        let first = bytes
            .iter()
            .find(|byte| !b"\xef\xbb\xbf \t\r\n".contains(byte));
        let is_json = match mapping.format {
            Format::Either => matches!(first, None | Some(b'{' | b'[' | b'<')),
            own => own == Format::Json,
        };
        let frame = if format.is_some() {
            Frame {
                broken: Some((ProblemCode::UnsupportedFormat, 0)),
                ..Frame::default()
            }
        } else if is_json {
            page::walk(bytes, &mapping.items, &pointers, &mut |item| {
                self.take(item)
            })
        } else {
            csv::walk(bytes, &|name| mapping.names(name), &mut |item| {
                self.take(item)
            })
        };
        match frame.broken {
            Some((code, offset)) => {
                self.problem(
                    self.key,
                    code,
                    offset,
                    format.unwrap_or_default().to_owned(),
                );
            }
            None if !frame.found => {
                self.problem(self.key, ProblemCode::FieldShape, 0, mapping.items.clone());
            }
            None => {}
        }
        frame
    }

    fn take(&mut self, received: Item<'_>) {
        let key = RecordKey {
            place: self.records.len() as u32,
            ..self.key
        };
        let mut record = Record {
            alias: String::new(),
            range: 0..0,
            disposition: Disposition::Problem,
        };
        let problems = self.problems.len();
        match received {
            Item::Unreadable(code, offset) => self.problem(key, code, offset, String::new()),
            Item::Row(row, range, wrong) => {
                for code in wrong.into_iter().flatten() {
                    self.problem(key, code, range.start, row.path());
                }
                if !self.row(&row, key, range.start, &mut record) {
                    self.problems.truncate(problems);
                    return;
                }
                record.range = range;
            }
        }
        self.records.push(record);
    }

    /// Reads an item; `false` where it is not shared.
    fn row(&mut self, row: &Row<'_>, key: RecordKey, offset: usize, record: &mut Record) -> bool {
        if row.item.members().is_empty() {
            self.problem(key, ProblemCode::FieldShape, offset, row.path());
            return true;
        }
        let mapping = self.mapping;
        if let Some(about) = &mapping.about {
            let first = |pointer: &String| row.texts(pointer).into_iter().next();
            let said = about
                .pointers
                .iter()
                .map(first)
                .map(Option::unwrap_or_default);
            self.said.push((key, said.collect(), row.path()));
        }
        let Some(rule) = mapping.rules.iter().find(|rule| rule.takes(row)) else {
            self.problem(key, ProblemCode::NotMapped, offset, row.path());
            return true;
        };
        let entry = item::entry(rule, row, key, &mapping.dates);
        if !self.shared.contains(entry.kind) {
            // It still tells whom the page is about.
            if let Some((key, ..)) = self.said.last_mut().filter(|(own, ..)| *own == key) {
                key.place = u32::MAX;
            }
            return false;
        }
        for fault in &entry.faults {
            self.problem(key, fault.code, offset, fault.path.clone());
        }
        record.alias.clone_from(&entry.alias);
        record.disposition = Disposition::Entry;
        self.entries.push(entry);
        true
    }

    /// Sets apart what is about somebody else, and tells whom the page, or the
    /// first item about the subject, is about.
    fn set_apart(&mut self, page: &Said, subject: &mut Vec<Identifier>) -> Option<Person> {
        let mapping = self.mapping;
        let patient = mapping.patient.as_ref();
        let mut person = patient.and_then(|whom| whom.person(page, &mapping.dates));
        if subject.is_empty() {
            let named = person.iter().flat_map(|person| &person.identifiers);
            subject.extend(named.cloned());
        }
        let page_is_named = person.is_some();
        let Some(about) = &mapping.about else {
            return person;
        };
        for (key, said, path) in core::mem::take(&mut self.said) {
            if subject.is_empty() {
                subject.extend(about.identifier(&said));
            }
            let place = key.place as usize;
            match (
                is_about(about, &said, page, subject),
                self.records.get_mut(place),
            ) {
                (Some(false), Some(record)) => record.disposition = Disposition::SomebodyElse,
                (None, Some(record)) if !page_is_named => {
                    record.disposition = Disposition::Problem;
                    let offset = record.range.start;
                    self.problem(key, ProblemCode::FieldShape, offset, path);
                }
                (Some(false) | None, None) => {}
                _ => person = person.or_else(|| about.person(&said, &mapping.dates)),
            }
        }
        let records = &self.records;
        self.entries.retain(|entry| {
            let record = records.get(entry.key.place as usize);
            record.is_some_and(|record| record.disposition == Disposition::Entry)
        });
        person
    }

    fn problem(&mut self, key: RecordKey, code: ProblemCode, offset: usize, path: String) {
        self.problems.push(Problem {
            code,
            key,
            offset: offset as u32,
            path,
        });
    }
}

/// FNV-1a, of 64 bits.
fn hash(text: &str) -> u128 {
    let spread = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    u128::from(text.bytes().fold(0xcbf2_9ce4_8422_2325, spread))
}

/// Whether an item is about the subject; `None` where it does not say.
fn is_about(about: &Whom, said: &Said, page: &Said, subject: &[Identifier]) -> Option<bool> {
    let by_id = match (said.first(), page.first()) {
        (Some(own), Some(pages)) if !own.is_empty() && !pages.is_empty() => Some(own == pages),
        _ => None,
    };
    let named = about.identifier(said);
    let by_name = named.map(|own| subject.iter().any(|subject| subject.same_as(&own)));
    match (by_id, by_name) {
        (None, other) | (other, None) => other,
        (Some(one), Some(other)) => Some(one && other),
    }
}
