//! What the resources of one source say of each other, put together.

use timeline_model::{Basis, Entry, Fact, Field, Role};

use crate::{
    draft::{Adds, Link},
    family::{self, Family},
    gather,
    join::{Entries, Found, Undo},
    view::View,
};

/// Adds to each entry of the records concerned what other records say of it,
/// and decides which are part of which: gives the record that each of them is
/// part of. What is not found yet goes on waiting.
pub(crate) fn resolve(view: &View<'_>, entries: &mut Entries) -> Vec<Option<usize>> {
    let mut given = Given {
        concerned: view.concerned,
        found: Vec::new(),
    };
    for at in view.concerned.iter().copied() {
        for link in view.links_of(at) {
            given.follow(view, at, link, entries);
        }
    }
    given.give(entries);
    view.lend(entries, &mut given.found);
    given.give(entries);
    let mut family = Family::of(view, entries);
    family.tell(view, entries);
    family::deletions(view, &family, &mut given.found);
    given.give(entries);
    gather::gather(view, entries, &mut family, &mut given.found);
    view.provenance(&family, entries, &mut given.found);
    given.give(entries);
    let mut heads = Vec::with_capacity(view.concerned.len());
    for at in view.concerned.iter().copied() {
        heads.push(family.tie_of(at).map(|_| family.root(at)));
    }
    heads
}

/// What was found for entries.
pub(crate) struct Given<'g> {
    concerned: &'g [usize],
    found: Vec<(usize, Found)>,
}

impl Given<'_> {
    /// Gives what was found since to those whom it concerns; the others have it.
    fn give(&mut self, entries: &mut Entries) {
        for (at, found) in core::mem::take(&mut self.found) {
            if self.concerned.binary_search(&at).is_ok()
                && let Some((undo, entry)) = open(entries, at)
            {
                undo.give(found, entry);
            }
        }
    }

    /// Finds what a link adds to the entry of the record at `at`.
    fn follow(&mut self, view: &View<'_>, at: usize, link: &Link, entries: &mut Entries) {
        let Some(other) = view.find(at, &link.target) else {
            return;
        };
        let basis = match link.adds {
            Adds::Key(place) => {
                let told = entries.get_mut(at).and_then(Option::as_mut);
                if let Some(reference) = told.and_then(|told| told.entry.references.get_mut(place))
                {
                    reference.key = view.records.get(other).map(|record| record.key);
                }
                return;
            }
            Adds::Title => {
                if let Some(support) = view.support(other)
                    && let Some((undo, entry)) = open(entries, at)
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
        if let Some(start) = view.own_start(entries, other) {
            self.found.push((at, Found::Time(start, basis)));
        }
    }
}

/// The entry of the record at `at`, to be given something, and what notes how
/// it was.
pub(crate) fn open(entries: &mut Entries, at: usize) -> Option<(&mut Undo, &mut Entry)> {
    Some(entries.get_mut(at)?.as_mut()?.open())
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
    fn lend(&self, entries: &Entries, out: &mut Vec<(usize, Found)>) {
        self.links(Adds::Lends, &mut |at, target| {
            let Some(entry) = self.entry(entries, target) else {
                return;
            };
            if let Some(start) = self.own_start(entries, at)
                && entry.when.start.is_none()
            {
                out.push((target, Found::Time(start, Basis::FromEncounter)));
            }
        });
    }

    /// Who recorded what, and when, where the resource itself does not say.
    fn provenance(&self, family: &Family, entries: &Entries, out: &mut Vec<(usize, Found)>) {
        self.links(Adds::Says, &mut |at, target| {
            let target = family.root(target);
            let said = entries.get(at).and_then(Option::as_ref);
            let said = said.map(|told| &told.entry);
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
