use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement, KeyboardEvent};

use super::{Span, open_help, window::DAY, words::date_in};
use crate::{
    Message, View,
    element::{Content, element},
    elements::{button, group, section},
};

/// The fixed ranges, in years; 0 is three months, and the last the whole.
const YEARS: [u8; 6] = [0, 1, 2, 5, 10, u8::MAX];

/// How to get to a time: fixed ranges, today, back, and a date.
pub(crate) fn time_tools(view: View) -> Content {
    let words = view.words;
    let mut ranges = group("ranges", words.say(Message::TimeShown));
    for years in YEARS {
        let said = match years {
            0 => words.say(Message::Months3),
            u8::MAX => words.say(Message::AllTime),
            _ => words.fill(Message::Age, &[("n", &words.number(years.into()))]),
        };
        let range = move || range(view, years);
        let press = move || view.look_and_say(range());
        ranges = ranges.child(
            button("", said, press).flag_from("aria-pressed", move || view.span_seen() == range()),
        );
    }
    section("times", words.say(Message::JumpTo))
        .child(ranges)
        .child(button("button", words.say(Message::Today), move || {
            let span = view.state().span.get_untracked();
            view.look_and_say(span.centred(view.state().now.get_untracked()));
        }))
        .child(
            button("button", String::from("↶"), move || view.look_back())
                .attr("aria-label", words.say(Message::LookBack))
                .flag_from("aria-disabled", move || !view.can_look_back()),
        )
        .child(jump(view))
        .child(
            button("button", String::from("?"), move || open_help(view))
                .attr("aria-label", words.say(Message::Keys)),
        )
}

fn range(view: View, years: u8) -> Span {
    let bounds = view.bounds();
    let now = view.state().now.get();
    let span = match years {
        0 => Span::last(now, 91 * DAY),
        u8::MAX => bounds,
        2 => Span::at_first(now),
        _ => Span::last(now, i64::from(years) * 365 * DAY + DAY),
    };
    span.within(bounds)
}

/// Where a date is typed that is to be shown.
fn jump(view: View) -> Content {
    let words = view.words;
    element("input")
        .class("jump")
        .attr("type", "text")
        .attr("autocomplete", "off")
        .attr("aria-label", words.say(Message::JumpTo))
        .attr("placeholder", words.say(Message::JumpExample))
        .place(Rc::clone(&view.state().moving.jump))
        .on("input", |event: Event| event.stop_propagation())
        .on("change", |event: Event| event.stop_propagation())
        .on("keyup", |event: Event| event.stop_propagation())
        .on("keypress", |event: Event| event.stop_propagation())
        .on("keydown", move |event| {
            event.stop_propagation();
            let event: KeyboardEvent = event.unchecked_into();
            if event.key() == "Enter" {
                // The implicit submission of a form around the element.
                event.prevent_default();
                view.once_here(on_demand);
            }
        })
}

fn on_demand(view: View) {
    let Some(field) = view.state().moving.jump.get_untracked() else {
        return;
    };
    let field: &HtmlInputElement = field.unchecked_ref();
    let date = date_in(&field.value(), &view.words.say(Message::Months));
    let _ = match date {
        Some(_) => field.remove_attribute("aria-invalid"),
        None => field.set_attribute("aria-invalid", "true"),
    };
    let Some(date) = date else {
        view.announce(view.words.say(Message::NoDate));
        return;
    };
    let (first, last) = date.on_the_wall();
    let mut span = view.state().span.get_untracked();
    // A year that is asked for is shown whole.
    let wide = last - first;
    if span.width() < wide {
        span.to = span.from + wide + wide / 8;
    }
    view.look_and_say(span.centred(first + wide / 2));
}
