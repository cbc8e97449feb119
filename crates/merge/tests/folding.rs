//! What folds, what is flagged and what stays apart.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{LOINC, SNOMED, With, entry, folds, groups, merged, problem, result};
use timeline_merge::{Overrides, merge};
use timeline_model::{
    Basis, Entry, Field, FoldReasonKind, Kind, PartialDate, Reference, Role, StatusClass, Value,
};

#[test]
fn copies_with_one_code_and_one_time_fold() {
    let a = problem(0, 0, "Asthma", "2019-03-30T00:59:00+01:00").coded(SNOMED, "1");
    let b = problem(1, 0, "Bronchial asthma", "2019-03-29T23:59:05Z").coded(SNOMED, "1");
    let merged = merged(&[a, b]);
    assert_eq!(merged.groups.len(), 1);
    let kinds: Vec<_> = merged.groups[0].reasons.iter().map(|r| r.kind).collect();
    assert_eq!(kinds, [FoldReasonKind::SameCode, FoldReasonKind::SameTime]);
    assert_eq!(merged.groups[0].reasons[0].about, "SNOMED CT");
}

#[test]
fn look_alikes_stay_apart() {
    for (kind, a, b) in [
        (
            Kind::Medicine,
            "Carbimazole 5mg tablets",
            "Carbamazepine 5mg tablets",
        ),
        (
            Kind::Medicine,
            "Levothyroxine 25mcg tablets",
            "Levothyroxine 25mg tablets",
        ),
        (
            Kind::Medicine,
            "Diltiazem 90mg tablets",
            "Diltiazem 90mg MR tablets",
        ),
        (
            Kind::Medicine,
            "Prednisolone 5mg tablets",
            "Prednisone 5mg tablets",
        ),
        (Kind::Allergy, "Penicillin", "Penicillamine"),
        (
            Kind::Problem,
            "Type 1 diabetes mellitus",
            "Type 2 diabetes mellitus",
        ),
        (
            Kind::Problem,
            "Fracture of left wrist",
            "Fracture of right wrist",
        ),
        (Kind::Problem, "? MI", "MI"),
        (Kind::Problem, "Family history of asthma", "Asthma"),
        (Kind::Problem, "History of stroke", "Stroke"),
        (Kind::Problem, "No chest pain", "Chest pain"),
        (Kind::Result, "Glucose, fasting", "Glucose, random"),
        (
            Kind::Vaccination,
            "Hepatitis A vaccine",
            "Hepatitis B vaccine",
        ),
    ] {
        let of =
            |source, title: &str| entry(source, 0, "Any", kind, title).at("2019-03-30T10:00:00Z");
        assert!(!folds(of(0, a), of(1, b)), "{a} / {b}");
        // Nor where both carry the code of the broader thing.
        let coded = folds(of(0, a).coded(SNOMED, "9"), of(1, b).coded(SNOMED, "9"));
        let one_thing = ["Penicillin", "Carbimazole", "Prednisolone", "Hepatitis"];
        if !one_thing.iter().any(|word| a.starts_with(word)) {
            assert!(!coded, "{a} / {b} with one code");
        }
    }
}

#[test]
fn another_type_of_resource_is_another_thing() {
    let of = |source, resource: &str| {
        entry(
            source,
            0,
            resource,
            Kind::Medicine,
            "Simvastatin 20mg tablets",
        )
        .at("2019-03-30")
        .identified("7")
    };
    assert!(!folds(
        of(0, "MedicationRequest"),
        of(1, "MedicationDispense")
    ));
    assert!(folds(of(0, "MedicationRequest"), of(1, "MedicationOrder")));
}

#[test]
fn two_resources_of_one_source_never_fold_by_content() {
    assert!(!folds(
        result(0, 0, "2019-03-30", "139"),
        result(0, 1, "2019-03-30", "139")
    ));
    let number = |place| result(0, place, "2019-03-30", "139").identified("7");
    assert!(!folds(number(0), number(1)));
}

#[test]
fn a_resource_sent_twice_by_one_source_folds() {
    let mut again = result(0, 1, "2019-03-30", "139");
    again.alias = "Observation/0-0".into();
    assert!(folds(result(0, 0, "2019-03-30", "139"), again.clone()));
    again.title = "Potassium".into();
    again.codes.clear();
    let merged = merged(&[result(0, 0, "2019-03-30", "139"), again]);
    assert_eq!((merged.groups.len(), merged.possible.len()), (2, 1));
    let reasons: Vec<_> = merged.possible[0].reasons.iter().map(|r| r.kind).collect();
    assert!(reasons.contains(&FoldReasonKind::SameResource));
}

