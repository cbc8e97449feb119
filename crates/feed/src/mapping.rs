use timeline_json::Value;
use timeline_model::{Field, Kind, StatusClass};

use crate::{
    check::{MappingFault, POINTER, Section, fault, is_pointer, shown, under},
    dates::Order,
    fields::{self, CLASSES, FIELDS, one_of},
};

/// How a source's JSON becomes entries, as its configuration declares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    path: String,
    next: Option<String>,
    pub(crate) patient: Patient,
    pub(crate) items: String,
    pub(crate) rules: Vec<Rule>,
    pub(crate) dates: Order,
}

/// Where the page says whom it is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Patient {
    pub system: String,
    pub identifier: Option<String>,
    pub family: Option<String>,
    pub given: Option<String>,
    pub birth_date: Option<String>,
    pub gender: Option<String>,
}

/// How one sort of item becomes an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rule {
    /// Pointers and the text that each must hold; all of them.
    pub when: Vec<(String, String)>,
    pub name: String,
    pub kind: Kind,
    pub title: Option<String>,
    pub start: Option<String>,
    pub end: Option<String>,
    pub recorded: Option<String>,
    pub status: Option<String>,
    pub statuses: Vec<(String, StatusClass)>,
    /// The system, and the pointer to the value.
    pub identifier: Option<(String, String)>,
    pub author: Option<String>,
    pub organisation: Option<String>,
    pub covered: Option<String>,
    /// What it is, its name in the text, and the pointer.
    pub facts: Vec<(Field, String, String)>,
}

impl Mapping {
    /// Reads the declaration that stands at `path` in the configuration. Where
    /// anything does not fit, all faults are given at once.
    pub fn read(value: &Value<'_>, path: &str) -> Result<Mapping, Vec<MappingFault>> {
        let mut faults = Vec::new();
        let keys = ["path", "next", "patient", "items", "map", "dates"];
        let section = Section::new(value, path, &keys, &mut faults);
        section.require("path", "the path to a patient's record", &mut faults);
        section.require(
            "patient",
            "where the page says whom it is about",
            &mut faults,
        );
        section.require("items", "a pointer to the list of items", &mut faults);
        section.require("map", "a list of one rule or more", &mut faults);
        let mapping = Mapping {
            path: section.text("path", &mut faults),
            next: section.pointer("next", &mut faults),
            patient: match section.get("patient") {
                Some(value) => patient(value, &section.path("patient"), &mut faults),
                None => Patient::default(),
            },
            items: section.pointer("items", &mut faults).unwrap_or_default(),
            rules: rules(&section, &mut faults),
            dates: order(&section, &mut faults),
        };
        if faults.is_empty() {
            Ok(mapping)
        } else {
            Err(faults)
        }
    }

    /// The path to a patient's record under the source's address, in which
    /// `{value}` and `{system}` stand for the patient's identifier.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The pointer to the list of items.
    pub fn items(&self) -> &str {
        &self.items
    }

    /// The pointer to the next page's address.
    pub fn next(&self) -> Option<&str> {
        self.next.as_deref()
    }
}

fn order(section: &Section<'_, '_>, faults: &mut Vec<MappingFault>) -> Order {
    match section.get("dates").map(|value| (value, value.as_str())) {
        None | Some((_, Some("iso"))) => Order::Iso,
        Some((_, Some("dmy"))) => Order::DayFirst,
        Some((value, _)) => {
            let allowed = one_of(&["iso", "dmy"]);
            faults.push(fault(&section.path("dates"), &shown(value), &allowed));
            Order::Iso
        }
    }
}

fn patient(value: &Value<'_>, path: &str, faults: &mut Vec<MappingFault>) -> Patient {
    let keys = ["identifier", "family", "given", "birthDate", "gender"];
    let section = Section::new(value, path, &keys, faults);
    section.require("identifier", "an object of system and value", faults);
    let (system, identifier) = identifier(&section, faults).unzip();
    Patient {
        system: system.unwrap_or_default(),
        identifier,
        family: section.pointer("family", faults),
        given: section.pointer("given", faults),
        birth_date: section.pointer("birthDate", faults),
        gender: section.pointer("gender", faults),
    }
}

fn identifier(
    section: &Section<'_, '_>,
    faults: &mut Vec<MappingFault>,
) -> Option<(String, String)> {
    let value = section.get("identifier")?;
    let inner = Section::new(
        value,
        &section.path("identifier"),
        &["system", "value"],
        faults,
    );
    inner.require("system", "the identifier's system", faults);
    inner.require("value", POINTER, faults);
    let system = inner.text("system", faults);
    Some((system, inner.pointer("value", faults)?))
}

