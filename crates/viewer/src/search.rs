use std::rc::Rc;

use timeline_model::protocol::Down;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement, KeyboardEvent};

use crate::{
    Message, View,
    detail::bring_into_view,
    element::{Content, dynamic, element, nothing, watch},
    elements::{button, div, span},
    timers::{after, before_drawing},
};

/// How long typing has to rest before the engine is asked, in milliseconds.
const REST: i32 = 120;

/// The search box. What is typed stays inside: the host's shortcuts do not
/// fire, and no form of the host's is submitted.
pub(crate) fn search_box(view: View) -> Content {
    let words = view.words;
    let ask = move || {
        let state = view.state();
        if let Some(waiting) = state.asking.take() {
            waiting.stop();
        }
        let timer = after(REST, move || view.once_here(on_demand));
        state.asking.set(timer);
    };
    // What was found is found again when the record has changed.
    watch(move || {
        view.state().lines.track();
        // Not when it is first drawn: nothing is typed then.
        if !view.state().query.with_untracked(String::is_empty) {
            ask();
        }
    });
    watch(move || {
        let state = view.state();
        if state.hits.with(Option::is_some) && state.typed.replace(false) {
            before_drawing(move || {
                if let Some(input) = view.state().search_box.get_untracked() {
                    bring_into_view(&input);
                }
            });
        }
    });
    let clear = move || view.stop_search();
    let input = element("input")
        .attr("type", "text")
        .attr("inputmode", "search")
        .attr("enterkeyhint", "search")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .attr("part", "search")
        .attr("aria-label", words.say(Message::Search))
        .attr("placeholder", words.say(Message::Search))
        .place(Rc::clone(&view.state().search_box))
        .value_from(move || view.state().query.get())
        .on("input", move |event| {
            event.stop_propagation();
            let typed = typed_in(&event);
            if typed.trim().is_empty() {
                view.stop_search();
                // The text itself stays as typed.
                view.state().query.set(typed);
            } else {
                view.state().query.set(typed);
                view.state().typed.set(true);
                ask();
            }
        })
        .on("change", |event: Event| event.stop_propagation())
        .on("keydown", move |event| {
            event.stop_propagation();
            let event: KeyboardEvent = event.unchecked_into();
            match event.key().as_str() {
                "Escape" => clear(),
                // The implicit submission of a form around the element.
                "Enter" => event.prevent_default(),
                // To what was found.
                "ArrowDown" => {
                    event.prevent_default();
                    view.state().focus_list.update(|n| n + 1);
                }
                _ => {}
            }
        })
        .on("keyup", |event: Event| event.stop_propagation())
        .on("keypress", |event: Event| event.stop_propagation());
    let clear_button = dynamic(move || {
        if view.state().query.with(String::is_empty) {
            return nothing();
        }
        button("clear", String::from("✕"), clear).attr("aria-label", words.say(Message::Clear))
    });
    div("search")
        .child(input)
        .child(matches(view))
        .child(clear_button)
}

/// How many entries match, beside what is typed; it is announced elsewhere.
fn matches(view: View) -> Content {
    dynamic(move || {
        if view.state().hits.with(Option::is_none) {
            return nothing();
        }
        let said = view.words.count(Message::Matches, view.items().entries);
        span("n", said).attr("aria-hidden", "true")
    })
}

/// What stands in the box that an event came from.
fn typed_in(event: &Event) -> String {
    let target = event.target();
    target.map_or_else(String::new, |target| {
        target.unchecked_into::<HtmlInputElement>().value()
    })
}

/// Asks the engine for what is typed now.
fn on_demand(view: View) {
    let state = view.state();
    let text = state.query.get_untracked();
    let text = text.trim();
    if text.is_empty() {
        return;
    }
    state.search.update(|n| n + 1);
    view.send(Down::Search {
        text: text.to_owned(),
        n: state.search.get(),
    });
}
