use std::rc::Rc;

use timeline_model::part;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlDialogElement, KeyboardEvent};

use crate::{
    Later, Message, View,
    element::{Content, dynamic, element, nothing},
    elements::{button, div, heading, span},
    later::later,
    terms,
    timers::after,
};

/// The keys that work wherever the focus is, but where one writes.
pub(crate) fn press_anywhere(view: View, event: &Event) {
    let key: &KeyboardEvent = event.unchecked_ref();
    let from: Option<Element> = event.target().and_then(|target| target.dyn_into().ok());
    let writes = from.is_some_and(|from| from.matches("input, select, textarea") == Ok(true));
    if writes || key.ctrl_key() || key.alt_key() || key.meta_key() {
        return;
    }
    match key.key().as_str() {
        "?" => open_help(view),
        "/" => {
            if let Some(search) = view.state().search_box.get_untracked() {
                let _ = search.focus();
            }
        }
        _ => return,
    }
    event.prevent_default();
    event.stop_propagation();
}

/// Shows the keys.
pub(crate) fn open_help(view: View) {
    view.state().moving.helping.set(true);
    // Once they stand in it.
    after(0, move || {
        if let Some(dialog) = view.state().moving.help.get_untracked() {
            let dialog: &HtmlDialogElement = dialog.unchecked_ref();
            // Fails where it is shown already.
            let _ = dialog.show_modal();
        }
    });
}

/// The dialog that lists the keys; closing it gives the focus back.
pub(crate) fn key_help(view: View) -> Content {
    element("dialog")
        .attr("aria-label", view.words.say(Message::Keys))
        .place(Rc::clone(&view.state().moving.help))
        .on("close", move |_| view.state().moving.helping.set(false))
        .on("keydown", |event| event.stop_propagation())
        .child(dynamic(move || match view.state().moving.helping.get() {
            true => later(view, on_demand),
            false => nothing(),
        }))
}

/// The keys, once the dialog was asked for.
fn on_demand(view: View) -> Content {
    let words = view.words;
    let mut list = element("ul").class("keys");
    let mut all = words.say(Later::KeysOfTime);
    terms::join(&mut all, "; ", &words.say(Later::KeysOfLanes));
    let mut rest = all.as_str();
    while !rest.is_empty() {
        let (line, behind) = part::cut(rest, "; ").unwrap_or((rest, ""));
        rest = behind;
        if let Some((keys, what)) = part::cut(line, ": ") {
            let item = element("li").child(element("b").text(keys.to_owned()));
            list = list.child(item.child(span("", what.to_owned())));
        }
    }
    let close = button("button", words.say(Message::Close), move || {
        if let Some(dialog) = view.state().moving.help.get_untracked() {
            let dialog: &HtmlDialogElement = dialog.unchecked_ref();
            dialog.close();
        }
    });
    nothing()
        .child(heading("h2", "title", words.say(Message::Keys)))
        .child(list)
        .child(div("act").child(close))
}
