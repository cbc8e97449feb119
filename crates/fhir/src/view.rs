//! All records of a source, and how they find each other.

use core::cmp::Ordering;

use timeline_model::{Disposition, Entry, PartialDate, part};

use crate::{
    draft::{Adds, Link},
    index::Support,
    join::{Entries, Told},
    kept::{Text, original, position},
    names::Names,
    record::Record,
    reference,
};

/// All records of a source, and how to find one by its name.
pub(crate) struct View<'r> {
    pub(crate) records: &'r [Box<Record>],
    pub(crate) names: &'r Names,
    pub(crate) pages: &'r [Text],
    /// Every kind of record is shared.
    pub(crate) whole: bool,
    /// Which records are to be put together anew, in order.
    pub(crate) concerned: &'r [usize],
    /// Those, and which say something of them.
    pub(crate) speaking: &'r [usize],
}

impl<'r> View<'r> {
    /// The record's bytes as sent.
    pub(crate) fn original(&self, at: usize) -> &'r [u8] {
        let record = self.records.get(at);
        record.map_or(&[], |record| original(self.pages, record))
    }

    /// The record's text as sent; empty where it is no text.
    pub(crate) fn text(&self, at: usize) -> &'r str {
        core::str::from_utf8(self.original(at)).unwrap_or_default()
    }

    /// The first record by key that has exactly this name.
    pub(crate) fn exact(&self, name: u64) -> Option<usize> {
        position(self.pages, self.names.exact(name)?)
    }

    /// The entry of a record that is about the subject.
    pub(crate) fn entry<'e>(&self, entries: &'e Entries, at: usize) -> Option<&'e Entry> {
        let mine = self.records.get(at)?.is_mine();
        let told = entries.get(at)?.as_ref().filter(|_| mine)?;
        Some(&told.entry)
    }

    /// When it was so by its own word, whatever it was given: a time that was
    /// lent is not lent on.
    pub(crate) fn own_start(&self, entries: &Entries, at: usize) -> Option<PartialDate> {
        let mine = self.records.get(at)?.is_mine();
        entries.get(at)?.as_ref().filter(|_| mine)?.own_start()
    }

    /// Takes the entry of a record about the subject out of its place.
    pub(crate) fn take(&self, entries: &mut Entries, at: usize) -> Option<Box<Told>> {
        let mine = self.records.get(at)?.is_mine();
        entries.get_mut(at).filter(|_| mine)?.take()
    }

    /// Puts the entry of a record back into its place.
    pub(crate) fn put(&self, entries: &mut Entries, at: usize, told: Box<Told>) {
        if let Some(place) = entries.get_mut(at) {
            *place = Some(told);
        }
    }

    /// The record that `target` names where it stands in the record at `from`.
    pub(crate) fn find(&self, from: usize, target: &str) -> Option<usize> {
        if !target.starts_with('#') {
            return position(self.pages, self.names.find(target)?);
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
        let from = match adds {
            Adds::Lends | Adds::Says => self.speaking,
            _ => self.concerned,
        };
        for at in from.iter().copied() {
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
    pub(crate) fn newer(&self, entries: &Entries, a: usize, b: usize) -> Option<Ordering> {
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
