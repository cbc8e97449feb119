use core::cell::RefCell;
use std::{rc::Rc, sync::Arc};

use reactive_graph::callback::Callable;
use timeline_model::{Detail, Mark, Row, protocol::Down};
use wasm_bindgen::JsCast;

use super::{
    copies::{source_title, table},
    disclosure::disclosure,
    narrative::narrative,
    reasons::{possible, why_one},
};
use crate::{
    Message, Outward, View,
    dates::date_words,
    element::{Content, dynamic, element, many, nothing, watch},
    elements::{button, div, group, paragraph, span, text},
    slot::Derived,
    state::DetailState,
    terms,
    timers::before_drawing,
};

/// The open entry: beside the list where there is room, over it where not.
pub(crate) fn detail_pane(view: View, outward: Outward) -> Content {
    let words = view.words;
    ask(view, outward);
    take_focus(view);
    let content = move || match view.state().detail.get() {
        DetailState::Loading => paragraph("quiet", vec![text(words.say(Message::DetailLoading))]),
        DetailState::Gone => paragraph("quiet", vec![text(words.say(Message::DetailGone))]),
        DetailState::Here(detail) => content(view, outward, &detail),
    };
    let pane_view = move || {
        group("detail", words.say(Message::Detail))
            .attr("part", "detail")
            .attr("tabindex", "-1")
            .place(Rc::clone(&view.state().pane))
            .on("keydown", move |event| {
                let event: web_sys::KeyboardEvent = event.unchecked_into();
                if event.key() == "Escape" {
                    event.stop_propagation();
                    close(view);
                }
            })
            .child(
                element("div")
                    .class("bar")
                    .child(button(
                        "back link",
                        words.say(Message::Back),
                        None,
                        move || close(view),
                    ))
                    .child(button(
                        "close",
                        String::from("✕"),
                        Some(words.say(Message::Close)),
                        move || close(view),
                    )),
            )
            .child(dynamic(content))
            .view()
    };
    let is_open = Derived::new(move || view.state().opened.get().is_some().into());
    dynamic(move || {
        if is_open.get() != 0 {
            pane_view()
        } else {
            nothing()
        }
    })
}

/// Asks for the detail of the entry that is open, and again when its row has
/// changed.
fn ask(view: View, outward: Outward) {
    let asked: RefCell<Option<Arc<Row>>> = RefCell::new(None);
    watch(move || {
        let state = view.state();
        state.lines.track();
        let Some(id) = state.opened.get() else {
            asked.take();
            return;
        };
        let row = view.row(id);
        if row.is_none() {
            state.detail.set(DetailState::Gone);
        }
        let before = asked.replace(row.clone());
        let loading = state.detail.with_untracked(DetailState::is_loading);
        if row.is_some() && (loading || row != before) {
            outward.send.try_run(Down::Detail(id));
        }
    });
}

fn close(view: View) {
    view.state().opened.set(None);
    view.state().focus_list.update(|n| *n += 1);
}

fn take_focus(view: View) {
    let focus = move |only_covering: bool| {
        before_drawing(move || {
            let Some(pane) = view.state().pane.get_untracked() else {
                return;
            };
            if !only_covering || covers_list(&pane) {
                let options = web_sys::FocusOptions::new();
                options.set_prevent_scroll(true);
                let _ = pane.focus_with_options(&options);
            }
        });
    };
    watch(move || {
        if view.state().focus_detail.get() > 0 {
            focus(false);
        }
    });
    watch(move || {
        if view.state().focus_covering_detail.get() > 0 {
            focus(true);
        }
    });
}

/// Whether the pane lies over the list, as it does where there is little room.
fn covers_list(pane: &web_sys::HtmlElement) -> bool {
    let Some(body) = pane.parent_element() else {
        return false;
    };
    let difference =
        body.get_bounding_client_rect().width() - pane.get_bounding_client_rect().width();
    difference.abs() < 2.0
}

fn content(view: View, outward: Outward, detail: &Arc<Detail>) -> Content {
    let words = view.words;
    let row = &detail.row;
    let mut parts = vec![
        element("h2")
            .class("title")
            .child(span("", row.title.clone()))
            .view(),
    ];
    if row.marks.has(Mark::Covered) {
        parts.push(paragraph("", vec![text(words.say(Message::CoveredWhy))]));
        return many(parts);
    }
    parts.push(paragraph("about", about(view, row)));
    let mut marks = Vec::new();
    for message in terms::marks(row) {
        marks.push(span("diff", words.say(message)));
        marks.push(text(String::from(" ")));
    }
    if !marks.is_empty() {
        parts.push(div("marks", marks));
    }
    parts.push(table(view, detail));
    parts.extend(why_one(words, detail));
    parts.extend(possible(view, outward, detail));
    for (at, copy) in detail.copies.iter().enumerate() {
        let source = source_title(view, copy);
        parts.extend(narrative(words, detail, at, &source));
        if !copy.original.is_empty() {
            let summary = words.fill(Message::Original, &[("source", &source)]);
            parts.push(disclosure(vec![text(summary)], original(detail, at)));
        }
    }
    many(parts)
}

/// Draws a copy as it was sent.
fn original(detail: &Arc<Detail>, at: usize) -> Box<dyn Fn() -> Content> {
    let detail = Arc::clone(detail);
    Box::new(move || {
        let sent = detail.copies.get(at).map(|copy| copy.original.clone());
        element("pre").child(sent.unwrap_or_default()).view()
    })
}

/// Kind · date · by how many sources it is held.
fn about(view: View, row: &Row) -> Vec<Content> {
    let words = view.words;
    let mut parts = vec![text(words.say(terms::kind(row.kind)))];
    let mut date = String::new();
    if let Some(basis) = terms::basis(row.basis, row) {
        date.push_str(&words.say(basis));
        date.push(' ');
    }
    match row.start {
        Some(start) => date.push_str(&date_words(words, start)),
        None => date.push_str(&words.say(Message::DateNotRecorded)),
    }
    parts.push(text(String::from(" · ")));
    parts.push(span("date", date));
    parts.push(text(String::from(" · ")));
    let held = words.count(Message::DetailHeldBy, row.sources.len() as u32);
    parts.push(span("date", held));
    parts
}
