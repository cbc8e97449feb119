//! What an entry is given by other resources, and how it is taken back.

use timeline_model::{
    Basis, Entry, Fact, Field, PartialDate, Reference, Role, Span, Status, StatusClass,
};

use crate::{index::Support, words::type_words};

/// Something found for an entry.
pub(crate) enum Found {
    /// A time, where it has none.
    Time(PartialDate, Basis),
    /// When it was recorded, where that is not known.
    Recorded(PartialDate),
    Fact(Fact),
    Reference(Reference),
    /// The source deleted it.
    Deleted,
}

/// The entries of all records, each at the place of its record.
pub(crate) type Entries = [Option<Box<Told>>];

/// An entry and what it was given.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) entry: Entry,
    undo: Option<Undo>,
    /// A hash of all that it says; 0 where that is not known.
    stamp: u64,
}

impl Told {
    pub(crate) fn new(entry: Entry) -> Told {
        Told {
            entry,
            undo: None,
            stamp: 0,
        }
    }

    /// The entry, to be given something, and what notes how it was.
    pub(crate) fn open(&mut self) -> (&mut Undo, &mut Entry) {
        self.stamp = 0;
        let undo = self.undo.get_or_insert_with(|| Undo::of(&self.entry));
        (undo, &mut self.entry)
    }

    /// A hash of all that it says.
    pub(crate) fn stamp(&mut self) -> u64 {
        if self.stamp == 0 {
            self.stamp = self.entry.stamp();
        }
        self.stamp
    }

    /// When it was so by its own word, whatever it was given.
    pub(crate) fn own_start(&self) -> Option<PartialDate> {
        let undo = self.undo.as_ref();
        undo.map_or(self.entry.when, |undo| undo.when).start
    }

    /// Takes back all that the entry was given by other records.
    pub(crate) fn take_back(&mut self) {
        self.stamp = 0;
        if let Some(mut undo) = self.undo.take() {
            undo.take_back(&mut self.entry);
        }
        for reference in &mut self.entry.references {
            reference.key = None;
        }
    }
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
    fn of(entry: &Entry) -> Undo {
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

    fn take_back(&mut self, entry: &mut Entry) {
        while let Some(at) = self.facts.pop() {
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
        if let Some(title) = self.title.take() {
            entry.title = title;
        }
        if let Some(status) = self.status.take() {
            entry.status = status;
        }
    }

    /// Gives `found` to the entry that this is of.
    pub(crate) fn give(&mut self, found: Found, entry: &mut Entry) {
        match found {
            Found::Time(start, basis) => time(start, basis, entry),
            Found::Recorded(date) => entry.recorded = entry.recorded.or(Some(date)),
            Found::Fact(fact) => self.fact(fact, entry),
            Found::Reference(one) => reference(one, entry),
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
            add(&mut entry.codes, code);
        }
    }

    /// Gives all that another resource about the same says.
    pub(crate) fn join(&mut self, part: &Entry, head: &mut Entry) {
        // Two statuses or dates are told apart by what kind of resource says so.
        let whose = type_words(&part.resource);
        let known = head.told();
        let dates = [
            (Field::When, part.when.start, head.when.start),
            (Field::Recorded, part.recorded, head.recorded),
        ];
        for mut fact in part.told() {
            // That a plan was one is not so of the medicine.
            if fact.field == Field::Intent {
                continue;
            }
            if fact.field == Field::Status && !known.contains(&fact) {
                fact.text = [&whose, ": ", &fact.text].concat();
            }
            self.fact(fact, head);
        }
        for (field, date, own) in dates {
            if date.is_some() && own.is_some() && date != own {
                let mut fact = Fact::new(field, whose.clone());
                fact.when = date;
                self.fact(fact, head);
            }
        }
        for code in &part.codes {
            add(&mut head.codes, code);
        }
        for identifier in &part.identifiers {
            add(&mut head.identifiers, identifier);
        }
        for one in &part.references {
            if one.key != Some(head.key) {
                reference(one.clone(), head);
            }
        }
        for fault in &part.faults {
            add(&mut head.faults, fault);
        }
        head.marks.unknown_modifier |= part.marks.unknown_modifier;
        if let Some(start) = part.when.start {
            time(start, part.when.basis, head);
        }
        head.recorded = head.recorded.or(part.recorded);
    }

    /// Gives what an earlier version said otherwise, with the time of that
    /// version; nothing of one that was covered.
    pub(crate) fn earlier(&mut self, part: &Entry, head: &mut Entry) {
        let known = head.told();
        for mut fact in part.told() {
            let said = fact.field == Field::Identifier || known.contains(&fact);
            if !said && part.marks.covered.is_none() {
                fact.when = fact.when.or(part.updated);
                self.fact(fact, head);
            }
        }
    }

    /// Gives one issue of a medicine: when, how much, and what is not as the
    /// plan or the medicine says.
    pub(crate) fn issue(&mut self, part: &Entry, head: &mut Entry, plan: &[Fact]) {
        let mut text = String::new();
        let known = head.told();
        for fact in part.told() {
            let told = match fact.field {
                Field::Identifier | Field::Intent => true,
                Field::Supply => false,
                _ => known.contains(&fact) || plan.contains(&fact),
            };
            if !told && !fact.text.is_empty() {
                if !text.is_empty() {
                    text.push_str("; ");
                }
                text.push_str(&fact.text);
            }
        }
        let mut issue = Fact::new(Field::Issue, text);
        issue.when = part.when.start;
        self.fact(issue, head);
    }

    fn fact(&mut self, fact: Fact, entry: &mut Entry) {
        self.facts.extend(fact.insert_into(&mut entry.facts));
    }
}

/// Places an entry in time, where nothing better is known.
fn time(start: PartialDate, basis: Basis, entry: &mut Entry) {
    // When it was so is better known than when it was written down.
    let better =
        matches!(basis, Basis::Happened | Basis::Onset) && entry.when.basis == Basis::Recorded;
    // Of several encounters the first.
    let first = basis == Basis::FromEncounter
        && entry.when.basis == basis
        && Some(start) < entry.when.start;
    if entry.when.start.is_none() || better || first {
        entry.when.start = Some(start);
        entry.when.basis = basis;
    }
}

/// Points an entry to another record, unless it does; it has one encounter.
fn reference(one: Reference, entry: &mut Entry) {
    let held = |own: &Reference| {
        let same = own.key == one.key && (own.key.is_some() || own.target == one.target);
        own.role == one.role && (same || own.role == Role::Encounter)
    };
    if !entry.references.iter().any(held) {
        entry.references.push(one);
    }
}

fn add<T: Clone + PartialEq>(all: &mut Vec<T>, one: &T) {
    if !all.contains(one) {
        all.push(one.clone());
    }
}
