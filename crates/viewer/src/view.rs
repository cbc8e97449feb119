use std::{collections::VecDeque, rc::Rc, sync::Arc};

use reactive_graph::owner::on_cleanup;
use timeline_model::{
    Detail, EntryId, Row, SourceStatus,
    protocol::{Patch, Summary, Up},
    wire::Wire,
};

use crate::{
    Settings,
    banner::is_dead,
    documents,
    filters::{Filter, Menu},
    handle::Handle,
    lines::{apply, sorted},
    span::{Span, first_window},
    stale::note_read,
    state::{DetailState, State},
    timers::after,
    words::{Dictionary, Words},
};

/// The state of one timeline on screen: a copyable handle. Messages of the
/// engine go in by [`View::receive`]; everything shown is derived.
#[derive(Clone, Copy)]
pub struct View {
    pub(crate) words: Words,
}

impl View {
    /// A view without a patient. To be called inside a reactive owner; the
    /// view lives as long as that.
    pub fn new(settings: Settings) -> View {
        let handle = Handle::new();
        on_cleanup(move || handle.let_go());
        let view = View {
            words: Words::new(handle),
        };
        view.take_settings(settings);
        view
    }

    /// What the view holds; nothing once its owner is gone.
    pub(crate) fn state(self) -> Rc<State> {
        self.words.handle().state()
    }

    fn take_settings(self, settings: Settings) {
        let state = self.state();
        state.dictionary.replace(Dictionary::new(&settings));
        state.settings.set(Arc::new(settings));
    }

    /// Says that a load was begun: loading is shown before the first message
    /// of the engine. To be called after [`View::clear`].
    pub fn begin(&self) {
        self.state().begun.set(true);
    }

    /// Says who looks: what is copied names them. To be called after
    /// [`View::clear`].
    pub fn set_user(&self, user: &str) {
        self.state().user.set(String::from(user));
    }

    /// Applies a message of the engine. `Ask` is not the viewer's and does
    /// nothing. After the view's owner is gone this does nothing.
    ///
    /// A patch of many rows is applied in slices, one a task, so that the page
    /// stays responsive; messages that come meanwhile are applied after it.
    pub fn receive(&self, message: Up) {
        let Some(state) = self.words.handle().held() else {
            return;
        };
        let busy = !state.waiting.borrow().is_empty();
        let mut slices = sliced(message);
        if !busy && let Some(first) = slices.pop_front() {
            self.apply(&state, first);
        }
        if slices.is_empty() {
            return;
        }
        state.waiting.borrow_mut().append(&mut slices);
        if !busy {
            self.apply_later();
        }
    }

    /// Applies what waits, as many messages a task as hold a slice's rows.
    fn apply_later(self) {
        after(0, move || {
            let state = self.state();
            let mut done = 0;
            loop {
                let next = state.waiting.borrow_mut().pop_front();
                let Some(next) = next else {
                    return;
                };
                done += rows(&next);
                self.apply(&state, next);
                let waiting = state.waiting.borrow();
                let Some(next) = waiting.front() else {
                    return;
                };
                if done + rows(next) > SLICE {
                    break;
                }
            }
            self.apply_later();
        });
    }

    #[inline(never)]
    fn apply(&self, state: &State, message: Up) {
        match message {
            Up::Sources(sources) => self.receive_sources(state, sources),
            Up::Patch(patch) => receive_patch(state, patch),
            Up::Detail(id, detail) => {
                if state.opened.get_untracked() == Some(id) {
                    receive_detail(state, id, detail);
                }
            }
            Up::Hits { n, ids } => {
                if n == state.search.get() && !state.query.with_untracked(String::is_empty) {
                    state.hits.set(Some(sorted(&ids)));
                }
            }
            Up::Done(summary) => {
                look_where_it_ends(state);
                self.announce(self.settled(summary.entries));
                state.summary.set(Some(summary));
            }
            Up::Failed(faults) => state.faults.set(faults),
            Up::Now(now) => {
                let (now, _) = now.on_the_wall();
                // The window stays where the user has moved it.
                if state.now.get_untracked() == 0 {
                    state.span.set(Span::at_first(now));
                }
                state.now.set(now);
            }
            Up::Since(since) => state.new_since.set(Some(since)),
            // What the host is asked and told is not the viewer's.
            Up::Ask { .. } | Up::Cancel(_) | Up::Notice(_) => {}
            Up::Document(n, document) => documents::receive(state, n, document),
            Up::NotOpened(opened) => self.not_opened(&opened),
        }
        self.notice_opened();
    }

