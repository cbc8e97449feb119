//! What the resources of one source say of each other, put together.

use timeline_model::{Basis, Disposition, Entry, Fact, Field, KindSet, Role};

use crate::{
    draft::{Adds, Link},
    family::{self, Family},
    gather,
    index::Index,
    join::{Found, Undo},
    reader::Text,
    record::{Record, by_key},
    view::{View, identified, slots},
};

/// What entries were before they were given anything, each at the place of its
/// entry.
pub(crate) type Undone = Vec<Option<Box<Undo>>>;

/// Adds to each of `entries` what other records say of it, and decides which
/// are part of which. What is not found yet goes on waiting. Gives how to take
/// it all back.
pub(crate) fn resolve(
    records: &mut [Record],
    pages: &[Text],
    entries: &mut [Entry],
    shared: KindSet,
) -> Undone {
    let slots = slots(records, entries);
    let named = identified(records, entries, &slots);
    let mut view = View {
        records,
        index: Index::new(records.len() * 5 + named.len()),
        pages,
        whole: shared == KindSet::ALL,
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
    lead_to_heads(records, entries);
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

/// Leads references to what became part of an entry to that entry.
fn lead_to_heads(records: &[Record], entries: &mut [Entry]) {
    for entry in entries {
        for reference in &mut entry.references {
            let other = reference.key.and_then(|key| by_key(records, key));
            if let Some(head) = other.and_then(|(_, record)| record.part_of) {
                reference.key = Some(head);
            }
        }
    }
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

impl View<'_> {
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
            for from in &said.references {
                if from.role == Role::Derived {
                    out.push((target, Found::Reference(from.clone())));
                }
            }
            if let Some(recorded) = said.recorded {
                out.push((target, Found::Recorded(recorded)));
                out.push((target, Found::Time(recorded, Basis::Recorded)));
            }
        });
    }
}
