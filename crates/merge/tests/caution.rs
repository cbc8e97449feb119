//! Where a fold would be a guess: readings near each other, several candidates,
//! one source's own records, and what belongs together without being one.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{LOINC, SNOMED, With, entry, folds, groups, merged, problem, result};
use timeline_model::{Basis, Entry, FoldReasonKind, Intent, Kind, PartialDate, Reference, Role};

/// A pulse of 72.
fn pulse(source: u16, place: u32, at: &str) -> Entry {
    entry(source, place, "Observation", Kind::VitalSign, "Heart rate")
        .coded(LOINC, "8867-4")
        .at(at)
        .valued("72", "/min")
}

fn medicine(source: u16, resource: &str, at: &str) -> Entry {
    entry(
        source,
        0,
        resource,
        Kind::Medicine,
        "Amoxicillin 500mg capsules",
    )
    .coded(SNOMED, "1")
    .at(at)
}

#[test]
fn readings_minutes_apart_are_two() {
    for minutes in ["01", "02", "05", "15", "30", "59"] {
        let later = format!("2019-03-30T10:{minutes}:00Z");
        for of in [
            |source, at: &str| result(source, 0, at, "139.25"),
            |source, at: &str| pulse(source, 0, at),
        ] {
            assert!(
                !folds(of(0, "2019-03-30T10:00:00Z"), of(1, &later)),
                "{minutes}"
            );
        }
    }
}

#[test]
fn a_pulse_hours_later_or_next_day_is_another() {
    for later in [
        "2019-03-30T12:00:00Z",
        "2019-03-30T20:00:00Z",
        "2019-03-31T00:30:00Z",
        "2019-03-31T10:00:00Z",
        "2019-03-31",
        "2019-04",
    ] {
        assert!(
            !folds(pulse(0, 0, "2019-03-30T10:00:00Z"), pulse(1, 0, later)),
            "{later}"
        );
    }
    assert!(!folds(pulse(0, 0, "2019-03-30"), pulse(1, 0, "2019-03-31")));
}

#[test]
fn a_number_used_again_next_day_with_another_value_is_told_and_not_folded() {
    for (at, value) in [
        ("2019-03-31T10:00:00Z", "141"),
        ("2019-06-30T10:00:00Z", "139"),
    ] {
        let one = result(0, 0, "2019-03-30T10:00:00Z", "139").identified("7");
        let merged = merged(&[one, result(1, 0, at, value).identified("7")]);
        assert_eq!((merged.groups.len(), merged.possible.len()), (2, 1), "{at}");
        let kinds: Vec<_> = merged.possible[0].reasons.iter().map(|r| r.kind).collect();
        assert!(kinds.contains(&FoldReasonKind::SameIdentifier));
    }
}

#[test]
fn two_candidates_are_left_open_until_something_tells_them_apart() {
    let day = || result(1, 0, "2019-03-30", "139");
    let morning = || result(0, 0, "2019-03-30T08:00:00Z", "139");
    let evening = || result(0, 1, "2019-03-30T18:00:00Z", "139");
    let open = merged(&[morning(), evening(), day()]);
    assert_eq!((open.groups.len(), open.possible.len()), (3, 2));
    // A number.
    let told = [morning(), evening().identified("7"), day().identified("7")];
    assert_eq!(groups(&told), [vec![0], vec![1, 2]]);
    // A status with an end is no better evidence than a moment of recording.
    let recorded = |mut entry: Entry, at| {
        entry.recorded = PartialDate::parse(at);
        entry
    };
    let told = [
        recorded(morning(), "2019-03-30T09:10:11Z"),
        recorded(evening(), "2019-03-30T19:20:21Z"),
        recorded(day(), "2019-03-30T19:20:21Z"),
    ];
    assert_eq!(groups(&told), [vec![0], vec![1, 2]]);
}

#[test]
fn one_source_s_two_never_fold_by_content_nor_by_another_s_copy() {
    for of in [
        |source, place| result(source, place, "2019-03-30T08:00:00Z", "139"),
        |source, place| problem(source, place, "Asthma", "2019-03-30").coded(SNOMED, "1"),
        |source, place| {
            entry(
                source,
                place,
                "AllergyIntolerance",
                Kind::Allergy,
                "Penicillin",
            )
        },
    ] {
        assert_eq!(groups(&[of(0, 0), of(0, 1)]).len(), 2);
        let with_another = groups(&[of(0, 0), of(0, 1), of(1, 0)]);
        for members in &with_another {
            assert!(!(members.contains(&0) && members.contains(&1)));
        }
    }
}

