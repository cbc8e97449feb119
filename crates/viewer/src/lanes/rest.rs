//! What is said below the lanes: what has no date, and which lanes are not
//! there.

use super::{
    arrange::bit,
    lane::{self, LANES},
};
use crate::{
    Later, Message, View,
    element::{Content, dynamic, nothing},
    elements::{button, div, span},
    gaps::{is_missing, parts},
    one_stop::one_stop,
    terms,
};

/// How many entries without a date are named.
const NAMED: usize = 6;

/// The entries without a date, by name.
pub(crate) fn undated(view: View) -> Content {
    dynamic(move || {
        let state = view.state();
        state.lanes.board().indexed.track();
        let index = state.lanes.board().index.borrow();
        if index.undated.is_empty() {
            return nothing();
        }
        let count = index.undated.len() as u32;
        let named = index.undated.iter().take(NAMED);
        let mut entries = div("entries");
        for row in named {
            let id = row.id;
            let press = move || {
                view.open(id);
            };
            entries = entries.child(button("link", row.title.clone(), press));
        }
        if let Some(more) = count.checked_sub(NAMED as u32 + 1) {
            entries = entries.child(span("k", view.words.count(Message::More, more + 1)));
        }
        let name = div("head")
            .child(view.words.span("", Message::DateNotRecorded))
            .child(span("total", view.words.number(count)));
        one_stop(div("undated").child(name).child(entries))
    })
}

/// Which lanes hold nothing, and which are hidden, with how much they hold.
pub(crate) fn left_out(view: View) -> Content {
    dynamic(move || {
        let state = view.state();
        state.lanes.board().indexed.track();
        let arranged = state.lanes.board().arranged.get();
        let mut out = div("left-out");
        let held = state.lanes.board().held.get() | arranged.lacking;
        let unmatched = held & !arranged.present & !arranged.hidden;
        if unmatched != 0 {
            let count = unmatched.count_ones();
            out = out.child(span("", view.words.count(Later::LanesUnmatched, count)));
        }
        let empty = empty(view);
        if unmatched == 0 && !empty.is_empty() {
            out = out.child(span(
                "",
                view.words.fill(Later::LanesEmpty, &[("kinds", &empty)]),
            ));
        }
        let index = state.lanes.board().index.borrow();
        for lane in 0..LANES {
            if arranged.hidden & bit(lane) == 0 {
                continue;
            }
            let all = index.lanes.get(lane).map_or(0, |own| own.total() as u32);
            let values = [
                ("lane", &*view.words.say(lane::name(lane))),
                ("all", &view.words.number(all)),
            ];
            let show = move || {
                view.state().lanes.board().arranged.update(|mut arranged| {
                    arranged.hidden &= !bit(lane);
                    arranged
                });
            };
            out = out.child(button(
                "link",
                view.words.fill(Later::LaneShow, &values),
                show,
            ));
        }
        if out.is_empty() { nothing() } else { out }
    })
}

/// The lanes of which every source holds nothing.
fn empty(view: View) -> String {
    let state = view.state();
    let held = state.lanes.board().held.get();
    let mut out = String::new();
    for lane in 0..LANES {
        let kinds = lane::kinds(lane);
        let whole = state.sources.with(|sources| {
            !sources
                .iter()
                .flat_map(parts)
                .any(|part| is_missing(part.completeness) && !part.kinds.and(kinds).is_empty())
        });
        if held & bit(lane) == 0 && whole {
            terms::join(&mut out, ", ", &view.words.say(lane::name(lane)));
        }
    }
    out
}
