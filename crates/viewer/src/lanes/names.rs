//! What stands beside the lanes: names, totals and controls.

use std::rc::Rc;

use reactive_graph::owner::on_cleanup;
use timeline_model::digits;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, KeyboardEvent};

use super::{
    arrange::bit,
    board::{is_gap, lacks},
    lane,
    picture::Picture,
    room::Slice,
};
use crate::{
    Later, Message, View,
    element::{Content, Keyed, dynamic, keyed, nothing, switched, watch},
    elements::{button, div, shape, span, spans},
    one_stop::one_stop,
    terms,
    timers::before_drawing,
};

/// The names of the lanes that are shown, as a list. Each is as high as its lane.
pub(crate) fn names(view: View) -> Content {
    watch(move || follow(view));
    let items = keyed(move || {
        let arranged = view.state().lanes.board().arranged.get();
        let mut items: Vec<Keyed> = Vec::new();
        for lane in arranged.shown() {
            items.push((vec![lane as u8], Box::new(move || name(view, lane))));
        }
        items
    });
    let names = div("names")
        .attr("role", "list")
        .attr("aria-label", view.words.say(Later::Lanes))
        .child(items);
    one_stop(names)
}

fn name(view: View, lane: usize) -> Content {
    let words = view.words;
    let board = move || view.state();
    let Some((row, count, toggle)) = board().lanes.board().names.get(lane).map(|name| {
        (
            Rc::clone(&name.row),
            Rc::clone(&name.count),
            Rc::clone(&name.toggle),
        )
    }) else {
        return nothing();
    };
    on_cleanup(move || {
        let state = view.state();
        if let Some(name) = state.lanes.board().names.get(lane) {
            name.let_go();
        }
    });
    let title = words.say(lane::name(lane));
    let fold = button("toggle", String::new(), move || {
        board().lanes.board().arranged.update(|mut arranged| {
            arranged.collapsed ^= bit(lane);
            arranged
        });
    })
    .place(toggle)
    .flag_from("aria-expanded", move || {
        !board().lanes.board().arranged.get().is_collapsed(lane)
    })
    .attr("aria-keyshortcuts", "Alt+ArrowUp Alt+ArrowDown")
    .on("keydown", move |event| move_by_key(view, lane, event))
    .child(shape("", "▾ "))
    .text(title.clone());
    div("lane")
        .attr("role", "listitem")
        .attr("data-lane", digits(lane as u32))
        .place(row)
        .class_if("gap", move || {
            board().sources.track();
            lacks(view, lane)
        })
        .child(
            div("head")
                .child(fold)
                .child(spans("total").attr("aria-hidden", "true").place(count))
                .child(hide_button(view, lane, &title))
                .child(up_button(view, lane, title)),
        )
        .child(dynamic(move || gap(view, lane)))
}

/// The way up for who has a pointer: each order is had by moving lanes up.
fn up_button(view: View, lane: usize, title: String) -> Content {
    let is_first = move || view.state().lanes.board().arranged.get().shown().next() == Some(lane);
    let draw = move |first: u32| {
        if first != 0 {
            return nothing();
        }
        let said = view.words.fill(Later::LaneUp, &[("lane", &title)]);
        button("hide up", String::from("↑"), move || {
            shift(view, lane, false)
        })
        .attr("aria-label", &said)
        .attr("title", said)
    };
    switched(move || is_first().into(), draw)
}

fn hide_button(view: View, lane: usize, title: &str) -> Content {
    let said = view.words.fill(Later::LaneHide, &[("lane", title)]);
    button("hide", String::from("×"), move || {
        view.state().lanes.board().arranged.update(|mut arranged| {
            arranged.hidden |= bit(lane);
            arranged
        });
        // The button is gone with its lane: the next lane's takes the focus.
        focus_near(view, lane);
    })
    .attr("aria-label", &said)
    .attr("title", said)
}

/// Focuses the first lane that is shown behind another in the order at first,
/// or else the first of all.
fn focus_near(view: View, lane: usize) {
    let shown = || view.state().lanes.board().arranged.get_untracked().shown();
    let next = shown().find(|own| *own > lane).or_else(|| shown().next());
    focus(view, next.unwrap_or(lane));
}

