//! How one sort of item becomes an entry.

use timeline_json::Value;
use timeline_model::{Field, Kind};

use crate::{
    check::{Faults, POINTER, Section, at, is_pointer, one_of, under, words},
    names::{self, CLASSES, FIELDS, YES_NO},
    place::{Place, Sort},
    row::Row,
};

/// A rule of the mapping.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rule {
    /// Pointers, and the words of which one must stand there; all of them.
    when: Vec<(String, Vec<String>)>,
    /// What this sort of item is called.
    pub name: String,
    /// Where each field stands that was declared.
    places: Vec<(Slot, Place)>,
    /// Further facts: what each is, its name in the text, and its place.
    pub facts: Vec<(Field, String, Place)>,
}

/// A field of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    Kind,
    Title,
    Start,
    End,
    Recorded,
    Updated,
    Status,
    Negated,
    Covered,
    Value,
    Unit,
    Author,
    Organisation,
    Encounter,
    PartOf,
    IdentifierSystem,
    Identifier,
    CodeSystem,
    Code,
    CodeDisplay,
}

/// What may stand in a slot, before the names are looked up.
#[derive(Clone, Copy)]
enum Holds {
    Words,
    Open,
    Date,
    Kind,
    Status,
    YesNo,
}

/// Every field of a rule that has a place: the object it stands in, where it
/// does not stand in the rule itself, its name, the slot, and what it holds.
const SLOTS: [(&str, &str, Slot, Holds); 20] = [
    ("", "kind", Slot::Kind, Holds::Kind),
    ("", "title", Slot::Title, Holds::Words),
    ("", "start", Slot::Start, Holds::Date),
    ("", "end", Slot::End, Holds::Date),
    ("", "recorded", Slot::Recorded, Holds::Date),
    ("", "updated", Slot::Updated, Holds::Date),
    ("", "status", Slot::Status, Holds::Status),
    ("", "negated", Slot::Negated, Holds::YesNo),
    ("", "covered", Slot::Covered, Holds::YesNo),
    ("", "value", Slot::Value, Holds::Words),
    ("", "unit", Slot::Unit, Holds::Open),
    ("", "author", Slot::Author, Holds::Words),
    ("", "organisation", Slot::Organisation, Holds::Words),
    ("", "encounter", Slot::Encounter, Holds::Words),
    ("", "partOf", Slot::PartOf, Holds::Words),
    ("identifier", "system", Slot::IdentifierSystem, Holds::Open),
    ("identifier", "value", Slot::Identifier, Holds::Words),
    ("code", "system", Slot::CodeSystem, Holds::Open),
    ("code", "value", Slot::Code, Holds::Words),
    ("code", "display", Slot::CodeDisplay, Holds::Words),
];

/// The keys of a rule that have no slot.
const OTHERS: [&str; 5] = ["when", "name", "identifier", "code", "facts"];

/// The keys that a rule may have.
pub(crate) fn keys() -> Vec<&'static str> {
    let mut keys = OTHERS.to_vec();
    keys.extend(within(""));
    keys
}

/// The names of the slots that stand in `group`.
fn within(group: &str) -> impl Iterator<Item = &'static str> {
    SLOTS
        .iter()
        .filter(move |slot| slot.0 == group)
        .map(|slot| slot.1)
}

