//! Whom a page or an item is about.

use timeline_model::{Gender, HumanName, Identifier, Person};

use crate::{
    check::{Faults, POINTER, Section},
    dates,
};

/// Where it is said whom something is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Whom {
    /// The system of the identifier.
    pub system: String,
    /// Of the source's own id, the identifier, the family and given names, the
    /// birth date and the gender; [`NOWHERE`] where none was declared.
    pub pointers: Vec<String>,
}

/// What stands at each of the pointers.
pub(crate) type Said = Vec<String>;

/// No pointer: nothing stands there.
const NOWHERE: &str = "-";

/// The keys under which that is declared.
pub(crate) const KEYS: [&str; 6] = ["id", "identifier", "family", "given", "birthDate", "gender"];

impl Whom {
    /// Reads the declaration under `key`.
    pub(crate) fn read(section: &Section<'_>, key: &str, faults: &mut Faults) -> Option<Whom> {
        let section = section.section(key, &KEYS, faults)?;
        let mut whom = Whom::default();
        for key in KEYS {
            let pointer = match key {
                "identifier" => {
                    section
                        .section(key, &["system", "value"], faults)
                        .and_then(|inner| {
                            inner.require("system", "the identifier's system", faults);
                            inner.require("value", POINTER, faults);
                            whom.system = inner.text("system", faults);
                            inner.pointer("value", faults)
                        })
                }
                key => section.pointer(key, faults),
            };
            whom.pointers
                .push(pointer.unwrap_or_else(|| NOWHERE.to_owned()));
        }
        if !whom.has_id() {
            section.require("identifier", "an object of system and value", faults);
        }
        Some(whom)
    }

    /// Whether the source's own id is among what is said.
    pub(crate) fn has_id(&self) -> bool {
        self.pointers
            .first()
            .is_some_and(|pointer| pointer != NOWHERE)
    }

    /// The identifier that was said; `None` where none was.
    pub(crate) fn identifier(&self, said: &Said) -> Option<Identifier> {
        let value = said.get(1).filter(|value| !value.is_empty())?;
        Some(Identifier {
            system: self.system.clone(),
            value: value.clone(),
        })
    }

    /// The person, where anything was said.
    pub(crate) fn person(&self, said: &Said, patterns: &[String]) -> Option<Person> {
        if said.iter().all(String::is_empty) {
            return None;
        }
        let at = |place: usize| said.get(place).cloned().unwrap_or_default();
        Some(Person {
            identifiers: self.identifier(said).into_iter().collect(),
            names: vec![HumanName {
                family: at(2),
                given: at(3),
                ..HumanName::default()
            }],
            born: dates::read(&at(4), patterns),
            gender: gender(&at(5)),
            died: None,
            links: Vec::new(),
            involved: Vec::new(),
        })
    }
}

/// By word, letter, or the number of the NHS data dictionary.
fn gender(said: &str) -> Gender {
    match said.to_ascii_lowercase().as_str() {
        "female" | "f" | "2" => Gender::Female,
        "male" | "m" | "1" => Gender::Male,
        "other" | "o" => Gender::Other,
        _ => Gender::NotKnown,
    }
}