    /// Another context: everything of the patient is gone from memory before
    /// this returns, filters, search, selection and announcements included.
    ///
    /// What is on screen follows in a microtask of the same task, before the
    /// browser paints. A caller that must have the document empty when its own
    /// call returns drops the mount's handle first, which takes the nodes out
    /// at once, then clears, then mounts again.
    pub fn clear(&self) {
        let state = self.state();
        state.waiting.borrow_mut().clear();
        state.lines.set(Vec::new());
        state.items.borrow_mut().clear();
        state.families.take();
        state.shown.take();
        state.turned.set(Vec::new());
        state.lanes.clear();
        state.scroll.clear();
        state.person.set(None);
        state.sources.set(Vec::new());
        state.read.borrow_mut().clear();
        state.age.set(0);
        state.summary.set(None);
        state.faults.set(Vec::new());
        state.filter.set(Filter::default());
        state.menu.set(Menu::None);
        state.now.set(0);
        state.new_since.set(None);
        state.unfolded.set(0);
        state.all_alerts.set(false);
        state.stops.set([0; 5]);
        state.picked.take();
        state.span.set(Span::default());
        state.moving.clear();
        state.pins.clear();
        self.stop_search();
        state.opened.set(None);
        state.user.set(String::new());
        state.trail.take();
        state.opener.take();
        state.joining.set(None);
        state.opening.set(None);
        state.detail.set(DetailState::Loading);
        state.active.set(None);
        state.said.set(Vec::new());
        state.begun.set(false);
    }

    /// Takes other settings; all that is shown is drawn anew in their words.
    pub fn set_settings(&self, settings: Settings) {
        let Some(state) = self.words.handle().held() else {
            return;
        };
        if *state.settings.get_untracked() != settings {
            self.take_settings(settings);
        }
    }

    /// The state of every source, as last received.
    pub fn sources(&self) -> Vec<SourceStatus> {
        self.state().sources.get_untracked()
    }

    /// How many entries are in the list, filters aside.
    pub fn entries(&self) -> usize {
        self.state().lines.with_untracked(Vec::len)
    }

    /// The end of the load, once it was received.
    pub fn summary(&self) -> Option<Summary> {
        self.state().summary.get_untracked()
    }

    /// The entry whose detail is open.
    pub fn opened(&self) -> Option<EntryId> {
        self.state().opened.get_untracked()
    }

    /// The detail of the open entry, noticing changes; an empty one until it is
    /// here.
    #[inline(never)]
    pub(crate) fn detail(&self) -> Arc<Detail> {
        match self.state().detail.get() {
            DetailState::Here(detail) => detail,
            _ => Arc::default(),
        }
    }

    /// The row of an entry.
    pub(crate) fn row(&self, id: EntryId) -> Option<Arc<Row>> {
        self.state().lines.with_untracked(|lines| {
            let line = lines.iter().find(|line| line.row.id == id)?;
            Some(Arc::clone(&line.row))
        })
    }

    /// Forgets the search and what it found; late answers are dropped.
    pub(crate) fn stop_search(&self) {
        let state = self.state();
        state.search.update(|n| n + 1);
        state.query.set(String::new());
        state.hits.set(None);
    }

    /// Lets the live region say something, once. What was said last stays a
    /// while, so that two things said in one task are both heard.
    pub(crate) fn announce(&self, text: String) {
        self.state().said.update(|said| {
            let number = said.last().map_or(0, |(number, _)| number + 1);
            if said.len() > 4 {
                said.remove(0);
            }
            said.push((number, text));
        });
    }

