use core::cell::RefCell;
use std::{rc::Rc, sync::Arc};

use timeline_model::{Detail, Mark, Row, protocol::Down};
use wasm_bindgen::JsCast;

use super::{
    copies::{source_title, table},
    disclosure::disclosure,
    narrative::narrative,
    reasons::{possible, why_one},
};
use crate::{
    Message, View,
    dates::date_words,
    element::{Content, dynamic, element, nothing, switched, text, watch},
    elements::{button, div, group, heading, paragraph, span},
    state::DetailState,
    terms,
    timers::before_drawing,
    view::sent,
};

/// The open entry: beside the list where there is room, over it where not.
pub(crate) fn detail_pane(view: View) -> Content {
    let words = view.words;
    ask(view);
    take_focus(view);
    let content = move || match view.state().detail.get() {
        DetailState::Loading => paragraph("quiet", words.say(Message::DetailLoading)),
        DetailState::Gone => paragraph("quiet", words.say(Message::DetailGone)),
        DetailState::Here(detail) => content(view, &detail),
    };
    let pane_view = move || {
        let back = button("back link", words.say(Message::Back), move || close(view));
        let cross = button("close", String::from("✕"), move || close(view))
            .attr("aria-label", words.say(Message::Close));
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
            .child(div("bar").child(back).child(cross))
            .child(dynamic(content))
    };
    switched(
        move || view.state().opened.get().is_some().into(),
        move |open| if open != 0 { pane_view() } else { nothing() },
    )
}

/// Asks for the detail of the entry that is open, and again when its row has
/// changed.
fn ask(view: View) {
    let asked: RefCell<Vec<u8>> = RefCell::default();
    watch(move || {
        let state = view.state();
        state.lines.track();
        let Some(id) = state.opened.get() else {
            asked.take();
            return;
        };
        let Some(row) = view.row(id) else {
            state.detail.set(DetailState::Gone);
            asked.take();
            return;
        };
        let row = sent(&*row);
        let loading = state.detail.with_untracked(DetailState::is_loading);
        if loading || *asked.borrow() != row {
            asked.replace(row);
            view.send(Down::Detail(id));
        }
    });
}

fn close(view: View) {
    view.state().opened.set(None);
    view.state().focus_list.update(|n| n + 1);
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

fn content(view: View, detail: &Arc<Detail>) -> Content {
    let words = view.words;
    let row = &detail.row;
    let out = nothing().child(heading("h2", "title", row.title.clone()));
    if row.marks.has(Mark::Covered) {
        return out.child(paragraph("", words.say(Message::CoveredWhy)));
    }
    let mut marks = div("marks");
    for message in terms::marks(row) {
        marks = marks.child(words.span("diff", message)).blank();
    }
    let mut out = out.child(about(view, row));
    if !marks.is_empty() {
        out = out.child(marks);
    }
    out = out.child(table(view, detail));
    out = why_one(out, words, detail);
    out = possible(out, view, detail);
    for (at, copy) in detail.copies.iter().enumerate() {
        let source = source_title(view, copy);
        if !copy.narrative.is_empty() {
            out = out.child(narrative(words, detail, at, &source));
        }
        if !copy.original.is_empty() {
            let summary = words.fill(Message::Original, &[("source", &source)]);
            out = out.child(disclosure(text(summary), original(detail, at)));
        }
    }
    out
}

/// Draws a copy as it was sent.
fn original(detail: &Arc<Detail>, at: usize) -> Box<dyn Fn() -> Content> {
    let detail = Arc::clone(detail);
    Box::new(move || {
        let sent = detail.copies.get(at).map(|copy| copy.original.clone());
        element("pre").text(sent.unwrap_or_default())
    })
}

/// Kind · date · by how many sources it is held.
fn about(view: View, row: &Row) -> Content {
    let words = view.words;
    let mut date = String::new();
    if let Some(basis) = terms::basis(row.basis, row) {
        date.push_str(&words.say(basis));
        date.push(' ');
    }
    match row.start {
        Some(start) => date.push_str(&date_words(words, start)),
        None => date.push_str(&words.say(Message::DateNotRecorded)),
    }
    let held = words.count(Message::DetailHeldBy, row.sources.len() as u32);
    paragraph("about", words.say(terms::kind(row.kind)))
        .text(String::from(" · "))
        .child(span("date", date))
        .text(String::from(" · "))
        .child(span("date", held))
}
