//! What an entry is given by other resources, and how it is taken back.

use timeline_model::{
    Basis, Code, Entry, Fact, Fault, Field, Identifier, PartialDate, Reference, Role, Span, Status,
    StatusClass,
};

use crate::index::Support;

/// Something found for an entry.
pub(crate) enum Found {
    /// A time, where it has none.
    Time(PartialDate, Basis),
    /// When it was recorded, where that is not known.
    Recorded(PartialDate),
    Fact(Fact),
    Code(Code),
    Identifier(Identifier),
    Reference(Reference),
    Fault(Fault),
    /// It has a modifier that is not known here.
    Modified,
    /// The source deleted it.
    Deleted,
}

/// What an entry was before it was given anything.
#[derive(Debug)]
pub(crate) struct Undo {
    when: Span,
    recorded: Option<PartialDate>,
    status: Option<Status>,
    title: Option<String>,
    unknown_modifier: bool,
    codes: usize,
    identifiers: usize,
    references: usize,
    faults: usize,
    /// Where facts were put in, one after the other.
    facts: Vec<usize>,
}

impl Undo {
    pub(crate) fn of(entry: &Entry) -> Undo {
        Undo {
            when: entry.when,
            recorded: entry.recorded,
            status: None,
            title: None,
            unknown_modifier: entry.marks.unknown_modifier,
            codes: entry.codes.len(),
            identifiers: entry.identifiers.len(),
            references: entry.references.len(),
            faults: entry.faults.len(),
            facts: Vec::new(),
        }
    }

    /// Takes back all that the entry was given.
    pub(crate) fn take_back(self, entry: &mut Entry) {
        for at in self.facts.into_iter().rev() {
            if at < entry.facts.len() {
                entry.facts.remove(at);
            }
        }
        entry.codes.truncate(self.codes);
        entry.identifiers.truncate(self.identifiers);
        entry.references.truncate(self.references);
        entry.faults.truncate(self.faults);
        entry.when = self.when;
        entry.recorded = self.recorded;
        entry.marks.unknown_modifier = self.unknown_modifier;
        if let Some(title) = self.title {
            entry.title = title;
        }
        if let Some(status) = self.status {
            entry.status = status;
        }
    }

    /// Gives `found` to the entry that this is of.
    pub(crate) fn give(&mut self, found: Found, entry: &mut Entry) {
        match found {
            Found::Time(start, basis) => {
                // When it was so is better known than when it was written down.
                let better = matches!(basis, Basis::Happened | Basis::Onset)
                    && entry.when.basis == Basis::Recorded;
                // Of several encounters the first.
                let first = basis == Basis::FromEncounter
                    && entry.when.basis == basis
                    && Some(start) < entry.when.start;
                if entry.when.start.is_none() || better || first {
                    entry.when.start = Some(start);
                    entry.when.basis = basis;
                }
            }
            Found::Recorded(date) => entry.recorded = entry.recorded.or(Some(date)),
            Found::Fact(fact) => self.fact(fact, entry),
            Found::Code(code) => add(&mut entry.codes, code),
            Found::Identifier(identifier) => add(&mut entry.identifiers, identifier),
            Found::Reference(reference) => {
                let held = |own: &Reference| {
                    own.role == reference.role
                        && (own.key == reference.key || own.role == Role::Encounter)
                };
                if !entry.references.iter().any(held) {
                    entry.references.push(reference);
                }
            }
            Found::Fault(fault) => entry.faults.push(fault),
            Found::Modified => entry.marks.unknown_modifier = true,
            Found::Deleted => {
                let deleted = Status {
                    class: StatusClass::Inactive,
                    sent: "deleted".to_owned(),
                };
                let before = entry.status.sent.clone();
                self.fact(Fact::new(Field::Status, before), entry);
                let before = core::mem::replace(&mut entry.status, deleted);
                self.status.get_or_insert(before);
            }
        }
    }

    /// Gives the entry the words and codes of what it is of.
    pub(crate) fn name(&mut self, support: &Support, entry: &mut Entry) {
        if !support.words.is_empty() {
            let own = !entry.is_named_by_a_fact();
            let before = core::mem::replace(&mut entry.title, support.words.clone());
            if own {
                self.fact(Fact::new(Field::RecordedAs, before.clone()), entry);
            }
            self.title.get_or_insert(before);
        }
        for code in &support.codes {
            add(&mut entry.codes, code.clone());
        }
    }

    fn fact(&mut self, fact: Fact, entry: &mut Entry) {
        self.facts.extend(fact.insert_into(&mut entry.facts));
    }
}

fn add<T: PartialEq>(all: &mut Vec<T>, one: T) {
    if !all.contains(&one) {
        all.push(one);
    }
}
