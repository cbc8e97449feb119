//! What the row of an allergy says more than others, so that it can be decided
//! over all sources what is known of allergies.

use timeline_model::{Absence, Entry, Field, Kind, Mark, Row, StatusClass, Value, part};

/// Codes of statements that no allergy of any kind is known: SNOMED CT's, then
/// those of others. There are more for medicines, food and the like alone.
const NONE_AT_ALL: [&str; 5] = ["716186003", "160244002", "no-known-allergies", "nka", "NKA"];

/// Adds to the row what its copies say of the allergy.
pub fn describe(row: &mut Row, members: &[&Entry]) {
    for entry in members {
        let own = in_force(entry);
        row.marks.set(Mark::InForce, own);
        row.marks.set(Mark::NoneAtAll, is_none_at_all(entry));
        add(&mut row.value, entry, Field::Reaction, "");
    }
    for entry in members {
        add(&mut row.severity, entry, Field::Severity, &row.value);
    }
}

/// Adds what an entry says in a field, unless it is said already, there or as
/// that of a reaction.
fn add(into: &mut String, entry: &Entry, field: Field, reactions: &str) {
    for fact in &entry.facts {
        let of_reaction = [" – ", &fact.text].concat();
        let said = part::has(into, &fact.text) || part::has(reactions, &of_reaction);
        if fact.field == field && !said {
            if !into.is_empty() {
                into.push_str("; ");
            }
            into.push_str(&fact.text);
        }
    }
}

/// Whether a copy holds an allergy that is neither refuted, resolved nor in
/// error. One whose substance is withheld is one.
pub fn in_force(entry: &Entry) -> bool {
    let says_none = matches!(
        entry.value,
        Some(Value::Absent(
            Absence::NoneKnown | Absence::NoInformation,
            _
        ))
    );
    entry.kind == Kind::Allergy
        && stands(entry)
        && !entry.marks.negated
        && !says_none
        && !has_code(entry)
}

/// Whether a copy states that there is none; a list that is empty for that
/// reason has no code, and a feed may have the code alone.
fn is_none_at_all(entry: &Entry) -> bool {
    let by_word =
        matches!(entry.value, Some(Value::Absent(Absence::NoneKnown, _))) && entry.codes.is_empty();
    stands(entry) && (by_word || has_code(entry))
}

fn has_code(entry: &Entry) -> bool {
    let mut codes = entry.codes.iter();
    codes.any(|code| NONE_AT_ALL.contains(&&*code.code))
}

fn stands(entry: &Entry) -> bool {
    !entry.marks.entered_in_error
        && !matches!(
            entry.status.class,
            StatusClass::Inactive | StatusClass::NotDone | StatusClass::EnteredInError
        )
}

#[cfg(test)]
mod tests {
    use timeline_model::{Code, Fact, RowMarks};

    use super::*;

    fn allergy(change: impl FnOnce(&mut Entry)) -> Entry {
        let mut entry = Entry {
            kind: Kind::Allergy,
            ..Entry::default()
        };
        change(&mut entry);
        entry
    }

    fn code(code: &str) -> Vec<Code> {
        vec![Code {
            code: code.into(),
            ..Code::default()
        }]
    }

    fn marks(members: &[&Entry]) -> (bool, bool) {
        let mut row = Row::default();
        describe(&mut row, members);
        (row.marks.has(Mark::InForce), row.marks.has(Mark::NoneAtAll))
    }

    #[test]
    fn an_allergy_is_in_force_while_some_copy_holds_it_so() {
        let live = allergy(|_| {});
        let resolved = allergy(|e| e.status.class = StatusClass::Inactive);
        let refuted = allergy(|e| {
            e.status.class = StatusClass::NotDone;
            e.marks.negated = true;
        });
        let in_error = allergy(|e| e.marks.entered_in_error = true);
        let withheld = allergy(|e| e.value = Some(Value::Absent(Absence::Withheld, String::new())));
        for (members, expected) in [
            (vec![&live], true),
            (vec![&resolved], false),
            (vec![&refuted], false),
            (vec![&in_error], false),
            (vec![&resolved, &live], true),
            (vec![&in_error, &live], true),
            (vec![&in_error, &resolved], false),
            (vec![&withheld], true),
        ] {
            assert_eq!(marks(&members), (expected, false), "{members:?}");
        }
    }

    #[test]
    fn a_statement_about_medicines_alone_is_not_one_about_all() {
        let none = |with: &str| {
            allergy(|e| {
                e.codes = code(with);
                e.marks.negated = true;
                e.value = Some(Value::Absent(Absence::NoneKnown, String::new()));
            })
        };
        assert_eq!(marks(&[&none("716186003")]), (false, true));
        assert_eq!(marks(&[&none("409137002")]), (false, false));
        let mut mistaken = none("716186003");
        mistaken.marks.entered_in_error = true;
        assert_eq!(marks(&[&mistaken]), (false, false));
        let silent =
            allergy(|e| e.value = Some(Value::Absent(Absence::NoInformation, String::new())));
        assert_eq!(marks(&[&silent]), (false, false));
        // As a feed says it.
        let coded = allergy(|e| e.codes = code("716186003"));
        assert_eq!(marks(&[&coded]), (false, true));
    }

    #[test]
    fn reactions_and_severity_of_all_copies_are_named_once() {
        let copy = |reaction: &str, severity: &str| {
            allergy(|e| {
                e.facts = vec![
                    Fact::new(Field::Severity, severity.into()),
                    Fact::new(Field::Reaction, reaction.into()),
                ];
            })
        };
        let mut row = Row {
            marks: RowMarks::default(),
            ..Row::default()
        };
        describe(
            &mut row,
            &[
                &copy("rash", "high"),
                &copy("rash", "high"),
                &copy("wheeze – low", "low"),
            ],
        );
        assert_eq!(row.value, "rash; wheeze – low");
        assert_eq!(row.severity, "high");
    }
}
