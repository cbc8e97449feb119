use std::{collections::VecDeque, sync::Arc, time::Duration};

use leptos::prelude::*;
use timeline_model::{
    Completeness, Detail, EntryId, Row, SourceStatus,
    protocol::{Demographics, LoadFault, Patch, Summary, Up},
};

use crate::{
    Settings,
    lines::{Line, apply},
    words::Words,
};

/// The state of one timeline on screen: a copyable bundle of signals. Messages
/// of the engine go in by [`View::receive`]; everything shown is derived.
#[derive(Clone, Copy)]
pub struct View {
    pub(crate) words: Words,
    pub(crate) settings: RwSignal<Arc<Settings>>,
    /// A load was begun.
    pub(crate) begun: RwSignal<bool>,
    pub(crate) lines: RwSignal<Vec<Line>>,
    pub(crate) sources: RwSignal<Vec<SourceStatus>>,
    pub(crate) person: RwSignal<Option<Demographics>>,
    pub(crate) summary: RwSignal<Option<Summary>>,
    pub(crate) faults: RwSignal<Vec<LoadFault>>,
    /// The kinds that are filtered to, a bit each; 0 is all.
    pub(crate) kinds: RwSignal<u32>,
    /// What is typed in the search box.
    pub(crate) query: RwSignal<String>,
    /// The entries found, sorted; `None` where nothing is searched for.
    pub(crate) hits: RwSignal<Option<Vec<EntryId>>>,
    /// The number of the newest search: answers to others are dropped.
    pub(crate) search: StoredValue<u32>,
    /// The entry whose detail is open: the selected one.
    pub(crate) opened: RwSignal<Option<EntryId>>,
    pub(crate) detail: RwSignal<DetailState>,
    /// The entry under the keyboard's cursor.
    pub(crate) active: RwSignal<Option<EntryId>>,
    /// What the live region says, each with a number of its own.
    pub(crate) said: RwSignal<Vec<(u32, String)>>,
    /// Messages that wait for their turn behind a patch that is being applied
    /// in slices.
    waiting: StoredValue<VecDeque<Up>>,
    /// Counts up when the list is to take the focus.
    pub(crate) focus_list: RwSignal<u32>,
    /// Counts up when the detail is to take the focus.
    pub(crate) focus_detail: RwSignal<u32>,
    /// Counts up when the detail is to take the focus if it covers the list.
    pub(crate) focus_covering_detail: RwSignal<u32>,
}

/// What is known of the entry that is open.
#[derive(Clone, Default)]
pub(crate) enum DetailState {
    /// Asked for, not here yet.
    #[default]
    Loading,
    Here(Arc<Detail>),
    /// The entry is no more.
    Gone,
}

impl View {
    /// A view without a patient. To be called inside a reactive owner; the
    /// view lives as long as that.
    pub fn new(settings: Settings) -> View {
        View {
            words: Words::new(&settings),
            settings: signal_of(Arc::new(settings)),
            begun: signal_of(false),
            lines: signal_of(Vec::new()),
            sources: signal_of(Vec::new()),
            person: signal_of(None),
            summary: signal_of(None),
            faults: signal_of(Vec::new()),
            kinds: signal_of(0),
            query: signal_of(String::new()),
            hits: signal_of(None),
            search: StoredValue::new(0),
            opened: signal_of(None),
            detail: signal_of(DetailState::Loading),
            active: signal_of(None),
            said: signal_of(Vec::new()),
            waiting: StoredValue::new(VecDeque::new()),
            focus_list: signal_of(0),
            focus_detail: signal_of(0),
            focus_covering_detail: signal_of(0),
        }
    }

    /// Says that a load was begun: loading is shown before the first message
    /// of the engine. To be called after [`View::clear`].
    pub fn begin(&self) {
        self.begun.try_set(true);
    }

    /// Applies a message of the engine. `Ask` is not the viewer's and does
    /// nothing. After the view's owner is gone this does nothing.
    ///
    /// A patch of many rows is applied in slices, one a task, so that the page
    /// stays responsive; messages that come meanwhile are applied after it.
    pub fn receive(&self, message: Up) {
        if self.lines.is_disposed() {
            return;
        }
        let busy = self.waiting.with_value(|waiting| !waiting.is_empty());
        let mut slices = sliced(message);
        if !busy && let Some(first) = slices.pop_front() {
            self.apply(first);
        }
        if slices.is_empty() {
            return;
        }
        self.waiting
            .update_value(|waiting| waiting.append(&mut slices));
        if !busy {
            self.apply_later();
        }
    }

