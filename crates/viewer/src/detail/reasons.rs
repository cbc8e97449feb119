use timeline_model::{Detail, FoldReason, Linked, system_name};

use crate::{
    Message, View,
    dates::moment_words,
    element::{Content, element},
    elements::{button, paragraph, span},
    terms,
    words::Words,
};

/// Adds why the copies are shown as one.
pub(crate) fn why_one(out: Content, words: Words, detail: &Detail) -> Content {
    if detail.reasons.is_empty() || detail.copies.len() < 2 {
        return out;
    }
    out.child(element("h3").child(words.text(Message::WhyOne)))
        .child(paragraph("", sentence(words, &detail.reasons)))
}

/// Adds the entries that are possibly the same.
pub(crate) fn possible(out: Content, view: View, detail: &Detail) -> Content {
    if detail.possible.is_empty() {
        return out;
    }
    let mut list = element("ul");
    for other in &detail.possible {
        list = list.child(linked(view, other));
    }
    out.child(element("h3").child(view.words.text(Message::Possible)))
        .child(list)
}

fn linked(view: View, other: &Linked) -> Content {
    let words = view.words;
    let id = other.id;
    let date = match other.start {
        Some(start) => moment_words(words, start),
        None => words.say(Message::DateNotRecorded),
    };
    let press = move || {
        if view.open(id) {
            view.state().focus_detail.update(|n| n + 1);
        }
    };
    let out = element("li")
        .child(button("link", other.title.clone(), press))
        .blank()
        .child(words.span("k", terms::kind(other.kind)))
        .text(String::from(" · "))
        .child(span("k date", date));
    if other.reasons.is_empty() {
        return out;
    }
    let reasons = sentence(words, &other.reasons);
    let said = words.fill(Message::PossibleAgainst, &[("reasons", &reasons)]);
    out.child(paragraph("", said))
}

/// The reasons in a row, each with what it is about.
fn sentence(words: Words, reasons: &[FoldReason]) -> String {
    let mut out = String::new();
    for reason in reasons {
        if !out.is_empty() {
            out.push_str("; ");
        }
        out.push_str(&words.say(terms::fold(reason.kind)));
        if !reason.about.is_empty() {
            out.push_str(" (");
            out.push_str(system_name(&reason.about).unwrap_or(&reason.about));
            out.push(')');
        }
    }
    out
}