impl Rule {
    /// Reads the declaration of a rule.
    pub(crate) fn read(section: &Section<'_>, faults: &mut Faults) -> Rule {
        section.require("name", "the name of this sort of item", faults);
        let kinds = Kind::ALL.map(Kind::code);
        section.require("kind", &one_of(&kinds), faults);
        let classes = CLASSES.map(|class| class.0);
        let mut places = Vec::new();
        for group in ["", "identifier", "code"] {
            let keys: Vec<&str> = within(group).collect();
            let section = match group {
                "" => section.clone(),
                group => match section.section(group, &keys, faults) {
                    Some(section) => section,
                    None => continue,
                },
            };
            for (_, name, slot, holds) in SLOTS.iter().filter(|slot| slot.0 == group) {
                let sort = match holds {
                    Holds::Words => Sort::Words,
                    Holds::Open => Sort::Open,
                    Holds::Date => Sort::Date,
                    Holds::Kind => Sort::Name(&kinds),
                    Holds::Status => Sort::Name(&classes),
                    Holds::YesNo => Sort::Name(&YES_NO),
                };
                if let Some((value, path)) = section.get(name) {
                    places.push((*slot, Place::read(value, &path, sort, faults)));
                }
            }
            if !group.is_empty() {
                section.require("system", "the system's address", faults);
                section.require("value", POINTER, faults);
            }
        }
        Rule {
            when: conditions(section, faults),
            name: section.text("name", faults),
            places,
            facts: facts(section, faults),
        }
    }

    /// Whether it takes an item.
    pub(crate) fn takes(&self, row: &Row<'_>) -> bool {
        self.when.iter().all(|(pointer, wanted)| {
            let texts = row.texts(pointer);
            texts.iter().any(|text| wanted.contains(text))
        })
    }

    /// Where the field stands, where that was declared.
    pub(crate) fn place(&self, slot: Slot) -> Option<&Place> {
        let found = self.places.iter().find(|(own, _)| *own == slot);
        found.map(|(_, place)| place)
    }

    /// The words of a field; empty where there are none.
    pub(crate) fn text(&self, slot: Slot, row: &Row<'_>) -> String {
        self.place(slot)
            .map(|place| place.text(row))
            .unwrap_or_default()
    }

    /// Whether any of its pointers is exactly this one.
    pub(crate) fn names(&self, pointer: &str) -> bool {
        let places = self.places.iter().map(|(_, place)| place);
        let mut places = places.chain(self.facts.iter().map(|(_, _, place)| place));
        places.any(|place| place.from.iter().any(|own| own == pointer))
    }
}

/// `{"/type": "assessment"}`; without any, the rule takes every item.
fn conditions(section: &Section<'_>, faults: &mut Faults) -> Vec<(String, Vec<String>)> {
    let mut out = Vec::new();
    let Some((value, path)) = section.get("when") else {
        return out;
    };
    if value.members().is_empty() {
        faults.wrong(&path, value, "an object of pointers and texts");
    }
    for (pointer, wanted) in value.members() {
        let path = under(&path, pointer);
        if !is_pointer(pointer) {
            faults.add(&path, pointer, POINTER);
        }
        let one = core::slice::from_ref(wanted);
        let list = if wanted.items().is_empty() {
            one
        } else {
            wanted.items()
        };
        let texts: Vec<String> = list.iter().map(|text| words(text).to_owned()).collect();
        if texts.iter().any(String::is_empty) {
            faults.wrong(&path, wanted, "text, or a list of texts");
        }
        out.push(((*pointer).to_owned(), texts));
    }
    out
}

fn facts(section: &Section<'_>, faults: &mut Faults) -> Vec<(Field, String, Place)> {
    let mut out = Vec::new();
    let Some((value, path)) = section.get("facts") else {
        return out;
    };
    if !matches!(value, Value::Array(_)) {
        faults.wrong(&path, value, "a list of facts");
    }
    let names = FIELDS.map(|field| field.0);
    for (place, item) in value.items().iter().enumerate() {
        let path = at(&path, place);
        let fact = Section::new(item, &path, &["field", "name", "value"], faults);
        fact.require("field", &one_of(&names), faults);
        fact.require("value", POINTER, faults);
        let name = fact.text("name", faults);
        let mut field = None;
        if let Some((sent, path)) = fact.get("field") {
            field = sent.as_str().and_then(names::field);
            if field.is_none() {
                faults.wrong(&path, sent, &one_of(&names));
            }
        }
        if let (Some(field), Some((value, path))) = (field, fact.get("value")) {
            out.push((field, name, Place::read(value, &path, Sort::Words, faults)));
        }
    }
    out
}
