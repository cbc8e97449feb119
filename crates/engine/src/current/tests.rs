use timeline_model::{Fact, Span, Status};

use super::*;

const NOW: &str = "2026-03-07T09:14:00Z";

fn date(text: &str) -> Option<PartialDate> {
    (!text.is_empty()).then(|| PartialDate::parse(text).unwrap())
}

/// A copy of a medicine: source, status, its end, when the source last changed
/// it.
fn copy(source: u16, class: StatusClass, end: &str, updated: &str) -> Entry {
    let mut entry = Entry {
        kind: Kind::Medicine,
        resource: "MedicationRequest".into(),
        status: Status {
            class,
            ..Status::default()
        },
        when: Span {
            end: date(end),
            ..Span::default()
        },
        updated: date(updated),
        ..Entry::default()
    };
    entry.key.source = source;
    entry
}

fn of(entries: &[Entry]) -> Option<Current> {
    let members: Vec<&Entry> = entries.iter().collect();
    stand(&members, date(NOW).unwrap())
}

fn standing(entries: &[Entry]) -> Option<Standing> {
    of(entries).map(|current| current.standing)
}

fn with(mut entry: Entry, change: impl FnOnce(&mut Entry)) -> Entry {
    change(&mut entry);
    entry
}

fn active(source: u16) -> Entry {
    copy(source, StatusClass::Active, "", "")
}

fn stopped(source: u16) -> Entry {
    copy(source, StatusClass::Stopped, "", "2026-03-06")
}

fn in_error(entry: Entry) -> Entry {
    with(entry, |e| {
        e.marks.entered_in_error = true;
        e.status.class = StatusClass::EnteredInError;
    })
}

fn fact(field: Field, text: &str, when: &str) -> Fact {
    Fact {
        when: date(when),
        ..Fact::new(field, text.into())
    }
}

#[test]
fn one_copy_stands_as_its_status_and_its_end_say() {
    use StatusClass as S;
    for (class, end, expected) in [
        (S::Active, "", Some(Standing::Current)),
        (S::Active, "2027-01-01", Some(Standing::Current)),
        // All of the day, the month or the year that it ends in.
        (S::Active, "2026-03-07", Some(Standing::Current)),
        (S::Active, "2026-03", Some(Standing::Current)),
        (S::Active, "2026", Some(Standing::Current)),
        (S::Active, "2026-03-06", Some(Standing::Past)),
        (S::Active, "2026-03-07T10:13:00+01:00", Some(Standing::Past)),
        (
            S::Active,
            "2026-03-07T10:15:00+01:00",
            Some(Standing::Current),
        ),
        (S::OnHold, "", Some(Standing::Current)),
        (S::Unknown, "", Some(Standing::NoStatus)),
        (S::Preliminary, "", Some(Standing::NoStatus)),
        (S::Unknown, "2025-12", Some(Standing::Past)),
        (S::Completed, "", Some(Standing::Past)),
        (S::Stopped, "", Some(Standing::Past)),
        (S::Inactive, "", Some(Standing::Past)),
        (S::NotDone, "", Some(Standing::Past)),
        (S::Planned, "", None),
    ] {
        assert_eq!(
            standing(&[copy(0, class, end, "")]),
            expected,
            "{class:?} {end}"
        );
    }
}

#[test]
fn what_is_no_such_statement_has_no_standing() {
    let none = |e: &mut Entry| e.value = Some(Value::Absent(Absence::NoneKnown, String::new()));
    assert_eq!(standing(&[with(active(0), none)]), None);
    let proposed = |e: &mut Entry| e.intent = Intent::Proposed;
    assert_eq!(standing(&[with(active(0), proposed)]), None);
    for once in STATELESS {
        let given = with(active(0), |e| e.resource = once.into());
        assert_eq!(standing(core::slice::from_ref(&given)), None, "{once}");
        assert_eq!(
            standing(&[given, active(1)]),
            Some(Standing::Current),
            "{once}"
        );
    }
}

