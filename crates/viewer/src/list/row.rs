use timeline_model::{Basis, EntryId, Flag, Mark, Precision, Row, digits, protocol::Opened};

use super::items::Item;
use crate::{
    Message, View,
    dates::{date_words, group_words, time_words},
    element::{Content, nothing, text},
    elements::{div, shape, span, spans},
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
pub(crate) fn item_view(view: View, item: &Item, total: u32) -> Content {
    match item {
        Item::Heading { group, count } => {
            let out = div("day").attr("role", "presentation").attr("part", "day");
            heading_parts(out, view.words, *group, *count)
        }
        Item::Entry { row, group, place } => entry(view, row, *group, *place, total),
    }
}

/// Adds a group's heading and how many of its entries are shown.
pub(crate) fn heading_parts(out: Content, words: Words, group: u32, count: u32) -> Content {
    out.child(span("date", group_words(words, group)))
        .child(span("n", words.count(Message::Entries, count)))
}

fn entry(view: View, row: &Row, group: u32, place: u32, total: u32) -> Content {
    let id = row.id;
    let words = view.words;
    let struck = row.marks.has(Mark::EnteredInError);
    let selected = move || view.state().opened.get() == Some(id);
    let out = div(if struck { "e del" } else { "e" })
        .class_if("sel", selected)
        .class_if("at", move || view.state().active.get() == Some(id))
        .attr("id", element_id(id))
        .attr("role", "option")
        .attr("part", "entry")
        .flag_from("aria-selected", selected)
        .attr("aria-posinset", digits(place))
        .attr("aria-setsize", digits(total))
        .child(time_cell(words, row, group));
    if row.marks.has(Mark::Covered) {
        // A covered entry shows its label and nothing else.
        let label = spans("name").child(span("n", row.title.clone()));
        return out
            .child(spans("k"))
            .child(label.blank().child(hint(view, id)));
    }
    out.child(words.span("k", terms::kind(row.kind)))
        .child(title_cell(words, row))
        .child(value_cell(words, row))
        .child(sources_cell(view, row))
}

/// That a covered entry may be opened, where that is so. It is no button of its
/// own: a list's options have none. The entry has one, for the keyboard.
fn hint(view: View, entry: EntryId) -> Content {
    if !view.state().settings.with_untracked(|s| s.disclosure) {
        return nothing();
    }
    view.words
        .span("link", Message::OpenWithReason)
        .on("click", move |event| {
            event.stop_propagation();
            view.ask_reason(Opened {
                entry,
                ..Opened::default()
            });
        })
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
    spans("t").child(span("hidden", day)).child(shown)
}

fn title_cell(words: Words, row: &Row) -> Content {
    let mut out = spans("name").child(span("n", row.title.clone()));
    let status = terms::status(row).filter(|_| !terms::is_marked(row));
    let end = end_words(words, row);
    if let Some(basis) = terms::basis(row.basis, row)
        && (row.basis, status) != (Basis::Planned, Some(Message::StatusPlanned))
    {
        let mut said = words.say(basis);
        if end.is_some() {
            said.push(',');
        }
        out = out.blank().child(span("k", said));
    }
    if let Some(date) = end {
        let until = words.fill(Message::Until, &[("date", &date)]);
        out = out.blank().child(span("k date", until));
    }
    // Where there is no value the status stands in its place.
    if (!row.value.is_empty() || row.absence.is_some())
        && let Some(status) = status
    {
        out = out.blank().child(words.span("k", status));
    }
    for message in terms::marks(row) {
        out = out.blank().child(words.span("diff", message));
    }
    out
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

/// A value of more bytes than this is a text to read, and stands below.
const LONG: usize = 40;

/// The value, or the status in its place, with its flag; nothing in it where
/// there is neither.
pub(crate) fn value_cell(words: Words, row: &Row) -> Content {
    let mut value = row.value.clone();
    terms::append_absence(&mut value, words, row.absence);
    let mut out = spans(if value.len() > LONG { "v long" } else { "v" });
    if !value.is_empty() {
        let class = if row.absence.is_some() { "absent" } else { "" };
        out = out.child(span(class, value));
    } else if let Some(status) = terms::status(row).filter(|_| !terms::is_marked(row)) {
        out = out.child(words.text(status));
    }
    match row.flag {
        Some(flag) => flagged(out, words, flag),
        None => out,
    }
}

/// Adds where a value lies, in a shape and in words, unless that is where it
/// should.
pub(crate) fn flagged(out: Content, words: Words, flag: Flag) -> Content {
    let (glyph, message) = terms::flag(flag);
    if glyph.is_empty() {
        return out;
    }
    let said = spans("f").child(shape("", glyph));
    out.blank().child(said.blank().child(words.text(message)))
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
