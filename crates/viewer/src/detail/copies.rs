use timeline_model::{Detail, Fact, Field, HeldCopy};

use crate::{
    Message, View,
    dates::moment_words,
    element::{Content, element},
    elements::{div, group, span, text},
    terms,
    words::Words,
};

/// The table with one column for each copy and one row for each field.
pub(crate) fn table(view: View, detail: &Detail) -> Content {
    let words = view.words;
    let label = words.say(Message::CopiesTable);
    let head: Vec<Content> = detail
        .copies
        .iter()
        .map(|copy| {
            let title = source_title(view, copy);
            element("th").attr("scope", "col").child(title).view()
        })
        .collect();
    let body: Vec<Content> = fields(detail)
        .into_iter()
        .map(|field| row(words, detail, field))
        .collect();
    // Focusable, so that a table that is too wide can be scrolled by keyboard.
    group("copies", label.clone())
        .attr("tabindex", "0")
        .child(
            element("table")
                .attr("aria-label", label)
                .child(element("thead").child(element("tr").child(element("td")).child(head)))
                .child(element("tbody").child(body)),
        )
        .view()
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
    let mut add = |field: Field| {
        if !fields.contains(&field) {
            fields.push(field);
        }
    };
    let facts = || detail.copies.iter().flat_map(|copy| &copy.facts);
    if facts().any(|fact| fact.field == Field::RecordedAs) {
        add(Field::RecordedAs);
    }
    if detail.copies.iter().any(|copy| copy.start.is_some()) {
        add(Field::When);
    }
    if detail.copies.iter().any(|copy| copy.recorded.is_some()) {
        add(Field::Recorded);
    }
    facts().for_each(|fact| add(fact.field));
    fields
}

fn row(words: Words, detail: &Detail, field: Field) -> Content {
    let differs = detail.differing.contains(&field);
    let mut head = vec![text(words.say(terms::field(field)))];
    if differs {
        head.push(text(String::from(" ")));
        head.push(span("diff", words.say(Message::Differs)));
    }
    let cells: Vec<Content> = detail
        .copies
        .iter()
        .map(|copy| {
            let values = values(words, detail, copy, field)
                .into_iter()
                .map(|(absent, value)| {
                    let class = match (differs, absent) {
                        (true, _) => "diff",
                        (false, true) => "absent",
                        (false, false) => "",
                    };
                    div("", vec![span(class, value)])
                })
                .collect::<Vec<_>>();
            element("td").child(values).view()
        })
        .collect();
    element("tr")
        .child(element("th").attr("scope", "row").child(head))
        .child(cells)
        .view()
}

/// What a copy says in a field, and whether it is why nothing is there; a
/// field may repeat.
fn values(words: Words, detail: &Detail, copy: &HeldCopy, field: Field) -> Vec<(bool, String)> {
    let mut values = Vec::new();
    let time = match field {
        Field::When => when(words, detail, copy),
        Field::Recorded => copy.recorded.map(|at| moment_words(words, at)),
        _ => None,
    };
    values.extend(time.map(|time| (false, time)));
    for fact in copy.facts.iter().filter(|fact| fact.field == field) {
        values.push((fact.absence.is_some(), fact_words(words, fact)));
    }
    values
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