/// Focuses the name of a lane, once it stands where it is to.
fn focus(view: View, lane: usize) {
    before_drawing(move || {
        let state = view.state();
        let toggle = state.lanes.board().names.get(lane);
        if let Some(toggle) = toggle.and_then(|name| name.toggle.get_untracked()) {
            let _ = toggle.focus();
        }
    });
}

fn move_by_key(view: View, lane: usize, event: Event) {
    let event: KeyboardEvent = event.unchecked_into();
    let key = event.key();
    let later = key == "ArrowDown";
    if !event.alt_key() || !(later || key == "ArrowUp") {
        return;
    }
    event.prevent_default();
    shift(view, lane, later);
}

/// Moves a lane up or down, and says where it is now.
fn shift(view: View, lane: usize, later: bool) {
    let state = view.state();
    let mut arranged = state.lanes.board().arranged.get_untracked();
    let Some(place) = arranged.shift(lane, later) else {
        return;
    };
    state.lanes.board().arranged.set(arranged);
    let words = view.words;
    let values = [
        ("lane", &*words.say(lane::name(lane))),
        ("n", &words.number(place)),
        ("all", &words.number(arranged.shown().count() as u32)),
    ];
    view.announce(words.fill(Later::LaneMoved, &values));
    focus(view, lane);
}

/// Of which sources something of a lane is missing.
fn gap(view: View, lane: usize) -> Content {
    let kinds = lane::kinds(lane);
    let (mut names, mut full) = (String::new(), String::new());
    let state = view.state();
    state.lanes.board().indexed.track();
    state.sources.with(|sources| {
        for source in sources {
            if is_gap(view, source, lane) {
                terms::join(&mut names, ", ", view.words.title(source));
            }
        }
        for line in view.words.missing(sources, kinds) {
            terms::join(&mut full, "; ", &line);
        }
    });
    if names.is_empty() {
        return nothing();
    }
    // Where something is drawn, a mark: the strip says of which source.
    let text = match state.lanes.board().held.get() & bit(lane) {
        0 => view
            .words
            .fill(Message::AllergiesMissing, &[("sources", &names)]),
        _ => view.words.say(Message::Partial),
    };
    span("why", text).attr("title", full)
}

/// Keeps heights and counts in step with the picture.
fn follow(view: View) {
    let state = view.state();
    let board = state.lanes.board();
    board.drawn.track();
    for name in &board.names {
        name.row.track();
    }
    let picture = board.picture.borrow();
    for lane in &picture.lanes {
        let Some(name) = board.names.get(lane.lane) else {
            continue;
        };
        if name.height.get() != lane.height
            && let Some(row) = name.row.get_untracked()
        {
            set_pixels(&row, "block-size", lane.height);
            name.height.set(lane.height);
        }
        let counts = Some((lane.in_view, lane.all));
        if name.said.get() != counts
            && let Some(count) = name.count.get_untracked()
        {
            name.said.set(counts);
            let (n, all) = (view.words.number(lane.in_view), view.words.number(lane.all));
            let values = [("n", &*n), ("all", &*all)];
            let full = view.words.fill(Later::LaneCount, &values);
            let said = view.words.fill(Later::LaneCountShort, &values);
            count.set_text_content(Some(&said));
            let mut label = view.words.say(lane::name(lane.lane));
            terms::join(&mut label, ", ", &full);
            let _ = count.set_attribute("title", &full);
            if let Some(toggle) = name.toggle.get_untracked() {
                let _ = toggle.set_attribute("aria-label", &label);
            }
        }
    }
}

/// Puts the canvas where what it shows is.
pub(super) fn place(view: View, plot: &HtmlElement, picture: &Picture, slice: Slice) {
    let state = view.state();
    if let Some(field) = plot.parent_element() {
        set_pixels(field.unchecked_ref(), "block-size", picture.height);
    }
    if state.lanes.board().slice.replace(slice) != slice {
        set_pixels(plot, "block-size", slice.height);
        set_pixels(plot, "inset-block-start", slice.top);
    }
}

fn set_pixels(element: &HtmlElement, property: &str, pixels: f64) {
    let mut text = digits((pixels * 100.0).round() as u32);
    while text.len() < 3 {
        text.insert(0, '0');
    }
    // In hundredths: lanes are not whole pixels high.
    let dot = text.len().saturating_sub(2);
    text.insert(dot, '.');
    text.push_str("px");
    let _ = element.style().set_property(property, &text);
}
