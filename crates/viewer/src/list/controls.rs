use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement};

use super::arrangement::By;
use crate::{
    Message, View,
    element::{Content, dynamic, element, text},
    elements::{div, spans},
    words::Words,
};

/// How many entries the list has, and how they are arranged. The controls are
/// the browser's own, which every keyboard, touch screen and reader knows.
pub(crate) fn list_bar(view: View) -> Content {
    let words = view.words;
    let counts = dynamic(move || {
        let items = view.items();
        text(counted(words, items.entries, items.folded))
    });
    let arrangement = view.state().arrangement.get_untracked();
    let by = By::ALL.iter().position(|by| *by == arrangement.by);
    let grouping = select(
        words,
        Message::GroupBy,
        &[Message::ByDay, Message::ByMonth, Message::ByEncounter],
        by.unwrap_or_default(),
        Box::new(move |chosen| {
            view.state().arrangement.update(|mut arrangement| {
                arrangement.by = By::ALL.get(chosen).copied().unwrap_or_default();
                arrangement
            });
        }),
    );
    let order = select(
        words,
        Message::Order,
        &[Message::NewestFirst, Message::OldestFirst],
        arrangement.oldest_first.into(),
        Box::new(move |chosen| {
            view.state().arrangement.update(|mut arrangement| {
                arrangement.oldest_first = chosen > 0;
                arrangement
            });
        }),
    );
    div("row listbar")
        .child(spans("n").child(counts))
        .child(grouping)
        .child(order)
}

/// How many entries there are, and how many of them are folded under others.
pub(crate) fn counted(words: Words, entries: u32, folded: u32) -> String {
    let mut said = words.count(Message::Entries, entries);
    if folded > 0 {
        said.push_str(", ");
        said.push_str(&words.count(Message::Folded, folded));
    }
    said
}

/// A choice between a few words, by their places.
fn select(
    words: Words,
    name: Message,
    choices: &[Message],
    chosen: usize,
    choose: Box<dyn Fn(usize)>,
) -> Content {
    let mut select = element("select");
    for (at, choice) in choices.iter().enumerate() {
        let mut option = element("option");
        if at == chosen {
            option = option.attr("selected", "");
        }
        let value = char::from(b'0' + at as u8);
        let value = String::from(value);
        select = select.child(option.attr("value", value).child(words.text(*choice)));
    }
    let changed = move |event: Event| {
        event.stop_propagation();
        if let Some(target) = event.target() {
            // What has a value is asked for it in the same way.
            let value = target.unchecked_into::<HtmlInputElement>().value();
            let place = value.bytes().next().unwrap_or(b'0').wrapping_sub(b'0');
            choose(usize::from(place));
        }
    };
    let named = spans("k").child(words.text(name));
    element("label")
        .child(named)
        .blank()
        .child(select.on("change", changed))
}
