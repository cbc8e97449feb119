use timeline_json::Value;

use crate::{
    check::{Faults, MappingFault, Section, at, one_of, under},
    person::{self, Whom},
    place::patterns,
    rule::{self, Rule},
};

/// How a source's JSON becomes entries, as its configuration declares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    path: String,
    next: Option<String>,
    pub(crate) format: Format,
    /// Where the page says whom it is about.
    pub(crate) patient: Option<Whom>,
    /// Where each item does.
    pub(crate) about: Option<Whom>,
    pub(crate) items: String,
    pub(crate) rules: Vec<Rule>,
    /// How dates are written, beside ISO 8601.
    pub(crate) dates: Vec<String>,
}

/// What a page is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Format {
    /// By its first bytes.
    #[default]
    Either,
    Json,
    /// A table with a header row.
    Csv,
}

const KEYS: [&str; 9] = [
    "path", "next", "format", "patient", "about", "items", "dates", "common", "map",
];

impl Mapping {
    /// Reads the declaration that stands at `path` in the configuration. Where
    /// anything does not fit, all faults are given at once.
    pub fn read(value: &Value<'_>, path: &str) -> Result<Mapping, Vec<MappingFault>> {
        let mut faults = Faults::default();
        let section = Section::new(value, path, &KEYS, &mut faults);
        let format = format(&section, &mut faults);
        section.require("path", "the path to a patient's record", &mut faults);
        section.require("map", "a list of one rule or more", &mut faults);
        if format != Format::Csv {
            section.require("items", "a pointer to the list of items", &mut faults);
        }
        let patient = Whom::read(&section, "patient", &mut faults);
        if let Some(patient) = section.section("patient", &person::KEYS, &mut faults) {
            patient.require("identifier", "an object of system and value", &mut faults);
        }
        let about = Whom::read(&section, "about", &mut faults);
        if about.as_ref().is_some_and(Whom::has_id) && !patient.as_ref().is_some_and(Whom::has_id) {
            let allowed = "a pointer, since about has an id to compare with it";
            faults.add(&under(&under(path, "patient"), "id"), "nothing", allowed);
        }
        let mapping = Mapping {
            path: section.text("path", &mut faults),
            next: section.pointer("next", &mut faults),
            format,
            patient,
            about,
            items: section.pointer("items", &mut faults).unwrap_or_default(),
            rules: rules(&section, &mut faults),
            dates: match section.get("dates") {
                Some((value, path)) => patterns(value, &path, &mut faults),
                None => Vec::new(),
            },
        };
        if faults.0.is_empty() {
            Ok(mapping)
        } else {
            Err(faults.0)
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

    /// Whether a column of this name means anything to it.
    pub(crate) fn names(&self, column: &str) -> bool {
        let pointer = under("", column);
        let about = self.about.as_ref();
        self.rules.iter().any(|rule| rule.names(&pointer))
            || about.is_some_and(|whom| whom.pointers.contains(&pointer))
    }
}

fn format(section: &Section<'_>, faults: &mut Faults) -> Format {
    let Some((value, path)) = section.get("format") else {
        return Format::Either;
    };
    match value.as_str() {
        Some("json") => Format::Json,
        Some("csv") => Format::Csv,
        _ => {
            faults.wrong(&path, value, &one_of(&["json", "csv"]));
            Format::Either
        }
    }
}

fn rules(section: &Section<'_>, faults: &mut Faults) -> Vec<Rule> {
    let keys = rule::keys();
    let common = section.section("common", &keys, faults);
    let Some((value, path)) = section.get("map") else {
        return Vec::new();
    };
    if value.items().is_empty() {
        faults.wrong(&path, value, "a list of one rule or more");
    }
    let mut rules = Vec::new();
    for (place, item) in value.items().iter().enumerate() {
        let section = Section::new(item, &at(&path, place), &keys, faults);
        rules.push(Rule::read(&section.or(common.as_ref()), faults));
    }
    rules
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::{CLASSES, FIELDS};

    #[test]
    fn the_documentation_names_every_key() {
        let text = include_str!("../../../docs/feeds.md");
        let mut names = KEYS.to_vec();
        names.extend(rule::keys());
        names.extend(FIELDS.map(|field| field.0));
        names.extend(CLASSES.map(|class| class.0));
        for name in names {
            assert!(
                text.contains(&format!("`{name}`")),
                "{name} is not in docs/feeds.md"
            );
        }
    }
}
