//! Lists, sections and messages: what they gather gets their headings, and an
//! encounter what its consultation holds.

use timeline_model::{Basis, Disposition, Entry, Fact, Field, Kind, Reference, Role};

use crate::{
    family::{Family, Tie},
    join::{Entries, Found},
    kept::position,
    record::{Gathered, Record, pack},
    view::View,
};

/// How deep lists may stand inside lists.
const NESTING: u8 = 16;

/// How many bytes a value may have to be shown in a line.
const SHORT: usize = 200;

/// Gives each thing that is gathered the headings under which it stands, and
/// makes the lists that do no more than that part of what they gather.
pub(crate) fn gather(
    view: &View<'_>,
    entries: &Entries,
    family: &mut Family,
    out: &mut Vec<(usize, Found)>,
) {
    let mut held = vec![false; view.records.len()];
    for at in view.concerned.iter().copied() {
        let gathers = view.records.get(at).map_or(&[][..], |r| &r.gathers);
        for item in gathers {
            let inner = view.find(at, &item.target).filter(|inner| *inner != at);
            if let Some(inner) = inner.and_then(|inner| held.get_mut(inner)) {
                *inner = true;
            }
        }
    }
    for at in view.concerned.iter().copied() {
        if held.get(at) == Some(&false) && !family.is_stale(at) {
            let encounter = encounter(view, entries, at);
            let head = encounter.unwrap_or(at);
            let list = view.entry(entries, at).filter(|e| e.resource == "List");
            let of_one = |list: &Entry| list.references.iter().any(|r| r.role == Role::Encounter);
            let mut walk = Walk {
                view,
                entries,
                family,
                head,
                encounter: encounter.and_then(|at| view.entry(entries, at)),
                contact: list.is_some_and(of_one),
                out,
            };
            walk.list(at, "", 0);
        }
    }
}

/// The encounter that a list is of.
fn encounter(view: &View<'_>, entries: &Entries, at: usize) -> Option<usize> {
    let list = view.entry(entries, at).filter(|e| e.resource == "List")?;
    let of = list.references.iter().find(|r| r.role == Role::Encounter)?;
    let key = of.key?;
    let head = position(view.pages, pack(key))?;
    let kind = view.entry(entries, head)?.kind;
    (kind == Kind::Encounter).then_some(head)
}

/// The way through what one list gathers.
struct Walk<'w, 'r> {
    view: &'w View<'r>,
    entries: &'w Entries,
    family: &'w mut Family,
    /// The encounter, or the list itself.
    head: usize,
    encounter: Option<&'w Entry>,
    /// It is of an encounter, found or not: what that held is told at the head.
    contact: bool,
    out: &'w mut Vec<(usize, Found)>,
}

impl Walk<'_, '_> {
    fn list(&mut self, at: usize, path: &str, depth: u8) {
        let Some(list) = self.view.records.get(at).filter(|r| is_mine(r)) else {
            return;
        };
        // What is covered lends its words to nothing.
        if is_covered(self.view.entry(self.entries, at)) || is_covered(self.encounter) {
            return;
        }
        let mut whole = true;
        let mut first = None;
        let mut listed: Vec<usize> = Vec::new();
        for item in &list.gathers {
            let heading = joined(path, &item.heading);
            match self.view.find(at, &item.target) {
                // What is not found may be not shared.
                None if !self.view.whole => whole = false,
                None => {
                    whole = false;
                    let words = match item.words.as_str() {
                        "" => &item.target,
                        words => words,
                    };
                    self.member(&heading, words);
                }
                Some(inner) if self.is_list(inner) && depth < NESTING => {
                    self.list(inner, &heading, depth + 1);
                    first = first.or(Some(inner));
                }
                Some(other) => {
                    let root = self.family.root(other);
                    first = first.or(self.view.entry(self.entries, root).map(|_| root));
                    // A medicine's plan and issue are listed as the one thing.
                    if !listed.contains(&root) {
                        listed.push(root);
                        self.item(root, &heading, item);
                    }
                }
            }
        }
        // What an encounter's list does not find, the encounter itself says.
        let head = match self.head == at {
            true => first.filter(|_| whole && !self.contact),
            false => Some(self.head),
        };
        if let Some(head) = head
            && list.nature == Disposition::Part
        {
            self.family.join(at, head, Tie::Gathers);
        }
    }

    fn is_list(&self, at: usize) -> bool {
        let entry = self.view.entry(self.entries, at);
        let gathers = self
            .view
            .records
            .get(at)
            .is_some_and(|r| !r.gathers.is_empty());
        gathers && entry.is_some_and(|entry| entry.resource == "List")
    }

    fn item(&mut self, at: usize, heading: &str, item: &Gathered) {
        let entries = self.entries;
        let Some(entry) = self.view.entry(entries, at) else {
            let record = self.view.records.get(at).filter(|record| is_mine(record));
            let name = record.and_then(|record| record.support.as_ref());
            if let Some(name) = name {
                self.member(heading, &name.words);
            }
            return;
        };
        // The headings of a plain list say more of the list than of the item.
        if self.head != at && (self.contact || !heading.is_empty()) {
            let words = match &entry.marks.covered {
                Some(cover) => cover.clone(),
                None => summary(entry, &item.words),
            };
            self.member(heading, &words);
        }
        let fact = Fact::new(Field::Heading, heading.to_owned());
        self.out.push((at, Found::Fact(fact)));
        if let Some(encounter) = self.encounter {
            let reference = Reference {
                role: Role::Encounter,
                target: encounter.alias.clone(),
                key: Some(encounter.key),
            };
            self.out.push((at, Found::Reference(reference)));
            if let Some(start) = encounter.when.start
                && entry.when.start.is_none()
            {
                self.out
                    .push((at, Found::Time(start, Basis::FromEncounter)));
            }
        }
    }

    fn member(&mut self, heading: &str, words: &str) {
        let fact = Fact::new(Field::Member, joined_by(heading, ": ", words));
        self.out.push((self.head, Found::Fact(fact)));
    }
}

fn is_covered(entry: Option<&Entry>) -> bool {
    entry.is_some_and(|entry| entry.marks.covered.is_some())
}

/// What an entry is in a line: its title, what was found where that is short,
/// and what is said of it.
fn summary(entry: &Entry, said: &str) -> String {
    let mut told = entry.told().into_iter();
    let value = told.find(|fact| fact.field == Field::Value);
    let short = value.filter(|value| value.text.len() <= SHORT);
    let whole = joined_by(&entry.title, ": ", &short.map_or(String::new(), |s| s.text));
    match said == entry.title {
        true => whole,
        false => joined_by(&whole, ", ", said),
    }
}

fn is_mine(record: &Record) -> bool {
    record.disposition != Disposition::SomebodyElse
}

/// A heading under another.
fn joined(path: &str, heading: &str) -> String {
    joined_by(path, " / ", heading)
}

fn joined_by(one: &str, by: &str, other: &str) -> String {
    match (one, other) {
        (_, "") => one.to_owned(),
        ("", _) => other.to_owned(),
        _ => [one, by, other].concat(),
    }
}
