use timeline_model::{Basis, EntryId, Flag, Mark, Precision, Row, digits, protocol::Opened};

use super::{
    controls::counted,
    family::family_mark,
    items::{Entry, Group, Heading, Item},
};
use crate::{
    Message, View,
    dates::{date_words, group_of, group_words, time_words},
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
        Item::Heading(heading) => {
            let out = div("day").attr("role", "presentation").attr("part", "day");
            heading_parts(out, view, *heading)
        }
        Item::Entry(item) => entry(view, item, total),
    }
}

/// Adds a group's heading and how many of its entries are shown.
pub(crate) fn heading_parts(out: Content, view: View, heading: Heading) -> Content {
    let words = view.words;
    let out = match heading.group {
        Group::Time(group) => out.child(span("date", group_words(words, group))),
        Group::Encounter(id) => encounter_parts(out, view, id),
    };
    out.child(span("n", counted(words, heading.count, heading.folded)))
}

/// Adds what names an encounter, and its dates.
fn encounter_parts(out: Content, view: View, id: EntryId) -> Content {
    let words = view.words;
    let Some(row) = view.row(id) else {
        return out;
    };
    let mut dates = group_words(words, group_of(row.start));
    if let Some(end) = end_words(words, &row) {
        dates.push(' ');
        dates.push_str(&words.fill(Message::Until, &[("date", &end)]));
    }
    let named = spans("").child(span("", row.title.clone())).blank();
    out.child(named.child(span("k", dates)))
}

fn entry(view: View, item: &Entry, total: u32) -> Content {
    let row = &*item.row;
    let id = row.id;
    let words = view.words;
    let selected = move || view.state().opened.get() == Some(id);
    let class = match (row.marks.has(Mark::EnteredInError), item.member, item.shown) {
        (true, true, _) => "e in del",
        (true, false, _) => "e del",
        (_, true, _) => "e in",
        _ if row.marks.has(Mark::Covered) => "e covered",
        (_, _, false) => "e only",
        _ => "e",
    };
    let out = div(class)
        .class_if("sel", selected)
        .class_if("at", move || view.state().active.get() == Some(id))
        .attr("id", element_id(id))
        .attr("role", "option")
        .attr("part", "entry")
        .flag_from("aria-selected", selected)
        .attr("aria-posinset", digits(item.place))
        .attr("aria-setsize", digits(total))
        .child(time_cell(words, item));
    if row.marks.has(Mark::Covered) {
        // A covered entry shows its label and nothing else.
        let label = spans("name").child(span("n", row.title.clone()));
        return out
            .child(spans("k"))
            .child(label.blank().child(hint(view, id)));
    }
    let mut value = value_cell(words, row);
    if let Some(family) = &item.family {
        value = value.blank().child(family_mark(view, id, family));
    }
    out.child(words.span("k", terms::kind(row.kind)))
        .child(title_cell(words, item))
        .child(value)
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
fn time_cell(words: Words, item: &Entry) -> Content {
    let row = &item.row;
    let own = group_of(row.start);
    let day = group_words(words, own);
    let time = row.start.map(time_words).unwrap_or_default();
    // Under its own day the time alone is seen.
    if item.group != Group::Time(own) {
        let out = spans("t dated").child(span("date", day));
        return out.blank().text(time);
    }
    let mut day = day;
    day.push(' ');
    let shown = match time.is_empty() {
        true => shape("", "—"),
        false => text(time),
    };
    spans("t").child(span("hidden", day)).child(shown)
}

fn title_cell(words: Words, item: &Entry) -> Content {
    let row = &*item.row;
    let mut out = spans("name");
    if row.marks.has(Mark::New) {
        out = out.child(words.span("new", Message::IsNew)).blank();
    }
    out = out.child(span("n", row.title.clone()));
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
