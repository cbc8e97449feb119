//! Resources that are one thing to a reader: copies and versions of one
//! resource, a problem and its finding, a medicine with its plan and issues.

use core::cmp::Ordering;

use timeline_model::{Disposition, Entry, Fact, Field, Intent, Kind, StatusClass};

use crate::{draft::Adds, join::Found, resolve::View, words::type_words};

/// How a resource is part of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tie {
    /// The same, byte for byte.
    Copy,
    /// An earlier version.
    Earlier,
    /// Another resource about the same, whose facts are the head's too.
    Same,
    /// One issue of a medicine.
    Issue,
    /// It only gathers what it is part of.
    Gathers,
}

/// Which record is part of which other.
pub(crate) struct Family {
    of: Vec<Option<(usize, Tie)>>,
}

impl Family {
    /// Puts the records of `view` together.
    pub(crate) fn of(view: &View<'_>, entries: &[Entry]) -> Family {
        let mut family = Family {
            of: vec![None; view.records.len()],
        };
        family.versions(view, entries);
        for adds in [Adds::Finding, Adds::Plan, Adds::IssueOf] {
            view.links(adds, &mut |at, target| {
                family.tie(view, entries, adds, at, target);
            });
        }
        family
    }

    /// The head that this record is at last part of; itself where it is none.
    pub(crate) fn root(&self, mut at: usize) -> usize {
        while let Some((head, _)) = self.tie_of(at) {
            at = head;
        }
        at
    }

    /// The record that this one is next part of, and how.
    pub(crate) fn tie_of(&self, at: usize) -> Option<(usize, Tie)> {
        self.of.get(at).copied().flatten()
    }

    /// Whether it says nothing that another does not say better.
    pub(crate) fn is_stale(&self, at: usize) -> bool {
        matches!(self.tie_of(at), Some((_, Tie::Copy | Tie::Earlier)))
    }

    /// Makes a record part of another, unless it is part of one already.
    pub(crate) fn join(&mut self, at: usize, head: usize, tie: Tie) {
        if self.root(head) != at
            && let Some(of @ None) = self.of.get_mut(at)
        {
            *of = Some((head, tie));
        }
    }

    /// Copies and versions of what has one name.
    fn versions(&mut self, view: &View<'_>, entries: &[Entry]) {
        for (at, record) in view.records.iter().enumerate() {
            if record.inside.is_some() || view.entry(entries, at).is_none() {
                continue;
            }
            let name = match record.alias.as_str() {
                "" => view.text(at),
                alias => alias,
            };
            let first = view.index.exact(name).map(|first| self.root(first));
            let Some(first) = first.filter(|first| *first != at) else {
                continue;
            };
            if view.original(at) == view.original(first) {
                self.join(at, first, Tie::Copy);
                continue;
            }
            match view.newer(entries, at, first) {
                Some(Ordering::Greater) => self.join(first, at, Tie::Earlier),
                Some(Ordering::Less) => self.join(at, first, Tie::Earlier),
                _ => {}
            }
        }
    }

    fn tie(&mut self, view: &View<'_>, entries: &[Entry], adds: Adds, at: usize, target: usize) {
        let (Some(own), Some(other)) = (view.entry(entries, at), view.entry(entries, target))
        else {
            return;
        };
        let plan = other.intent == Intent::Planned && other.resource.starts_with("Medication");
        match adds {
            Adds::Finding if other.resource == "Observation" && may_join(own, other) => {
                self.join(target, at, Tie::Same);
            }
            // An allergy stays among the allergies, whatever else it is.
            Adds::Finding if other.kind == Kind::Allergy && may_join(other, own) => {
                self.join(at, target, Tie::Same);
            }
            Adds::Plan if plan && may_join(own, other) => self.join(target, at, Tie::Same),
            Adds::IssueOf if plan && uncovered(own, other) => {
                self.join(at, target, Tie::Issue);
            }
            _ => {}
        }
    }

