use core::ops::Range;
use std::rc::Rc;

use timeline_model::{
    Disposition, Entry, Gender, HumanName, Identifier, Ledger, Page, Person, Problem, ProblemCode,
    RecordKey, Tally,
};

use crate::{
    Mapping, dates, item,
    page::{Item, walk},
};

/// Reads the pages of one source by its mapping.
#[derive(Debug, Default)]
pub struct Reader {
    source: u16,
    mapping: Rc<Mapping>,
    pages: Vec<Text>,
    /// Over all pages, sorted by key.
    entries: Vec<Entry>,
    problems: Vec<Problem>,
}

#[derive(Debug)]
struct Text {
    page: u32,
    bytes: Vec<u8>,
    records: Vec<Record>,
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
    /// The source and the page, at no place.
    key: RecordKey,
    records: Vec<Record>,
    entries: Vec<Entry>,
    problems: Vec<Problem>,
}

impl Reader {
    /// A reader for the source at this place in the configuration.
    pub fn new(source: u16, mapping: Rc<Mapping>) -> Reader {
        Reader {
            source,
            mapping,
            ..Reader::default()
        }
    }

    /// Reads one page. The bytes are kept for [`Reader::original`].
    pub fn read(&mut self, page: u32, bytes: Vec<u8>) -> Page {
        self.forget(page);
        let key = RecordKey {
            source: self.source,
            page,
            place: u32::MAX,
        };
        let mut gathered = Gathered {
            mapping: &self.mapping,
            key,
            records: Vec::new(),
            entries: Vec::new(),
            problems: Vec::new(),
        };
        let pointers = pointers(&self.mapping);
        let frame = walk(&bytes, &self.mapping.items, &pointers, &mut |item| {
            gathered.take(item);
        });
        match frame.broken {
            Some((code, offset)) => gathered.problem(key, code, offset, String::new()),
            None if !frame.found => {
                let path = self.mapping.items.clone();
                gathered.problem(key, ProblemCode::FieldShape, 0, path);
            }
            None => {}
        }
        let mut answer = Page {
            next: frame.texts.first().cloned().filter(|t| !t.is_empty()),
            broken_at: frame.broken.map(|(_, offset)| offset as u32),
            patients: person(&self.mapping, &frame.texts)
                .map(|person| (key, String::new(), person))
                .into_iter()
                .collect(),
            ..Page::default()
        };
        for record in &gathered.records {
            answer.tally.add(record.disposition);
        }
        let records = gathered.records;
        // All stay sorted by key: the page's own are in order already.
        let at = self.entries.partition_point(|e| e.key.page < page);
        let mut after = self.entries.split_off(at);
        self.entries.append(&mut gathered.entries);
        self.entries.append(&mut after);
        let at = self.problems.partition_point(|p| p.key.page < page);
        let mut after = self.problems.split_off(at);
        self.problems.extend(gathered.problems.iter().cloned());
        self.problems.append(&mut after);
        answer.problems = gathered.problems;
        let at = self.pages.partition_point(|text| text.page < page);
        let text = Text {
            page,
            bytes,
            records,
        };
        self.pages.insert(at, text);
        answer
    }

    /// Forgets a page and all that was read from it.
    pub fn forget(&mut self, page: u32) {
        self.pages.retain(|text| text.page != page);
        self.entries.retain(|entry| entry.key.page != page);
        self.problems.retain(|problem| problem.key.page != page);
    }

    /// The entries over all pages read so far, sorted by key.
    pub fn entries(&mut self) -> &[Entry] {
        &self.entries
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

    /// The item's JSON as sent.
    pub fn original(&self, key: RecordKey) -> Option<&str> {
        let text = self.pages.iter().find(|text| text.page == key.page)?;
        let record = text.records.get(key.place as usize)?;
        let bytes = text.bytes.get(record.range.clone())?;
        core::str::from_utf8(bytes).ok().filter(|t| !t.is_empty())
    }

    /// All that could not be taken as sent, in order.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

/// The pointers outside the items: the next page, then the patient's.
fn pointers(mapping: &Mapping) -> [&str; 6] {
    let patient = &mapping.patient;
    [
        mapping.next().unwrap_or(NOWHERE),
        patient.identifier.as_deref().unwrap_or(NOWHERE),
        patient.family.as_deref().unwrap_or(NOWHERE),
        patient.given.as_deref().unwrap_or(NOWHERE),
        patient.birth_date.as_deref().unwrap_or(NOWHERE),
        patient.gender.as_deref().unwrap_or(NOWHERE),
    ]
}

/// No pointer: nothing stands there.
const NOWHERE: &str = "-";

/// Whom the page is about; `None` where it says nothing of that.
fn person(mapping: &Mapping, texts: &[String]) -> Option<Person> {
    let at = |place: usize| texts.get(place).cloned().unwrap_or_default();
    if (1..=5).all(|place| at(place).is_empty()) {
        return None;
    }
    let identifier = Identifier {
        system: mapping.patient.system.clone(),
        value: at(1),
    };
    Some(Person {
        identifiers: [identifier]
            .into_iter()
            .filter(|i| !i.value.is_empty())
            .collect(),
        names: vec![HumanName {
            family: at(2),
            given: at(3),
            ..HumanName::default()
        }],
        born: dates::read(&at(4), mapping.dates),
        gender: match at(5).to_ascii_lowercase().as_str() {
            "female" | "f" => Gender::Female,
            "male" | "m" => Gender::Male,
            "other" | "o" => Gender::Other,
            _ => Gender::NotKnown,
        },
        died: None,
    })
}

impl Gathered<'_> {
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
        match received {
            Err((code, offset)) => self.problem(key, code, offset, String::new()),
            Ok((value, range)) => {
                let rule = self
                    .mapping
                    .rules
                    .iter()
                    .find(|rule| item::fits(rule, &value));
                let offset = range.start;
                record.range = range;
                match rule {
                    None => self.problem(key, ProblemCode::NotMapped, offset, String::new()),
                    Some(rule) => {
                        let entry = item::entry(rule, &value, key, self.mapping.dates);
                        for fault in &entry.faults {
                            self.problem(key, fault.code, offset, fault.path.clone());
                        }
                        record.alias.clone_from(&entry.alias);
                        record.disposition = Disposition::Entry;
                        self.entries.push(entry);
                    }
                }
            }
        }
        self.records.push(record);
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