#[test]
fn a_prescription_its_issue_and_its_administration_are_not_one() {
    let types = [
        "MedicationRequest",
        "MedicationDispense",
        "MedicationAdministration",
        "MedicationStatement",
    ];
    let at = "2019-03-30T10:00:00Z";
    for one in types {
        for two in types {
            let pair = [medicine(0, one, at), medicine(1, two, at)];
            assert_eq!(groups(&pair).len() == 1, one == two, "{one} {two}");
            let numbered = pair.map(|entry| entry.identified("7"));
            assert_eq!(groups(&numbered).len() == 1, one == two, "{one} {two}");
        }
    }
}

#[test]
fn what_is_meant_is_not_what_was_done() {
    let at = "2019-03-30T10:00:00Z";
    for intent in [Intent::Proposed, Intent::Planned] {
        let mut meant = medicine(0, "MedicationRequest", at);
        meant.intent = intent;
        assert!(!folds(meant.clone(), medicine(1, "MedicationRequest", at)));
        let numbered = [meant, medicine(1, "MedicationRequest", at)].map(|e| e.identified("7"));
        let merged = merged(&numbered);
        assert_eq!((merged.groups.len(), merged.possible.len()), (2, 1));
        let kinds: Vec<_> = merged.possible[0].reasons.iter().map(|r| r.kind).collect();
        assert!(kinds.contains(&FoldReasonKind::StatusDiffers));
    }
}

#[test]
fn kinds_are_never_mixed_whatever_their_words_codes_and_numbers() {
    let at = "2019-03-30T10:00:00Z";
    let of = |source, resource: &str, kind| {
        entry(source, 0, resource, kind, "Penicillin allergy")
            .coded(SNOMED, "91936005")
            .at(at)
            .identified("7")
    };
    let kinds = [
        ("Condition", Kind::Problem),
        ("AllergyIntolerance", Kind::Allergy),
        ("EpisodeOfCare", Kind::CarePlan),
        ("Encounter", Kind::Encounter),
        ("Appointment", Kind::Appointment),
        ("Procedure", Kind::Procedure),
        ("DiagnosticReport", Kind::Report),
        ("Observation", Kind::Result),
        ("Flag", Kind::Alert),
    ];
    for (n, (resource, kind)) in kinds.into_iter().enumerate() {
        for (another, other) in kinds.into_iter().skip(n + 1) {
            assert!(
                !folds(of(0, resource, kind), of(1, another, other)),
                "{resource} {another}"
            );
        }
    }
}

#[test]
fn an_episode_of_a_problem_is_not_the_problem() {
    let whole = problem(0, 0, "Asthma", "2004-05-06").coded(SNOMED, "195967001");
    for episode in ["2019-03-30", "2019", "2004-06-06"] {
        let episode = problem(1, 0, "Asthma", episode).coded(SNOMED, "195967001");
        assert!(!folds(whole.clone(), episode));
    }
}

#[test]
fn what_was_written_down_when_the_other_had_ended_and_ended_later_is_the_next_episode() {
    let of = |source, start: &str, end: &str, basis| {
        let mut episode = problem(source, 0, "Acute viral pharyngitis", start);
        episode.when.end = PartialDate::parse(end);
        episode.when.basis = basis;
        episode
    };
    let first = || of(0, "2019-02-11", "2019-03-01", Basis::Onset);
    assert!(!folds(
        first(),
        of(1, "2019-03-08", "2019-03-20", Basis::Recorded)
    ));
    // Written down late, or with another day for its end alone, it is the same.
    assert!(folds(
        first(),
        of(1, "2019-03-08", "2019-03-01", Basis::Recorded)
    ));
    assert!(folds(
        first(),
        of(1, "2019-02-20", "2019-03-20", Basis::Recorded)
    ));
}

#[test]
fn readings_hours_apart_in_one_stay_are_two_whether_or_not_its_end_is_known() {
    let stay = |source: u16, end: Option<&str>| {
        let mut stay = entry(source, 9, "Encounter", Kind::Encounter, "Ward stay")
            .at("2019-03-28T10:00:00Z")
            .identified("7");
        stay.when.end = end.and_then(PartialDate::parse);
        stay
    };
    for end in [None, Some("2019-04-02T10:00:00Z")] {
        let in_stay = |source, at| {
            let mut pulse = pulse(source, 0, at);
            let stay = stay(source, end);
            pulse.references.push(Reference {
                role: Role::Encounter,
                target: stay.alias.clone(),
                key: Some(stay.key),
            });
            [pulse, stay]
        };
        let [one, first] = in_stay(0, "2019-03-30T10:00:00Z");
        let [two, second] = in_stay(1, "2019-03-30T20:00:00Z");
        assert_eq!(
            groups(&[one, two, first, second]),
            [vec![0], vec![2, 3], vec![1]]
        );
    }
}
