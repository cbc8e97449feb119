use timeline_model::{Detail, EntryId, Fact, Field, HeldCopy};

use crate::{
    Later, Message, View,
    dates::moment_words,
    element::{Content, element, nothing},
    elements::{button, div, group, span},
    terms,
    words::Words,
};

/// The table with one column for each copy and one row for each field.
pub(crate) fn table(view: View, detail: &Detail) -> Content {
    let words = view.words;
    let label = words.say(Later::CopiesTable);
    let mut head = element("tr").child(element("td"));
    for copy in &detail.copies {
        let title = source_title(view, copy);
        let column = element("th").attr("scope", "col");
        // Of two copies to part one is to part both.
        let part = match detail.copies.len() {
            0..3 => nothing(),
            _ => part_button(view, copy.id, &title),
        };
        head = head.child(column.text(title).child(part));
    }
    let mut body = element("tbody");
    for field in fields(detail) {
        body = body.child(row(words, detail, field));
    }
    let table = element("table")
        .attr("aria-label", &label)
        .child(element("thead").child(head))
        .child(body);
    // Focusable, so that a table that is too wide can be scrolled by keyboard.
    group("copies", label).attr("tabindex", "0").child(table)
}

/// Shows one copy apart from the rest.
fn part_button(view: View, copy: EntryId, title: &str) -> Content {
    let said = view.words.say(Later::PartCopy);
    let label = [&said, ": ", title].concat();
    let part = move || view.split(Some(copy));
    div("").child(button("link", said, part).attr("aria-label", label))
}

/// The title of the source that holds a copy.
pub(crate) fn source_title(view: View, copy: &HeldCopy) -> String {
    view.state()
        .sources
        .with_untracked(|all| view.words.source(all, copy.source))
}

/// The fields that any copy has, the words and times first, in the order in
/// which a copy states them.
fn fields(detail: &Detail) -> Vec<Field> {
    let mut fields = Vec::new();
    let mut recorded_as = false;
    let (mut when, mut recorded) = (false, false);
    for copy in &detail.copies {
        recorded_as |= copy.facts.iter().any(|f| f.field == Field::RecordedAs);
        when |= copy.start.is_some();
        recorded |= copy.recorded.is_some();
    }
    for (there, field) in [
        (recorded_as, Field::RecordedAs),
        (when, Field::When),
        (recorded, Field::Recorded),
    ] {
        if there {
            fields.push(field);
        }
    }
    for copy in &detail.copies {
        for fact in &copy.facts {
            if !fields.contains(&fact.field) {
                fields.push(fact.field);
            }
        }
    }
    fields
}

fn row(words: Words, detail: &Detail, field: Field) -> Content {
    let differs = detail.differing.contains(&field);
    let mut head = element("th")
        .attr("scope", "row")
        .child(words.text(terms::field(field)));
    if differs {
        head = head.blank().child(words.span("diff", Later::Differs));
    }
    let mut row = element("tr").child(head);
    for copy in &detail.copies {
        row = row.child(cell(words, detail, copy, field, differs));
    }
    row
}

/// What a copy says in a field, and why nothing is there; a field may repeat.
fn cell(words: Words, detail: &Detail, copy: &HeldCopy, field: Field, differs: bool) -> Content {
    let line = |class: &'static str, said: String| {
        let class = if differs { "diff" } else { class };
        div("").child(span(class, said))
    };
    let mut cell = element("td");
    let time = match field {
        Field::When => when(words, detail, copy),
        Field::Recorded => copy.recorded.map(|at| moment_words(words, at)),
        _ => None,
    };
    if let Some(time) = time {
        cell = cell.child(line("", time));
    }
    for fact in &copy.facts {
        if fact.field == field {
            let class = if fact.absence.is_some() { "absent" } else { "" };
            cell = cell.child(line(class, fact_words(words, fact)));
        }
    }
    cell
}

/// The date of a fact, its text, and why that is not there.
fn fact_words(words: Words, fact: &Fact) -> String {
    let mut out = match fact.when {
        Some(at) => moment_words(words, at),
        None => String::new(),
    };
    terms::append(&mut out, &fact.text);
    terms::append_absence(&mut out, words, fact.absence);
    out
}

/// The time of a copy, with its end and with what the date is.
fn when(words: Words, detail: &Detail, copy: &HeldCopy) -> Option<String> {
    let start = copy.start?;
    let mut out = moment_words(words, start);
    let mut note = |text: String| {
        out.push_str(", ");
        out.push_str(&text);
    };
    if start.is_zoneless() {
        note(words.say(Message::Zoneless));
    }
    if let Some(end) = copy.end {
        let end = moment_words(words, end);
        note(words.fill(Message::Until, &[("date", &end)]));
    }
    if let Some(basis) = terms::basis(copy.basis, &detail.row) {
        note(words.say(basis));
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use timeline_model::Fact;

    #[test]
    fn a_field_that_any_copy_has_gets_one_row() {
        let copy = |fields: &[Field]| HeldCopy {
            facts: fields
                .iter()
                .map(|field| Fact::new(*field, String::from("x")))
                .collect(),
            ..HeldCopy::default()
        };
        let detail = Detail {
            copies: vec![
                copy(&[Field::Dose, Field::Note, Field::Note]),
                copy(&[Field::RecordedAs, Field::Route, Field::Dose]),
            ],
            ..Detail::default()
        };
        assert_eq!(
            fields(&detail),
            [Field::RecordedAs, Field::Dose, Field::Note, Field::Route]
        );
    }
}
