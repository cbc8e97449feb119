//! Resources that are one thing to a reader: copies and versions of one
//! resource, a problem and its finding, a medicine with its plan and issues.

use core::cmp::Ordering;

use timeline_model::{Disposition, Entry, Intent, Kind, StatusClass};

use crate::{
    draft::Adds,
    join::{Entries, Found},
    names::own_name,
    resolve::open,
    view::View,
};

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
    pub(crate) fn of(view: &View<'_>, entries: &Entries) -> Family {
        let mut family = Family {
            of: vec![None; view.records.len()],
        };
        family.versions(view, entries);
        for adds in &[Adds::Finding, Adds::Plan, Adds::IssueOf] {
            view.links(*adds, &mut |at, target| {
                family.tie(view, entries, *adds, at, target);
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
    fn versions(&mut self, view: &View<'_>, entries: &Entries) {
        for at in view.concerned.iter().copied() {
            let Some(record) = view.records.get(at).filter(|r| r.inside.is_none()) else {
                continue;
            };
            if view.entry(entries, at).is_none() {
                continue;
            }
            let first = view.exact(own_name(record, view.text(at)));
            let first = first.map(|first| self.root(first));
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

    fn tie(&mut self, view: &View<'_>, entries: &Entries, adds: Adds, at: usize, target: usize) {
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

    /// Tells heads what their parts say.
    pub(crate) fn tell(&self, view: &View<'_>, entries: &mut Entries) {
        for at in view.concerned.iter().copied() {
            let Some((next, tie)) = self.tie_of(at) else {
                continue;
            };
            let plan = match tie {
                Tie::Copy | Tie::Gathers => continue,
                Tie::Issue => view.entry(entries, next).map(Entry::told),
                _ => None,
            };
            // The part is taken out while its head is changed.
            let Some(part) = view.take(entries, at) else {
                continue;
            };
            if let Some((undo, head)) = open(entries, self.root(at)) {
                match tie {
                    Tie::Same => undo.join(&part.entry, head),
                    Tie::Issue => undo.issue(&part.entry, head, &plan.unwrap_or_default()),
                    _ => undo.earlier(&part.entry, head),
                }
            }
            view.put(entries, at, part);
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

/// What was deleted, as far as no later version stands before that: a history
/// begins with the latest.
pub(crate) fn deletions(view: &View<'_>, family: &Family, out: &mut Vec<(usize, Found)>) {
    for at in view.concerned.iter().copied() {
        if let Some(record) = view.records.get(at)
            && record.nature == Disposition::Message
            && let Some(named) = view.exact(own_name(record, ""))
            && let root = family.root(named)
            && root > at
        {
            out.push((root, Found::Deleted));
        }
    }
}
