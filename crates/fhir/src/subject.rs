use timeline_json::Value;
use timeline_model::{Identifier, Person, RecordKey, part};

use crate::{record::Record, reference, words};

/// Whose records are wanted. What names another subject is set apart as being
/// about somebody else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// How the source's references name the patient: `Patient/123`, absolute
    /// addresses, `urn:uuid:…`.
    pub references: Vec<String>,
    /// Business identifiers of the patient.
    pub identifiers: Vec<Identifier>,
}

/// Whose records the pages hold, as far as they are read.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Who {
    /// The subject, with every name that the pages give it.
    subject: Option<Subject>,
    /// Where its own server says that the patient is.
    addresses: Vec<String>,
    /// The first Patient is the subject even where nothing names it.
    first: Option<RecordKey>,
}

impl Who {
    /// Who was asked for, or else the first Patient.
    pub(crate) fn of(asked: Option<&Subject>, records: &[Box<Record>]) -> Who {
        let mut persons = Vec::new();
        for record in records {
            if let Some(person) = &record.person {
                persons.push((record, person));
            }
        }
        let mut who = Who {
            subject: asked.cloned(),
            ..Who::default()
        };
        if let (None, Some((record, person))) = (asked, persons.first()) {
            who.first = Some(record.key);
            let mut subject = Subject {
                references: Vec::new(),
                identifiers: person.identifiers.clone(),
            };
            let [address, alias, ..] = record.names();
            subject.name(address);
            subject.name(alias);
            who.subject = Some(subject);
        }
        if let Some(subject) = &mut who.subject {
            // Patients that the source links with each other are one: what is
            // linked with what was found last is found next.
            let mut before = usize::MAX;
            while before != subject.references.len() {
                before = subject.references.len();
                for (record, person) in &persons {
                    subject.add(person, record.names());
                }
            }
            for (record, person) in persons {
                if subject.is_person(person) && !record.base().is_empty() {
                    who.addresses.push(record.full_url.clone());
                }
            }
        }
        who
    }

    /// Whether a record is the subject's.
    pub(crate) fn has(&self, record: &Record) -> bool {
        let Some(subject) = &self.subject else {
            return true;
        };
        if let Some(person) = &record.person {
            let answers = |name: &str| !name.is_empty() && subject.answers(name);
            return Some(record.key) == self.first
                || subject.is_person(person)
                || answers(&record.full_url)
                || answers(&record.alias);
        }
        let is = |named| subject.is(named) && !elsewhere(named, record.base(), &self.addresses);
        record.about.is_empty() || record.about.iter().any(is)
    }
}

/// Whom a resource says that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    /// By a reference as sent.
    Reference(String),
    /// By a business identifier alone.
    Identifier(Identifier),
}

impl Subject {
    /// Whether `named` is this subject.
    pub(crate) fn is(&self, named: &Named) -> bool {
        match named {
            Named::Identifier(identifier) => self.has_identifier(identifier),
            Named::Reference(target) => self.answers(target),
        }
    }

    /// Whether a reference names this subject.
    pub(crate) fn answers(&self, target: &str) -> bool {
        let same = |own: &String| reference::same(own, target, &self.references);
        self.references.iter().any(same) || self.is_number(target)
    }

    /// Whether the id in a reference is the patient's number in the whole
    /// health service, as its registers name patients.
    fn is_number(&self, target: &str) -> bool {
        let id = reference::tail(target).strip_prefix("Patient/");
        let is = |own: &Identifier| {
            part::has(&own.system, "nhs-number") && own.value.len() == 10 && Some(&*own.value) == id
        };
        self.identifiers.iter().any(is)
    }

    /// Whether one of the person's identifiers is this subject's.
    pub(crate) fn is_person(&self, person: &Person) -> bool {
        person.identifiers.iter().any(|i| self.has_identifier(i))
    }

    /// Takes in the names of a Patient who is this subject, and of those whom it
    /// is linked with.
    pub(crate) fn add(&mut self, person: &Person, names: [&str; 4]) {
        let [address, alias, ..] = names;
        let named = |name: &str| !name.is_empty() && self.answers(name);
        let linked = |(_, other): &(String, String)| self.answers(other);
        if self.is_person(person)
            || named(address)
            || named(alias)
            || person.links.iter().any(linked)
        {
            self.name(address);
            self.name(alias);
            for (_, other) in &person.links {
                // Somebody's relative may be a patient too, and is another there.
                if !part::has(other, "RelatedPerson/") {
                    self.name(other);
                }
            }
        }
    }

    /// Takes in a name by which references may name the subject.
    pub(crate) fn name(&mut self, name: &str) {
        if !name.is_empty() && !self.references.iter().any(|own| own == name) {
            self.references.push(name.to_owned());
        }
    }

    fn has_identifier(&self, identifier: &Identifier) -> bool {
        self.identifiers.iter().any(|own| own.same_as(identifier))
    }
}

/// Whether a relative reference is meant on another server than those of the
/// patient: `base` is the address of the resource's own server, `addresses`
/// are those of the patient.
fn elsewhere(named: &Named, base: &str, addresses: &[String]) -> bool {
    let Named::Reference(target) = named else {
        return false;
    };
    if base.is_empty() || part::has(target, ":") {
        return false;
    }
    let mut elsewhere = false;
    for own in addresses {
        let server = own.strip_suffix(&**target);
        if server == Some(base) {
            return false;
        }
        elsewhere |= server.is_some();
    }
    elsewhere
}

/// Whom a `Reference` element names; nobody by a display alone. Of a contained
/// patient see the draft.
pub(crate) fn named(value: &Value<'_>, out: &mut Vec<Named>) {
    if let Some(target) = words::text(value, "reference").filter(|t| !t.starts_with('#')) {
        out.push(match conditional(target) {
            Some(identifier) => Named::Identifier(identifier),
            None => Named::Reference(target.to_owned()),
        });
    }
    if let Some(identifier) = value.get("identifier").and_then(words::identifier) {
        out.push(Named::Identifier(identifier));
    }
}

/// The identifier of a conditional reference, `Patient?identifier=system|value`.
fn conditional(target: &str) -> Option<Identifier> {
    let query = target.strip_prefix("Patient?identifier=")?;
    let (system, value) = part::cut(query, "|")?;
    Some(Identifier {
        system: system.to_owned(),
        value: value.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_subject(reference: &str) -> bool {
        let subject = Subject {
            references: vec!["Patient/1".into()],
            identifiers: vec![Identifier {
                system: "https://x.example".into(),
                value: "A1".into(),
            }],
        };
        let mut names = Vec::new();
        let arena = timeline_json::Arena::new();
        named(
            &timeline_json::parse(reference.as_bytes(), &arena).unwrap(),
            &mut names,
        );
        names.iter().any(|name| subject.is(name))
    }

    #[test]
    fn the_subject_is_known_by_reference_identifier_or_condition() {
        for (reference, expected) in [
            (r#"{"reference":"Patient/1"}"#, true),
            (r#"{"reference":"https://any.example/Patient/1"}"#, true),
            (
                r#"{"reference":"Patient?identifier=https://x.example|A1"}"#,
                true,
            ),
            (
                r#"{"identifier":{"system":"https://x.example","value":"a1"}}"#,
                true,
            ),
            (r#"{"reference":"Patient/2"}"#, false),
            (
                r#"{"reference":"Patient?identifier=https://x.example|B2"}"#,
                false,
            ),
            (r#"{"reference":"Group/1"}"#, false),
        ] {
            assert_eq!(is_subject(reference), expected, "{reference}");
        }
    }
}
