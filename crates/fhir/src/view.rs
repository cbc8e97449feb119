//! All records of a source, and how they find each other.

use core::cmp::Ordering;

use timeline_model::{Disposition, Entry, part};

use crate::{
    draft::{Adds, Link},
    index::{Index, Support},
    reader::{Text, original},
    record::Record,
    reference::{self, CONDITION},
};

/// All records of a source, and how to find one by its name.
pub(crate) struct View<'r> {
    pub(crate) records: &'r [Record],
    pub(crate) index: Index<'r>,
    pub(crate) pages: &'r [Text],
    /// Every kind of record is shared.
    pub(crate) whole: bool,
    /// The place of each record's entry.
    pub(crate) slots: Vec<Option<usize>>,
}

impl<'r> View<'r> {
    /// Notes all names, and those of `named` besides.
    pub(crate) fn name_all(&mut self, named: &'r [(String, usize)]) {
        for (at, record) in self.records.iter().enumerate() {
            for name in &record.names() {
                self.index.add(name, at);
            }
            if record.alias.is_empty() && self.slots.get(at).is_some_and(Option::is_some) {
                self.index.add(self.text(at), at);
            }
        }
        for (name, at) in named {
            self.index.add(name, *at);
        }
    }

    /// The record's bytes as sent.
    pub(crate) fn original(&self, at: usize) -> &'r [u8] {
        let record = self.records.get(at);
        record.map_or(&[], |record| original(self.pages, record))
    }

    /// The record's text as sent; empty where it is no text.
    pub(crate) fn text(&self, at: usize) -> &'r str {
        core::str::from_utf8(self.original(at)).unwrap_or_default()
    }

    /// The entry of a record that is about the subject.
    pub(crate) fn entry<'e>(&self, entries: &'e [Entry], at: usize) -> Option<&'e Entry> {
        let slot = (*self.slots.get(at)?)?;
        let mine = self.records.get(at)?.is_mine();
        entries.get(slot).filter(|_| mine)
    }

    /// Takes the entry of a record about the subject out of its place.
    pub(crate) fn take(&self, entries: &mut [Entry], at: usize) -> Option<Entry> {
        let slot = (*self.slots.get(at)?)?;
        let mine = self.records.get(at)?.is_mine();
        let entry = entries.get_mut(slot).filter(|_| mine)?;
        Some(core::mem::take(entry))
    }

    /// Puts the entry of a record back into its place.
    pub(crate) fn put(&self, entries: &mut [Entry], at: usize, entry: Entry) {
        let slot = self.slots.get(at).copied().flatten();
        if let Some(place) = slot.and_then(|slot| entries.get_mut(slot)) {
            *place = entry;
        }
    }

    /// The record that `target` names where it stands in the record at `from`.
    pub(crate) fn find(&self, from: usize, target: &str) -> Option<usize> {
        if !target.starts_with('#') {
            return self.index.find(target);
        }
        // What stands inside a resource comes right behind it.
        let record = self.records.get(from)?;
        let outer = match record.inside {
            Some(place) => from - (record.key.place - place) as usize,
            None => from,
        };
        let place = self.records.get(outer)?.key.place;
        let behind = self.records.get(outer + 1..)?;
        let mut inner = behind.iter().take_while(|r| r.inside == Some(place));
        let at = inner.position(|record| record.alias == target)?;
        Some(outer + 1 + at)
    }

    /// The links of a record that is about the subject.
    pub(crate) fn links_of(&self, at: usize) -> &'r [Link] {
        match self.records.get(at) {
            Some(record) if record.disposition != Disposition::SomebodyElse => &record.links,
            _ => &[],
        }
    }

    /// Tells of each link of one kind from the record at which place it leads
    /// to which.
    pub(crate) fn links(&self, adds: Adds, tell: &mut dyn FnMut(usize, usize)) {
        for at in 0..self.records.len() {
            for link in self.links_of(at) {
                if link.adds == adds
                    && let Some(target) = self.find(at, &link.target)
                {
                    tell(at, target);
                }
            }
        }
    }

    /// Which of two versions of a resource is the newer, where that is said.
    pub(crate) fn newer(&self, entries: &[Entry], a: usize, b: usize) -> Option<Ordering> {
        let (one, other) = (self.records.get(a)?, self.records.get(b)?);
        let address = |url: &str| part::has(url, "://");
        let apart = address(&one.full_url)
            && address(&other.full_url)
            && reference::unversioned(&one.full_url) != reference::unversioned(&other.full_url);
        if apart {
            return None;
        }
        if one.version != other.version && one.version.min(other.version) > 0 {
            return Some(one.version.cmp(&other.version));
        }
        let updated = |at| self.entry(entries, at)?.updated;
        let order = updated(a)?.cmp(&updated(b)?);
        (order != Ordering::Equal).then_some(order)
    }

    /// What a record gives to those that refer to it.
    pub(crate) fn support(&self, at: usize) -> Option<&'r Support> {
        self.records.get(at)?.support.as_deref()
    }
}

/// The place of each record's entry; both are sorted by key.
pub(crate) fn slots(records: &[Record], entries: &[Entry]) -> Vec<Option<usize>> {
    let mut slots = Vec::with_capacity(records.len());
    let mut next = 0;
    for record in records {
        let own = entries.get(next).is_some_and(|e| e.key == record.key);
        slots.push(own.then_some(next));
        next += usize::from(own);
    }
    slots
}

/// The identifiers of all records, where one is asked for by its identifier.
pub(crate) fn identified(
    records: &[Record],
    entries: &[Entry],
    slots: &[Option<usize>],
) -> Vec<(String, usize)> {
    let mut named = Vec::new();
    // Most references have no question mark, which is found fast.
    let asked = |target: &str| target.bytes().any(|b| b == b'?') && part::has(target, CONDITION);
    let asks = |record: &Record| record.links.iter().any(|link| asked(&link.target));
    if !records.iter().any(asks) {
        return named;
    }
    for (at, (record, slot)) in records.iter().zip(slots).enumerate() {
        let own = slot.and_then(|slot| entries.get(slot));
        let own = own.map_or(&[][..], |entry| &entry.identifiers);
        let support = record.support.as_ref();
        let support = support.map_or(&[][..], |support| &support.identifiers);
        for identifiers in &[own, support] {
            for identifier in *identifiers {
                named.push((reference::condition(identifier), at));
            }
        }
    }
    named
}
