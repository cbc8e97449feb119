use std::{rc::Rc, sync::Arc};

use timeline_model::{Mark, Row};
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use super::{
    Pinned, Spot,
    card::{card, rows},
    near::{place, room, spot_of},
};
use crate::{
    Message, View,
    dates::date_words,
    element::{Content, Keyed, Place, element, keyed, nothing, watch},
    elements::{button, div},
    span::Span,
    terms,
    timers::after,
};

/// So many members are listed.
const LISTED: usize = 12;

impl View {
    /// Pins what is said of a mark; the pin takes the focus.
    pub(super) fn pin(self, x: f64, spot: Spot) {
        let state = self.state();
        let Some((width, ..)) = room(self) else {
            return;
        };
        let time = state.span.get_untracked().at(x / width.max(1.0));
        state.pins.tip.set(None);
        state.pins.pins.update(|pins| {
            // Once is enough.
            pins.retain(|pin| pin.spot.entries != spot.entries);
            let number = pins.last().map_or(0, |pin| pin.number + 1);
            pins.push(Pinned { number, spot, time });
        });
    }

    /// Takes a pin away, or the newest. Whether there was one.
    pub(super) fn unpin(self, number: Option<u32>) -> bool {
        let mut gone = false;
        self.state().pins.pins.update(|pins| {
            let wanted = number.or_else(|| pins.last().map(|pin| pin.number));
            pins.retain(|pin| {
                let goes = Some(pin.number) == wanted;
                gone |= goes;
                !goes
            });
        });
        if gone && let Some(field) = self.state().pins.field.get_untracked() {
            let _ = field.focus();
        }
        gone
    }
}

/// The pins.
pub(super) fn pins(view: View) -> Content {
    keyed(move || {
        let mut items: Vec<Keyed> = Vec::new();
        for pin in view.state().pins.pins.get() {
            let key = pin.number.to_le_bytes().to_vec();
            items.push((key, Box::new(move || pinned(view, &pin))));
        }
        items
    })
}

fn pinned(view: View, pin: &Pinned) -> Content {
    let words = view.words;
    let number = pin.number;
    let own: Rc<Place> = Rc::default();
    follow(view, &own, pin.clone());
    let found = rows(view, &pin.spot.entries);
    let label = match found.as_slice() {
        [one] => one.title.clone(),
        _ => words.count(Message::Entries, found.len() as u32),
    };
    let close = button("close", String::from("✕"), move || {
        view.unpin(Some(number));
    })
    .attr("aria-label", words.say(Message::Close));
    let out = div("pin")
        .attr("role", "dialog")
        .attr("aria-label", label)
        .attr("tabindex", "-1")
        .place(own)
        .on("keydown", move |event| {
            let key: &KeyboardEvent = event.unchecked_ref();
            if key.key() == "Escape" {
                event.stop_propagation();
                view.unpin(Some(number));
            }
        })
        .child(close)
        .child(card(view, &pin.spot.entries));
    match found.as_slice() {
        [one] => out.child(div("act").child(open_button(view, one, words.say(Message::Open)))),
        _ => members(view, out, &found),
    }
}

/// The members of a count, each to be opened, and a way to tell the rest apart.
fn members(view: View, out: Content, found: &[Arc<Row>]) -> Content {
    let words = view.words;
    let mut list = element("ul");
    for row in found.iter().take(LISTED) {
        let mut said = row
            .start
            .map_or_else(String::new, |date| date_words(words, date));
        terms::join(&mut said, " ", &row.title);
        if !row.marks.has(Mark::Covered) {
            terms::join(&mut said, " ", &row.value);
        }
        list = list.child(element("li").child(open_button(view, row, said)));
    }
    let rest = found.len().saturating_sub(LISTED) as u32;
    let more = match rest {
        0 => nothing(),
        _ => div("k").text(words.count(Message::More, rest)),
    };
    let starts = found.iter().filter_map(|row| row.start);
    let times: Vec<(i64, i64)> = starts.map(|start| start.on_the_wall()).collect();
    let from = times
        .iter()
        .map(|(first, _)| *first)
        .min()
        .unwrap_or_default();
    let to = times
        .iter()
        .map(|(_, last)| *last)
        .max()
        .unwrap_or_default();
    let zoom = button("button", words.say(Message::ZoomIn), move || {
        let edge = (to - from) / 10;
        view.look_and_say(Span {
            from: from - edge,
            to: to + edge,
        });
    });
    out.child(list).child(more).child(div("act").child(zoom))
}

fn open_button(view: View, row: &Row, said: String) -> Content {
    let id = row.id;
    button("link", said, move || {
        if view.open(id) {
            view.state().focus_detail.update(|n| n + 1);
        }
    })
}

/// Keeps a pin beside its mark, or at the edge beyond which that is, and gives
/// it the focus once it stands in the document.
fn follow(view: View, own: &Rc<Place>, pin: Pinned) {
    let element = Rc::clone(own);
    watch(move || {
        let state = view.state();
        state.lanes.drawn.track();
        let (Some(element), Some(room)) = (element.get(), room(view)) else {
            return;
        };
        let first = pin.spot.entries.first();
        let at = first.and_then(|id| spot_of(&state.lanes.picture.borrow(), *id));
        let x = state.span.get_untracked().share(pin.time) * room.0;
        place(&element, x, at.map_or(pin.spot.at, |spot| spot.at), room);
    });
    let element = Rc::clone(own);
    after(0, move || {
        if let Some(element) = element.get_untracked() {
            let _ = element.focus();
        }
    });
}
