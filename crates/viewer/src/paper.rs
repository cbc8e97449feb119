//! What stands on every printed page, and what is done so that all that is
//! listed is printed.

use timeline_model::{Kind, Mark, PartialDate};
use wasm_bindgen::{JsCast, closure::Closure};

use crate::{
    Message, View,
    banner::banner,
    dates::moment_words,
    element::{Content, keep, nothing, switched},
    elements::{div, paragraph},
    filters::{Only, bit, is_filtered},
    foot::gaps,
    later::{Rest, later},
    list::items::Item,
    stale, terms,
};

/// How many lines of the list are printed at most.
pub(crate) const MOST: usize = 5_000;

/// The head of every printed page. While the page is printed, the list is drawn
/// whole and with all that is folded in it.
pub(crate) fn paper(view: View) -> Content {
    hear("beforeprint", move || view.state().printing.set(true));
    hear("afterprint", move || view.state().printing.set(false));
    switched(
        move || view.state().printing.get().into(),
        move |printing| {
            if printing == 0 {
                return nothing();
            }
            let state = view.state();
            let who = state.person.with_untracked(|person| match person {
                Some(known) => banner(view, known),
                None => nothing(),
            });
            div("paper")
                .child(who)
                .child(match state.rest.get_untracked() {
                    Rest::Here => later(view, on_demand),
                    Rest::Away | Rest::Failed => {
                        paragraph("", view.words.say(Message::PartNotLoaded))
                    }
                })
        },
    )
}

/// Listens to the window for as long as the view is shown.
fn hear(event: &'static str, run: impl Fn() + 'static) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let heard = Closure::<dyn Fn()>::new(run);
    let function = heard.as_ref().unchecked_ref();
    let _ = window.add_event_listener_with_callback(event, function);
    keep((window, heard, event), |(window, heard, event)| {
        let function = heard.as_ref().unchecked_ref();
        let _ = window.remove_event_listener_with_callback(event, function);
    });
}

/// User, time, sources with their gaps, filters in force, and what is
/// left out.
fn on_demand(view: View) -> Content {
    let words = view.words;
    let state = view.state();
    let now = PartialDate::from_epoch(state.now.get_untracked(), 0);
    let mut read = words.fill(Message::ReadWhen, &[("time", &moment_words(words, now))]);
    let age = state.age.get_untracked();
    if age > 0 {
        terms::join(&mut read, " · ", &stale::said(view, age));
    }
    terms::join(&mut read, " · ", &state.user.with_untracked(String::clone));
    let mut missing = gaps(view).unwrap_or_default();
    let sources = state
        .sources
        .with_untracked(|all| words.completeness(all, None, true));
    terms::join(&mut missing, " · ", &sources);
    let out = nothing()
        .child(paragraph("", read))
        .child(paragraph("", missing));
    out.child(paragraph("", narrowed(view)))
        .child(paragraph("", left_out(view)))
}

/// The search and the filters in force.
fn narrowed(view: View) -> String {
    let mut out = String::new();
    if !is_filtered(view) {
        return out;
    }
    let words = view.words;
    let state = view.state();
    let (shown, all) = (
        view.items_untracked().entries,
        state.lines.with_untracked(Vec::len),
    );
    let values = [
        ("shown", &*words.number(shown)),
        ("all", &words.number(all as u32)),
    ];
    let mut add = |said: &str| terms::join(&mut out, " · ", said);
    add(&words.fill(Message::ShownOf, &values));
    let query = state.query.with_untracked(String::clone);
    if !query.trim().is_empty() {
        let mut said = words.say(Message::Search);
        terms::append(&mut said, &query);
        add(&said);
    }
    state.filter.with_untracked(|filter| {
        for kind in Kind::ALL {
            if filter.kinds & bit(kind) != 0 {
                add(&words.say(terms::kinds(kind)));
            }
        }
        for place in &filter.sources {
            add(&state
                .sources
                .with_untracked(|all| words.source(all, *place)));
        }
        for (only, message) in [
            (Only::Abnormal, Message::AbnormalResults),
            (Only::New, Message::NewEntries),
            (Only::Elsewhere, Message::NotInThisSystem),
        ] {
            if filter.has(only) {
                add(&words.say(message));
            }
        }
    });
    out
}

/// How many entries are left out because they are covered, and how many because
/// there are too many.
fn left_out(view: View) -> String {
    let words = view.words;
    let items = view.items_untracked().items;
    let (mut covered, mut beyond) = (0, 0);
    for (at, item) in items.iter().enumerate() {
        let Item::Entry(entry) = item else { continue };
        if entry.row.marks.has(Mark::Covered) {
            covered += 1;
        } else if at >= MOST {
            beyond += 1;
        }
    }
    let mut out = String::new();
    for (count, message) in [
        (covered, Message::CoveredNotPrinted),
        (beyond, Message::MoreNotPrinted),
    ] {
        if count > 0 {
            terms::join(&mut out, " · ", &words.count(message, count));
        }
    }
    out
}
