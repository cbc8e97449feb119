//! The facts of an entry: those that it holds, and those that its own fields
//! say already.

use crate::{Entry, Fact, Field, Value, part, system_name};

impl Fact {
    /// Puts the fact in its place in `facts`, unless it says nothing or is
    /// already there, and gives the place. Issues and members are each one of
    /// their own, even with the same words; of a medicine's issues the latest
    /// comes first.
    pub fn insert_into(mut self, facts: &mut Vec<Fact>) -> Option<usize> {
        let trimmed = self.text.trim();
        if trimmed.len() < self.text.len() {
            self.text = trimmed.to_owned();
        }
        if self.text.is_empty() && self.when.is_none() && self.absence.is_none() {
            return None;
        }
        let mut at = 0;
        for (place, own) in facts.iter().enumerate() {
            if *own == self && !matches!(self.field, Field::Issue | Field::Member) {
                return None;
            }
            let later = self.field == Field::Issue && self.when > own.when;
            if own.field < self.field || own.field == self.field && !later {
                at = place + 1;
            }
        }
        facts.insert(at, self);
        Some(at)
    }
}

impl Entry {
    /// Everything that is known of it, in reading order: its facts, and as
    /// facts its title, codes, status, value and identifiers, which are kept
    /// but once.
    pub fn told(&self) -> Vec<Fact> {
        let mut told = Vec::with_capacity(self.facts.len() + 4);
        let mut tell = |field, text: &str| {
            Fact::new(field, text.to_owned()).insert_into(&mut told);
        };
        if !self.is_named_by_a_fact() {
            tell(Field::RecordedAs, &self.title);
        }
        for code in &self.codes {
            let system = system_name(&code.system).unwrap_or(&code.system);
            let mut words = String::new();
            for part in [system, &code.code, &code.display] {
                if !part.is_empty() && !words.is_empty() {
                    words.push(' ');
                }
                words.push_str(part);
            }
            tell(Field::Code, &words);
        }
        tell(Field::Status, &self.status.sent);
        for identifier in &self.identifiers {
            tell(Field::Identifier, &identifier.value);
        }
        if let Some(value) = &self.value {
            let mut fact = Fact::new(Field::Value, value.words(" "));
            if let Value::Absent(absence, _) = value {
                fact.absence = Some(*absence);
            }
            fact.insert_into(&mut told);
        }
        for fact in &self.facts {
            fact.clone().insert_into(&mut told);
        }
        told
    }

    /// Whether the title is what a fact says, or what its type is called.
    pub fn is_named_by_a_fact(&self) -> bool {
        let letters = self.title.bytes().filter(|b| *b != b' ');
        letters
            .map(|b| b.to_ascii_lowercase())
            .eq(self.resource.bytes().map(|b| b.to_ascii_lowercase()))
            || self.facts.iter().any(|fact| {
                Field::NAMING.contains(&fact.field) && part::first_line(&fact.text) == self.title
            })
    }
}

impl Field {
    /// The fields whose facts may lend an entry its title, best first.
    pub const NAMING: [Field; 8] = [
        Field::Category,
        Field::Activity,
        Field::Prediction,
        Field::Conclusion,
        Field::About,
        Field::Document,
        Field::Provision,
        Field::Note,
    ];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Code, Status};

    #[test]
    fn what_the_fields_say_is_told_among_the_facts_in_reading_order() {
        let mut entry = Entry {
            resource: "MedicationRequest".into(),
            title: "Asthma".into(),
            codes: vec![Code {
                system: "http://snomed.info/sct".into(),
                code: "195967001".into(),
                ..Code::default()
            }],
            status: Status {
                sent: "active".into(),
                ..Status::default()
            },
            value: Some(Value::Boolean(true)),
            facts: vec![Fact::new(Field::Note, "Mild".into())],
            ..Entry::default()
        };
        let fields = |entry: &Entry| -> Vec<_> {
            let told = entry.told().into_iter();
            told.map(|fact| (fact.field, fact.text)).collect()
        };
        let named = (Field::RecordedAs, "Asthma".to_owned());
        let rest = [
            (Field::Code, "SNOMED CT 195967001".to_owned()),
            (Field::Status, "active".to_owned()),
            (Field::Value, "yes".to_owned()),
            (Field::Note, "Mild".to_owned()),
        ];
        assert_eq!(fields(&entry), [&[named][..], &rest].concat());
        for borrowed in ["Mild", "Medication request"] {
            entry.title = borrowed.into();
            assert_eq!(fields(&entry), rest, "{borrowed} is no name of its own");
        }
    }
}
