//! One item to an entry.

use timeline_json::Value;
use timeline_model::{
    Basis, Entry, Fact, Fault, Field, Identifier, PartialDate, ProblemCode, RecordKey, Span,
    Status, StatusClass,
};

use crate::{
    dates::{self, Order},
    mapping::{Rule, shown_whole},
};

/// Whether a rule takes an item.
pub(crate) fn fits(rule: &Rule, item: &Value<'_>) -> bool {
    let holds = |(pointer, text): &(String, String)| {
        item.pointer(pointer)
            .is_some_and(|found| shown_whole(found) == *text)
    };
    rule.when.iter().all(holds)
}

/// Reads an item by a rule that takes it.
pub(crate) fn entry(rule: &Rule, item: &Value<'_>, key: RecordKey, order: Order) -> Entry {
    let mut entry = Entry {
        key,
        resource: rule.name.clone(),
        kind: rule.kind,
        title: text(item, &rule.title),
        ..Entry::default()
    };
    if entry.title.is_empty() {
        entry.title.clone_from(&rule.name);
    }
    let title = entry.title.clone();
    fact(&mut entry, Field::RecordedAs, title);
    status(&mut entry, rule, item);
    times(&mut entry, rule, item, order);
    if let Some(covered) = rule.covered.as_ref().and_then(|p| item.pointer(p))
        && says_yes(covered)
    {
        entry.marks.covered = Some("Restricted".to_owned());
    }
    for (field, name, pointer) in &rule.facts {
        let mut words = item.pointer(pointer).map(shown_whole).unwrap_or_default();
        if !name.is_empty() && !words.is_empty() {
            words = [name, ": ", &words].concat();
        }
        fact(&mut entry, *field, words);
    }
    fact(&mut entry, Field::Author, text(item, &rule.author));
    fact(
        &mut entry,
        Field::Organisation,
        text(item, &rule.organisation),
    );
    if let Some((system, pointer)) = &rule.identifier {
        let value = item.pointer(pointer).map(shown_whole).unwrap_or_default();
        if !value.is_empty() {
            entry.alias = [&rule.name, "/", &value].concat();
            fact(&mut entry, Field::Identifier, value.clone());
            entry.identifiers.push(Identifier {
                system: system.clone(),
                value,
            });
        }
    }
    entry
}

fn text(item: &Value<'_>, pointer: &Option<String>) -> String {
    let found = pointer.as_ref().and_then(|p| item.pointer(p));
    found.map(shown_whole).unwrap_or_default()
}

fn fact(entry: &mut Entry, field: Field, text: String) {
    if !text.is_empty() {
        entry.facts.push(Fact::new(field, text));
    }
}

/// The meaning of a status is what the mapping declares, and nothing else.
fn status(entry: &mut Entry, rule: &Rule, item: &Value<'_>) {
    let sent = text(item, &rule.status);
    let declared = rule.statuses.iter().find(|(word, _)| *word == sent);
    let class = declared.map(|(_, class)| *class).unwrap_or_default();
    entry.marks.entered_in_error = class == StatusClass::EnteredInError;
    entry.marks.negated = class == StatusClass::NotDone;
    fact(entry, Field::Status, sent.clone());
    entry.status = Status { class, sent };
}

fn times(entry: &mut Entry, rule: &Rule, item: &Value<'_>, order: Order) {
    let start = date(entry, item, &rule.start, order);
    let end = date(entry, item, &rule.end, order);
    entry.recorded = date(entry, item, &rule.recorded, order);
    entry.when = match (start, entry.recorded) {
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
    item: &Value<'_>,
    pointer: &Option<String>,
    order: Order,
) -> Option<PartialDate> {
    let sent = text(item, pointer);
    let date = dates::read(&sent, order);
    if date.is_none() && !sent.is_empty() {
        let path = pointer.clone().unwrap_or_default();
        entry.faults.push(Fault {
            code: ProblemCode::BadDate,
            path,
        });
        fact(entry, Field::DateAsSent, sent);
    }
    date
}

/// Whatever is there and does not say no covers the item.
fn says_yes(value: &Value<'_>) -> bool {
    match value {
        Value::Bool(yes) => *yes,
        Value::Null => false,
        Value::Number(number) => *number != "0",
        Value::String(text) => {
            let text = text.trim().to_ascii_lowercase();
            !matches!(text.as_str(), "" | "no" | "n" | "false" | "0" | "none")
        }
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
    }
}
