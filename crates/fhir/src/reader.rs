use core::ops::Range;

use timeline_json::lossy;
use timeline_model::{Disposition, Entry, KindSet, Ledger, Page, Problem, RecordKey, Tally};

use crate::{
    Subject,
    concern::{self, Concern},
    join::Told,
    kept::{Text, original, position},
    names::Names,
    receive::{Gathered, receive},
    record::{Record, Records, pack},
    resolve::resolve,
    subject::Who,
    view::View,
};

/// Reads the pages of one source.
///
/// Pages may come in any order and be forgotten again before a retry. What
/// resources say of each other is put together over all pages read so far,
/// whenever [`Reader::entries`] is asked: anew for those alone whom a page
/// concerns, as if all had been read at once.
#[derive(Debug)]
pub struct Reader {
    source: u16,
    /// The kinds that are shared.
    shared: KindSet,
    /// Sorted by their numbers.
    pages: Vec<Text>,
    records: Records,
    /// The entry of each record that has one, whomever it is about.
    entries: Vec<Option<Box<Told>>>,
    asked: Option<Subject>,
    who: Who,
    problems: Vec<Problem>,
    /// Which record a name names.
    names: Names,
    /// Names that name others than when all was put together last.
    changed: Vec<u64>,
    /// The keys of records that are to be put together anew.
    fresh: Vec<u64>,
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
            who: Who::default(),
            problems: Vec::new(),
            names: Names::default(),
            changed: Vec::new(),
            fresh: Vec::new(),
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
    /// with it or is linked with it; where there is no Patient, every resource
    /// is the subject's.
    pub fn set_subject(&mut self, subject: Subject) {
        self.asked = Some(subject);
        self.settle(0..0, true);
    }

