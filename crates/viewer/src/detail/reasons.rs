use timeline_model::{Detail, FoldReason, Linked, system_name};

use crate::{
    Message, Outward, View,
    dates::moment_words,
    element::{Content, element, many},
    elements::{button, paragraph, span, text},
    terms,
    words::Words,
};

/// Why the copies are shown as one.
pub(crate) fn why_one(words: Words, detail: &Detail) -> Option<Content> {
    if detail.reasons.is_empty() || detail.copies.len() < 2 {
        return None;
    }
    let said = sentence(words, &detail.reasons);
    Some(many(vec![
        element("h3").child(words.say(Message::WhyOne)).view(),
        paragraph("", vec![text(said)]),
    ]))
}

/// The entries that are possibly the same.
pub(crate) fn possible(view: View, outward: Outward, detail: &Detail) -> Option<Content> {
    if detail.possible.is_empty() {
        return None;
    }
    let items: Vec<Content> = detail
        .possible
        .iter()
        .map(|other| linked(view, outward, other))
        .collect();
    Some(many(vec![
        element("h3")
            .child(view.words.say(Message::Possible))
            .view(),
        element("ul").child(items).view(),
    ]))
}

fn linked(view: View, outward: Outward, other: &Linked) -> Content {
    let words = view.words;
    let id = other.id;
    let date = match other.start {
        Some(start) => moment_words(words, start),
        None => words.say(Message::DateNotRecorded),
    };
    let mut parts = vec![
        button("link", other.title.clone(), None, move || {
            if outward.open(view, id) {
                view.state().focus_detail.update(|n| *n += 1);
            }
        }),
        text(String::from(" ")),
        span("k", words.say(terms::kind(other.kind))),
        text(String::from(" · ")),
        span("k date", date),
    ];
    if !other.reasons.is_empty() {
        let reasons = sentence(words, &other.reasons);
        let said = words.fill(Message::PossibleAgainst, &[("reasons", &reasons)]);
        parts.push(paragraph("", vec![text(said)]));
    }
    element("li").child(parts).view()
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
