//! Whether a source answered about the patient who was asked for.

use timeline_model::{
    Difference, Gender, Identifier, Packed, PartialDate, Person, PersonField, Precision,
    SourceState, digits, lower, packed, plain_system,
};

/// Compares what a source says of a patient with what was asked for.
///
/// # Errors
///
/// The reason for which the answer must be held back.
pub fn compare(asked: &Person, found: &Person) -> Result<Option<SourceState>, SourceState> {
    let Some(wanted) = asked.identifiers.first() else {
        return Err(SourceState::NotConfirmed);
    };
    let (mut in_system, mut same) = (false, false);
    for own in &found.identifiers {
        in_system |= same_system(own, wanted) && !own.value.trim().is_empty();
        same |= own.same_as(wanted);
    }
    if !in_system {
        return Err(SourceState::NotConfirmed);
    }
    if !same {
        return Err(SourceState::OtherIdentifier);
    }
    if births_differ(asked.born, found.born) {
        return Err(SourceState::OtherBirthDate);
    }
    Ok(differ(asked, found).then_some(SourceState::NameDiffers))
}

/// Whether family name or gender contradict each other, as far as both are
/// known.
pub fn differ(asked: &Person, found: &Person) -> bool {
    families_differ(asked, found) || genders_differ(asked.gender, found.gender)
}

/// The fields in which two persons contradict each other, for people who decide
/// about it.
pub fn differences(asked: &Person, found: &Person) -> Vec<Difference> {
    let mut all = Vec::new();
    let mut add = |field, [asked, found]: [String; 2]| {
        all.push(Difference {
            field,
            asked,
            found,
        });
    };
    let both = [asked, found];
    if families_differ(asked, found) {
        let family = |of: &Person| of.names.first().map(|name| name.family.clone());
        add(
            PersonField::Family,
            both.map(|of| family(of).unwrap_or_default()),
        );
    }
    if births_differ(asked.born, found.born) {
        add(
            PersonField::Born,
            both.map(|of| of.born.map(written).unwrap_or_default()),
        );
    }
    if genders_differ(asked.gender, found.gender) {
        add(
            PersonField::Gender,
            both.map(|of| of.gender.code().to_owned()),
        );
    }
    all
}

/// A day as FHIR writes it.
fn written(date: PartialDate) -> String {
    let mut out = digits(date.year.unsigned_abs());
    for (part, least) in [(date.month, Precision::Month), (date.day, Precision::Day)] {
        if date.precision >= least {
            out.push_str(if part < 10 { "-0" } else { "-" });
            out.push_str(&digits(part.into()));
        }
    }
    out
}

fn same_system(a: &Identifier, b: &Identifier) -> bool {
    !a.system.is_empty() && plain_system(&a.system) == plain_system(&b.system)
}

/// Whether two dates of birth contradict each other, as far as both are known.
pub fn births_differ(a: Option<PartialDate>, b: Option<PartialDate>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => {
            let (a, b) = (a.day(), b.day());
            a.latest() < b.earliest() || b.latest() < a.earliest()
        }
        _ => false,
    }
}

/// Whether both have family names, and none of them is the same.
fn families_differ(asked: &Person, found: &Person) -> bool {
    let mut both = false;
    for name in &asked.names {
        for other in &found.names {
            let (name, other) = (&name.family, &other.family);
            let (own, others) = (plain_name(name, true), plain_name(other, true));
            if !own.is_empty() && !others.is_empty() {
                both = true;
                if own == others || plain_name(name, false) == plain_name(other, false) {
                    return false;
                }
            }
        }
    }
    both
}

/// What stands before a family name and is often left out.
const PREFIXES: Packed = packed![
    "van", "von", "der", "den", "de", "het", "ten", "ter", "zu", "zur", "du", "des", "di", "da",
    "del", "della", "dos", "das", "la", "le", "el", "al", "bin", "ibn", "bint", "abu",
];

