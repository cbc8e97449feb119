use timeline_model::{EntryId, Kind, Row, protocol::Down};

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, ShadowRoot};

use crate::{
    Folding, View,
    later::Rest,
    state::{DetailState, State},
    timers::{before_drawing, focus},
};

/// What the viewer says to whoever mounts it.
pub struct Outward {
    /// A message for the engine.
    pub send: Box<dyn Fn(Down)>,
    /// The user opens an entry. `false`: the host shows it itself, and the
    /// viewer opens no detail.
    pub open: Box<dyn Fn(Opening) -> bool>,
    /// The user changed a fold by hand.
    pub folded: Box<dyn Fn(Folding)>,
    /// Has the rest of the Wasm loaded, where it is in two; [`View::rest_arrived`]
    /// tells when it is here.
    pub rest: Option<Box<dyn Fn()>>,
}

/// The entry that the user opens, without any clinical text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The entry.
    pub id: EntryId,
    /// What it is to a reader.
    pub kind: Kind,
    /// The ids of the sources that hold it.
    pub sources: Vec<String>,
}

impl View {
    /// Says where the user's actions go, once.
    pub(crate) fn speak(self, outward: Outward) {
        let state = self.state();
        if outward.rest.is_some() {
            state.rest.set(Rest::Away);
        }
        // Set only where the view is made.
        let _ = state.outward.set(outward);
    }

    /// Sends a message to the engine.
    #[inline(never)]
    pub(crate) fn send(self, message: Down) {
        if let Some(outward) = self.state().outward.get() {
            (outward.send)(message);
        }
    }

    /// Opens an entry's detail, unless the host does that itself.
    pub(crate) fn open(self, id: EntryId) -> bool {
        let state = self.state();
        let Some(row) = self.row(id) else {
            return false;
        };
        let mut opening = Opening {
            id,
            kind: row.kind,
            sources: Vec::new(),
        };
        self.add_sources(&row, &mut opening.sources);
        self.unfold_to(id);
        state.active.set(Some(id));
        if let Some(outward) = state.outward.get()
            && !(outward.open)(opening)
        {
            return false;
        }
        self.show(id);
        true
    }

    /// Adds the ids of the sources that hold an entry, unless they are there.
    #[inline(never)]
    pub(crate) fn add_sources(self, row: &Row, into: &mut Vec<String>) {
        self.state().sources.with_untracked(|all| {
            for place in &row.sources {
                if let Some(source) = all.get(usize::from(*place))
                    && !into.contains(&source.id)
                {
                    into.push(source.id.clone());
                }
            }
        });
    }

    fn show(self, id: EntryId) {
        let state = self.state();
        self.remember_opener(&state);
        state.trail.take();
        state.detail.set(DetailState::Loading);
        state.opened.set(Some(id));
    }

    /// Opens an entry that the open one names; the way back leads here.
    pub(crate) fn follow(self, id: EntryId) {
        let state = self.state();
        let mut trail = state.trail.borrow().clone();
        trail.extend(state.opened.get_untracked());
        if self.open(id) {
            state.trail.replace(trail);
            state.focus_detail.update(|n| n + 1);
        }
    }

    /// Opens the entry before on the way, or closes the one from which it
    /// began.
    pub(crate) fn go_back(self) {
        let state = self.state();
        let mut trail = state.trail.take();
        let Some(id) = trail.pop() else {
            return self.close();
        };
        // It may have been folded into another since, which the engine knows.
        if !self.open(id) && self.row(id).is_none() {
            self.show(id);
        }
        state.trail.replace(trail);
        state.focus_detail.update(|n| n + 1);
    }

    /// Closes the open entry. The focus goes back to where it was opened from,
    /// or to the list where that is gone.
    pub(crate) fn close(self) {
        let state = self.state();
        state.opened.set(None);
        let opener = state.opener.take().filter(|opener| opener.is_connected());
        // The list stays where it is, and what is on screen with it.
        self.end_lent(opener.is_some());
        match opener {
            // After it is shown again, where the detail covered it; where it was on
            // the screen, with what stood above it.
            Some(opener) => {
                let (page, top) = (state.page.get_untracked(), state.opened_at.get());
                before_drawing(move || {
                    if let Some(page) = page {
                        page.set_scroll_top(top);
                    }
                    focus(&opener);
                });
            }
            None if state.scroll.frame.get_untracked().is_some() => {
                state.focus_list.update(|n| n + 1);
            }
            None => self.focus_page(),
        }
    }

    /// Gives the focus to the page as a whole, where what had it goes and there
    /// may be no list.
    pub(crate) fn focus_page(self) {
        let page = self.state().page.get_untracked();
        before_drawing(move || {
            let options = web_sys::FocusOptions::new();
            options.set_prevent_scroll(true);
            if let Some(page) = page {
                let _ = page.focus_with_options(&options);
            }
        });
    }

    /// Notes what has the focus, unless that is in the detail itself or the list,
    /// which knows its own place.
    #[inline(never)]
    fn remember_opener(self, state: &State) {
        let Some(page) = state.page.get_untracked() else {
            return;
        };
        let root = page.get_root_node().dyn_into::<ShadowRoot>().ok();
        let active = root.and_then(|root| root.active_element());
        let pane = state.pane.get_untracked();
        if pane.is_some_and(|pane| pane.contains(active.as_deref())) {
            return;
        }
        let opener = active.and_then(|active| active.dyn_into::<HtmlElement>().ok());
        let list = state.scroll.frame.get_untracked();
        let opener = opener.filter(|opener| Some(opener) != list.as_ref());
        state.opener.replace(opener);
        state.opened_at.set(page.scroll_top());
    }
}
