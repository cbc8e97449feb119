//! What the resources of one source say of each other, put together.

use core::cmp::Ordering;

use timeline_model::{Basis, Disposition, Entry, Fact, Field, RecordKey};

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

/// Adds to each of `entries` what other records say of it, and decides which
/// are part of which. What is not found yet goes on waiting. Gives how to take
/// it all back.
pub(crate) fn resolve(records: &mut [Record], pages: &[Text], entries: &mut [Entry]) -> Vec<Undo> {
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
        undone: entries.iter().map(|_| None).collect(),
        found: Vec::new(),
    };
    for at in 0..view.records.len() {
        for link in view.links_of(at) {
            view.follow(at, link, entries, &mut given.found);
        }
    }
    given.give(&view, entries);
    let mut family = Family::of(&view, entries);
    family.give(&view, entries, &mut given.found);
    family::deletions(&view, &family, &mut given.found);
    given.give(&view, entries);
    gather::gather(&view, entries, &mut family, &mut given.found);
    view.provenance(&family, entries, &mut given.found);
    given.give(&view, entries);
    let settled: Vec<_> = (0..view.records.len())
        .map(|at| view.settled(&family, at))
        .collect();
    for (record, (disposition, head)) in records.iter_mut().zip(settled) {
        record.disposition = disposition;
        record.part_of = head;
    }
    given
        .undone
        .into_iter()
        .flatten()
        .map(|undo| *undo)
        .collect()
}

/// The place of each record's entry; both are sorted by key.
fn slots(records: &[Record], entries: &[Entry]) -> Vec<Option<usize>> {
    let mut next = entries.iter().enumerate().peekable();
    let own = |record: &Record| {
        let (slot, _) = next.next_if(|(_, entry)| entry.key == record.key)?;
        Some(slot)
    };
    records.iter().map(own).collect()
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
        let entry = slot.and_then(|slot| entries.get(slot));
        let support = record.support.iter().flat_map(|s| &s.identifiers);
        for identifier in entry.iter().flat_map(|e| &e.identifiers).chain(support) {
            named.push((reference::condition(identifier), at));
        }
    }
    named
}

/// What was found for entries, and what they were before.
struct Given {
    undone: Vec<Option<Box<Undo>>>,
    found: Vec<(usize, Found)>,
}

impl Given {
    fn give(&mut self, view: &View<'_>, entries: &mut [Entry]) {
        for (at, found) in self.found.drain(..) {
            if let Some(slot) = view.slots.get(at).copied().flatten()
                && let (Some(entry), Some(undo)) =
                    (entries.get_mut(slot), self.undone.get_mut(slot))
            {
                undo.get_or_insert_with(|| Box::new(Undo::of(entry)))
                    .give(found, entry);
            }
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
                let text = self.original(at);
                self.index.add(text, at);
            }
        }
        for (name, at) in named {
            self.index.add(name, *at);
        }
    }

    /// The record's text as sent.
    pub(crate) fn original(&self, at: usize) -> &'r str {
        let record = self.records.get(at);
        record
            .and_then(|record| original(self.pages, record))
            .unwrap_or_default()
    }

    /// The entry of a record that is about the subject.
    pub(crate) fn entry<'e>(&self, entries: &'e [Entry], at: usize) -> Option<&'e Entry> {
        let record = self.records.get(at)?;
        let mine = matches!(record.disposition, Disposition::Entry | Disposition::Part);
        entries.get((*self.slots.get(at)?)?).filter(|_| mine)
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

    /// The links of one kind, each from the record at which place to which.
    pub(crate) fn links(&self, adds: Adds) -> impl Iterator<Item = (usize, usize)> {
        (0..self.records.len()).flat_map(move |at| {
            let links = self.links_of(at).iter().filter(move |l| l.adds == adds);
            links.filter_map(move |link| Some((at, self.find(at, &link.target)?)))
        })
    }

    /// Which of two versions of a resource is the newer, where that is said.
    pub(crate) fn newer(&self, entries: &[Entry], a: usize, b: usize) -> Option<Ordering> {
        let (one, other) = (self.records.get(a)?, self.records.get(b)?);
        let address = |url: &str| url.contains("://");
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

    /// Finds what a link adds to the entry of the record at `at`.
    fn follow(&self, at: usize, link: &Link, entries: &[Entry], out: &mut Vec<(usize, Found)>) {
        let Some(other) = self.find(at, &link.target) else {
            return;
        };
        let (from, to, basis) = match link.adds {
            Adds::Key(place) => {
                let key = self.records.get(other).map(|record| record.key);
                out.extend(key.map(|key| (at, Found::Key(place, key))));
                return;
            }
            Adds::Title => {
                let support = self.support(other).cloned();
                out.extend(support.map(|support| (at, Found::Title(support))));
                return;
            }
            Adds::Fact(field) => return self.names(at, field, other, out),
            Adds::EncounterTime => (other, at, Basis::FromEncounter),
            Adds::Lends => (at, other, Basis::FromEncounter),
            Adds::RequestTime => (other, at, Basis::FromRequest),
            Adds::Plan | Adds::IssueOf | Adds::Finding | Adds::Says => return,
        };
        if let Some(when) = self.entry(entries, from).map(|entry| entry.when)
            && let Some(start) = when.start
        {
            out.push((to, Found::Time(start, basis)));
        }
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

    /// Who recorded what, and when, where the resource itself does not say.
    fn provenance(&self, family: &Family, entries: &[Entry], out: &mut Vec<(usize, Found)>) {
        for (at, target) in self.links(Adds::Says) {
            let target = family.root(target);
            let slot = self.slots.get(at).copied().flatten();
            let said = slot.and_then(|slot| entries.get(slot));
            let (Some(said), Some(entry)) = (said, self.entry(entries, target)) else {
                continue;
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
        }
    }

    /// What became of a record, and the entry that it is part of.
    fn settled(&self, family: &Family, at: usize) -> (Disposition, Option<RecordKey>) {
        let Some(record) = self.records.get(at) else {
            return (Disposition::Problem, None);
        };
        let mine = matches!(record.disposition, Disposition::Entry | Disposition::Part);
        match family.tie_of(at) {
            Some(_) if mine => {
                let head = self.records.get(family.root(at)).map(|head| head.key);
                (Disposition::Part, head)
            }
            None if mine => (Disposition::Entry, None),
            _ => (record.disposition, None),
        }
    }
}
