//! A reference to the open entry, to be copied: what it is called and where it
//! is held; and the way to it in a source's own system.

use std::{rc::Rc, sync::Arc};

use timeline_model::{Detail, PartialDate};
use wasm_bindgen::{JsValue, closure::Closure, prelude::wasm_bindgen};

use super::{copies::source_title, linked::when};
use crate::{
    Later, Message, View,
    banner::identification,
    dates::moment_words,
    element::{Content, dynamic, element, nothing},
    elements::{button, div, span},
    foot::gaps,
    slot::Signal,
    terms::{join, marks},
};

#[wasm_bindgen]
extern "C" {
    type Writing;
    // Throws where there is no clipboard: it wants a page that is secure.
    #[wasm_bindgen(catch, js_namespace = ["navigator", "clipboard"], js_name = writeText)]
    fn write_text(text: &str) -> Result<Writing, JsValue>;
    #[wasm_bindgen(method)]
    fn then(this: &Writing, well: &JsValue, ill: &JsValue);
}

/// What came of copying.
#[derive(Clone, Copy, Default, PartialEq)]
enum Copied {
    #[default]
    Not,
    Done,
    /// The browser does not allow it: the text is there to be copied by hand.
    ByHand,
}

/// What may be done with the entry as a whole.
pub(super) fn actions(view: View, detail: &Arc<Detail>) -> Content {
    let words = view.words;
    let mut row = div("acts");
    let copied: Rc<Signal<Copied>> = Rc::default();
    let (press, own) = (Rc::clone(&copied), Arc::clone(detail));
    let copy = button("link", words.say(Later::CopyReference), move || {
        copy(view, reference(view, &own), &press);
    });
    row = row.child(copy);
    for copy in &detail.copies {
        if copy.open_in.is_empty() {
            continue;
        }
        let source = source_title(view, copy);
        let said = words.fill(Later::OpenInSource, &[("source", &source)]);
        let link = element("a")
            .attr("href", &copy.open_in)
            .attr("target", "_blank")
            .attr("rel", "noopener noreferrer");
        row = row.blank().child(link.text(said));
    }
    let own = Arc::clone(detail);
    let by_hand = dynamic(move || match copied.get() {
        Copied::ByHand => element("textarea")
            .attr("readonly", "")
            .attr("rows", "6")
            .attr("aria-label", words.say(Later::CopyByHand))
            .text(reference(view, &own)),
        Copied::Done => span("quiet", words.say(Later::Copied)),
        Copied::Not => nothing(),
    });
    div("").child(row).child(by_hand)
}

fn copy(view: View, text: String, copied: &Rc<Signal<Copied>>) {
    let done = Rc::clone(copied);
    let outcome = move |well: bool| {
        let (outcome, said) = match well {
            true => (Copied::Done, Later::Copied),
            false => (Copied::ByHand, Later::CopyByHand),
        };
        done.set(outcome);
        view.announce(view.words.say(said));
    };
    let Ok(writing) = write_text(&text) else {
        return outcome(false);
    };
    // What went wrong comes as a reason.
    let ended = Closure::once_into_js(move |reason: JsValue| outcome(reason.is_undefined()));
    writing.then(&ended, &ended);
}

/// The words that are copied: of the record no more than what the entry is
/// called and when it was; whom it is about, who reads it, when it was read, where
/// it is held under which name, and that more is missing where that is so.
fn reference(view: View, detail: &Detail) -> String {
    let words = view.words;
    let state = view.state();
    let mut out = detail.row.title.clone();
    join(&mut out, " · ", &when(words, &detail.row, moment_words));
    for mark in marks(&detail.row) {
        join(&mut out, " · ", &words.say(mark));
    }
    for copy in &detail.copies {
        join(&mut out, "\n", &source_title(view, copy));
        join(&mut out, ": ", &copy.reference);
    }
    let patient = state.person.with_untracked(|person| {
        let person = person.as_ref()?;
        Some(identification(words, &person.person))
    });
    join(&mut out, "\n", &patient.unwrap_or_default());
    let now = PartialDate::from_epoch(state.now.get_untracked(), 0);
    let mut copied = words.fill(Message::ReadWhen, &[("time", &moment_words(words, now))]);
    join(
        &mut copied,
        " · ",
        &state.user.with_untracked(String::clone),
    );
    join(&mut out, "\n", &copied);
    join(&mut out, "\n", &gaps(view).unwrap_or_default());
    out
}
