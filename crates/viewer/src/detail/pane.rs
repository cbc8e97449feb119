use std::{rc::Rc, sync::Arc};

use timeline_model::{Detail, Field, Kind, Mark, Relation, Row, protocol::Down, wire::Wire};
use wasm_bindgen::JsCast;

use super::{
    copies::{source_title, table},
    document::documents,
    elsewhere::elsewhere,
    family::relatives,
    linked::when,
    narrative::narrative,
    original::original,
    reasons::{possible, why_one},
    reference::actions,
    trend::trend,
};
use crate::{
    Later, Message, View,
    by_hand::{changed, offer},
    dates::date_words,
    element::{Content, Keyed, dynamic, element, keyed, nothing, switched, watch},
    elements::{button, div, group, heading, paragraph, span},
    held::open_covered,
    later::later,
    list::value_cell,
    state::DetailState,
    terms,
    timers::before_drawing,
    words::Words,
};

/// The open entry: beside the list where there is room, over it where not.
pub(crate) fn detail_pane(view: View) -> Content {
    let words = view.words;
    take_focus(view);
    let pane_view = move || {
        let has_before = move || {
            view.state().opened.track();
            !view.state().trail.borrow().is_empty()
        };
        let back =
            button("back link", String::new(), move || view.go_back()).child(dynamic(move || {
                words.text(match has_before() {
                    true => Message::Before,
                    false => Message::Back,
                })
            }));
        let bar = div("bar").class_if("trail", has_before);
        let cross = button("close", String::from("✕"), move || view.close())
            .attr("aria-label", words.say(Message::Close));
        group("detail", words.say(Message::Detail))
            .attr("part", "detail")
            .attr("tabindex", "-1")
            .place(Rc::clone(&view.state().pane))
            .on("keydown", move |event| {
                let event: web_sys::KeyboardEvent = event.unchecked_into();
                if event.key() == "Escape" {
                    event.stop_propagation();
                    if !view.stop_joining() {
                        view.close();
                    }
                }
            })
            .child(bar.child(back).child(cross))
            .child(later(view, on_demand))
    };
    switched(
        move || view.state().opened.get().is_some().into(),
        move |open| if open != 0 { pane_view() } else { nothing() },
    )
}

/// What stands in the pane.
fn on_demand(view: View) -> Content {
    ask(view);
    nothing()
        .child(offer(view))
        .child(keyed(move || sections(view)))
}

/// Asks for the detail of the entry that is open, and again when anything in
/// the record has changed: what belongs with it may be new.
fn ask(view: View) {
    watch(move || {
        let state = view.state();
        state.lines.track();
        if let Some(id) = state.opened.get() {
            view.send(Down::Detail(id));
        }
    });
}

fn take_focus(view: View) {
    let focus = move |only_covering: bool| {
        before_drawing(move || {
            let Some(pane) = view.state().pane.get_untracked() else {
                return;
            };
            if !only_covering || covers_list(&pane) {
                crate::timers::focus(&pane);
            }
        });
    };
    watch(move || {
        if view.state().opened.get().is_some() {
            before_drawing(move || {
                let pane = view.state().pane.get_untracked();
                if let Some(pane) = pane.filter(|pane| !covers_list(pane)) {
                    bring_into_view(&pane);
                }
            });
        }
    });
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

/// Scrolls the page down to where what is worked in begins, of which this is a
/// part: it may lie below the first screen.
pub(crate) fn bring_into_view(part: &web_sys::HtmlElement) {
    let Ok(Some(work)) = part.closest(".work") else {
        return;
    };
    if let Some(page) = work.parent_element() {
        let top = |part: &web_sys::Element| part.get_bounding_client_rect().top();
        let below = top(&work) - top(&page);
        if below > 0.0 {
            page.set_scroll_top(page.scroll_top() + below as i32);
        }
    }
}

/// Whether the pane lies over the page, as it does where there is little room.
fn covers_list(pane: &web_sys::HtmlElement) -> bool {
    let Some(work) = pane.parent_element() else {
        return false;
    };
    // A bar to scroll by may stand beside what it covers.
    pane.client_width() * 10 > work.client_width() * 9
}

/// The parts of the pane, each kept while what it shows stays: a list that
/// grows takes the focus from nothing else.
fn sections(view: View) -> Vec<Keyed> {
    let words = view.words;
    let detail = match view.state().detail.get() {
        DetailState::Loading => return vec![said(words, Message::DetailLoading)],
        DetailState::Gone => return vec![said(words, Message::DetailGone)],
        DetailState::Here(detail) => detail,
    };
    let mut sections: Vec<Keyed> = Vec::new();
    for part in parts(&detail) {
        let (key, detail) = (key(&detail, part), Arc::clone(&detail));
        sections.push((key, Box::new(move || section(view, &detail, part))));
    }
    sections
}

/// A part of the pane, in its order.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    /// What it is, and what may be done with it.
    Head,
    Trend,
    /// What a copy carries.
    Documents(usize),
    /// The copies side by side, and what they may be the same as.
    Copies,
    Family(Relation),
    /// A copy in the words of its source, and as that sent it.
    AsSent(usize),
}

/// The parts that show something. Of what is covered that is the first alone.
fn parts(detail: &Detail) -> Vec<Part> {
    let mut parts = vec![Part::Head];
    if detail.row.marks.has(Mark::Covered) {
        return parts;
    }
    if detail.trend.is_some() {
        parts.push(Part::Trend);
    }
    for (at, copy) in detail.copies.iter().enumerate() {
        if !copy.attachments.is_empty() {
            parts.push(Part::Documents(at));
        }
    }
    parts.push(Part::Copies);
    for other in &detail.family {
        let part = Part::Family(other.relation);
        if parts.last() != Some(&part) {
            parts.push(part);
        }
    }
    for at in 0..detail.copies.len() {
        parts.push(Part::AsSent(at));
    }
    parts
}