#[test]
fn copies_are_weighed_over_all_sources() {
    let silent = |source| copy(source, StatusClass::Unknown, "", "");
    let refuted = |source| {
        with(copy(source, StatusClass::NotDone, "", ""), |e| {
            e.marks.negated = true
        })
    };
    let ended = |source| copy(source, StatusClass::Active, "2025-01", "");
    for (copies, expected) in [
        (vec![active(0), active(1)], Standing::Current),
        (vec![active(0), silent(1)], Standing::Current),
        (vec![active(0), stopped(1)], Standing::Disputed),
        (vec![stopped(1), active(0)], Standing::Disputed),
        (vec![active(0), refuted(1)], Standing::Disputed),
        (vec![active(0), ended(1)], Standing::Disputed),
        // In error here and live there: it stays.
        (vec![in_error(active(0)), active(1)], Standing::Disputed),
        (vec![in_error(active(0)), silent(1)], Standing::Past),
        (
            vec![in_error(active(0)), in_error(active(1))],
            Standing::Past,
        ),
        (vec![silent(0), silent(1)], Standing::NoStatus),
        (vec![silent(0), stopped(1)], Standing::Past),
        (vec![stopped(0), stopped(1)], Standing::Past),
    ] {
        assert_eq!(standing(&copies), Some(expected), "{copies:?}");
    }
}

#[test]
fn who_says_otherwise_is_named_with_what_and_since_when() {
    let paused = copy(2, StatusClass::OnHold, "", "2026-03-06");
    let ended = copy(3, StatusClass::Active, "2025-01", "2025-02-03");
    let current = of(&[active(0), in_error(stopped(1)), paused, ended]).unwrap();
    let against: Vec<_> = current
        .against
        .iter()
        .map(|a| (a.source, a.status, a.when))
        .collect();
    assert_eq!(
        against,
        [
            (1, StatusClass::EnteredInError, date("2026-03-06")),
            (2, StatusClass::OnHold, date("2026-03-06")),
            (3, StatusClass::Completed, date("2025-01")),
        ]
    );
}

#[test]
fn one_prescription_that_ends_as_the_next_begins_is_no_conflict() {
    let ended = || copy(0, StatusClass::Completed, "", "2026-02-01");
    let next = |authored: &str| with(active(0), |e| e.recorded = date(authored));
    assert_eq!(
        standing(&[ended(), next("2026-03-06")]),
        Some(Standing::Current)
    );
    assert_eq!(
        standing(&[ended(), next("2020-01-01")]),
        Some(Standing::Disputed)
    );
    // Of another source it always is one.
    let other = with(next("2026-03-06"), |e| e.key.source = 1);
    assert_eq!(standing(&[ended(), other]), Some(Standing::Disputed));
}

#[test]
fn the_dose_and_the_last_issue_are_of_whom_it_is_held_by() {
    let surgery = with(active(0), |e| {
        e.facts = vec![
            fact(Field::Category, "Repeat", ""),
            fact(Field::Dose, "One each morning", ""),
            fact(Field::LastIssued, "", "2024-11-11"),
            fact(Field::Issue, "28 tablet", "2024-10-14"),
        ];
    });
    let discharge = with(active(1), |e| {
        e.facts = vec![
            fact(Field::Category, "discharge", ""),
            fact(Field::Dose, "2.5 mg OM", ""),
        ];
    });
    let told = |entries: &[Entry]| {
        let current = of(entries).unwrap();
        (current.dose, current.last, current.course)
    };
    // Without an issue for a year it stays, with its date.
    let expected = (
        "One each morning".to_owned(),
        date("2024-11-11"),
        Course::Repeat,
    );
    assert_eq!(told(core::slice::from_ref(&surgery)), expected);
    assert_eq!(told(&[discharge.clone(), surgery.clone()]), expected);
    assert_eq!(
        told(core::slice::from_ref(&discharge)),
        ("2.5 mg OM".to_owned(), None, Course::Hospital)
    );
    // What is over says nothing of what is taken now.
    let over = with(surgery, |e| e.status.class = StatusClass::Stopped);
    assert_eq!(told(&[over, discharge]).0, "2.5 mg OM");
    let plain = with(active(0), |e| e.facts = vec![fact(Field::Dose, "One", "")]);
    let inpatient = with(active(1), |e| {
        e.facts = vec![fact(Field::Category, "inpatient", "")]
    });
    assert_eq!(told(&[inpatient, plain]).2, Course::NotSaid);
}

#[test]
fn what_was_never_issued_was_last_stated() {
    let stated = with(active(0), |e| {
        e.resource = "MedicationStatement".into();
        e.recorded = date("2026-01-05");
    });
    let current = of(core::slice::from_ref(&stated)).unwrap();
    assert_eq!((current.last, current.reviewed), (date("2026-01-05"), true));
    let issued = with(active(1), |e| {
        e.facts = vec![fact(Field::LastIssued, "", "2025-01-01")]
    });
    let current = of(&[stated, issued]).unwrap();
    assert_eq!(
        (current.last, current.reviewed),
        (date("2025-01-01"), false)
    );
}