#[test]
fn a_reading_repeated_within_the_hour_is_flagged_and_not_folded() {
    let merged = merged(&[
        result(0, 0, "2019-03-30T10:00:00Z", "139.2"),
        result(1, 0, "2019-03-30T10:04:00Z", "139.2"),
    ]);
    assert_eq!(merged.groups.len(), 2);
    assert_eq!(merged.possible.len(), 1);
    assert!(
        merged.possible[0]
            .reasons
            .iter()
            .any(|r| r.kind == FoldReasonKind::TimeDiffers)
    );
}

#[test]
fn whole_hours_may_be_a_zone_that_nothing_tells() {
    let zoned = |value| result(0, 0, "2019-07-30T07:50:49Z", value);
    let plain = |at, value| result(1, 0, at, value);
    assert!(folds(zoned("139.2"), plain("2019-07-30T08:50:00", "139")));
    assert!(!folds(zoned("9.2"), plain("2019-07-30T08:50:00", "9.2")));
    assert!(!folds(zoned("139.2"), plain("2019-07-30T08:20:00", "139")));
    assert!(!folds(zoned("139.2"), plain("2019-07-30T08:50:00Z", "139")));
}

#[test]
fn a_clock_that_fits_two_readings_joins_neither() {
    let of = |source, at: &str| {
        entry(source, 0, "Observation", Kind::VitalSign, "Pulse")
            .at(at)
            .valued("72", "/min")
    };
    let entries = [
        of(0, "2019-07-30T11:25:00+01:00"),
        of(1, "2019-07-30T11:25:00Z"),
        of(2, "2019-07-30T11:25:00"),
    ];
    assert_eq!(groups(&entries).len(), 3);
}

#[test]
fn a_month_is_a_fair_time_for_a_problem_and_not_for_what_is_done_again() {
    let of = |source, kind, resource, at: &str| entry(source, 0, resource, kind, "Review").at(at);
    let pair = |kind, resource| {
        [
            of(0, kind, resource, "2019-03"),
            of(1, kind, resource, "2019-03-30T08:00:00Z"),
        ]
    };
    assert_eq!(groups(&pair(Kind::Problem, "Condition")).len(), 1);
    let merged = merged(&pair(Kind::Procedure, "Procedure"));
    assert_eq!((merged.groups.len(), merged.possible.len()), (2, 1));
}

#[test]
fn the_same_value_next_day_is_another_reading() {
    for (a, b) in [
        ("2019-03-30T10:00:00Z", "2019-03-31T10:00:00Z"),
        ("2019-03-30", "2019-03-31"),
        ("2019-03-30", "2019-03-31T05:00:00Z"),
    ] {
        assert!(
            !folds(result(0, 0, a, "139.2"), result(1, 0, b, "139.2")),
            "{a} {b}"
        );
    }
}

#[test]
fn another_value_is_another_reading() {
    let at = "2019-03-30T10:00:00Z";
    assert!(!folds(result(0, 0, at, "139"), result(1, 0, at, "141")));
    assert!(folds(
        result(0, 0, at, "139.2"),
        result(1, 0, "2019-03-30", "139")
    ));
}

#[test]
fn two_candidates_for_one_copy_leave_it_open() {
    let merged = merged(&[
        result(0, 0, "2019-03-30T08:00:00Z", "139.2"),
        result(0, 1, "2019-03-30T18:00:00Z", "139.4"),
        result(1, 0, "2019-03-30", "139"),
    ]);
    assert_eq!(merged.groups.len(), 3);
    assert_eq!(merged.possible.len(), 2);
    for possible in &merged.possible {
        let kinds: Vec<_> = possible.reasons.iter().map(|r| r.kind).collect();
        assert!(kinds.contains(&FoldReasonKind::SeveralCandidates));
    }
}

#[test]
fn a_precise_time_tells_candidates_apart() {
    let entries = [
        result(0, 0, "2019-03-30T08:00:00Z", "139.2"),
        result(0, 1, "2019-03-30T18:00:00Z", "139.2"),
        result(1, 0, "2019-03-30T18:00:30Z", "139"),
        result(2, 0, "2019-03-30T08:00:00Z", "139"),
    ];
    assert_eq!(groups(&entries), [vec![0, 3], vec![1, 2]]);
}

#[test]
fn a_copy_between_two_that_differ_joins_neither() {
    // The vague copy fits both; the precise ones exclude each other.
    let entries = [
        result(0, 0, "2019-03-30T08:00:00Z", "139.2"),
        result(1, 0, "2019-03-30T08:04:00Z", "139.4"),
        result(2, 0, "2019-03-30", "139"),
    ];
    assert_eq!(groups(&entries).len(), 3);
}