    fn receive_sources(&self, state: &State, sources: Vec<SourceStatus>) {
        // A retry takes the end of the load back.
        if sources.iter().any(|s| !s.completeness.is_settled()) {
            state.summary.set(None);
        }
        note_read(state, &sources);
        state.sources.set(sources);
    }

    /// What is said once when all have settled: how much there is, and how
    /// complete.
    fn settled(self, entries: u32) -> String {
        let words = self.words;
        let mut said = words.count(crate::Message::LoadedAnnouncement, entries);
        let sources = &self.state().sources;
        let complete = sources.with_untracked(|sources| words.completeness(sources, None, true));
        crate::terms::join(&mut said, ". ", &complete);
        said
    }
}

/// The same detail again is left alone: what is unfolded stays so. An entry that
/// was folded into another is followed there.
fn receive_detail(state: &State, id: EntryId, detail: Option<Box<Detail>>) {
    let now = detail.as_ref().map_or(id, |detail| detail.row.id);
    if now != id {
        for place in [&state.opened, &state.active] {
            if place.get_untracked() == Some(id) {
                place.set(Some(now));
            }
        }
    }
    let new = match detail {
        Some(detail) => DetailState::Here(Arc::from(detail)),
        None => DetailState::Gone,
    };
    let same = state.detail.with_untracked(|old| match (old, &new) {
        (DetailState::Here(old), DetailState::Here(new)) => sent(&**old) == sent(&**new),
        _ => false,
    });
    if !same {
        state.detail.set(new);
    }
}

/// A value as it is sent, by which it is compared: comparing every field would
/// be shipped besides.
pub(crate) fn sent(value: &impl Wire) -> Vec<u8> {
    let mut out = Vec::new();
    value.put(&mut out);
    out
}

/// Shows the end of a record that ended before the time shown at first, unless
/// the user has moved that.
fn look_where_it_ends(state: &State) {
    let now = state.now.get_untracked();
    if state.span.get_untracked() != Span::at_first(now) {
        return;
    }
    let died = state.person.with_untracked(|known| {
        let known = known.as_ref().filter(|known| is_dead(known))?;
        Some(known.person.died.flatten()?.on_the_wall().1)
    });
    let first = state
        .lines
        .with_untracked(|lines| first_window(lines, now, died));
    if first != Span::at_first(now) {
        state.span.set(first);
    }
}

fn receive_patch(state: &State, patch: Patch) {
    if let Some(person) = patch.person {
        state.person.set(Some(person));
    }
    if !patch.upserts.is_empty() || !patch.removed.is_empty() {
        state
            .lines
            .update(|lines| apply(lines, patch.upserts, patch.removed));
    }
}

/// The rows that a message changes.
fn rows(message: &Up) -> usize {
    match message {
        Up::Patch(patch) => patch.upserts.len() + patch.removed.len(),
        _ => 0,
    }
}

/// How many rows are applied in one task.
const SLICE: usize = 5_000;

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

#[cfg(test)]
mod tests {
    use super::*;
    use timeline_model::protocol::Demographics;

    #[test]
    fn a_large_patch_is_applied_in_slices_and_whole() {
        let row = |i: usize| Row {
            id: EntryId(i as u64),
            ..Row::default()
        };
        let slices = sliced(Up::Patch(Patch {
            upserts: (0..12_000).map(row).collect(),
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
            [5_000, 5_000, 2_000]
        );
        assert_eq!(ids.concat(), (0..12_000).collect::<Vec<u64>>());
        assert!(matches!(&slices[0], Up::Patch(p) if p.removed.len() == 1 && p.person.is_some()));
        assert!(matches!(&slices[1], Up::Patch(p) if p.removed.is_empty() && p.person.is_none()));
    }

    #[test]
    fn a_message_that_is_no_patch_is_applied_whole() {
        assert_eq!(sliced(Up::Failed(vec![])), [Up::Failed(vec![])]);
    }
}
