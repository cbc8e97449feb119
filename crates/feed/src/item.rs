//! One item to an entry.

use timeline_model::{
    Basis, Code, Comparator, Entry, Fact, Fault, Field, Identifier, Kind, PartialDate, ProblemCode,
    Quantity, RecordKey, Reference, Role, Span, Status, StatusClass, Value,
};

use crate::{
    dates, names,
    row::Row,
    rule::{Rule, Slot},
};

/// Reads an item by a rule that takes it; `patterns` is how dates are written
/// where the rule says nothing of its own.
pub(crate) fn entry(rule: &Rule, row: &Row<'_>, key: RecordKey, patterns: &[String]) -> Entry {
    let name = |slot| {
        rule.place(slot)
            .map(|place| place.name(row))
            .unwrap_or_default()
    };
    let text = |slot| rule.text(slot, row);
    let mut entry = Entry {
        key,
        resource: rule.name.clone(),
        kind: Kind::from_code(&name(Slot::Kind)).unwrap_or_default(),
        ..Entry::default()
    };
    title(&mut entry, rule, row);
    code(&mut entry, rule, row);
    status(&mut entry, rule, row);
    times(&mut entry, rule, row, patterns);
    value(&mut entry, &text(Slot::Value), text(Slot::Unit));
    entry.marks.negated |= says_yes(&name(Slot::Negated));
    if is_covered(rule, row) {
        entry.marks.covered = Some("Restricted".to_owned());
    }
    for (field, name, place) in &rule.facts {
        for mut words in place.all(row) {
            if !name.is_empty() && !words.is_empty() {
                words = [name, ": ", &words].concat();
            }
            fact(&mut entry, *field, words);
        }
    }
    fact(&mut entry, Field::Author, text(Slot::Author));
    fact(&mut entry, Field::Organisation, text(Slot::Organisation));
    let value = text(Slot::Identifier);
    if !value.is_empty() {
        entry.alias = [&rule.name, "/", &value].concat();
        entry.identifiers.push(Identifier {
            system: text(Slot::IdentifierSystem),
            value,
        });
    }
    for (slot, role) in [
        (Slot::Encounter, Role::Encounter),
        (Slot::PartOf, Role::PartOf),
    ] {
        let target = text(slot);
        if !target.is_empty() {
            entry.references.push(Reference {
                role,
                target,
                key: None,
            });
        }
    }
    entry
}

fn fact(entry: &mut Entry, field: Field, text: String) {
    if !text.is_empty() {
        entry.facts.push(Fact::new(field, text));
    }
}

/// Notes that what stands at the field's first pointer cannot be taken.
fn fault(entry: &mut Entry, code: ProblemCode, rule: &Rule, slot: Slot, row: &Row<'_>) {
    let from = rule.place(slot).map(|place| place.from.as_slice());
    let Some(pointer) = from.unwrap_or_default().first() else {
        return;
    };
    let gap = if pointer.starts_with("..") { "/" } else { "" };
    entry.faults.push(Fault {
        code,
        path: [&row.path(), gap, pointer].concat(),
    });
}

/// The title, else the words of the code, else what this sort of item is
/// called: never nothing.
fn title(entry: &mut Entry, rule: &Rule, row: &Row<'_>) {
    entry.title = rule.text(Slot::Title, row);
    if entry.title.is_empty() {
        fault(entry, ProblemCode::FieldShape, rule, Slot::Title, row);
        entry.title = rule.text(Slot::CodeDisplay, row);
    }
    if entry.title.is_empty() {
        entry.title.clone_from(&rule.name);
    }
}

fn code(entry: &mut Entry, rule: &Rule, row: &Row<'_>) {
    let code = Code {
        system: rule.text(Slot::CodeSystem, row),
        code: rule.text(Slot::Code, row),
        display: rule.text(Slot::CodeDisplay, row),
        user_selected: false,
    };
    if !code.code.is_empty() {
        entry.codes.push(code);
    }
}

/// The meaning of a status is what the mapping declares, and nothing else.
fn status(entry: &mut Entry, rule: &Rule, row: &Row<'_>) {
    let Some(place) = rule.place(Slot::Status) else {
        return;
    };
    let class = names::class(&place.name(row)).unwrap_or_default();
    let sent = place.sent(row);
    entry.marks.entered_in_error = class == StatusClass::EnteredInError;
    entry.marks.negated = class == StatusClass::NotDone;
    entry.status = Status { class, sent };
}

fn times(entry: &mut Entry, rule: &Rule, row: &Row<'_>, patterns: &[String]) {
    let mut read = |slot| date(entry, rule, slot, row, patterns);
    let start = read(Slot::Start);
    let end = read(Slot::End);
    let recorded = read(Slot::Recorded);
    entry.updated = read(Slot::Updated);
    entry.recorded = recorded;
    entry.when = match (start, recorded) {
        (None, Some(recorded)) if end.is_none() => Span {
            start: Some(recorded),
            end,
            basis: Basis::Recorded,
        },
        _ => Span {
            start,
            end,
            basis: match entry.status.class {
                StatusClass::Planned => Basis::Planned,
                _ => Basis::Happened,
            },
        },
    };
}

fn date(
    entry: &mut Entry,
    rule: &Rule,
    slot: Slot,
    row: &Row<'_>,
    patterns: &[String],
) -> Option<PartialDate> {
    let place = rule.place(slot)?;
    let sent = place.sent(row);
    let own = [&place.patterns, patterns]
        .into_iter()
        .find(|list| !list.is_empty());
    let date = dates::read(&sent, own.map_or(&[], |own| own));
    if date.is_none() && !sent.is_empty() {
        fault(entry, ProblemCode::BadDate, rule, slot, row);
        fact(entry, Field::DateAsSent, sent);
    }
    date
}

/// A number, a bound such as `<5`, or words.
fn value(entry: &mut Entry, sent: &str, unit: String) {
    if sent.is_empty() {
        return;
    }
    let (comparator, length) = match sent.as_bytes() {
        [b'<', b'=', ..] => (Some(Comparator::LessOrEqual), 2),
        [b'>', b'=', ..] => (Some(Comparator::GreaterOrEqual), 2),
        [b'<', ..] => (Some(Comparator::Less), 1),
        [b'>', ..] => (Some(Comparator::Greater), 1),
        _ => (None, 0),
    };
    let number = sent.get(length..).unwrap_or_default().trim();
    entry.value = Some(match is_number(number) {
        true => Value::Quantity(Quantity {
            comparator,
            number: number.to_owned(),
            unit,
            ucum: String::new(),
        }),
        false => Value::Text([sent, " ", &unit].concat().trim_end().to_owned()),
    });
}

fn is_number(text: &str) -> bool {
    let (mut digits, mut points) = (0, 0);
    let digits_and_points = text.bytes().enumerate().all(|(place, byte)| {
        digits += usize::from(byte.is_ascii_digit());
        points += usize::from(byte == b'.');
        byte.is_ascii_digit() || byte == b'.' || byte == b'-' && place == 0
    });
    digits_and_points && digits > 0 && points < 2
}

/// Whatever is there and does not say no covers the item.
fn is_covered(rule: &Rule, row: &Row<'_>) -> bool {
    rule.place(Slot::Covered).is_some_and(|place| {
        says_yes(&place.name(row)) || place.from.iter().any(|pointer| row.has_object(pointer))
    })
}

fn says_yes(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    !matches!(text.as_str(), "" | "no" | "n" | "false" | "0" | "none")
}
