//! What the resources of one source say of each other, put together.

use core::cmp::Ordering;

use timeline_model::{Basis, Disposition, Entry, Fact, Field, part};

use crate::{
    draft::{Adds, Link},
    family::{self, Family},
    gather,
    index::{Index, Support},
    join::{Found, Undo},
    reader::{Text, original},
    record::Record,
    reference::{self, CONDITION},
};

/// All records of a source, and how to find one by its name.
pub(crate) struct View<'r> {
    pub(crate) records: &'r [Record],
    pub(crate) index: Index<'r>,
    pages: &'r [Text],
    /// The place of each record's entry.
    slots: Vec<Option<usize>>,
}

/// What entries were before they were given anything, each at the place of its
/// entry.
pub(crate) type Undone = Vec<Option<Box<Undo>>>;

/// Adds to each of `entries` what other records say of it, and decides which
/// are part of which. What is not found yet goes on waiting. Gives how to take
/// it all back.
pub(crate) fn resolve(records: &mut [Record], pages: &[Text], entries: &mut [Entry]) -> Undone {
    let slots = slots(records, entries);
    let named = identified(records, entries, &slots);
    let mut view = View {
        records,
        index: Index::new(records.len() * 5 + named.len()),
        pages,
        slots,
    };
    view.name_all(&named);
    let mut given = Given {
        undone: Vec::new(),
        found: Vec::new(),
    };
    given.undone.resize_with(entries.len(), || None);
    for at in 0..view.records.len() {
        for link in view.links_of(at) {
            given.follow(&view, at, link, entries);
        }
    }
    given.give(&view, entries);
    view.lend(entries, &mut given.found);
    given.give(&view, entries);
    let mut family = Family::of(&view, entries);
    family.tell(&view, entries, &mut given);
    family::deletions(&view, &family, &mut given.found);
    given.give(&view, entries);
    gather::gather(&view, entries, &mut family, &mut given.found);
    view.provenance(&family, entries, &mut given.found);
    given.give(&view, entries);
    settle(records, &family);
    given.undone
}

/// Notes what became of each record, and whose part it is.
fn settle(records: &mut [Record], family: &Family) {
    for at in 0..records.len() {
        let part = family.tie_of(at).is_some();
        let head = records.get(family.root(at)).map(|head| head.key);
        let Some(record) = records.get_mut(at).filter(|record| record.is_mine()) else {
            continue;
        };
        record.part_of = head.filter(|_| part);
        record.disposition = match part {
            true => Disposition::Part,
            false => Disposition::Entry,
        };
    }
}

/// The place of each record's entry; both are sorted by key.
fn slots(records: &[Record], entries: &[Entry]) -> Vec<Option<usize>> {
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
fn identified(
    records: &[Record],
    entries: &[Entry],
    slots: &[Option<usize>],
) -> Vec<(String, usize)> {
    let mut named = Vec::new();
    let asks = |record: &Record| record.links.iter().any(|l| l.target.contains(CONDITION));
    if !records.iter().any(asks) {
        return named;
    }
    for (at, (record, slot)) in records.iter().zip(slots).enumerate() {
        let own = slot.and_then(|slot| entries.get(slot));
        let own = own.map_or(&[][..], |entry| &entry.identifiers);
        let support = record.support.as_ref();
        let support = support.map_or(&[][..], |support| &support.identifiers);
        for identifiers in [own, support] {
            for identifier in identifiers {
                named.push((reference::condition(identifier), at));
            }
        }
    }
    named
}

/// What was found for entries, and what they were before.
pub(crate) struct Given {
    undone: Undone,
    found: Vec<(usize, Found)>,
}

impl Given {
    /// Gives what was found since.
    fn give(&mut self, view: &View<'_>, entries: &mut [Entry]) {
        for (at, found) in core::mem::take(&mut self.found) {
            if let Some((undo, entry)) = self.open(view, entries, at) {
                undo.give(found, entry);
            }
        }
    }

    /// The entry of the record at `at`, and what notes how it was.
    pub(crate) fn open<'e>(
        &'e mut self,
        view: &View<'_>,
        entries: &'e mut [Entry],
        at: usize,
    ) -> Option<(&'e mut Undo, &'e mut Entry)> {
        let slot = (*view.slots.get(at)?)?;
        let entry = entries.get_mut(slot)?;
        let undo = self.undone.get_mut(slot)?;
        let undo = undo.get_or_insert_with(|| Box::new(Undo::of(entry)));
        Some((undo, entry))
    }

    /// Finds what a link adds to the entry of the record at `at`.
    fn follow(&mut self, view: &View<'_>, at: usize, link: &Link, entries: &mut [Entry]) {
        let Some(other) = view.find(at, &link.target) else {
            return;
        };
        let basis = match link.adds {
            Adds::Key(place) => {
                let slot = view.slots.get(at).copied().flatten();
                let entry = slot.and_then(|slot| entries.get_mut(slot));
                if let Some(reference) = entry.and_then(|e| e.references.get_mut(place)) {
                    reference.key = view.records.get(other).map(|record| record.key);
                }
                return;
            }
            Adds::Title => {
                if let Some(support) = view.support(other)
                    && let Some((undo, entry)) = self.open(view, entries, at)
                {
                    undo.name(support, entry);
                }
                return;
            }
            Adds::Fact(field) => return view.names(at, field, other, &mut self.found),
            Adds::EncounterTime => Basis::FromEncounter,
            Adds::RequestTime => Basis::FromRequest,
            Adds::Lends | Adds::Plan | Adds::IssueOf | Adds::Finding | Adds::Says => return,
        };
        // Times are given when all are found: none is lent on.
        if let Some(start) = view.entry(entries, other).and_then(|e| e.when.start) {
            self.found.push((at, Found::Time(start, basis)));
        }
    }
}

