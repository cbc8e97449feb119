use core::cell::Cell;
use std::rc::Rc;

use timeline_model::{Precision, digits};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent, PointerEvent};

use super::{
    density::{Density, per_thousand},
    grip::Grip,
};
use crate::{
    Message, View,
    dates::date_words,
    element::{Content, Place, dynamic, nothing, switched, text, watch},
    elements::{div, group, spans},
    filters,
    span::{Span, date_of, press, share_of, span_words},
};

/// The whole record, once there is something of it, with the window that is on
/// screen. Time runs from left to right in every language, as on charts.
pub(crate) fn overview(view: View) -> Content {
    switched(
        move || view.state().lines.with(Vec::is_empty).into(),
        move |none| match none {
            0 => shown(view),
            _ => nothing(),
        },
    )
}

fn shown(view: View) -> Content {
    let words = view.words;
    let bars: Rc<Place> = Rc::default();
    let window: Rc<Place> = Rc::default();
    let now: Rc<Place> = Rc::default();
    let held: Rc<Cell<Option<Held>>> = Rc::default();
    place_parts(view, &bars, &window, &now);
    let year = move |end: fn(Span) -> i64| {
        dynamic(move || {
            let year = date_of(end(view.bounds()), Precision::Year);
            text(date_words(words, year))
        })
    };
    let said = move || span_words(words, view.span_seen());
    let slider = div("window")
        .attr("role", "slider")
        .attr("tabindex", "0")
        .attr("aria-label", words.say(Message::TimeShown))
        .attr("aria-valuemin", "0")
        .attr("aria-valuemax", "100")
        .attr_from("aria-valuenow", move || {
            let middle = view.bounds().share(view.span_seen().middle());
            Some(digits((middle * 100.0) as u32))
        })
        .attr_from("aria-valuetext", move || Some(said()))
        .place(window)
        .on("keydown", move |event| {
            let key: &KeyboardEvent = event.unchecked_ref();
            let other = key.ctrl_key() || key.alt_key() || key.meta_key();
            if !other && press(view, &key.key(), None, false) {
                event.prevent_default();
                event.stop_propagation();
            }
        });
    let (taken, pulled) = (Rc::clone(&held), Rc::clone(&held));
    let strip = div("strip")
        .on("pointerdown", move |event| {
            taken.set(take_hold(view, &event));
        })
        .on("pointermove", move |event| {
            if let Some(held) = pulled.get() {
                let share = share_of(&event).map_or(held.share, |(share, _)| share);
                let by = (share - held.share) * held.bounds.width() as f64;
                view.look(held.grip.pull(held.span, by as i64));
            }
        })
        .on("lostpointercapture", move |_| held.set(None))
        .child(div("bars").place(bars))
        .child(div("now").place(now))
        .child(slider);
    group("overview", words.say(Message::WholeRecord))
        .attr("part", "overview")
        .child(
            spans("of")
                .child(words.span("", Message::WholeRecord))
                .blank()
                .child(spans("date").child(dynamic(move || text(said())))),
        )
        .child(
            div("years")
                .child(strip)
                .child(spans("").child(year(|bounds| bounds.from)))
                .child(spans("").child(year(|bounds| bounds.to))),
        )
}

/// Draws the bars, and puts window and now in their places, whenever they move.
fn place_parts(view: View, bars: &Rc<Place>, window: &Rc<Place>, now: &Rc<Place>) {
    let bars = Rc::clone(bars);
    watch(move || {
        let bounds = view.bounds();
        let mut density = Density::new();
        for row in &filters::shown(view).rows {
            density.add(row, bounds);
        }
        set(&bars, "clip-path", &density.polygon());
    });
    let (window, now) = (Rc::clone(window), Rc::clone(now));
    watch(move || {
        let bounds = view.bounds();
        let span = view.span_seen();
        let state = view.state();
        let share = |time| (bounds.share(time).clamp(0.0, 1.0) * 1000.0) as u32;
        let (from, to) = (share(span.from), share(span.to));
        for (place, property, thousandths) in [
            (&window, "left", from),
            (&window, "width", to.saturating_sub(from)),
            (&now, "left", share(state.now.get())),
        ] {
            let mut value = String::new();
            per_thousand(thousandths, &mut value);
            set(place, property, &value);
        }
    });
}

fn set(place: &Place, property: &str, value: &str) {
    if let Some(element) = place.get() {
        let _ = element.style().set_property(property, value);
    }
}

/// What a pointer holds: where it took hold, and what was on screen then.
#[derive(Clone, Copy)]
struct Held {
    grip: Grip,
    share: f64,
    span: Span,
    bounds: Span,
}

/// Takes hold of the window; beside it, it is first brought to the pointer.
fn take_hold(view: View, event: &Event) -> Option<Held> {
    let (share, width) = share_of(event)?;
    let pointer: &PointerEvent = event.unchecked_ref();
    if pointer.button() != 0 {
        return None;
    }
    let strip: Element = event.current_target()?.dyn_into().ok()?;
    // Fails where the pointer is gone already.
    let _ = strip.set_pointer_capture(pointer.pointer_id());
    let bounds = view.bounds();
    let mut span = view.state().span.get_untracked();
    let at = |time| bounds.share(time) * width;
    let grip = Grip::at(share * width, at(span.from), at(span.to));
    if grip.is_none() {
        view.look(span.centred(bounds.at(share)));
        span = view.state().span.get_untracked();
    }
    Some(Held {
        grip: grip.unwrap_or_default(),
        share,
        span,
        bounds,
    })
}
