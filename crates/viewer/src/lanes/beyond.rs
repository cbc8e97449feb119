use std::rc::Rc;

use super::picture::Picture;
use crate::{
    Later, View,
    element::{Content, watch},
    elements::spans,
};

/// How many entries are drawn above or below what is scrolled to, beside the
/// axis there.
pub(crate) fn beyond(view: View, below: bool) -> Content {
    let state = view.state();
    let places = &state.lanes.board().beyond;
    let place = if below { &places.1 } else { &places.0 };
    spans("beyond").place(Rc::clone(place))
}

/// Counts anew whenever something is drawn.
pub(crate) fn follow(view: View) {
    watch(move || {
        view.state().lanes.board().drawn.track();
        count(view);
    });
}

/// Counts what is beyond the edges.
pub(crate) fn count(view: View) {
    let state = view.state();
    let board = state.lanes.board();
    let room = board.room.get();
    let picture = board.picture.borrow();
    let axis = picture.em * 2.0;
    let bottom = room.top + board.seen.get() - 2.0 * axis;
    let (above, below) = outside(&picture, room.top, bottom);
    let places = [
        (&board.beyond.0, Later::LanesAbove, above),
        (&board.beyond.1, Later::LanesBelow, below),
    ];
    for (place, message, count) in places {
        let said = match count {
            0 => String::new(),
            count => view.words.count(message, count),
        };
        if let Some(place) = place.get_untracked()
            && place.text_content().as_deref() != Some(&said)
        {
            place.set_text_content(Some(&said));
        }
    }
}

/// How many entries are drawn above `top`, and below `bottom`.
fn outside(picture: &Picture, top: f64, bottom: f64) -> (u32, u32) {
    let (mut above, mut below) = (0, 0);
    for lane in &picture.lanes {
        for mark in &lane.marks {
            if mark.y < top {
                above += lane.count(mark);
            } else if mark.y > bottom {
                below += lane.count(mark);
            }
        }
    }
    (above, below)
}
