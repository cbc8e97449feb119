//! Which records a change concerns: what is new, what names others than before,
//! and all that hangs together with it.

use core::mem::take;

use timeline_model::Disposition;

use crate::{
    draft::Adds,
    kept::{Text, Tie, position},
    names::{Names, own_name},
    record::{Record, pack},
    view::View,
};

/// Whether a record is to be put together anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Concern {
    /// It is as it was.
    #[default]
    None,
    /// It says again what it says of others, and is itself as it was.
    Says,
    /// It is.
    Whole,
}

/// Marks whatever waits for one of these names.
pub(crate) fn wake(
    changed: &mut Vec<u64>,
    records: &[Box<Record>],
    pages: &[Text],
    concerns: &mut [Concern],
) {
    while !changed.is_empty() {
        let mut names = Names::default();
        for name in take(changed) {
            names.add(name, 1);
        }
        for page in pages {
            for (name, place) in &page.waits {
                let at = page.first + *place as usize;
                if names.exact(*name).is_some()
                    && let Some(concern) = concerns.get_mut(at)
                    && *concern != Concern::Whole
                    && let Some(record) = records.get(at)
                {
                    *concern = Concern::Whole;
                    // Who refers to a role is given the names of its person.
                    if record.support.is_some() {
                        changed.extend(&record.named);
                    }
                }
            }
        }
    }
}

/// Finds anew what hangs together with those that are concerned as a whole.
pub(crate) fn bind(view: &View<'_>, concerns: &[Concern]) -> Vec<Vec<Tie>> {
    let mut all = Vec::with_capacity(view.pages.len());
    for page in view.pages {
        let mut bound = Vec::new();
        for tie in &page.bound {
            if concerns.get(page.first + tie.place as usize) != Some(&Concern::Whole) {
                bound.push(*tie);
            }
        }
        for place in 0..page.records {
            let at = page.first + place;
            if concerns.get(at) == Some(&Concern::Whole) {
                bind_one(view, at, &mut bound);
            }
        }
        all.push(bound);
    }
    all
}

/// Notes with what one record hangs together.
fn bind_one(view: &View<'_>, at: usize, bound: &mut Vec<Tie>) {
    let Some(record) = view.records.get(at) else {
        return;
    };
    let speaks = record.nature == Disposition::Supporting;
    let mut bind = |says: bool, other: Option<usize>| {
        let other = other.filter(|other| *other != at);
        if let Some(other) = other.and_then(|other| view.records.get(other))
            && other.nature != Disposition::Supporting
        {
            bound.push(Tie {
                place: record.key.place,
                says: says || speaks,
                other: pack(other.key),
            });
        }
    };
    let gathers = !record.gathers.is_empty() || record.nature == Disposition::Part;
    for link in view.links_of(at) {
        let binds = matches!(
            link.adds,
            Adds::Lends | Adds::Plan | Adds::IssueOf | Adds::Finding | Adds::Says
        );
        // What stands inside a resource goes with it.
        if gathers || binds || link.target.starts_with('#') {
            bind(link.adds == Adds::Lends, view.find(at, &link.target));
        }
    }
    for item in &record.gathers {
        bind(false, view.find(at, &item.target));
    }
    let text = match record.alias.is_empty() {
        true => view.text(at),
        false => "",
    };
    bind(false, view.exact(own_name(record, text)));
}

/// Marks all that hangs together with those that are concerned.
pub(crate) fn spread(pages: &[Text], concerns: &mut [Concern]) {
    let mut ties = Vec::new();
    for page in pages {
        for tie in &page.bound {
            if let Some(other) = position(pages, tie.other) {
                ties.push((page.first + tie.place as usize, other, tie.says));
            }
        }
    }
    let mut more = true;
    while take(&mut more) {
        for (one, other, says) in &ties {
            let of = |at: &usize| concerns.get(*at).copied().unwrap_or_default();
            let (from, to) = (of(one), of(other));
            let (at, concern) = if from == Concern::Whole && to != Concern::Whole {
                (other, Concern::Whole)
            } else if to == Concern::Whole && from == Concern::None && *says {
                // What is said of much is not new for all of that.
                (one, Concern::Says)
            } else if to == Concern::Whole && from != Concern::Whole && !says {
                (one, Concern::Whole)
            } else {
                continue;
            };
            if let Some(own) = concerns.get_mut(*at) {
                *own = concern;
                more = true;
            }
        }
    }
}
