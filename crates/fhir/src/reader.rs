use timeline_json::lossy;
use timeline_model::{Disposition, Entry, KindSet, Ledger, Page, Problem, RecordKey, Tally};

use crate::{
    Subject,
    receive::receive,
    record::{Record, by_key},
    resolve::{Undone, resolve},
    subject::elsewhere,
};

/// Reads the pages of one source.
///
/// Pages may come in any order and be forgotten again before a retry. What
/// resources say of each other is put together over all pages read so far,
/// whenever [`Reader::entries`] is asked.
#[derive(Debug)]
pub struct Reader {
    source: u16,
    /// The kinds that are shared.
    shared: KindSet,
    pages: Vec<Text>,
    records: Vec<Record>,
    /// All that may be shown, whomever it is about, sorted by key.
    entries: Vec<Entry>,
    asked: Option<Subject>,
    problems: Vec<Problem>,
    stale: bool,
    /// How to take back what entries were given by other records.
    undo: Undone,
}

#[derive(Debug)]
pub(crate) struct Text {
    page: u32,
    bytes: Vec<u8>,
}

/// The bytes of a record as sent.
pub(crate) fn original<'p>(pages: &'p [Text], record: &Record) -> &'p [u8] {
    let page = pages.iter().find(|text| text.page == record.key.page);
    let bytes = page.and_then(|page| page.bytes.get(record.start..record.end));
    bytes.unwrap_or_default()
}

impl Reader {
    /// A reader for the source at this place in the configuration.
    pub fn new(source: u16) -> Reader {
        Reader {
            source,
            shared: KindSet::ALL,
            pages: Vec::new(),
            records: Vec::new(),
            entries: Vec::new(),
            asked: None,
            problems: Vec::new(),
            stale: false,
            undo: Undone::new(),
        }
    }

    /// Says which kinds of record are shared, before the first page. Of what is
    /// not, nothing is kept: no record, entry, problem or count, no byte of it,
    /// and none of the words in which shared resources tell of it. A document,
    /// report or list that is shared loses its narrative, for nobody can tell of
    /// what kind that is, but for sections under the heading of a shared kind;
    /// an attachment is the document itself, and stays.
    pub fn share(&mut self, kinds: KindSet) {
        self.shared = kinds;
    }

    /// Says whose records are wanted. Until it is called, the first Patient
    /// on the pages is the subject, with every other that shares an identifier
    /// with it; where there is no Patient, every resource is the subject's.
    pub fn set_subject(&mut self, subject: Subject) {
        self.asked = Some(subject);
        self.settle();
    }

    /// Reads one page: a bundle of any type, a single resource, or one
    /// resource a line. The bytes are kept for [`Reader::original`].
    pub fn read(&mut self, page: u32, bytes: Vec<u8>) -> Page {
        self.take_back();
        let (gathered, frame) = receive(self.source, page, self.shared, &bytes);
        let whole = self.shared == KindSet::ALL;
        let problems = gathered.problems.clone();
        self.put(page, gathered.records, gathered.entries, problems);
        self.settle();
        let mut answer = Page {
            next: frame.next,
            // The total would count what is not shared.
            total: frame.total.filter(|_| whole),
            problems: gathered.problems,
            broken_at: frame.broken.map(|(_, offset)| offset as u32),
            missing: frame.missing,
            ..Page::default()
        };
        for record in self.records.iter().filter(|r| r.key.page == page) {
            answer.tally.add(record.disposition);
            if let Some(person) = &record.person {
                answer
                    .patients
                    .push((record.key, record.id().to_owned(), (**person).clone()));
            }
        }
        for (place, missing) in gathered.missing {
            let key = RecordKey {
                source: self.source,
                page,
                place,
            };
            let own = self.record(key);
            // What is said of somebody else's record says nothing of this.
            if own.is_none_or(|own| own.disposition != Disposition::SomebodyElse) {
                answer.missing.add(missing);
            }
        }
        answer.missing.keep(self.shared);
        answer.refused = gathered.refused && answer.tally.received == answer.tally.messages;
        let bytes = if whole { bytes } else { gathered.kept };
        self.pages.push(Text { page, bytes });
        answer
    }

    /// A page as sent, where all kinds are shared.
    pub fn page(&self, page: u32) -> Option<&[u8]> {
        let text = self.pages.iter().find(|text| text.page == page);
        text.map(|text| &*text.bytes)
    }

    /// Forgets a page and all that was read from it.
    pub fn forget(&mut self, page: u32) {
        self.take_back();
        self.put(page, Vec::new(), Vec::new(), Vec::new());
        self.settle();
    }

    /// Puts what was read from a page in the place of what was before.
    fn put(
        &mut self,
        page: u32,
        records: Vec<Record>,
        entries: Vec<Entry>,
        problems: Vec<Problem>,
    ) {
        self.pages.retain(|text| text.page != page);
        replace(&mut self.records, records, page, |record| record.key.page);
        replace(&mut self.entries, entries, page, |entry| entry.key.page);
        replace(&mut self.problems, problems, page, |problem| {
            problem.key.page
        });
    }

    /// The subject's entries over all pages read so far, sorted by key, each
    /// with what other resources say of it.
    pub fn entries(&mut self) -> Vec<&Entry> {
        self.resolve();
        let mut records = self.records.iter();
        let shown = |entry: &&Entry| {
            let own = records.find(|record| record.key == entry.key);
            own.is_some_and(|record| record.disposition == Disposition::Entry)
        };
        self.entries.iter().filter(shown).collect()
    }

