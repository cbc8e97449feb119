use std::sync::Arc;

use timeline_model::{EntryId, Mark, Row};

use crate::{
    Message, View,
    dates::{date_words, moment_words},
    element::{Content, nothing},
    elements::{div, span, spans},
    list::value_cell,
    span::date_of,
    terms,
};

/// What is said of a mark: of one entry all that its line in the list says, of
/// several how many there are, and from when to when.
pub(crate) fn card(view: View, entries: &[EntryId]) -> Content {
    if let [one] = entries {
        return view.row(*one).map_or_else(nothing, |row| entry(view, &row));
    }
    let words = view.words;
    let mut times: Option<(i64, i64)> = None;
    for row in rows(view, entries) {
        if let Some((first, last)) = row.start.map(|start| start.on_the_wall()) {
            let (from, to) = times.unwrap_or((first, last));
            times = Some((from.min(first), to.max(last)));
        }
    }
    let out =
        nothing().child(div("title").text(words.count(Message::Entries, entries.len() as u32)));
    let Some((from, to)) = times else {
        return out;
    };
    let day = |time| date_words(words, date_of(time, timeline_model::Precision::Day));
    let (from, to) = (day(from), day(to));
    let said = match from == to {
        true => from,
        false => words.fill(Message::FromTo, &[("from", &from), ("to", &to)]),
    };
    out.child(div("k date").text(said))
}

/// The rows of some entries, as far as they are still there.
pub(crate) fn rows(view: View, entries: &[EntryId]) -> Vec<Arc<Row>> {
    entries.iter().filter_map(|id| view.row(*id)).collect()
}

fn entry(view: View, row: &Row) -> Content {
    let words = view.words;
    let struck = row.marks.has(Mark::EnteredInError);
    let title = div(if struck { "title del" } else { "title" })
        .child(spans("name").child(span("n", row.title.clone())));
    let out = nothing().child(title);
    if row.marks.has(Mark::Covered) {
        // A covered entry shows its label and nothing else.
        return out;
    }
    let mut when = words.say(terms::kind(row.kind));
    if let Some(start) = row.start {
        terms::join(&mut when, " · ", &moment_words(words, start));
    }
    if let Some(basis) = terms::basis(row.basis, row) {
        terms::join(&mut when, ", ", &words.say(basis));
    }
    if let Some(end) = row.end {
        let date = moment_words(words, end);
        terms::join(
            &mut when,
            " ",
            &words.fill(Message::Until, &[("date", &date)]),
        );
    }
    let mut sources = String::new();
    view.state().sources.with_untracked(|all| {
        for place in &row.sources {
            terms::join(&mut sources, ", ", &words.source(all, *place));
        }
    });
    let mut marks = div("marks");
    for message in terms::marks(row) {
        marks = marks.child(words.span("diff", message));
    }
    out.child(value_cell(words, row))
        .child(div("k").text(when))
        .child(div("k").text(sources))
        .child(marks)
}

/// An entry in one line, for those who hear it.
pub(crate) fn line(view: View, row: &Row) -> String {
    let words = view.words;
    let mut out = row.title.clone();
    if row.marks.has(Mark::Covered) {
        return out;
    }
    terms::join(&mut out, ", ", &row.value);
    if let Some(flag) = row.flag {
        terms::join(&mut out, ", ", &words.say(terms::flag(flag).1));
    }
    if let Some(start) = row.start {
        terms::join(&mut out, ", ", &moment_words(words, start));
    }
    for message in terms::marks(row) {
        terms::join(&mut out, ", ", &words.say(message));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Settings, lines::Line};
    use reactive_graph::owner::Owner;
    use timeline_model::{Flag, Kind, PartialDate, RowMarks};

    fn said(rows: Vec<Row>) -> (String, String) {
        Owner::new().with(|| {
            let view = View::new(Settings::default());
            let ids: Vec<EntryId> = rows.iter().map(|row| row.id).collect();
            let heard = rows.first().map(|row| line(view, row));
            view.state()
                .lines
                .set(rows.into_iter().map(Line::new).collect());
            (card(view, &ids).outline(), heard.unwrap_or_default())
        })
    }

    fn potassium(id: u64) -> Row {
        Row {
            id: EntryId(id),
            kind: Kind::Result,
            title: "Potassium".into(),
            value: "5.9 mmol/L".into(),
            flag: Some(Flag::High),
            start: PartialDate::parse("2026-03-06T11:05Z"),
            ..Row::default()
        }
    }

    #[test]
    fn of_one_entry_all_is_said_that_its_line_in_the_list_says() {
        let (shown, heard) = said(vec![potassium(1)]);
        for words in [
            "Potassium",
            "5.9 mmol/L",
            "high",
            "Result · 06-Mar-2026 11:05",
        ] {
            assert!(shown.contains(words), "{words}: {shown}");
        }
        assert_eq!(heard, "Potassium, 5.9 mmol/L, high, 06-Mar-2026 11:05");
    }

    #[test]
    fn of_a_covered_entry_its_label_is_said_and_nothing_else() {
        let covered = Row {
            title: "Restricted".into(),
            marks: RowMarks::default().with(Mark::Covered),
            ..potassium(1)
        };
        let (shown, heard) = said(vec![covered]);
        assert!(shown.contains("Restricted"));
        for words in ["5.9", "high", "Result", "2026"] {
            assert!(!shown.contains(words), "{words}: {shown}");
        }
        assert_eq!(heard, "Restricted");
    }

    #[test]
    fn of_several_how_many_there_are_and_when() {
        let later = Row {
            start: PartialDate::parse("2026-04"),
            ..potassium(2)
        };
        let (shown, _) = said(vec![potassium(1), later]);
        assert!(shown.contains("2 entries"), "{shown}");
        assert!(shown.contains("06-Mar-2026 to 30-Apr-2026"), "{shown}");
    }
}