/// A name's letters alone, small; without prefixes where they are not to count
/// and something is left.
fn plain_name(name: &str, prefixes: bool) -> String {
    let mut plain = String::new();
    for word in lower(name).split([' ', '-', '\u{a0}', '\t']) {
        let is_prefix = PREFIXES.find(word.trim_end_matches('\'')).is_some();
        if prefixes || !is_prefix {
            plain.extend(word.chars().filter(|letter| !is_mark(*letter)));
        }
    }
    if plain.is_empty() && !prefixes {
        return plain_name(name, true);
    }
    plain
}

/// Whether a character of a name is no letter of it.
fn is_mark(letter: char) -> bool {
    letter.is_ascii_punctuation()
        || ('\u{2010}'..='\u{201f}').contains(&letter)
        || letter == '\u{b4}'
}

fn genders_differ(a: Gender, b: Gender) -> bool {
    a != Gender::NotKnown && b != Gender::NotKnown && a != b
}

#[cfg(test)]
mod tests {
    use timeline_model::HumanName;

    use super::*;

    fn person(number: &str, born: &str, family: &str) -> Person {
        Person {
            identifiers: vec![Identifier {
                system: "https://fhir.nhs.uk/Id/nhs-number".into(),
                value: number.into(),
            }],
            names: vec![HumanName {
                family: family.into(),
                ..HumanName::default()
            }],
            born: PartialDate::parse(born),
            ..Person::default()
        }
    }

    #[test]
    fn each_difference_has_its_own_outcome() {
        let asked = person("9991234567", "1944-06-09", "Ashworth");
        let table = [
            (person("999 123 4567", "1944-06-09", "ASHWORTH"), Ok(None)),
            (person("9991234567", "1944", "Ashworth"), Ok(None)),
            (person("9991234567", "", "Ashworth"), Ok(None)),
            (
                person("9991234567", "1944-06-09", "Smith"),
                Ok(Some(SourceState::NameDiffers)),
            ),
            (
                person("9990000000", "1944-06-09", "Ashworth"),
                Err(SourceState::OtherIdentifier),
            ),
            (
                person("9991234567", "1944-06-10", "Ashworth"),
                Err(SourceState::OtherBirthDate),
            ),
            (Person::default(), Err(SourceState::NotConfirmed)),
            (
                person("", "1944-06-09", "Ashworth"),
                Err(SourceState::NotConfirmed),
            ),
        ];
        for (found, outcome) in table {
            assert_eq!(compare(&asked, &found), outcome, "{found:?}");
        }
    }

    #[test]
    fn case_spaces_and_prefixes_of_a_name_are_forgiven() {
        for (one, other, same) in [
            ("van der Berg", "BERG", true),
            ("Van Der Berg", "Vanderberg", true),
            ("O'Neill", "ONEILL", true),
            ("O\u{2019}Neill", "O NEILL", true),
            ("Smith-Jones", "Smith Jones", true),
            ("Smith-Jones", "Smith", false),
            ("Da", "Di", false),
            ("Al-Hassan", "Hassan", true),
            ("Hill", "Hall", false),
        ] {
            let (one, other) = (person("1", "", one), person("1", "", other));
            assert_eq!(differ(&one, &other), !same, "{one:?} {other:?}");
        }
    }

    #[test]
    fn what_differs_is_named_field_by_field() {
        let mut found = person("9991234567", "1944", "Smith");
        found.gender = Gender::Male;
        let mut asked = person("9991234567", "1950-02-01", "Hill");
        asked.gender = Gender::Female;
        let named: Vec<_> = differences(&asked, &found)
            .into_iter()
            .map(|d| (d.field, d.asked, d.found))
            .collect();
        let row = |field, asked: &str, found: &str| (field, asked.into(), found.into());
        assert_eq!(
            named,
            [
                row(PersonField::Family, "Hill", "Smith"),
                row(PersonField::Born, "1950-02-01", "1944"),
                row(PersonField::Gender, "female", "male"),
            ]
        );
    }

    #[test]
    fn a_name_added_by_marriage_is_no_difference() {
        let asked = person("9991234567", "1944-06-09", "Ashworth");
        let mut found = person("9991234567", "1944-06-09", "Hill");
        found.names.push(asked.names[0].clone());
        assert_eq!(compare(&asked, &found), Ok(None));
    }
}