    /// Applies what waits, one message a task.
    fn apply_later(self) {
        set_timeout(
            move || {
                let next = self.waiting.try_update_value(VecDeque::pop_front);
                let Some(Some(next)) = next else {
                    return;
                };
                self.apply(next);
                if self.waiting.with_value(|waiting| !waiting.is_empty()) {
                    self.apply_later();
                }
            },
            Duration::ZERO,
        );
    }

    fn apply(&self, message: Up) {
        match message {
            Up::Sources(sources) => self.receive_sources(sources),
            Up::Patch(patch) => self.receive_patch(patch),
            Up::Detail(id, detail) => {
                if self.opened.get_untracked() == Some(id) {
                    self.receive_detail(detail);
                }
            }
            Up::Hits { n, mut ids } => {
                if n == self.search.get_value() && !self.query.with_untracked(String::is_empty) {
                    ids.sort_unstable();
                    self.hits.set(Some(ids));
                }
            }
            Up::Ask { .. } => {}
            Up::Done(summary) => {
                let words = self.words;
                self.announce(words.count(crate::Message::LoadedAnnouncement, summary.entries));
                self.summary.set(Some(summary));
            }
            Up::Failed(faults) => self.faults.set(faults),
        }
    }

    /// Another context: everything of the patient is gone from memory before
    /// this returns, filters, search, selection and announcements included.
    ///
    /// What is on screen follows in a microtask of the same task, before the
    /// browser paints. A caller that must have the document empty when its own
    /// call returns drops the mount's handle first, which takes the nodes out
    /// at once, then clears, then mounts again.
    pub fn clear(&self) {
        if self.lines.is_disposed() {
            return;
        }
        self.waiting.update_value(VecDeque::clear);
        self.lines.set(Vec::new());
        self.person.set(None);
        self.sources.set(Vec::new());
        self.summary.set(None);
        self.faults.set(Vec::new());
        self.kinds.set(0);
        self.stop_search();
        self.opened.set(None);
        self.detail.set(DetailState::Loading);
        self.active.set(None);
        self.said.set(Vec::new());
        self.begun.set(false);
    }

    /// Takes other settings; all that is shown is drawn anew in their words.
    pub fn set_settings(&self, settings: Settings) {
        if self.lines.is_disposed() || *self.settings.get_untracked() == settings {
            return;
        }
        self.words.replace(&settings);
        self.settings.set(Arc::new(settings));
    }

    /// The state of every source, as last received.
    pub fn sources(&self) -> Vec<SourceStatus> {
        self.sources.try_get_untracked().unwrap_or_default()
    }

    /// How many entries are in the list, filters aside.
    pub fn entries(&self) -> usize {
        self.lines.try_with_untracked(Vec::len).unwrap_or_default()
    }

    /// The end of the load, once it was received.
    pub fn summary(&self) -> Option<Summary> {
        self.summary.try_get_untracked().flatten()
    }

    /// The entry whose detail is open.
    pub fn opened(&self) -> Option<EntryId> {
        self.opened.try_get_untracked().flatten()
    }

    /// The row of an entry.
    pub(crate) fn row(&self, id: EntryId) -> Option<Arc<Row>> {
        self.lines.with_untracked(|lines| {
            let line = lines.iter().find(|line| line.row.id == id)?;
            Some(Arc::clone(&line.row))
        })
    }

    /// Forgets the search and what it found; late answers are dropped.
    pub(crate) fn stop_search(&self) {
        self.search.update_value(|n| *n += 1);
        self.query.set(String::new());
        self.hits.set(None);
    }

    /// Lets the live region say something, once. What was said last stays a
    /// while, so that two things said in one task are both heard.
    pub(crate) fn announce(&self, text: String) {
        self.said.update(|said| {
            let number = said.last().map_or(0, |(number, _)| number + 1);
            if said.len() > 4 {
                said.remove(0);
            }
            said.push((number, text));
        });
    }

    /// The same detail again is left alone: what is unfolded stays so.
    fn receive_detail(&self, detail: Option<Box<Detail>>) {
        let new = match detail {
            Some(detail) => DetailState::Here(Arc::from(detail)),
            None => DetailState::Gone,
        };
        let same = self.detail.with_untracked(|old| match (old, &new) {
            (DetailState::Here(old), DetailState::Here(new)) => old == new,
            _ => false,
        });
        if !same {
            self.detail.set(new);
        }
    }

