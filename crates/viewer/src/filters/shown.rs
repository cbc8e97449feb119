use std::{rc::Rc, sync::Arc};

use timeline_model::{Row, SourceStatus};

use super::{Counts, Only};
use crate::{View, gaps::is_complete};

/// The record as it is filtered: what list, lanes and overview show.
#[derive(Default)]
pub(crate) struct Shown {
    /// Newest first.
    pub(crate) rows: Vec<Arc<Row>>,
    /// Their places among all lines.
    pub(crate) places: Vec<u32>,
    /// The changes of what it was worked out from.
    pub(crate) changes: Changes,
}

/// The changes of what is shown, by which it is known again.
pub(crate) type Changes = (u32, u32);

/// The filtered record, noticing changes.
pub(crate) fn shown(view: View) -> Rc<Shown> {
    track(view);
    shown_untracked(view)
}

/// Notices changes of what is shown.
pub(crate) fn track(view: View) {
    let state = view.state();
    state.lines.track();
    state.filter.track();
    state.hits.track();
    if state
        .filter
        .with_untracked(|filter| filter.has(Only::Elsewhere))
    {
        state.sources.track();
    }
}

/// The changes of what is shown so far.
pub(crate) fn changes(view: View) -> Changes {
    let state = view.state();
    let (lines, filter, hits) = (&state.lines, &state.filter, &state.hits);
    let elsewhere = filter.with_untracked(|filter| filter.has(Only::Elsewhere));
    // Each only counts up: their sum is another one after any change.
    let own = lines.changes() + filter.changes() + hits.changes();
    (
        own,
        if elsewhere {
            state.sources.changes()
        } else {
            0
        },
    )
}

/// The filtered record, worked out once for all who show it.
#[inline(never)]
pub(crate) fn shown_untracked(view: View) -> Rc<Shown> {
    let state = view.state();
    let changes = changes(view);
    if state.shown.borrow().changes != changes {
        let mut shown = Shown {
            changes,
            ..Shown::default()
        };
        let own = state.sources.with_untracked(|sources| own(sources));
        let own = own.ok();
        let filter = state.filter.get_untracked();
        state.lines.with_untracked(|lines| {
            state.hits.with_untracked(|hits| {
                for (place, line) in (0..).zip(lines) {
                    let row = &line.row;
                    let found = |hits: &Vec<_>| hits.binary_search(&row.id).is_ok();
                    if filter.lets(row, own.as_deref()) && hits.as_ref().is_none_or(found) {
                        shown.places.push(place);
                        shown.rows.push(Arc::clone(row));
                    }
                }
            });
        });
        state.shown.replace(Rc::new(shown));
    }
    let shown = state.shown.borrow();
    Rc::clone(&shown)
}

/// How many entries there are of what, counted once for every change.
pub(crate) fn counts(view: View) -> Rc<Counts> {
    let state = view.state();
    let changes = state.lines.track();
    let own = state.sources.with(|sources| places(sources));
    let mut kept = state.counts.borrow_mut();
    if kept.0 != changes || kept.1 != own {
        let mut counts = Counts::default();
        state.lines.with_untracked(|lines| {
            for line in lines {
                counts.add(&line.row, &own);
            }
        });
        *kept = (changes, own, Rc::new(counts));
    }
    Rc::clone(&kept.2)
}

/// The places of the sources that are the user's own system.
pub(crate) fn places(sources: &[SourceStatus]) -> Vec<u16> {
    let mut own = Vec::new();
    for (place, source) in (0..).zip(sources) {
        if source.own {
            own.push(place);
        }
    }
    own
}

/// The same, where each is complete.
///
/// # Errors
///
/// The place of the first that is not.
pub(crate) fn own(sources: &[SourceStatus]) -> Result<Vec<u16>, u16> {
    let own = places(sources);
    for place in &own {
        let source = sources.get(usize::from(*place));
        if !source.is_some_and(is_complete) {
            return Err(*place);
        }
    }
    Ok(own)
}

#[cfg(test)]
mod tests {
    use super::*;
    use timeline_model::Completeness;

    #[test]
    fn what_is_not_here_is_told_once_the_own_system_is_complete() {
        let source = |own, completeness| SourceStatus {
            own,
            completeness,
            ..SourceStatus::default()
        };
        let other = source(false, Completeness::Failed);
        for (completeness, told) in [
            (Completeness::Complete, Ok(vec![1])),
            (Completeness::Empty, Ok(vec![1])),
            (Completeness::Loading, Err(1)),
            (Completeness::Partial, Err(1)),
            (Completeness::Failed, Err(1)),
            (Completeness::NoSuchPatient, Err(1)),
        ] {
            let sources = [other.clone(), source(true, completeness)];
            assert_eq!(own(&sources), told, "{completeness:?}");
        }
        assert_eq!(own(&[other]), Ok(vec![]));
    }
}