/// What a part of the pane shows, in short. Of another entry all parts are
/// others.
fn key(detail: &Detail, part: Part) -> Vec<u8> {
    let mut key = Vec::new();
    detail.row.id.put(&mut key);
    match part {
        Part::Head => {
            detail.row.put(&mut key);
            for copy in &detail.copies {
                copy.open_in.put(&mut key);
            }
            found_by(detail).put(&mut key);
        }
        Part::Trend => {
            key.push(1);
            detail.trend.put(&mut key);
        }
        Part::Documents(at) => {
            key.extend([2, at as u8]);
            if let Some(copy) = detail.copies.get(at) {
                copy.id.put(&mut key);
                copy.attachments.put(&mut key);
            }
        }
        Part::Copies => {
            key.push(3);
            detail.row.put(&mut key);
            detail.copies.put(&mut key);
            detail.differing.put(&mut key);
            detail.reasons.put(&mut key);
            detail.possible.put(&mut key);
        }
        Part::Family(relation) => key.extend([4, relation as u8]),
        Part::AsSent(at) => {
            key.extend([5, at as u8]);
            if let Some(copy) = detail.copies.get(at) {
                copy.put(&mut key);
            }
        }
    }
    key
}

fn section(view: View, detail: &Arc<Detail>, part: Part) -> Content {
    match part {
        Part::Head => head(view, detail),
        Part::Trend => match &detail.trend {
            Some(own) => trend(view, own, detail.row.id),
            None => nothing(),
        },
        Part::Documents(at) => documents(view, detail, at),
        Part::Copies => copies(view, detail),
        Part::Family(relation) => relatives(view, relation),
        Part::AsSent(at) => as_sent(view, detail, at),
    }
}

fn said(words: Words, message: Message) -> Keyed {
    let draw = move || paragraph("quiet", words.say(message));
    (vec![message as u8], Box::new(draw))
}

fn head(view: View, detail: &Arc<Detail>) -> Content {
    let words = view.words;
    let row = &detail.row;
    let out = div("").child(heading("h2", "title", row.title.clone()));
    if row.marks.has(Mark::Covered) {
        let why = paragraph("", words.say(Message::CoveredWhy));
        let out = out.class("covered").child(why);
        return out.child(open_covered(view, row.id));
    }
    let mut marks = div("marks");
    for message in terms::marks(row) {
        marks = marks.child(words.span("diff", message)).blank();
    }
    let mut out = out.child(about(view, row));
    let value = value_cell(words, row);
    if !value.is_empty() {
        out = out.child(element("p").class("found").child(value));
    }
    if matches!(row.kind, Kind::Result | Kind::VitalSign) {
        let mut who = found_by(detail);
        if who.is_empty() {
            who = words.say(Message::NotRecorded);
        }
        let mut by = words.say(Later::FieldAuthor);
        terms::append(&mut by, &who);
        out = out.child(paragraph("by", by));
    }
    if !marks.is_empty() {
        out = out.child(marks);
    }
    out.child(changed(view, row))
        .child(elsewhere(view, row.id))
        .child(actions(view, detail))
}

/// The copies side by side, why they are one, and what else may be the same.
fn copies(view: View, detail: &Detail) -> Content {
    let mut out = div("").child(table(view, detail));
    out = why_one(out, view, detail);
    out = possible(out, view, detail);
    let begin = move || view.begin_joining();
    let same = view.words.say(Message::SameAsAnother);
    out.child(button("link act", same, begin))
}

/// A copy in the words of its source, and as that sent it.
fn as_sent(view: View, detail: &Arc<Detail>, at: usize) -> Content {
    let words = view.words;
    let mut out = div("");
    let Some(copy) = detail.copies.get(at) else {
        return out;
    };
    let source = source_title(view, copy);
    if !copy.narrative.is_empty() {
        out = out.child(narrative(words, detail, at, &source));
    }
    if !copy.original.is_empty() {
        out = out.child(original(view, detail, at, &source));
    }
    out
}

/// Kind · date · by how many sources it is held · that they do not differ; that
/// they do is a mark of its own.
fn about(view: View, row: &Row) -> Content {
    let words = view.words;
    let date = when(words, row, date_words);
    let held = words.count(Message::DetailHeldBy, row.sources.len() as u32);
    let out = paragraph("about", words.say(terms::kind(row.kind)));
    let out = dotted(dotted(out, date), held);
    match row.sources.len() > 1 && !row.marks.has(Mark::SourcesDiffer) {
        true => dotted(out, words.say(Later::SourcesAgree)),
        false => out,
    }
}

/// Adds words behind a dot, on one line.
fn dotted(out: Content, said: String) -> Content {
    out.text(String::from(" · ")).child(span("date", said))
}

/// Who found a value, by each copy that names them.
fn found_by(detail: &Detail) -> String {
    let mut who: Vec<&str> = Vec::new();
    let mut out = String::new();
    for copy in &detail.copies {
        for fact in &copy.facts {
            if fact.field == Field::Author && !who.contains(&&*fact.text) {
                who.push(&fact.text);
                terms::join(&mut out, "; ", &fact.text);
            }
        }
    }
    out
}