impl<'r> View<'r> {
    fn name_all(&mut self, named: &'r [(String, usize)]) {
        for (at, record) in self.records.iter().enumerate() {
            for name in record.names() {
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
    fn links_of(&self, at: usize) -> &'r [Link] {
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

    fn support(&self, at: usize) -> Option<&'r Support> {
        self.records.get(at)?.support.as_deref()
    }

    /// The name of what is referred to; a role gives the names of its person
    /// and its organisation.
    fn names(&self, at: usize, field: Field, other: usize, out: &mut Vec<(usize, Found)>) {
        let Some(support) = self.support(other) else {
            return;
        };
        let named = |target: &Option<String>| {
            let role = self.support(self.find(other, target.as_deref()?)?)?;
            Some(role.words.clone())
        };
        let words = match support.words.as_str() {
            "" => named(&support.person).unwrap_or_default(),
            words => words.to_owned(),
        };
        out.push((at, Found::Fact(Fact::new(field, words))));
        if let Some(organisation) = named(&support.organisation) {
            let fact = Fact::new(Field::Organisation, organisation);
            out.push((at, Found::Fact(fact)));
        }
    }

    /// The time of the encounter in which a problem was found, where neither
    /// the problem nor its own encounter has one.
    fn lend(&self, entries: &[Entry], out: &mut Vec<(usize, Found)>) {
        self.links(Adds::Lends, &mut |at, target| {
            let (Some(encounter), Some(entry)) =
                (self.entry(entries, at), self.entry(entries, target))
            else {
                return;
            };
            if let Some(start) = encounter.when.start
                && entry.when.start.is_none()
            {
                out.push((target, Found::Time(start, Basis::FromEncounter)));
            }
        });
    }

    /// Who recorded what, and when, where the resource itself does not say.
    fn provenance(&self, family: &Family, entries: &[Entry], out: &mut Vec<(usize, Found)>) {
        self.links(Adds::Says, &mut |at, target| {
            let target = family.root(target);
            let slot = self.slots.get(at).copied().flatten();
            let said = slot.and_then(|slot| entries.get(slot));
            let (Some(said), Some(entry)) = (said, self.entry(entries, target)) else {
                return;
            };
            for fact in &said.facts {
                let silent = !entry.facts.iter().any(|own| own.field == fact.field);
                if silent && matches!(fact.field, Field::Author | Field::Organisation) {
                    out.push((target, Found::Fact(fact.clone())));
                }
            }
            if let Some(recorded) = said.recorded {
                out.push((target, Found::Recorded(recorded)));
                out.push((target, Found::Time(recorded, Basis::Recorded)));
            }
        });
    }
}
