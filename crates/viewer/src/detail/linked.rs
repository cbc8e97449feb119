use timeline_model::{Mark, PartialDate, Row};

use crate::{
    Message, View,
    dates::moment_words,
    element::{Content, element},
    elements::{button, span},
    list::value_cell,
    terms,
    words::Words,
};

/// Another entry in a list: its title leads to it. Of a covered entry the
/// label alone.
pub(super) fn linked(view: View, row: &Row) -> Content {
    let words = view.words;
    let id = row.id;
    let press = move || view.follow(id);
    let title = button("link", row.title.clone(), press);
    let struck = row.marks.has(Mark::EnteredInError);
    let out = element("li")
        .class(if struck { "del" } else { "" })
        .child(title);
    if row.marks.has(Mark::Covered) {
        return out.attr("class", "covered");
    }
    let value = value_cell(words, row);
    let mut out = out.blank();
    if !value.is_empty() {
        out = out.child(value).blank();
    }
    let kind = words.span("k", terms::kind(row.kind));
    let date = when(words, row, moment_words);
    out = out
        .child(kind)
        .text(String::from(" · "))
        .child(span("k date", date));
    for message in terms::marks(row) {
        // What folds the other may be in is said there.
        let told = matches!(
            message,
            Message::PossibleDuplicate | Message::ByHand | Message::PartedByHand
        );
        if !told {
            out = out.blank().child(words.span("diff", message));
        }
    }
    out
}

/// When an entry was so, with which date that is.
pub(crate) fn when(words: Words, row: &Row, date: fn(Words, PartialDate) -> String) -> String {
    let mut out = String::new();
    if let Some(basis) = terms::basis(row.basis, row) {
        out.push_str(&words.say(basis));
        out.push(' ');
    }
    out.push_str(&match row.start {
        Some(start) => date(words, start),
        None => words.say(Message::DateNotRecorded),
    });
    out
}