    fn receive_sources(&self, sources: Vec<SourceStatus>) {
        let news = self
            .sources
            .with_untracked(|before| self.failures(before, &sources));
        if !news.is_empty() {
            self.announce(news);
        }
        // A retry takes the end of the load back.
        if sources.iter().any(|s| !s.completeness.is_settled()) {
            self.summary.set(None);
        }
        self.sources.set(sources);
    }

    /// The words for sources that were not failing before and are now.
    fn failures(&self, before: &[SourceStatus], now: &[SourceStatus]) -> String {
        let mut news = String::new();
        for (place, source) in now.iter().enumerate() {
            let known = before
                .get(place)
                .is_some_and(|old| old.completeness == source.completeness);
            let told =
                source.completeness == Completeness::NoSuchPatient || has_gap(source.completeness);
            if known || !told {
                continue;
            }
            let (_, state) = crate::terms::completeness(source.completeness);
            let title = self.words.source(now, place as u16);
            if !news.is_empty() {
                news.push_str(". ");
            }
            news.push_str(&self.words.fill(
                crate::Message::SourceAnnouncement,
                &[("source", &title), ("state", &self.words.say(state))],
            ));
        }
        news
    }

    fn receive_patch(&self, patch: Patch) {
        if let Some(person) = patch.person {
            self.person.set(Some(person));
        }
        if !patch.upserts.is_empty() || !patch.removed.is_empty() {
            self.lines
                .update(|lines| apply(lines, patch.upserts, patch.removed));
        }
    }
}

/// A signal; compiled once for each type that is held, not once for each use.
#[inline(never)]
fn signal_of<T: Send + Sync + 'static>(value: T) -> RwSignal<T> {
    RwSignal::new(value)
}

/// How many rows are applied in one task.
const SLICE: usize = 2_500;

/// A message as the slices in which it is applied: more than one for a patch
/// of many rows.
fn sliced(message: Up) -> VecDeque<Up> {
    let mut slices = VecDeque::new();
    let Up::Patch(mut patch) = message else {
        slices.push_back(message);
        return slices;
    };
    while patch.upserts.len() > SLICE {
        let rest = patch.upserts.split_off(SLICE);
        slices.push_back(Up::Patch(Patch {
            upserts: core::mem::replace(&mut patch.upserts, rest),
            removed: core::mem::take(&mut patch.removed),
            person: patch.person.take(),
        }));
    }
    slices.push_back(Up::Patch(patch));
    slices
}

/// Whether a source in this state may hold what is not shown. One that does not
/// know the patient has answered, and holds nothing.
pub(crate) fn has_gap(completeness: Completeness) -> bool {
    !matches!(
        completeness,
        Completeness::NotAsked
            | Completeness::Loading
            | Completeness::Complete
            | Completeness::Empty
            | Completeness::NoSuchPatient
    )
}

/// Whether asking again may help.
pub(crate) fn can_retry(completeness: Completeness) -> bool {
    matches!(
        completeness,
        Completeness::Partial | Completeness::Failed | Completeness::TimedOut
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_patch_is_applied_in_slices_and_whole() {
        let row = |i: usize| Row {
            id: EntryId(i as u64),
            ..Row::default()
        };
        let slices = sliced(Up::Patch(Patch {
            upserts: (0..6_000).map(row).collect(),
            removed: vec![EntryId(1)],
            person: Some(Demographics::default()),
        }));
        let ids: Vec<Vec<u64>> = slices
            .iter()
            .map(|slice| match slice {
                Up::Patch(patch) => patch.upserts.iter().map(|row| row.id.0).collect(),
                _ => Vec::new(),
            })
            .collect();
        assert_eq!(
            ids.iter().map(Vec::len).collect::<Vec<_>>(),
            [2_500, 2_500, 1_000]
        );
        assert_eq!(ids.concat(), (0..6_000).collect::<Vec<u64>>());
        assert!(matches!(&slices[0], Up::Patch(p) if p.removed.len() == 1 && p.person.is_some()));
        assert!(matches!(&slices[1], Up::Patch(p) if p.removed.is_empty() && p.person.is_none()));
    }

    #[test]
    fn a_message_that_is_no_patch_is_applied_whole() {
        assert_eq!(sliced(Up::Failed(vec![])), [Up::Failed(vec![])]);
    }
}
