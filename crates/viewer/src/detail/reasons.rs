use timeline_model::{Detail, Field, FoldReason, HeldCopy, Linked, Mark, PartialDate, system_name};

use super::{copies::source_title, linked::linked};
use crate::{
    Later, Message, View,
    dates::{date_words, moment_words},
    element::{Content, element, nothing},
    elements::{button, div, paragraph},
    terms,
    words::Words,
};

/// Adds why the copies are shown as one, where they differ, which is newest,
/// and how to show them apart.
pub(crate) fn why_one(out: Content, view: View, detail: &Detail) -> Content {
    let words = view.words;
    if detail.copies.len() < 2 {
        return out;
    }
    let out = out.child(element("h3").child(words.text(Later::WhyOne)));
    // What stood in the way was outdone by hand alone.
    let by_hand = detail.row.marks.has(Mark::JoinedByHand);
    let mut out = lines(out, words, &detail.reasons, by_hand);
    let mut fields = String::new();
    for field in &detail.differing {
        add(&mut fields, &words.say(terms::field(*field)));
    }
    out = out.child(line(words, Later::DifferIn, fields));
    if detail.row.marks.has(Mark::ErrorDisputed) {
        let (by, holders) = (sources(view, detail, true), sources(view, detail, false));
        let said = words.fill(Message::InErrorBy, &[("by", &by), ("holders", &holders)]);
        out = out.child(paragraph("", said));
    }
    out = out.child(line(words, Later::Newest, newest(view, detail)));
    let part = move || view.split(None);
    out.child(div("act").child(button("button", words.say(Later::PartAll), part)))
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
    out.child(element("h3").child(view.words.text(Later::Possible)))
        .child(list)
}

fn candidate(view: View, detail: &Detail, other: &Linked) -> Content {
    let words = view.words;
    let out = linked(view, &other.row);
    if other.row.marks.has(Mark::Covered) {
        return out;
    }
    let (own, id) = (detail.row.id, other.row.id);
    let join = move || view.join(own, id);
    let same = button("button", words.say(Later::TheSame), join);
    lines(out, words, &other.reasons, true).child(div("act").child(same))
}

/// Adds what agrees and, where that is wanted, what stood in the way.
#[inline(never)]
fn lines(out: Content, words: Words, reasons: &[FoldReason], against: bool) -> Content {
    let out = out.child(line(words, Later::Agrees, sentence(words, reasons, false)));
    if !against {
        return out;
    }
    let mut said = sentence(words, reasons, true);
    if said.is_empty() {
        said = words.say(Later::NotSure);
    }
    out.child(line(words, Later::InTheWay, said))
}

/// A line with its words in front; nothing where there is nothing to say.
#[inline(never)]
fn line(words: Words, message: Later, said: String) -> Content {
    if said.is_empty() {
        return nothing();
    }
    let mut line = words.say(message);
    terms::append(&mut line, &said);
    paragraph("", line)
}

/// The reasons for or against in a row, each with what it is about.
#[inline(never)]
fn sentence(words: Words, reasons: &[FoldReason], against: bool) -> String {
    let mut out = String::new();
    for reason in reasons {
        if reason.kind.is_against() != against {
            continue;
        }
        add(&mut out, &terms::fold(words, reason.kind));
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

/// Which sources hold a copy that is entered in error, and since when; or one
/// that is not.
fn sources(view: View, detail: &Detail, in_error: bool) -> String {
    let mut out = String::new();
    for copy in &detail.copies {
        if copy.in_error == in_error {
            let mut source = source_title(view, copy);
            if let Some(at) = updated(copy).filter(|_| in_error) {
                let values = [("source", &*source), ("date", &*date_words(view.words, at))];
                source = view.words.fill(Message::InErrorOn, &values);
            }
            add(&mut out, &source);
        }
    }
    out
}

/// When a copy was last changed, as far as its source says.
fn updated(copy: &HeldCopy) -> Option<PartialDate> {
    let mut facts = copy.facts.iter();
    facts.find(|fact| fact.field == Field::Updated)?.when
}

/// When the newest copy was last changed, as far as the sources say, and by
/// which; by several where they changed it at once.
fn newest(view: View, detail: &Detail) -> String {
    let mut newest: Option<PartialDate> = None;
    let mut out = String::new();
    for copy in &detail.copies {
        let updated = updated(copy);
        let Some(at) = updated.filter(|_| updated >= newest) else {
            continue;
        };
        if updated > newest {
            newest = updated;
            out = moment_words(view.words, at);
        }
        out.push_str(", ");
        out.push_str(&source_title(view, copy));
    }
    out
}
