use std::rc::Rc;

use timeline_model::EntryId;
use wasm_bindgen::JsCast;
use web_sys::{Event, MouseEvent};

use super::{
    Spot,
    card::line,
    keys::press,
    pin::pins,
    tip::{show, tip},
};
use crate::{
    Later, View,
    element::{Content, Keyed, keyed},
    elements::div,
    lanes::hit,
    span::{Hands, moved_by},
};

/// The lanes' canvas, with all that can be done on it. It is one tab stop; its
/// cursor is that of the list, so that the entry found in one is at hand in
/// the other. As there, what is under it is named by an option, the only one
/// that is drawn.
pub(crate) fn plot(view: View, canvas: Content) -> Content {
    let words = view.words;
    let hands: Rc<Hands> = Rc::default();
    let (hovering, clicking) = (Rc::clone(&hands), Rc::clone(&hands));
    let field = div("field")
        .class_if("over", move || view.state().pins.tip.with(Option::is_some))
        .attr("role", "listbox")
        .attr("tabindex", "0")
        .attr("aria-label", words.say(Later::Lanes))
        .attr("aria-description", words.say(Later::KeysHint))
        .attr_from("aria-activedescendant", move || {
            pointed_at(view).map(element_id)
        })
        .place(Rc::clone(&view.state().pins.field))
        .on("keydown", move |event| {
            if press(view, event.unchecked_ref()) {
                event.prevent_default();
                event.stop_propagation();
            }
        })
        .on("blur", move |_| view.state().pins.by_key.set(false))
        .on("pointermove", move |event| {
            if !hovering.hold() {
                view.state().pins.by_key.set(false);
                show(view, at(view, &event));
            }
        })
        .on("pointerleave", move |_| show(view, None))
        .on("click", move |event| {
            if !clicking.moved()
                && let Some((x, spot)) = at(view, &event)
            {
                if let Some(first) = spot.entries.first() {
                    view.state().active.set(Some(*first));
                }
                view.pin(x, spot);
            }
        })
        .child(canvas)
        .child(cursor(view));
    div("plotting")
        .child(moved_by(view, &hands, field))
        .child(tip(view))
        .child(pins(view))
}

/// The entry under the cursor, in words.
fn cursor(view: View) -> Content {
    keyed(move || {
        let mut items: Vec<Keyed> = Vec::new();
        if let Some(row) = pointed_at(view).and_then(|id| view.row(id)) {
            let key = row.id.0.to_le_bytes().to_vec();
            let draw = move || {
                div("hidden")
                    .attr("role", "option")
                    .attr("id", element_id(row.id))
                    .attr("aria-selected", "true")
                    .text(line(view, &row))
            };
            items.push((key, Box::new(draw)));
        }
        items
    })
}

/// The entry under the cursor, while the lanes are used by keyboard.
fn pointed_at(view: View) -> Option<EntryId> {
    let state = view.state();
    let active = state.active.get();
    active.filter(|_| state.pins.by_key.get())
}

fn element_id(id: EntryId) -> String {
    let mut name = String::from("mark-");
    name.push_str(&id.to_hex());
    name
}

/// What is under the pointer, and where along it.
fn at(view: View, event: &Event) -> Option<(f64, Spot)> {
    let pointer: &MouseEvent = event.unchecked_ref();
    let state = view.state();
    let area = state.pins.field.get_untracked()?.get_bounding_client_rect();
    let x = f64::from(pointer.client_x()) - area.left();
    let y = f64::from(pointer.client_y()) - area.top();
    let picture = state.lanes.board().picture.borrow();
    let found = hit(&picture, x, y)?;
    let spot = Spot {
        entries: found.entries.to_vec(),
        at: found.bounds,
    };
    Some((x, spot))
}