    /// Reads one page: a bundle of any type, a single resource, or one
    /// resource a line. The bytes are kept for [`Reader::original`].
    pub fn read(&mut self, page: u32, bytes: Vec<u8>) -> Page {
        let persons = self.take_out(page);
        let (mut gathered, frame) = receive(self.source, page, self.shared, &bytes);
        let whole = self.shared == KindSet::ALL;
        let mut answer = Page {
            next: frame.next,
            // The total would count what is not shared.
            total: frame.total.filter(|_| whole),
            problems: gathered.problems.clone(),
            broken_at: frame.broken.map(|(_, offset)| offset as u32),
            missing: frame.missing,
            ..Page::default()
        };
        let missing = core::mem::take(&mut gathered.missing);
        let refused = gathered.refused;
        let kept = core::mem::take(&mut gathered.kept);
        let own = self.put_in(page, gathered, if whole { bytes } else { kept });
        let records = self.records.get(own.clone()).unwrap_or_default();
        let has_person = records.iter().any(|record| record.person.is_some());
        self.settle(own.clone(), persons || has_person);
        for record in self.records.get(own).unwrap_or_default() {
            answer.tally.add(record.disposition);
            if let Some(person) = &record.person {
                answer
                    .patients
                    .push((record.key, record.id().to_owned(), (**person).clone()));
            }
        }
        for (place, missing) in missing {
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
        answer.refused = refused && answer.tally.received == answer.tally.messages;
        answer
    }

    /// A page as sent, where all kinds are shared.
    pub fn page(&self, page: u32) -> Option<&[u8]> {
        let whole = self.shared == KindSet::ALL;
        let text = self.pages.iter().find(|text| text.page == page && whole);
        text.map(|text| &*text.bytes)
    }

    /// Forgets a page and all that was read from it.
    pub fn forget(&mut self, page: u32) {
        let persons = self.take_out(page);
        self.settle(0..0, persons);
    }

    /// Takes a page out, where it was read; whether a Patient was on it.
    fn take_out(&mut self, page: u32) -> bool {
        let Ok(at) = self.pages.binary_search_by_key(&page, |text| text.page) else {
            return false;
        };
        let text = self.pages.remove(at);
        let own = text.first..text.first + text.records;
        let mut persons = false;
        for record in self.records.get(own.clone()).unwrap_or_default() {
            persons |= record.person.is_some();
            for name in &record.named {
                if self.names.exact(*name) == Some(pack(record.key)) {
                    self.changed.push(*name);
                }
            }
        }
        replace(&mut self.records, own.clone(), Vec::new());
        replace(&mut self.entries, own, Vec::new());
        self.problems.retain(|problem| problem.key.page != page);
        self.number();
        self.fresh.extend(text.bound.iter().map(|tie| tie.other));
        self.names = Names::default();
        for record in &self.records {
            for name in &record.named {
                self.names.add(*name, pack(record.key));
            }
        }
        persons
    }

    /// Puts in what was read from a page, and gives its place.
    fn put_in(&mut self, page: u32, gathered: Gathered, bytes: Vec<u8>) -> Range<usize> {
        let at = self.pages.partition_point(|text| text.page < page);
        let before = at.checked_sub(1).and_then(|at| self.pages.get(at));
        let first = before.map_or(0, |text| text.first + text.records);
        let mut records = gathered.records;
        let text = Text::new(page, bytes, &mut records, &gathered.entries);
        for record in &records {
            let key = pack(record.key);
            self.fresh.push(key);
            for name in &record.named {
                if self.names.add(*name, key) {
                    self.changed.push(*name);
                }
            }
        }
        let own = first..first + records.len();
        replace(&mut self.records, first..first, records);
        replace(&mut self.entries, first..first, gathered.entries);
        let behind = self.problems.partition_point(|own| own.key.page < page);
        replace(&mut self.problems, behind..behind, gathered.problems);
        self.pages.insert(at, text);
        self.number();
        own
    }

    /// Notes where the records of each page begin.
    fn number(&mut self) {
        let mut first = 0;
        for text in &mut self.pages {
            text.first = first;
            first += text.records;
        }
    }

    /// The subject's entries over all pages read so far, sorted by key, each
    /// with what other resources say of it.
    pub fn entries(&mut self) -> Vec<&Entry> {
        self.resolve();
        let mut shown = Vec::new();
        for (record, told) in self.records.iter().zip(&self.entries) {
            if let Some(told) = told
                && record.disposition == Disposition::Entry
            {
                shown.push(&told.entry);
            }
        }
        shown
    }

    /// The same, each with a hash of all that it says, which is reckoned anew
    /// only where something changed.
    pub fn stamped(&mut self) -> Vec<(&Entry, u64)> {
        self.resolve();
        let mut shown = Vec::new();
        for (record, told) in self.records.iter().zip(&mut self.entries) {
            if let Some(told) = told
                && record.disposition == Disposition::Entry
            {
                let stamp = told.stamp();
                shown.push((&told.entry, stamp));
            }
        }
        shown
    }

    /// What somebody is called to whom a Patient refers, and the number to ring.
    pub fn called(&self, reference: &str) -> Option<(&str, &str)> {
        let at = position(&self.pages, self.names.find(reference)?)?;
        let support = self.records.get(at)?.support.as_ref()?;
        Some((&support.words, &support.phone))
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
        let told = self.entries.get(position(&self.pages, pack(key))?)?;
        told.as_ref().map(|told| &told.entry)
    }

    /// Puts together what the records say of each other, unless nothing
    /// changed since. Whatever else gives more than one entry does so itself.
    pub fn resolve(&mut self) {
        while !self.fresh.is_empty() || !self.changed.is_empty() {
            let concerns = self.concerns();
            let (mut concerned, mut speaking) = (Vec::new(), Vec::new());
            for (at, (concern, record)) in concerns.iter().zip(&self.records).enumerate() {
                if *concern == Concern::None {
                    continue;
                }
                speaking.push(at);
                // What is no entry is given nothing but names.
                if *concern == Concern::Whole || record.nature == Disposition::Supporting {
                    concerned.push(at);
                }
            }
            for at in concerned.iter().copied() {
                if let Some(Some(told)) = self.entries.get_mut(at) {
                    told.take_back();
                }
            }
            let view = View {
                records: &self.records,
                names: &self.names,
                pages: &self.pages,
                whole: self.shared == KindSet::ALL,
                concerned: &concerned,
                speaking: &speaking,
            };
            let heads = resolve(&view, &mut self.entries);
            for (at, head) in concerned.iter().zip(heads) {
                self.join(*at, head);
            }
            for at in concerned {
                self.lead_to_heads(at);
            }
        }
    }

    /// Which records are to be put together anew.
    fn concerns(&mut self) -> Vec<Concern> {
        let mut concerns = vec![Concern::None; self.records.len()];
        for key in core::mem::take(&mut self.fresh) {
            let at = position(&self.pages, key);
            if let Some(concern) = at.and_then(|at| concerns.get_mut(at)) {
                *concern = Concern::Whole;
            }
        }
        let (records, pages) = (&self.records, &self.pages);
        concern::wake(&mut self.changed, records, pages, &mut concerns);
        let view = View {
            records,
            names: &self.names,
            pages,
            whole: true,
            concerned: &[],
            speaking: &[],
        };
        let bound = concern::bind(&view, &concerns);
        for (text, bound) in self.pages.iter_mut().zip(bound) {
            text.bound = bound;
        }
        concern::spread(&self.pages, &mut concerns);
        concerns
    }

    /// Notes what became of a record that was put together, and whose part it
    /// is. Whoever refers to it is led elsewhere where that changed.
    fn join(&mut self, at: usize, head: Option<usize>) {
        let head = head.and_then(|head| self.records.get(head));
        let head = head.map(|head| head.key);
        let Some(record) = self.records.get_mut(at) else {
            return;
        };
        let was_new = core::mem::replace(&mut record.is_settled, true);
        if !record.is_mine() {
            return;
        }
        record.disposition = match head {
            Some(_) => Disposition::Part,
            None => Disposition::Entry,
        };
        if core::mem::replace(&mut record.part_of, head) != head && was_new {
            self.changed.extend(&record.named);
        }
    }

    /// Leads references to what became part of an entry to that entry.
    fn lead_to_heads(&mut self, at: usize) {
        let Some(Some(told)) = self.entries.get_mut(at) else {
            return;
        };
        for reference in &mut told.entry.references {
            let other = reference
                .key
                .and_then(|key| position(&self.pages, pack(key)));
            let other = other.and_then(|other| self.records.get(other));
            if let Some(head) = other.and_then(|record| record.part_of) {
                reference.key = Some(head);
            }
        }
    }

    /// Every resource received and what became of it, sorted by key.
    pub fn ledger(&mut self) -> Vec<Ledger> {
        self.resolve();
        let mut ledger = Vec::with_capacity(self.records.len());
        for record in &self.records {
            ledger.push(Ledger {
                key: record.key,
                alias: record.alias.clone(),
                disposition: record.disposition,
                part_of: record.part_of,
                included: record.included,
            });
        }
        ledger
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

    /// The Binary that came along under this name, as sent.
    pub fn binary(&self, name: &str) -> Option<&str> {
        let at = position(&self.pages, self.names.find(name)?)?;
        let record = self.records.get(at)?;
        let own = record.alias.starts_with("Binary/");
        core::str::from_utf8(original(&self.pages, record).get(..).filter(|_| own)?).ok()
    }

    /// All that could not be taken as sent, in order.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    fn record(&self, key: RecordKey) -> Option<&Record> {
        let at = position(&self.pages, pack(key))?;
        self.records.get(at).map(|record| &**record)
    }

    /// Decides what becomes of the records at these places; of all, where a
    /// Patient who came or went makes another subject.
    fn settle(&mut self, own: Range<usize>, persons: bool) {
        let mut own = own;
        if persons {
            let who = Who::of(self.asked.as_ref(), &self.records);
            if who != self.who {
                self.who = who;
                own = 0..self.records.len();
                let keys = self.records.iter().map(|record| pack(record.key));
                self.fresh = keys.collect();
            }
        }
        for record in self.records.get_mut(own).unwrap_or_default() {
            let mine = self.who.has(record);
            record.disposition = match record.nature {
                Disposition::Message | Disposition::Problem => record.nature,
                nature if mine => nature,
                _ => Disposition::SomebodyElse,
            };
            if !mine {
                record.part_of = None;
            }
        }
    }
}

/// Puts `new` in the place of what stands at `own`.
fn replace<T>(list: &mut Vec<T>, own: Range<usize>, mut new: Vec<T>) {
    let mut after = list.split_off(own.end);
    list.truncate(own.start);
    list.append(&mut new);
    list.append(&mut after);
}
