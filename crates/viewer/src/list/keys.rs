use timeline_model::EntryId;
use web_sys::KeyboardEvent;

use super::{items::Item, scroller::Scroller};
use crate::View;

/// What a key does in the list. `false`: it is not the list's.
pub(crate) fn press(view: View, scroller: Scroller, event: &KeyboardEvent) -> bool {
    if event.ctrl_key() || event.alt_key() || event.meta_key() {
        return false;
    }
    match event.key().as_str() {
        "ArrowDown" => step(view, scroller, 1),
        "ArrowUp" => step(view, scroller, -1),
        "Home" => go(view, scroller, 0, true),
        "End" => go(view, scroller, usize::MAX, false),
        "PageDown" => page(view, scroller, true),
        "PageUp" => page(view, scroller, false),
        "Enter" | " " => {
            if let Some(id) = view.state().active.get_untracked()
                && view.open(id)
            {
                view.state().focus_detail.update(|n| n + 1);
            }
        }
        "Escape" if view.stop_joining() => {}
        "Escape" => {
            if view.state().opened.get_untracked().is_none() {
                return false;
            }
            view.state().opened.set(None);
        }
        _ => return false,
    }
    true
}

/// Puts the cursor somewhere when the list is entered by keyboard.
pub(crate) fn enter(view: View, scroller: Scroller) {
    let active = view.state().active.get_untracked();
    if active.is_some_and(|id| scroller.find(id).is_some()) {
        return;
    }
    let opened = view.state().opened.get_untracked();
    let first = opened.and_then(|id| scroller.find(id)).or_else(|| {
        let top = scroller.frame()?.scroll_top();
        scroller.with(|layout| layout.entry_from(layout.at(f64::from(top)), true))
    });
    if let Some(id) = first.and_then(|at| entry_at(scroller, at)) {
        view.state().active.set(Some(id));
    }
}

fn step(view: View, scroller: Scroller, by: isize) {
    let current = view
        .state()
        .active
        .get_untracked()
        .and_then(|id| scroller.find(id));
    match current {
        Some(at) => {
            if let Some(next) = at.checked_add_signed(by) {
                go(view, scroller, next, by > 0);
            }
        }
        None => enter(view, scroller),
    }
}

fn page(view: View, scroller: Scroller, forward: bool) {
    let Some(frame) = scroller.frame() else {
        return;
    };
    let Some(at) = view
        .state()
        .active
        .get_untracked()
        .and_then(|id| scroller.find(id))
    else {
        return enter(view, scroller);
    };
    let height = f64::from(frame.client_height()) * 0.85;
    let target = scroller.with(|layout| {
        let y = layout.top(at) + if forward { height } else { -height };
        layout.at(y.max(0.0))
    });
    go(view, scroller, target, forward);
}

/// Moves the cursor to an item, or to the next entry in the same direction; at
/// the end of the list it stays on the last.
fn go(view: View, scroller: Scroller, at: usize, forward: bool) {
    let entry = scroller.with(|layout| {
        layout
            .entry_from(at, forward)
            .or_else(|| layout.entry_from(at, !forward))
    });
    if let Some(entry) = entry
        && let Some(id) = entry_at(scroller, entry)
    {
        view.state().active.set(Some(id));
        scroller.follow_active();
    }
}

fn entry_at(scroller: Scroller, at: usize) -> Option<EntryId> {
    scroller.with(|layout| match layout.items.get(at) {
        Some(Item::Entry { row, .. }) => Some(row.id),
        _ => None,
    })
}
