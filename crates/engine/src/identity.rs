//! Whether a source answered about the patient who was asked for.

use timeline_model::{Gender, Identifier, PartialDate, Person, SourceState, lower, plain_system};

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
        in_system |= same_system(own, wanted);
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
    let differs = families_differ(asked, found) || genders_differ(asked.gender, found.gender);
    Ok(differs.then_some(SourceState::NameDiffers))
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
            let (name, other) = (name.family.trim(), other.family.trim());
            if !name.is_empty() && !other.is_empty() {
                both = true;
                if lower(name) == lower(other) {
                    return false;
                }
            }
        }
    }
    both
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
        ];
        for (found, outcome) in table {
            assert_eq!(compare(&asked, &found), outcome, "{found:?}");
        }
    }

    #[test]
    fn a_name_added_by_marriage_is_no_difference() {
        let asked = person("9991234567", "1944-06-09", "Ashworth");
        let mut found = person("9991234567", "1944-06-09", "Hill");
        found.names.push(asked.names[0].clone());
        assert_eq!(compare(&asked, &found), Ok(None));
    }
}