#[test]
fn an_identifier_with_a_contradiction_is_flagged() {
    let of = |source, title: &str| problem(source, 0, title, "2019-03-30").identified("7");
    let entries = [
        of(0, "Fracture of left wrist"),
        of(1, "Fracture of right wrist"),
    ];
    let merged = merged(&entries);
    assert_eq!((merged.groups.len(), merged.possible.len()), (2, 1));
    let kinds: Vec<_> = merged.possible[0].reasons.iter().map(|r| r.kind).collect();
    assert!(kinds.contains(&FoldReasonKind::SameIdentifier));
    assert!(kinds.contains(&FoldReasonKind::LateralityDiffers));
}

#[test]
fn the_number_of_a_whole_panel_folds_only_results_of_one_name() {
    let other = |source, place| {
        entry(source, place, "Observation", Kind::Result, "Potassium")
            .coded(LOINC, "2823-3")
            .at("2019-03-30")
            .identified("7")
    };
    let entries = [
        result(0, 0, "2019-03-30", "139").identified("7"),
        other(0, 1),
        result(1, 0, "2019-03-30", "139").identified("7"),
        other(1, 1),
    ];
    let merged = merged(&entries);
    assert_eq!(merged.groups.len(), 2);
    assert!(merged.possible.is_empty());
}

#[test]
fn a_status_in_conflict_is_listed_and_not_resolved() {
    let of = |source, class| {
        let mut entry = entry(source, 0, "MedicationRequest", Kind::Medicine, "Errin")
            .at("2019-03-30")
            .identified("7");
        entry.status.class = class;
        entry
    };
    let merged = merged(&[of(0, StatusClass::Active), of(1, StatusClass::Stopped)]);
    assert_eq!(merged.groups.len(), 1);
    assert_eq!(merged.groups[0].differing, [Field::Status]);
}

#[test]
fn a_number_against_words_is_listed() {
    let of = |source, value: Value| {
        let mut count =
            entry(source, 0, "Observation", Kind::Result, "Red cell count").at("2019-03-30");
        count.alias = "Observation/4d0b4277-e359-44b5-a979-374acb5d858c".into();
        count.value = Some(value);
        count
    };
    let number = || result(0, 0, "2019-03-30", "2.84").value.unwrap();
    let differing = |other| {
        merged(&[of(0, number()), of(1, other)]).groups[0]
            .differing
            .clone()
    };
    assert_eq!(differing(Value::Text("to follow".into())), [Field::Value]);
    assert_eq!(differing(number()), []);
}

#[test]
fn entered_in_error_in_one_copy_only_is_a_conflict() {
    let mut wrong = result(0, 0, "2019-03-30", "139");
    wrong.marks.entered_in_error = true;
    wrong.status.class = StatusClass::EnteredInError;
    let merged = merged(&[wrong, result(1, 0, "2019-03-30", "139")]);
    let group = &merged.groups[0];
    assert_eq!((group.members.len(), group.lead), (2, 1));
    assert_eq!(group.differing, [Field::Status]);
    assert!(
        group
            .reasons
            .iter()
            .any(|r| r.kind == FoldReasonKind::ErrorDisputed)
    );
}

#[test]
fn the_reasons_of_a_covered_entry_name_no_system() {
    let mut covered = problem(0, 0, "Asthma", "2019-03-30").coded("urn:own", "1");
    covered.marks.covered = Some("Restricted".into());
    let open = problem(1, 0, "Asthma", "2019-03-30").coded("urn:own", "1");
    let merged = merged(&[covered, open]);
    let group = &merged.groups[0];
    assert!(group.reasons.iter().all(|r| r.about.is_empty()));
}

#[test]
fn the_most_precise_copy_leads() {
    let merged = merged(&[
        problem(0, 0, "Asthma", "2019-03").coded(SNOMED, "1"),
        problem(1, 0, "Asthma", "2019-03-30T10:00:00Z").coded(SNOMED, "1"),
    ]);
    assert_eq!(merged.groups[0].lead, 1);
}

#[test]
fn a_problem_recorded_weeks_after_its_onset_folds_with_it() {
    let mut late = problem(1, 0, "Asthma", "2019-04-20");
    late.when.basis = Basis::Recorded;
    assert!(folds(problem(0, 0, "Asthma", "2019-03-30"), late.clone()));
    let mut before = late.clone();
    before = before.at("2019-03-01");
    assert!(!folds(problem(0, 0, "Asthma", "2019-03-30"), before));
}

/// A report of three results at `at`; the first `early` of them at eight.
fn panel(source: u16, at: &str, early: u32) -> Vec<Entry> {
    let mut report = entry(source, 0, "DiagnosticReport", Kind::Report, "Panel").at(at);
    let mut entries = Vec::new();
    for (place, code) in (1..).zip(["a", "b", "c"]) {
        let time = if place > early {
            at
        } else {
            "2019-03-30T08:00:00Z"
        };
        let member = entry(source, place, "Observation", Kind::Result, code)
            .coded(LOINC, code)
            .at(time)
            .valued("7", "");
        report.references.push(Reference {
            role: Role::Member,
            target: member.alias.clone(),
            key: Some(member.key),
        });
        entries.push(member);
    }
    entries.push(report);
    entries
}

