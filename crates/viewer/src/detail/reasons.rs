use std::sync::Arc;

use timeline_model::{
    Detail, Field, FoldReason, FoldReasonKind, Linked, Mark, PartialDate, system_name,
};

use super::{copies::source_title, linked::linked};
use crate::{
    Message, View,
    dates::moment_words,
    element::{Content, element},
    elements::{button, div, paragraph},
    terms,
    words::Words,
};

/// Adds why the copies are shown as one, where they differ, which is newest,
/// and how to show them apart.
pub(crate) fn why_one(out: Content, view: View, detail: &Arc<Detail>) -> Content {
    let words = view.words;
    if detail.copies.len() < 2 {
        return out;
    }
    let reasons = &detail.reasons;
    let mut out = out
        .child(element("h3").child(words.text(Message::WhyOne)))
        .child(line(words, Message::Agrees, agreeing(words, reasons)));
    // What stood in the way was outdone by hand alone.
    if reasons
        .iter()
        .any(|reason| reason.kind == FoldReasonKind::ByHand)
    {
        out = out.child(line(words, Message::InTheWay, opposing(words, reasons)));
    }
    let mut fields = String::new();
    for field in &detail.differing {
        add(&mut fields, &words.say(terms::field(*field)));
    }
    out = out.child(line(words, Message::DifferIn, fields));
    out = out.child(line(words, Message::Newest, newest(view, detail)));
    let detail = Arc::clone(detail);
    let part = move || view.split(&detail, None);
    out.child(div("act").child(button("button", words.say(Message::PartAll), part)))
}

/// Adds the entries that are possibly the same.
pub(crate) fn possible(out: Content, view: View, detail: &Detail) -> Content {
    if detail.possible.is_empty() {
        return out;
    }
    let mut list = element("ul");
    for other in &detail.possible {
        list = list.child(candidate(view, detail, other));
    }
    out.child(element("h3").child(view.words.text(Message::Possible)))
        .child(list)
}

fn candidate(view: View, detail: &Detail, other: &Linked) -> Content {
    let words = view.words;
    let out = linked(view, &other.row);
    if other.row.marks.has(Mark::Covered) {
        return out;
    }
    let mut against = opposing(words, &other.reasons);
    if against.is_empty() {
        against = words.say(Message::NotSure);
    }
    let (own, id) = (detail.row.id, other.row.id);
    let join = move || view.join(own, id);
    out.child(line(
        words,
        Message::Agrees,
        agreeing(words, &other.reasons),
    ))
    .child(line(words, Message::InTheWay, against))
    .child(div("act").child(button("button", words.say(Message::TheSame), join)))
}

/// A line with its words in front; nothing where there is nothing to say.
fn line(words: Words, message: Message, said: String) -> Content {
    let mut line = String::new();
    if !said.is_empty() {
        line = words.say(message);
        terms::append(&mut line, &said);
    }
    paragraph("", line)
}

fn agreeing(words: Words, reasons: &[FoldReason]) -> String {
    sentence(words, reasons, false)
}

fn opposing(words: Words, reasons: &[FoldReason]) -> String {
    sentence(words, reasons, true)
}

/// The reasons for or against in a row, each with what it is about.
#[inline(never)]
fn sentence(words: Words, reasons: &[FoldReason], against: bool) -> String {
    let mut out = String::new();
    for reason in reasons {
        if reason.kind.is_against() != against {
            continue;
        }
        add(&mut out, &words.say(terms::fold(reason.kind)));
        if !reason.about.is_empty() {
            out.push_str(" (");
            out.push_str(system_name(&reason.about).unwrap_or(&reason.about));
            out.push(')');
        }
    }
    out
}

fn add(out: &mut String, words: &str) {
    if !out.is_empty() {
        out.push_str("; ");
    }
    out.push_str(words);
}

/// When a copy was last changed, as far as the sources say, and by which.
fn newest(view: View, detail: &Detail) -> String {
    let mut newest: Option<PartialDate> = None;
    let mut out = String::new();
    for copy in &detail.copies {
        for fact in &copy.facts {
            if fact.field == Field::Updated && fact.when > newest {
                newest = fact.when;
                out = fact
                    .when
                    .map_or_else(String::new, |at| moment_words(view.words, at));
                out.push_str(", ");
                out.push_str(&source_title(view, copy));
            }
        }
    }
    out
}