    /// The subject's entry with this key, as it was when [`Reader::resolve`]
    /// was last called.
    pub fn entry(&self, key: RecordKey) -> Option<&Entry> {
        let own = self.record(key)?;
        let shown = own.disposition == Disposition::Entry;
        self.read_from(key).filter(|_| shown)
    }

    /// The entry that was read from this record, whatever became of it.
    fn read_from(&self, key: RecordKey) -> Option<&Entry> {
        let at = self.entries.binary_search_by_key(&key, |e| e.key).ok()?;
        self.entries.get(at)
    }

    /// Puts together what the records say of each other, unless nothing
    /// changed since. Whatever else gives more than one entry does so itself.
    pub fn resolve(&mut self) {
        if core::mem::take(&mut self.stale) {
            self.undo = resolve(
                &mut self.records,
                &self.pages,
                &mut self.entries,
                self.shared,
            );
        }
    }

    /// Every resource received and what became of it, sorted by key.
    pub fn ledger(&mut self) -> Vec<Ledger> {
        self.resolve();
        let line = |record: &Record| Ledger {
            key: record.key,
            alias: record.alias.clone(),
            disposition: record.disposition,
            part_of: record.part_of,
            included: record.included,
        };
        self.records.iter().map(line).collect()
    }

    /// How many of the resources received went where.
    pub fn tally(&mut self) -> Tally {
        self.resolve();
        let mut tally = Tally::default();
        for record in &self.records {
            tally.add(record.disposition);
        }
        tally
    }

    /// The resource's JSON as sent; `None` where it is not text, or no such
    /// record was received.
    pub fn original(&self, key: RecordKey) -> Option<&str> {
        let bytes = original(&self.pages, self.record(key)?);
        core::str::from_utf8(bytes).ok().filter(|t| !t.is_empty())
    }

    /// The JSON of an entry as sent and, each after a blank line, of what is
    /// part of it; bytes that are no text are replaced by U+FFFD. Lists that
    /// only gather are left out, and what is covered.
    pub fn originals(&self, key: RecordKey) -> String {
        let own = self.record(key);
        let own = own.map_or(&[][..], |own| original(&self.pages, own));
        let mut all = lossy(own).into_owned();
        for record in &self.records {
            if record.part_of == Some(key)
                && let Some(part) = self.read_from(record.key)
                && part.resource != "List"
                && part.marks.covered.is_none()
            {
                all.push_str("\n\n");
                all.push_str(&lossy(original(&self.pages, record)));
            }
        }
        all
    }

    /// All that could not be taken as sent, in order.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    fn record(&self, key: RecordKey) -> Option<&Record> {
        by_key(&self.records, key).map(|(_, record)| record)
    }

    /// Takes back what entries were given by other records.
    fn take_back(&mut self) {
        let mut undo = core::mem::take(&mut self.undo);
        for (entry, undo) in self.entries.iter_mut().zip(&mut undo) {
            if let Some(undo) = undo {
                undo.take_back(entry);
            }
            for reference in &mut entry.references {
                reference.key = None;
            }
        }
    }

    /// Decides anew what becomes of each record.
    fn settle(&mut self) {
        self.stale = true;
        self.take_back();
        let subject = self.subject();
        // Where its own server says that the patient is.
        let mut addresses = Vec::new();
        for record in &self.records {
            let person = record.person.as_ref().zip(subject.as_ref());
            if person.is_some_and(|(person, subject)| subject.is_person(person))
                && !record.base().is_empty()
            {
                addresses.push(record.full_url.clone());
            }
        }
        // The first Patient is the subject even where nothing names it.
        let first = self.records.iter().find(|r| r.person.is_some());
        let first = first.map(|r| r.key).filter(|_| self.asked.is_none());
        for record in &mut self.records {
            let mine = match (&subject, &record.person) {
                (None, _) => true,
                (Some(subject), Some(person)) => {
                    let answers = |name: &str| !name.is_empty() && subject.answers(name);
                    Some(record.key) == first
                        || subject.is_person(person)
                        || answers(&record.full_url)
                        || answers(&record.alias)
                }
                (Some(subject), None) => {
                    let is =
                        |named| subject.is(named) && !elsewhere(named, record.base(), &addresses);
                    record.about.is_empty() || record.about.iter().any(is)
                }
            };
            record.part_of = None;
            record.disposition = match record.nature {
                Disposition::Message | Disposition::Problem => record.nature,
                nature if mine => nature,
                _ => Disposition::SomebodyElse,
            };
        }
    }

    /// Whose records are wanted, with every name that the pages give them.
    fn subject(&self) -> Option<Subject> {
        let mut subject = match &self.asked {
            Some(asked) => asked.clone(),
            None => {
                let first = self.records.iter().find(|r| r.person.is_some())?;
                let mut subject = Subject {
                    references: Vec::new(),
                    identifiers: first.person.as_ref()?.identifiers.clone(),
                };
                let [address, alias, ..] = first.names();
                subject.name(address);
                subject.name(alias);
                subject
            }
        };
        // Patients that the source links with each other are one: what is
        // linked with what was found last is found next.
        let mut before = usize::MAX;
        while before != subject.references.len() {
            before = subject.references.len();
            for record in &self.records {
                if let Some(person) = &record.person {
                    subject.add(person, record.names());
                }
            }
        }
        Some(subject)
    }
}

/// Puts `new` in the place of what was read from a page; all are sorted by
/// page.
fn replace<T>(list: &mut Vec<T>, mut new: Vec<T>, page: u32, page_of: fn(&T) -> u32) {
    let from = list.partition_point(|one| page_of(one) < page);
    let to = list.partition_point(|one| page_of(one) <= page);
    let mut after = list.split_off(to);
    list.truncate(from);
    list.append(&mut new);
    list.append(&mut after);
}
