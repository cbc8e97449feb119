use web_sys::KeyboardEvent;

use super::{
    cursor::{Step, step},
    near::spot_of,
    tip::show,
};
use crate::{
    View,
    span::{extent_of, press as move_by},
};

/// What a key does in the lanes. `false`: it is no key of theirs.
pub(super) fn press(view: View, event: &KeyboardEvent) -> bool {
    if event.ctrl_key() || event.alt_key() || event.meta_key() {
        return false;
    }
    let state = view.state();
    let active = state.active.get_untracked();
    let key = event.key();
    let to = match key.as_str() {
        "n" => Some(Step::Next),
        "p" => Some(Step::Previous),
        "ArrowUp" => Some(Step::Above),
        "ArrowDown" => Some(Step::Below),
        _ => None,
    };
    if let Some(to) = to {
        state.pins.by_key.set(true);
        state.pins.step.set(Some(to));
        view.once_here(on_demand);
        return true;
    }
    match key.as_str() {
        "Enter" => {
            if let Some(id) = active
                && view.open(id)
            {
                state.focus_detail.update(|n| n + 1);
            }
        }
        " " => {
            let spot = active.and_then(|id| spot_of(&state.lanes.board().picture.borrow(), id));
            if let Some(spot) = spot {
                view.pin(spot.at.0.max(0.0), spot);
            }
        }
        "Escape" => {
            let pointed = state.pins.tip.with_untracked(Option::is_some);
            state.pins.by_key.set(false);
            show(view, None);
            return view.unpin(None) || pointed;
        }
        other => return move_by(view, other, about(view), true),
    }
    true
}

fn on_demand(view: View) {
    if let Some(to) = view.state().pins.step.take() {
        step(view, to);
    }
}

/// The time of the cursor's entry, where that is on screen.
fn about(view: View) -> Option<i64> {
    let state = view.state();
    if !state.pins.by_key.get_untracked() {
        return None;
    }
    let row = view.row(state.active.get_untracked()?)?;
    let (first, last) = extent_of(&row)?.start;
    let span = state.span.get_untracked();
    span.meets(first, last)
        .then_some(first + (last - first) / 2)
}
