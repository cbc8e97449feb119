use std::rc::Rc;

use super::{
    Spot,
    card::card,
    near::{place, reveal, room, spot_of},
};
use crate::{
    View,
    element::{Content, Place, dynamic, nothing, switched, watch},
    elements::div,
    later::later,
};

/// The tip. Those who hear the page have the cursor's words instead.
pub(super) fn tip(view: View) -> Content {
    let own: Rc<Place> = Rc::default();
    let element = Rc::clone(&own);
    watch(move || {
        view.state().pins.tip.with(|tip| {
            if let (Some((x, spot)), Some(element)) = (tip, element.get())
                && let Some(room) = room(view)
            {
                place(&element, *x, spot.at, room);
            }
        });
    });
    watch(move || point_at_cursor(view));
    let content = switched(
        move || view.state().pins.tip.with(Option::is_none).into(),
        move |none| match none {
            0 => later(view, on_demand),
            _ => nothing(),
        },
    );
    div("tip")
        .attr("aria-hidden", "true")
        .place(own)
        .child(content)
}

fn on_demand(view: View) -> Content {
    dynamic(move || {
        view.state().pins.tip.with(|tip| match tip {
            Some((_, spot)) => card(view, &spot.entries),
            None => nothing(),
        })
    })
}

/// By keyboard, the tip is at the entry under the cursor.
fn point_at_cursor(view: View) {
    let state = view.state();
    let active = state.active.get();
    state.lanes.board().drawn.track();
    if !state.pins.by_key.get() {
        return;
    }
    let picture = state.lanes.board().picture.borrow();
    let spot = active.and_then(|id| {
        let spot = spot_of(&picture, id)?;
        // Of a count the one that the cursor is at.
        Some(Spot {
            entries: vec![id],
            ..spot
        })
    });
    if let Some(spot) = &spot {
        reveal(view, spot.at);
    }
    show(view, spot.map(|spot| (spot.at.0.max(0.0), spot)));
}

/// Points at something, or at nothing.
pub(super) fn show(view: View, tip: Option<(f64, Spot)>) {
    let state = view.state();
    let same = state.pins.tip.with_untracked(|old| match (old, &tip) {
        (Some((_, old)), Some((_, new))) => old.entries == new.entries && old.at == new.at,
        (None, None) => true,
        _ => false,
    });
    if !same {
        state.pins.tip.set(tip);
    }
}
