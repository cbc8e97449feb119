use timeline_model::{Basis, EntryId, Mark, Precision, Row, digits};

use super::items::Item;
use crate::{
    Message, View,
    dates::{date_words, group_words, time_words},
    element::{Content, Element, element},
    elements::{shape, span, spans, text},
    terms,
    words::Words,
};

/// The id of an entry's row in the shadow root, for `aria-activedescendant`.
pub(crate) fn element_id(id: EntryId) -> String {
    let mut name = String::from("entry-");
    name.push_str(&id.to_hex());
    name
}

/// What [`element_id`] names.
pub(crate) fn id_of_element(name: &str) -> Option<EntryId> {
    EntryId::from_hex(name.strip_prefix("entry-")?)
}

/// An item of the list; `total` is how many entries are in it.
pub(crate) fn item_view(view: View, item: &Item, total: u32) -> Element {
    match item {
        Item::Heading { group, count } => element("div")
            .class("day")
            .attr("role", "presentation")
            .attr("part", "day")
            .child(heading_parts(view.words, *group, *count)),
        Item::Entry { row, group, place } => entry(view, row, *group, *place, total),
    }
}

/// A group's heading and how many of its entries are shown.
pub(crate) fn heading_parts(words: Words, group: u32, count: u32) -> Vec<Content> {
    vec![
        span("date", group_words(words, group)),
        span("n", words.count(Message::Entries, count)),
    ]
}

fn entry(view: View, row: &Row, group: u32, place: u32, total: u32) -> Element {
    let id = row.id;
    let struck = row.marks.has(Mark::EnteredInError);
    let mut parts = vec![time_cell(view.words, row, group)];
    if row.marks.has(Mark::Covered) {
        // A covered entry shows its label and nothing else.
        parts.push(span("k", String::new()));
        parts.push(spans("name", vec![span("n", row.title.clone())]));
    } else {
        parts.push(span("k", view.words.say(terms::kind(row.kind))));
        parts.push(title_cell(view.words, row));
        parts.push(value_cell(view.words, row));
        parts.push(sources_cell(view, row));
    }
    let selected = move || view.state().opened.get() == Some(id);
    element("div")
        .class(if struck { "e del" } else { "e" })
        .class_if("sel", selected)
        .class_if("at", move || view.state().active.get() == Some(id))
        .attr("id", element_id(id))
        .attr("role", "option")
        .attr("part", "entry")
        .flag_from("aria-selected", selected)
        .attr("aria-posinset", digits(place))
        .attr("aria-setsize", digits(total))
        .child(parts)
}

/// The time; with the day in front for those who do not see the heading.
fn time_cell(words: Words, row: &Row, group: u32) -> Content {
    let mut day = group_words(words, group);
    day.push(' ');
    let time = row.start.map(time_words).unwrap_or_default();
    let shown = if time.is_empty() {
        shape("", "—")
    } else {
        text(time)
    };
    spans("t", vec![span("hidden", day), shown])
}

fn title_cell(words: Words, row: &Row) -> Content {
    let mut parts = vec![span("n", row.title.clone())];
    let status = terms::status(row).filter(|_| !terms::is_marked(row));
    let end = end_words(words, row);
    if let Some(basis) = terms::basis(row.basis, row)
        && (row.basis, status) != (Basis::Planned, Some(Message::StatusPlanned))
    {
        let mut said = words.say(basis);
        if end.is_some() {
            said.push(',');
        }
        add(&mut parts, span("k", said));
    }
    if let Some(date) = end {
        let until = words.fill(Message::Until, &[("date", &date)]);
        add(&mut parts, span("k date", until));
    }
    // Where there is no value the status stands in its place.
    if (!row.value.is_empty() || row.absence.is_some())
        && let Some(status) = status
    {
        add(&mut parts, span("k", words.say(status)));
    }
    for message in terms::marks(row) {
        add(&mut parts, span("diff", words.say(message)));
    }
    spans("name", parts)
}

/// The end, as far as it says more than the start: on the same day its time.
fn end_words(words: Words, row: &Row) -> Option<String> {
    let end = row.end?;
    let same_day = row
        .start
        .is_some_and(|start| start.precision >= Precision::Day && start.day() == end.day());
    if !same_day {
        return Some(date_words(words, end));
    }
    let time = time_words(end);
    (!time.is_empty() && row.start.map(time_words).as_ref() != Some(&time)).then_some(time)
}

/// A blank between parts, so that they are read and copied as words.
fn add(parts: &mut Vec<Content>, part: Content) {
    parts.push(text(String::from(" ")));
    parts.push(part);
}

/// A value of more bytes than this is a text to read, and stands below.
const LONG: usize = 40;

fn value_cell(words: Words, row: &Row) -> Content {
    let mut parts = Vec::new();
    let mut value = row.value.clone();
    terms::append_absence(&mut value, words, row.absence);
    let class = if value.len() > LONG { "v long" } else { "v" };
    if !value.is_empty() {
        parts.push(span(
            if row.absence.is_some() { "absent" } else { "" },
            value,
        ));
    } else if let Some(status) = terms::status(row).filter(|_| !terms::is_marked(row)) {
        parts.push(text(words.say(status)));
    }
    if let Some(flag) = row.flag {
        let (glyph, message) = terms::flag(flag);
        if !glyph.is_empty() {
            let mut said = vec![shape("", glyph)];
            add(&mut said, text(words.say(message)));
            add(&mut parts, spans("f", said));
        }
    }
    spans(class, parts)
}

fn sources_cell(view: View, row: &Row) -> Content {
    let count = row.sources.len() as u32;
    if count > 1 {
        return span("s m", view.words.count(Message::HeldBy, count));
    }
    let place = row.sources.first().copied().unwrap_or_default();
    let title = view
        .state()
        .sources
        .with_untracked(|all| view.words.source(all, place));
    span("s", title)
}
