use core::cell::Cell;
use std::rc::Rc;

use timeline_model::EntryId;

use super::{Span, bounds::bounds, extent_of, span_words};
use crate::{
    View,
    element::{Place, watch},
    slot::{Signal, Slot},
    timers::{Timer, after},
};

/// How the time on screen came to be what it is.
#[derive(Default)]
pub(crate) struct Moving {
    /// What was on screen before, newest last.
    past: Slot<Vec<Span>>,
    /// The time on screen, as it is told beside the lanes: once they are drawn
    /// for it. A canvas has the document laid out before each text on it, for
    /// all that was changed since.
    seen: Signal<Span>,
    /// Runs until a movement has come to rest.
    resting: Cell<Option<Timer>>,
    /// It is to be said where the movement ended.
    saying: Cell<bool>,
    /// It followed the list, which is not to follow it in turn.
    led: Cell<bool>,
    /// What was on screen before an entry was opened that was not in it, and
    /// what is since.
    lent: Cell<Option<(Span, Span)>>,
    /// How far the record reaches, after how many changes of the lines.
    bounds: Cell<(u32, Span)>,
    /// Where a date is typed that is to be shown.
    pub(super) jump: Rc<Place>,
    /// The dialog that lists the keys, and whether it does.
    pub(super) help: Rc<Place>,
    pub(super) helping: Signal<bool>,
}

/// After so many milliseconds without another step a movement is over.
const REST: i32 = 250;
/// So many steps back are kept.
const KEPT: usize = 50;

impl Moving {
    /// Whether a movement is under way.
    pub(crate) fn is_moving(&self) -> bool {
        let resting = self.resting.take();
        let moving = resting.is_some();
        self.resting.set(resting);
        moving
    }

    /// Forgets every movement.
    pub(crate) fn clear(&self) {
        self.past.set(Vec::new());
        self.seen.set(Span::default());
        if let Some(timer) = self.resting.take() {
            timer.stop();
        }
        self.saying.set(false);
        self.led.set(false);
        self.lent.take();
        self.bounds.take();
        self.helping.set(false);
    }
}

/// Keeps in view, in time, what is opened, and what the list is scrolled to.
pub(crate) fn follow_time(view: View) {
    watch(move || {
        let state = view.state();
        state.span.track();
        // The lanes tell of it themselves.
        if !state.lanes.are_drawn() {
            view.tell_span();
        }
    });
    watch(move || {
        let state = view.state();
        let Some(time) = state.scroll.top_time.get() else {
            return;
        };
        let span = state.span.get_untracked();
        if !span.meets(time, time) {
            view.look(span.holding(time));
            state.moving.led.set(span != state.span.get_untracked());
        }
    });
    watch(move || {
        let state = view.state();
        if let Some(id) = state.opened.get() {
            let before = state.span.get_untracked();
            view.look_at(id);
            let since = state.span.get_untracked();
            if since != before {
                let first = state.moving.lent.take().filter(|own| own.1 == before);
                let first = first.map_or(before, |own| own.0);
                state.moving.lent.set(Some((first, since)));
            }
        }
    });
}

impl View {
    /// From when to when the record reaches, noticing changes.
    pub(crate) fn bounds(self) -> Span {
        let state = self.state();
        state.lines.track();
        let now = state.now.get();
        // Both only count up.
        let changes = state.lines.changes() + state.now.changes();
        let (counted, known) = state.moving.bounds.get();
        if counted == changes {
            return known;
        }
        let span = state.lines.with_untracked(|lines| bounds(lines, now));
        state.moving.bounds.set((changes, span));
        span
    }

    /// The time on screen, noticing changes once the lanes are drawn for it.
    pub(crate) fn span_seen(self) -> Span {
        self.state().moving.seen.get()
    }

    /// Tells of the time on screen beside the lanes.
    pub(crate) fn tell_span(self) {
        let state = self.state();
        let span = state.span.get_untracked();
        if state.moving.seen.get_untracked() != span {
            state.moving.seen.set(span);
        }
    }

    /// Shows another stretch of time, as far as the record reaches. Steps that
    /// follow each other closely are one movement, and one step back.
    pub(crate) fn look(self, span: Span) {
        let state = self.state();
        let old = state.span.get_untracked();
        let span = span.within(self.bounds());
        if span == old {
            return;
        }
        match state.moving.resting.take() {
            Some(timer) => timer.stop(),
            None => state.moving.past.update(|past| {
                if past.len() == KEPT {
                    past.remove(0);
                }
                past.push(old);
            }),
        }
        state.span.set(span);
        let timer = after(REST, move || self.come_to_rest());
        state.moving.resting.set(timer);
    }

    /// [`View::look`], and says what is on screen then.
    pub(crate) fn look_and_say(self, span: Span) {
        self.state().moving.saying.set(true);
        self.look(span);
    }

    /// Shows what was on screen before.
    pub(crate) fn look_back(self) {
        let state = self.state();
        let mut before = None;
        state.moving.past.update(|past| before = past.pop());
        if let Some(before) = before {
            state.span.set(before);
            state.moving.saying.set(true);
            self.come_to_rest();
        }
    }

    /// Whether anything was on screen before, noticing changes.
    pub(crate) fn can_look_back(self) -> bool {
        !self.state().moving.past.with(Vec::is_empty)
    }

    /// Brings an entry into what is on screen, unless something of it is there.
    pub(crate) fn look_at(self, id: EntryId) {
        let Some(extent) = self.row(id).and_then(|row| extent_of(&row)) else {
            return;
        };
        let span = self.state().span.get_untracked();
        if !span.meets(extent.start.0, extent.last()) {
            self.look(span.holding(extent.start.0));
        }
    }

    /// Ends what was shown for the sake of an open entry: where `back`, what was
    /// on screen before is again, unless the user has moved since.
    pub(crate) fn end_lent(self, back: bool) {
        let state = self.state();
        if let Some((before, since)) = state.moving.lent.take()
            && back
            && state.span.get_untracked() == since
        {
            self.look(before);
        }
    }

    fn come_to_rest(self) {
        let state = self.state();
        if let Some(timer) = state.moving.resting.take() {
            timer.stop();
        }
        state.lanes.rest();
        if state.moving.saying.replace(false) {
            self.announce(span_words(self.words, state.span.get_untracked()));
        }
        if !state.moving.led.replace(false) {
            self.list_span(state.span.get_untracked());
        }
    }
}
