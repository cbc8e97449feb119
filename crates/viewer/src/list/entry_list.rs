use core::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;

use super::{
    items::{Group, Item, ItemKey},
    keys,
    row::{element_id, heading_parts, id_of_element, item_view},
    scroller::Scroller,
};
use crate::{
    Message, View,
    element::{Content, Keyed, dynamic, keyed, nothing, on_resize, watch},
    elements::div,
    timers::before_drawing,
};

/// The list of entries under their days.
///
/// It is a `listbox` whose rows are options, with `aria-activedescendant` for
/// the cursor and `aria-setsize` and `aria-posinset` on each option: the focus
/// rests on the list itself, so rows may come and go beneath it, be that by
/// scrolling or by a patch, without the focus being lost; it is one tab stop;
/// and a screen reader says "5 of 612" though only some 40 rows are in the
/// document. A `feed` would have to keep every row that was read, and a `grid`
/// would make people walk through five cells a row. Headings are
/// presentational, for a listbox may own options alone; each option says its
/// day itself.
pub(crate) fn entry_list(view: View) -> Content {
    let words = view.words;
    let scroller = Scroller::new(view);
    watch(move || {
        let items = view.items();
        if scroller.scroll().frame.get().is_some() {
            scroller.replace(&items);
        }
    });
    watch(move || {
        scroller.scroll().window.get();
        before_drawing(move || scroller.measure());
    });
    watch(move || {
        if let Some(frame) = scroller.scroll().frame.get() {
            let (element, width) = (frame.clone(), Cell::new(0));
            on_resize(&[&frame], move || {
                let now = element.client_width();
                scroller.resized(width.replace(now) != now);
            });
        }
    });
    watch(move || {
        if view.state().focus_list.get() > 0 {
            // Once: a list that is drawn anew takes the focus from nothing.
            view.state().focus_list.set(0);
            // After the list is shown again, where the detail covered it.
            before_drawing(move || focus(scroller));
        }
    });

    let active = move || {
        let id = view.state().active.get()?;
        scroller.is_drawn(id).then(|| element_id(id))
    };
    let heading = dynamic(move || match scroller.scroll().heading.get() {
        Some(heading) => heading_parts(nothing(), view, heading),
        None => nothing(),
    });
    let drawn = keyed(move || {
        let total = view.items_untracked().options;
        let mut rows: Vec<Keyed> = Vec::new();
        for item in scroller.drawn_items() {
            let key = key_of(&item, total);
            rows.push((key, Box::new(move || item_view(view, &item, total))));
        }
        rows
    });
    div("list")
        .attr("part", "list")
        .attr("role", "listbox")
        .attr("tabindex", "0")
        .attr_from("aria-label", move || {
            Some(
                words.say(match view.state().arrangement.get().oldest_first {
                    true => Message::ListOldest,
                    false => Message::List,
                }),
            )
        })
        .attr_from("aria-activedescendant", active)
        .place(Rc::clone(&scroller.scroll().frame))
        .on("scroll", move |_| {
            scroller.scrolled();
            scroller.tell_time();
        })
        .on("focus", move |_| keys::enter(view, scroller))
        .on("keydown", move |event| {
            if keys::press(view, scroller, event.unchecked_ref()) {
                event.prevent_default();
                event.stop_propagation();
            }
        })
        .on("click", move |event| {
            let id = event.target().and_then(|target| {
                let row = target
                    .dyn_into::<web_sys::Element>()
                    .ok()?
                    .closest("[role=option]")
                    .ok()??;
                id_of_element(&row.id())
            });
            if let Some(id) = id
                && view.open(id)
            {
                view.state().focus_covering_detail.update(|n| n + 1);
            }
        })
        .child(
            div("track")
                .attr("role", "presentation")
                .place(Rc::clone(&scroller.scroll().track))
                .child(
                    div("day stays")
                        .attr("role", "presentation")
                        .attr("aria-hidden", "true")
                        .child(heading),
                )
                .child(
                    div("drawn")
                        .attr("role", "presentation")
                        .place(Rc::clone(&scroller.scroll().drawn))
                        .child(drawn),
                ),
        )
}

fn focus(scroller: Scroller) {
    if let Some(frame) = scroller.frame() {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = frame.focus_with_options(&options);
        scroller.follow_active();
    }
}

/// Differs where an item is to be drawn anew.
fn key_of(item: &Item, total: u32) -> Vec<u8> {
    let (kind, id) = match item.key() {
        ItemKey::Heading(Group::Time(group)) => (0, u64::from(group)),
        ItemKey::Heading(Group::Encounter(id)) => (1, id.0),
        ItemKey::Entry(id) => (2, id.0),
    };
    let mut key = vec![kind];
    key.extend(id.to_le_bytes());
    key.extend(total.to_le_bytes());
    for part in item.version() {
        key.extend(part.to_le_bytes());
    }
    key
}