fn rules(section: &Section<'_, '_>, faults: &mut Vec<MappingFault>) -> Vec<Rule> {
    let Some(value) = section.get("map") else {
        return Vec::new();
    };
    let path = section.path("map");
    if value.items().is_empty() {
        faults.push(fault(&path, &shown(value), "a list of one rule or more"));
    }
    let mut rules = Vec::new();
    for (place, item) in value.items().iter().enumerate() {
        rules.push(rule(item, &under(&path, &place.to_string()), faults));
    }
    rules
}

fn rule(value: &Value<'_>, path: &str, faults: &mut Vec<MappingFault>) -> Rule {
    let keys = [
        "when",
        "name",
        "kind",
        "title",
        "start",
        "end",
        "recorded",
        "status",
        "statuses",
        "identifier",
        "author",
        "organisation",
        "covered",
        "facts",
    ];
    let section = Section::new(value, path, &keys, faults);
    section.require("name", "the name of this sort of item", faults);
    Rule {
        when: conditions(&section, faults),
        name: section.text("name", faults),
        kind: kind(&section, faults),
        title: section.pointer("title", faults),
        start: section.pointer("start", faults),
        end: section.pointer("end", faults),
        recorded: section.pointer("recorded", faults),
        status: section.pointer("status", faults),
        statuses: statuses(&section, faults),
        identifier: identifier(&section, faults),
        author: section.pointer("author", faults),
        organisation: section.pointer("organisation", faults),
        covered: section.pointer("covered", faults),
        facts: facts(&section, faults),
    }
}

fn kind(section: &Section<'_, '_>, faults: &mut Vec<MappingFault>) -> Kind {
    let sent = section.get("kind");
    let kind = sent.and_then(Value::as_str).and_then(Kind::from_code);
    kind.unwrap_or_else(|| {
        let found = sent.map_or_else(|| "nothing".to_owned(), shown);
        let allowed = one_of(&Kind::ALL.map(Kind::code));
        faults.push(fault(&section.path("kind"), &found, &allowed));
        Kind::Other
    })
}

/// `{"/type": "assessment"}`; without any, the rule takes every item.
fn conditions(section: &Section<'_, '_>, faults: &mut Vec<MappingFault>) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let Some(value) = section.get("when") else {
        return out;
    };
    let path = section.path("when");
    if !matches!(value, Value::Object(_)) {
        faults.push(fault(
            &path,
            &shown(value),
            "an object of pointers and texts",
        ));
    }
    for (pointer, text) in value.members() {
        if !is_pointer(pointer) {
            faults.push(fault(&under(&path, pointer), pointer, POINTER));
        }
        match text {
            Value::String(_) | Value::Number(_) | Value::Bool(_) => {
                out.push((pointer.to_string(), shown_whole(text)));
            }
            _ => faults.push(fault(&under(&path, pointer), &shown(text), "text")),
        }
    }
    out
}

/// A plain value as text, for comparing.
pub(crate) fn shown_whole(value: &Value<'_>) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Array(_) | Value::Object(_) | Value::Null => String::new(),
        other => shown(other),
    }
}

fn statuses(
    section: &Section<'_, '_>,
    faults: &mut Vec<MappingFault>,
) -> Vec<(String, StatusClass)> {
    let mut out = Vec::new();
    let Some(value) = section.get("statuses") else {
        return out;
    };
    let path = section.path("statuses");
    if !matches!(value, Value::Object(_)) {
        faults.push(fault(
            &path,
            &shown(value),
            "an object of words and meanings",
        ));
    }
    for (word, meaning) in value.members() {
        match meaning.as_str().and_then(fields::class) {
            Some(class) => out.push((word.to_string(), class)),
            None => {
                let allowed = one_of(&CLASSES.map(|c| c.0));
                faults.push(fault(&under(&path, word), &shown(meaning), &allowed));
            }
        }
    }
    out
}

fn facts(
    section: &Section<'_, '_>,
    faults: &mut Vec<MappingFault>,
) -> Vec<(Field, String, String)> {
    let mut out = Vec::new();
    let Some(value) = section.get("facts") else {
        return out;
    };
    let path = section.path("facts");
    if !matches!(value, Value::Array(_)) {
        faults.push(fault(&path, &shown(value), "a list of facts"));
    }
    for (place, item) in value.items().iter().enumerate() {
        let path = under(&path, &place.to_string());
        let fact = Section::new(item, &path, &["field", "name", "value"], faults);
        fact.require("value", POINTER, faults);
        let sent = fact.get("field");
        let field = sent.and_then(Value::as_str).and_then(fields::field);
        if field.is_none() {
            let found = sent.map_or_else(|| "nothing".to_owned(), shown);
            let allowed = one_of(&FIELDS.map(|f| f.0));
            faults.push(fault(&fact.path("field"), &found, &allowed));
        }
        let name = fact.text("name", faults);
        if let (Some(field), Some(pointer)) = (field, fact.pointer("value", faults)) {
            out.push((field, name, pointer));
        }
    }
    out
}
