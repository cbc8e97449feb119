use timeline_model::{Detail, FoldReason, Linked, system_name};

use super::linked::linked;
use crate::{
    Message, View,
    element::{Content, element},
    elements::paragraph,
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
        list = list.child(candidate(view, other));
    }
    out.child(element("h3").child(view.words.text(Message::Possible)))
        .child(list)
}

fn candidate(view: View, other: &Linked) -> Content {
    let words = view.words;
    let out = linked(view, &other.row);
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