#[test]
fn a_report_received_hours_later_folds_by_most_of_its_results() {
    // The third result, too, whose time moved with the report's.
    let taken = panel(0, "2019-03-30T08:00:00Z", 3);
    let received = [taken.clone(), panel(1, "2019-03-30T13:00:00Z", 2)].concat();
    assert_eq!(groups(&received).len(), 4);
    let another = [taken, panel(1, "2019-03-30T13:00:00Z", 1)].concat();
    assert_eq!(groups(&another).len(), 7);
}

/// A pulse at `at` in a contact from seven that ended at `end`, or has not.
fn pulse(source: u16, at: &str, end: &str) -> [Entry; 2] {
    let mut contact =
        entry(source, 0, "Encounter", Kind::Encounter, "Admission").at("2019-03-30T07:00:00Z");
    contact.when.end = PartialDate::parse(end);
    if end.is_empty() {
        contact.status.class = StatusClass::Active;
    }
    let mut pulse = entry(source, 1, "Observation", Kind::VitalSign, "Pulse")
        .at(at)
        .valued("72", "/min");
    pulse.references.push(Reference {
        role: Role::Encounter,
        target: contact.alias.clone(),
        key: Some(contact.key),
    });
    [contact, pulse]
}

#[test]
fn a_stay_holds_many_readings_and_a_visit_one() {
    let count = |end| {
        let one = pulse(0, "2019-03-30T07:10:00Z", end);
        groups(&[one, pulse(1, "2019-03-30T14:10:00Z", end)].concat()).len()
    };
    assert_eq!(count("2019-03-30T07:20:00Z"), 2);
    assert_eq!(count("2019-04-02T07:20:00Z"), 3);
    assert_eq!(count(""), 3);
}

#[test]
fn reports_of_one_day_are_told_apart_by_their_results_and_tell_theirs() {
    // Two panels on one day, dates alone: only `own` tells them apart, and the
    // result that both panels hold follows its report.
    let mut entries = Vec::new();
    for source in 0..2 {
        for (panel, own) in [(0, "a"), (1, "b")] {
            let of = |place: u32, code: &str| {
                entry(
                    source,
                    panel * 10 + place,
                    "Observation",
                    Kind::Result,
                    code,
                )
                .coded(LOINC, code)
                .at("2019-03-30")
                .valued("7", "")
            };
            let mut report = entry(
                source,
                panel * 10,
                "DiagnosticReport",
                Kind::Report,
                "Panel",
            );
            report = report.at("2019-03-30");
            for member in [of(1, own), of(2, "c")] {
                report.references.push(Reference {
                    role: Role::Member,
                    target: member.alias.clone(),
                    key: Some(member.key),
                });
                entries.push(member);
            }
            entries.push(report);
        }
    }
    let merged = merged(&entries);
    let members: Vec<_> = merged.groups.iter().map(|g| g.members.clone()).collect();
    let expected = (0..6).map(|at| vec![[2, 0, 1, 5, 3, 4][at], [8, 6, 7, 11, 9, 10][at]]);
    assert_eq!(members, expected.collect::<Vec<_>>());
    assert!(merged.possible.is_empty());
}

#[test]
fn a_moment_of_recording_tells_candidates_apart() {
    let of = |source, place, recorded: &str| {
        let mut entry = entry(source, place, "Condition", Kind::Problem, "Fall").at("2010-01-14");
        entry.recorded = PartialDate::parse(recorded);
        entry
    };
    let (early, late) = ("2010-01-14T09:53:56Z", "2010-01-14T09:57:57Z");
    let entries = [
        of(0, 0, early),
        of(0, 1, late),
        of(1, 0, late),
        of(1, 1, early),
    ];
    assert_eq!(groups(&entries), [vec![0, 3], vec![1, 2]]);
}

#[test]
fn what_the_user_splits_and_joins_holds() {
    let entries = [
        result(0, 0, "2019-03-30", "139"),
        result(1, 0, "2019-03-30", "139"),
        problem(1, 1, "Asthma", "2019-03-30"),
    ];
    let all: Vec<&Entry> = entries.iter().collect();
    let overrides = Overrides {
        apart: vec![(entries[0].key, entries[1].key)],
        together: vec![(entries[1].key, entries[2].key)],
    };
    let merged = merge(&all, &overrides);
    let members: Vec<_> = merged.groups.iter().map(|g| g.members.clone()).collect();
    assert_eq!(members, [vec![0], vec![1, 2]]);
    assert_eq!(merged.groups[1].reasons[0].kind, FoldReasonKind::ByHand);
}
