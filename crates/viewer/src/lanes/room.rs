//! How much room the lanes have, and which part of them is drawn.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::Event;

use super::{
    beyond,
    board::{ask, refresh},
};
use crate::{
    View,
    element::{keep, on_resize, watch},
};

/// What of the document the lanes are drawn by. It is measured where it may
/// have changed, and not for each frame: to ask for it lays out all that was
/// changed before.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Room {
    pub(crate) width: f64,
    /// The size of the letters.
    pub(crate) em: f64,
    /// How far down the lanes are scrolled, and how much of them can be seen
    /// at once at most.
    pub(crate) top: f64,
    pub(crate) height: f64,
}

/// The part of the picture that is drawn. A canvas costs with every frame what
/// its size is, so it is not as high as all lanes are.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Slice {
    pub(crate) top: f64,
    pub(crate) height: f64,
}

/// How much of what can be seen at once may be seen of the lanes: as the style
/// has it.
const MOST: f64 = 0.7;
/// So much more is drawn, half of it above and half below: it is there when it
/// is scrolled to.
const SPARE: f64 = 0.15;

impl Room {
    /// What to draw of a picture of some height.
    pub(crate) fn slice(&self, height: f64) -> Slice {
        let spare = self.height * SPARE;
        let own = (self.height + spare).ceil().min(height);
        // Letters stand on whole pixels.
        let top = (self.top - spare / 2.0).floor();
        Slice {
            top: top.min((height - own).floor()).max(0.0),
            height: own,
        }
    }

    /// Whether all that can be seen of a picture of some height is in a slice.
    fn is_within(&self, slice: Slice, height: f64) -> bool {
        let end = (self.top + self.height).min(height);
        slice.top <= self.top && end <= slice.top + slice.height + 1.0
    }
}

impl Slice {
    /// Whether anything as high as a mark with its name is seen at some height.
    pub(crate) fn shows(&self, y: f64, em: f64) -> bool {
        let reach = em * 2.0;
        self.top - reach < y && y < self.top + self.height + reach
    }
}

/// Measures the room; draws anew where it is another.
pub(crate) fn measure(view: View) {
    let state = view.state();
    let board = state.lanes.board();
    let [above, _] = &board.axes;
    let (Some(plot), Some(axis), Some(page)) = (
        board.plot.get_untracked(),
        above.get_untracked(),
        state.page.get_untracked(),
    ) else {
        return;
    };
    let room = Room {
        width: f64::from(plot.client_width()),
        // The axis is two letters high.
        em: f64::from(axis.client_height()) / 2.0,
        height: f64::from(page.client_height()) * MOST,
        top: board.room.get().top,
    };
    if board.room.replace(room) != room {
        board.look.take();
        ask(view);
    }
    let seen = board.scroller.get_untracked();
    let seen = seen.map_or(0.0, |scroller| f64::from(scroller.client_height()));
    if board.seen.replace(seen) != seen {
        beyond::count(view);
    }
}

/// Draws what was scrolled to, where that is not there yet.
pub(crate) fn scrolled(view: View) {
    let state = view.state();
    let board = state.lanes.board();
    let Some(scroller) = board.scroller.get_untracked() else {
        return;
    };
    let room = Room {
        top: f64::from(scroller.scroll_top()),
        ..board.room.get()
    };
    board.room.set(room);
    if !room.is_within(board.slice.get(), board.picture.borrow().height) {
        ask(view);
    }
}

/// Measures the room whenever it may be another.
pub(crate) fn follow(view: View) {
    watch_paper(view);
    watch(move || {
        let state = view.state();
        let [above, _] = &state.lanes.board().axes;
        let own = (
            state.lanes.board().plot.get(),
            state.lanes.board().scroller.get(),
        );
        if let ((Some(plot), Some(scroller)), Some(axis), Some(page)) =
            (own, above.get(), state.page.get())
        {
            on_resize(&[&plot, &scroller, &axis, &page], move || measure(view));
        }
    });
}

/// Before and after the browser prints.
const PRINT: [&str; 2] = ["beforeprint", "afterprint"];

/// On paper all that there is can be seen at once.
fn watch_paper(view: View) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let printed = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        let state = view.state();
        let board = state.lanes.board();
        if PRINT.first() == Some(&&*event.type_()) {
            let height = f64::MAX;
            board.room.set(Room {
                height,
                ..board.room.get()
            });
            refresh(view);
        } else {
            measure(view);
        }
    });
    for name in PRINT {
        let _ = window.add_event_listener_with_callback(name, printed.as_ref().unchecked_ref());
    }
    keep((window, printed), |(window, printed)| {
        let function = printed.as_ref().unchecked_ref();
        for name in PRINT {
            let _ = window.remove_event_listener_with_callback(name, function);
        }
    });
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_can_be_seen_is_drawn_and_little_more(
            seen in 0.0..3000.0f64, top in -50.0..9000.0f64, height in 0.0..9000.0f64,
        ) {
            // The browser scrolls no further than there is something.
            let room = Room { height: seen, top: top.min(height - seen).max(0.0), ..Room::default() };
            let slice = room.slice(height);
            prop_assert!(room.is_within(slice, height), "{:?}", slice);
            prop_assert!(slice.top >= 0.0 && slice.top + slice.height <= height + 1.0, "{:?}", slice);
            prop_assert!(slice.height <= seen * (1.0 + SPARE) + 1.0);
            // Nor is it drawn again for each pixel.
            let near = Room { top: room.top + (seen * SPARE / 2.0 - 2.0).max(0.0), ..room };
            prop_assert!(near.top > height - seen || near.is_within(slice, height), "{:?}", slice);
        }
    }

    #[test]
    fn on_paper_all_is_drawn() {
        let room = Room {
            height: f64::MAX,
            top: 70.0,
            ..Room::default()
        };
        let all = Slice {
            top: 0.0,
            height: 4000.0,
        };
        assert_eq!(room.slice(4000.0), all);
    }
}
