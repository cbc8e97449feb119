use timeline_model::EntryId;
use web_sys::KeyboardEvent;

use super::family::family_words;
use super::{
    items::{Entry, Item},
    scroller::Scroller,
};
use crate::{Message, View};

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
        "ArrowRight" | "ArrowLeft" => {
            let forward = (event.key() == "ArrowRight") != is_rtl(scroller);
            return turn(view, scroller, forward);
        }
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
    item_at(scroller, at).map(|entry| entry.row.id)
}

fn item_at(scroller: Scroller, at: usize) -> Option<Entry> {
    scroller.with(|layout| match layout.items.get(at) {
        Some(Item::Entry(entry)) => Some(entry.clone()),
        _ => None,
    })
}

/// Unfolds the family under the cursor, or folds it, from a member as well.
/// `false`: there is none.
fn turn(view: View, scroller: Scroller, unfold: bool) -> bool {
    let active = view.state().active.get_untracked();
    let Some(at) = active.and_then(|id| scroller.find(id)) else {
        return false;
    };
    let Some(entry) = item_at(scroller, at) else {
        return false;
    };
    match &entry.family {
        Some(family) if family.passing > 0 && family.open != unfold => {
            let mut said = family_words(view.words, family);
            said.push_str(", ");
            view.turn(entry.row.id);
            let state = match unfold {
                true => Message::Unfolded,
                false => Message::FoldedNow,
            };
            said.push_str(&view.words.say(state));
            view.announce(said);
        }
        _ if entry.member && !unfold => {
            // To the head; folded by the next press.
            let head = (0..at)
                .rev()
                .find(|at| item_at(scroller, *at).is_some_and(|entry| !entry.member));
            if let Some(head) = head {
                go(view, scroller, head, false);
            }
        }
        _ => return false,
    }
    true
}

/// Whether the list runs from right to left.
fn is_rtl(scroller: Scroller) -> bool {
    let frame = scroller.frame();
    frame.is_some_and(|frame| frame.matches(":dir(rtl)").unwrap_or_default())
}
