use std::{rc::Rc, sync::Arc};

use timeline_model::{Mark, Row};
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use super::{
    Pinned, Spot,
    card::{card, rows},
    cursor::{Step, step},
    near::{place, room, spot_of},
};
use crate::{
    Later, Message, View,
    dates::date_words,
    element::{Content, Keyed, Place, element, keyed, nothing, switched, watch},
    elements::{button, div},
    later::later,
    span::{Span, extent_of},
    terms,
    timers::after,
};

/// So many members are listed.
const LISTED: usize = 12;

impl View {
    /// Pins what is said of a mark; the pin takes the focus.
    pub(super) fn pin(self, x: f64, spot: Spot) {
        if let Some((width, ..)) = room(self) {
            let span = self.state().span.get_untracked();
            self.pin_at(span.at(x / width.max(1.0)), spot);
        }
    }

    fn pin_at(self, time: i64, spot: Spot) {
        let own = &self.state().pins;
        let number = own.last.get() + 1;
        own.last.set(number);
        own.tip.set(None);
        own.pins.update(|pins| {
            // Once is enough.
            pins.retain(|pin| pin.spot.entries != spot.entries);
            pins.push(Pinned { number, spot, time });
        });
    }

    /// Pins the entry beside a pinned one in its lane, in its place.
    fn pin_next(self, number: u32, to: Step) {
        let state = self.state();
        let pinned = state.pins.pins.with_untracked(|pins| {
            let pin = pins.iter().find(|pin| pin.number == number)?;
            Some((pin.spot.at, *pin.spot.entries.first()?))
        });
        let Some((at, id)) = pinned else {
            return;
        };
        state.active.set(Some(id));
        step(self, to);
        let next = state.active.get_untracked().filter(|next| *next != id);
        let row = next.and_then(|next| self.row(next));
        if let Some(row) = row
            && let Some(extent) = extent_of(&row)
        {
            self.unpin(Some(number));
            let entries = vec![row.id];
            self.pin_at(extent.start.0, Spot { entries, at });
        }
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

/// The pins, once there are any.
pub(super) fn pins(view: View) -> Content {
    switched(
        move || view.state().pins.pins.with(Vec::is_empty).into(),
        move |none| match none {
            0 => later(view, on_demand),
            _ => nothing(),
        },
    )
}

fn on_demand(view: View) -> Content {
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
        [one] => {
            let go = |glyph: &str, label, to| {
                button("button", String::from(glyph), move || {
                    view.pin_next(number, to)
                })
                .attr("aria-label", words.say(label))
            };
            out.child(
                div("act")
                    .child(open_button(view, None, one, words.say(Later::Open)))
                    .child(go("‹", Later::PreviousInLane, Step::Previous))
                    .child(go("›", Later::NextInLane, Step::Next)),
            )
        }
        _ => members(view, number, out, &found),
    }
}

/// The members of a count, each to be opened, and a way to tell the rest apart.
fn members(view: View, number: u32, out: Content, found: &[Arc<Row>]) -> Content {
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
        let open = open_button(view, Some(number), row, said);
        list = list.child(element("li").child(open));
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
    let zoom = button("button", words.say(Later::ZoomIn), move || {
        let edge = (to - from) / 10;
        view.look_and_say(Span {
            from: from - edge,
            to: to + edge,
        });
    });
    out.child(list).child(more).child(div("act").child(zoom))
}

/// Opens an entry; a count whose member it is has done its work.
fn open_button(view: View, count: Option<u32>, row: &Row, said: String) -> Content {
    let id = row.id;
    button("link", said, move || {
        if count.is_some() {
            view.unpin(count);
        }
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
        state.lanes.board().drawn.track();
        let (Some(element), Some(room)) = (element.get(), room(view)) else {
            return;
        };
        let first = pin.spot.entries.first();
        let at = first.and_then(|id| spot_of(&state.lanes.board().picture.borrow(), *id));
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