    /// What heads learn of their parts.
    pub(crate) fn give(&self, view: &View<'_>, entries: &[Entry], out: &mut Vec<(usize, Found)>) {
        for at in 0..view.records.len() {
            let Some((next, tie)) = self.tie_of(at) else {
                continue;
            };
            let root = self.root(at);
            let (Some(part), Some(head)) = (view.entry(entries, at), view.entry(entries, root))
            else {
                continue;
            };
            let mut give = |found| out.push((root, found));
            match tie {
                Tie::Same => same(part, head, &mut give),
                Tie::Earlier => earlier(part, head, &mut give),
                Tie::Issue => {
                    let plan = view.entry(entries, next).unwrap_or(head);
                    give(Found::Fact(issue(part, head, plan)));
                }
                Tie::Copy | Tie::Gathers => {}
            }
        }
    }
}

fn uncovered(a: &Entry, b: &Entry) -> bool {
    a.marks.covered.is_none() && b.marks.covered.is_none()
}

/// Whether nothing would be hidden if `part` were shown within `head`.
fn may_join(head: &Entry, part: &Entry) -> bool {
    let over = matches!(
        head.status.class,
        StatusClass::Completed | StatusClass::Stopped | StatusClass::Inactive
    );
    uncovered(head, part)
        && head.marks.entered_in_error == part.marks.entered_in_error
        && head.marks.negated == part.marks.negated
        && !(over && part.status.class == StatusClass::Active)
}

/// All that another resource about the same says.
fn same(part: &Entry, head: &Entry, give: &mut dyn FnMut(Found)) {
    // Two statuses or dates are told apart by what kind of resource says so.
    let whose = type_words(&part.resource);
    let known = head.told();
    for mut fact in part.told() {
        // That a plan was one is not so of the medicine.
        if fact.field == Field::Intent {
            continue;
        }
        if fact.field == Field::Status && !known.contains(&fact) {
            fact.text = [&whose, ": ", &fact.text].concat();
        }
        give(Found::Fact(fact));
    }
    for code in &part.codes {
        give(Found::Code(code.clone()));
    }
    for identifier in &part.identifiers {
        give(Found::Identifier(identifier.clone()));
    }
    for reference in &part.references {
        if reference.key != Some(head.key) {
            give(Found::Reference(reference.clone()));
        }
    }
    for fault in &part.faults {
        give(Found::Fault(fault.clone()));
    }
    if part.marks.unknown_modifier {
        give(Found::Modified);
    }
    let dates = [
        (Field::When, part.when.start, head.when.start),
        (Field::Recorded, part.recorded, head.recorded),
    ];
    for (field, date, own) in dates {
        if date.is_some() && own.is_some() && date != own {
            give(Found::Fact(Fact {
                when: date,
                ..Fact::new(field, whose.clone())
            }));
        }
    }
    if let Some(start) = part.when.start {
        give(Found::Time(start, part.when.basis));
    }
    if let Some(recorded) = part.recorded {
        give(Found::Recorded(recorded));
    }
}

/// What an earlier version said otherwise, with the time of that version;
/// nothing of one that was covered.
fn earlier(part: &Entry, head: &Entry, give: &mut dyn FnMut(Found)) {
    if part.marks.covered.is_some() {
        return;
    }
    let known = head.told();
    for fact in part.told() {
        if fact.field != Field::Identifier && !known.contains(&fact) {
            give(Found::Fact(Fact {
                when: fact.when.or(part.updated),
                ..fact
            }));
        }
    }
}

/// One issue: when, how much, and what is not as the plan says.
fn issue(part: &Entry, head: &Entry, plan: &Entry) -> Fact {
    let mut text = String::new();
    let known = [head.told(), plan.told()].concat();
    for fact in part.told() {
        let told = known.contains(&fact);
        let supplied = fact.field == Field::Supply;
        let other = !matches!(fact.field, Field::Identifier | Field::Intent);
        if other && (supplied || !told) && !fact.text.is_empty() {
            if !text.is_empty() {
                text.push_str("; ");
            }
            text.push_str(&fact.text);
        }
    }
    Fact {
        when: part.when.start,
        ..Fact::new(Field::Issue, text)
    }
}

/// What was deleted, as far as no later version stands before that: a history
/// begins with the latest.
pub(crate) fn deletions(view: &View<'_>, family: &Family, out: &mut Vec<(usize, Found)>) {
    for (at, record) in view.records.iter().enumerate() {
        if record.nature == Disposition::Message
            && let Some(named) = view.index.exact(&record.alias)
            && let root = family.root(named)
            && root > at
        {
            out.push((root, Found::Deleted));
        }
    }
}
