//! What names and times alone leave open, and what second facts settle.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{LOINC, SNOMED, With, entry, folds, groups, merged, problem, result};
use timeline_model::{
    Basis, Entry, FoldReasonKind, Kind, PartialDate, Reference, Role, StatusClass, Value,
};

fn contact(source: u16, title: &str, start: &str, end: &str) -> Entry {
    let mut contact = entry(source, 0, "Encounter", Kind::Encounter, title).at(start);
    contact.when.end = PartialDate::parse(end);
    contact
}

fn sign(source: u16, title: &str, at: &str, number: &str, unit: &str) -> Entry {
    entry(source, 0, "Observation", Kind::VitalSign, title)
        .at(at)
        .valued(number, unit)
}

/// The number of groups, and of pairs that may be one.
fn counts(entries: &[Entry]) -> (usize, usize) {
    let merged = merged(entries);
    (merged.groups.len(), merged.possible.len())
}

#[test]
fn a_name_that_a_narrow_field_cut_is_the_name() {
    for (kind, whole, cut) in [
        (
            Kind::Procedure,
            "Auscultation of the fetal heart (procedure)",
            "Auscultation of the fetal hear",
        ),
        (
            Kind::Procedure,
            "Emergency room admission (procedure)",
            "Emergency room admission (proc",
        ),
        (
            Kind::Problem,
            "Chronic obstructive bronchitis with infection",
            "Chronic obstructive bronchitis with",
        ),
    ] {
        let of = |source, title: &str, at: &str| entry(source, 0, "Any", kind, title).at(at);
        let copies = [
            of(0, whole, "2019-03-30T10:00:00Z"),
            of(1, cut, "2019-03-30"),
        ];
        assert_eq!(counts(&copies), (1, 0), "{cut}");
    }
    // A whole word less may be a broader name, and a strength may be cut off.
    for (kind, whole, cut) in [
        (
            Kind::Problem,
            "Chronic obstructive bronchitis with infection",
            "Chronic obstructive bronchitis",
        ),
        (
            Kind::Medicine,
            "Acetaminophen 325 MG / Oxycodone Hydrochloride 5 MG Oral Tablet",
            "Acetaminophen 325 MG / Oxycodo",
        ),
    ] {
        let of = |source, title: &str| entry(source, 0, "Any", kind, title).at("2019-03-30");
        assert!(!folds(of(0, whole), of(1, cut)), "{cut}");
    }
}

#[test]
fn a_cut_name_that_two_begin_with_stays_open() {
    let of = |source, place, title: &str| {
        entry(source, place, "Procedure", Kind::Procedure, title).at("2019-03-30")
    };
    let copies = [
        of(0, 0, "Measurement of varicella-zoster antibody"),
        of(0, 1, "Measurement of varicella-zoster antigen"),
        of(1, 0, "Measurement of varicella-zoste"),
    ];
    assert_eq!(counts(&copies), (3, 2));
}

#[test]
fn a_contact_in_other_words_folds_from_beginning_to_end() {
    let (start, end) = ("2019-03-30T10:00:29Z", "2019-03-30T10:15:29Z");
    let clinic = contact(0, "Outpatient attendance", start, end);
    let seen = contact(1, "Seen in OPD", "2019-03-30T10:00:00", "");
    assert_eq!(counts(&[clinic, seen]), (1, 0));
    // One code, which may be only its category, and one minute.
    let ward = contact(0, "Encounter Inpatient", start, end);
    let stay = |at, end| contact(1, "Hospital stay", at, end);
    let coded = |entry: Entry| entry.coded(SNOMED, "1");
    let copies = |at, end| [coded(ward.clone()), coded(stay(at, end))];
    assert_eq!(counts(&copies(start, "")), (1, 0));
    assert_eq!(counts(&copies("2019-03-30", "")), (2, 1));
    // Without it from beginning to end.
    assert_eq!(counts(&[ward.clone(), stay(start, end)]), (2, 1));
    assert_eq!(counts(&[ward.clone(), stay(start, "")]), (2, 1));
    // Arrival and being seen, where the words or the code are of one thing.
    let (late, later) = ("2019-03-30T10:40:29Z", "2019-03-30T11:40:29Z");
    let copies = |at| [coded(ward.clone()), coded(stay(at, ""))];
    assert_eq!(counts(&copies(late)), (2, 1));
    assert_eq!(counts(&copies(later)), (2, 0));
    assert_eq!(counts(&[ward.clone(), stay(late, "")]), (2, 0));
    let visit = |at| contact(1, "Inpatient visit, seen", at, "");
    assert_eq!(counts(&[ward.clone(), visit(late)]), (2, 1));
    assert_eq!(counts(&[ward, visit("2019-03-31")]), (2, 0));
}

#[test]
fn one_value_in_one_minute_is_worth_a_look_under_any_name() {
    let at = "2019-03-30T10:00:00Z";
    let of = |source, title: &str, number: &str| sign(source, title, at, number, "mm");
    let copies = |number| [of(0, "Widget", "41.3"), of(1, "Gadget", number)];
    assert_eq!(counts(&copies("41.27")), (2, 1));
    assert_eq!(counts(&copies("42.2")), (2, 0));
    // Two digits are chance.
    assert_eq!(
        counts(&[of(0, "Widget", "41"), of(1, "Gadget", "41")]),
        (2, 0)
    );
    // Codes of one system that differ say that it is another.
    let coded = |entry: Entry, code: &str| entry.coded(LOINC, code);
    let [a, b] = copies("41.27");
    assert_eq!(counts(&[coded(a, "1"), coded(b, "2")]), (2, 0));
}

#[test]
fn one_value_of_one_day_is_worth_a_look_under_any_name() {
    let of = |source, title: &str, at: &str, number: &str| sign(source, title, at, number, "mm");
    let taken = of(0, "Widget", "2019-03-30T10:00:00Z", "41.3");
    let with =
        |title: &str, at: &str, number: &str| counts(&[taken.clone(), of(1, title, at, number)]);
    assert_eq!(with("Gadget", "2019-03-30", "41.27"), (2, 1));
    assert_eq!(with("Gadget", "2019-03-31", "41.27"), (2, 0));
    assert_eq!(with("Gadget", "2019-03-30", "42.3"), (2, 0));
    // Received hours later, but not read again after minutes.
    assert_eq!(with("Gadget", "2019-03-30T18:00:00Z", "41.3"), (2, 1));
    assert_eq!(with("Gadget", "2019-03-30T10:20:00Z", "41.3"), (2, 0));
    // The wall clock of a zone that nothing tells.
    assert_eq!(with("Gadget", "2019-03-30T11:00:00", "41.3"), (2, 1));
    // Fewer digits want a word in common, and one that says something.
    assert_eq!(with("Gadget", "2019-03-30", "41"), (2, 0));
    assert_eq!(with("Odd widget", "2019-03-30", "41"), (2, 1));
    // What is rounded over a border meets what it was rounded from.
    let near = of(0, "Widget", "2019-03-30T10:00:00Z", "164.62");
    let rounded = of(1, "Gadget", "2019-03-30", "165");
    assert_eq!(counts(&[near, rounded]), (2, 1));
    let serum = |source, title: &str| of(source, title, "2019-03-30T10:00:00Z", "41");
    let copies = [serum(0, "Serum widget"), serum(1, "Serum gadget")];
    assert_eq!(counts(&copies), (2, 0));
}

#[test]
fn words_in_common_of_one_day_are_worth_a_look() {
    let counts = |kind, one: &str, two: &str, at: &str| {
        let of = |source, title: &str, at: &str| entry(source, 0, "Any", kind, title).at(at);
        counts(&[of(0, one, "2019-03-30T10:00:00Z"), of(1, two, at)])
    };
    for (kind, one, two, worth) in [
        (
            Kind::Problem,
            "Sore throat (viral)",
            "Acute viral pharyngitis",
            1,
        ),
        (
            Kind::Problem,
            "Disorder of the liver",
            "Disorder of the lung",
            0,
        ),
        (
            Kind::Procedure,
            "Lung function",
            "Test of respiratory function",
            1,
        ),
        (Kind::Procedure, "Urine test", "Breath test", 0),
        (
            Kind::Vaccination,
            "Flu shot",
            "Seasonal influenza, preserved",
            1,
        ),
        (Kind::Vaccination, "Mumps vaccine", "Rabies vaccine", 0),
        (
            Kind::Medicine,
            "Warfarin Sodium 3 MG Oral Tabl",
            "Warfarin 3mg tablets",
            1,
        ),
        (
            Kind::Medicine,
            "Warfarin 3mg tablets",
            "Nicorandil 3mg tablets",
            0,
        ),
        (
            Kind::Medicine,
            "Carbimazole 5mg tablets",
            "Carbamazepine 5mg tablets",
            0,
        ),
    ] {
        assert_eq!(
            counts(kind, one, two, "2019-03-30"),
            (2, worth),
            "{one} / {two}"
        );
        assert_eq!(
            counts(kind, one, two, "2019-04-02"),
            (2, 0),
            "{one} / {two}"
        );
    }
    // What stands in the way stands.
    let (left, right) = ("Sprain of left ankle", "Left knee sprain, right ankle");
    assert_eq!(counts(Kind::Problem, left, right, "2019-03-30"), (2, 0));
}

#[test]
fn reports_of_one_minute_are_worth_a_look_unless_issued_apart() {
    let of = |source, title: &str, issued: &str| {
        let mut report = entry(source, 0, "DiagnosticReport", Kind::Report, title);
        report.recorded = PartialDate::parse(issued);
        report.at("2019-03-30T10:00:00Z")
    };
    let copies = |issued| {
        [
            of(0, "Chem 20", "2019-03-30T11:00:00Z"),
            of(1, "Metabolic panel", issued),
        ]
    };
    assert_eq!(counts(&copies("2019-03-30T11:00:20Z")), (2, 1));
    assert_eq!(counts(&copies("")), (2, 1));
    assert_eq!(counts(&copies("2019-03-30T11:20:00Z")), (2, 0));
}

#[test]
fn what_one_source_sends_again_of_one_day_is_worth_a_look() {
    let of = |place, at: &str, number: &str| result(0, place, at, number).identified("7");
    let copies = |number| [of(0, "2019-03-30", "139"), of(1, "2019-03-30", number)];
    assert_eq!(counts(&copies("139")), (2, 1));
    assert_eq!(counts(&copies("138")), (2, 0));
    let plain = |place| result(0, place, "2019-03-30", "139");
    assert_eq!(counts(&[plain(0), plain(1)]), (2, 0));
}

#[test]
fn a_result_dated_the_day_after_is_worth_a_look() {
    let taken = result(0, 0, "2019-03-30T05:38:00Z", "139.24");
    assert_eq!(
        counts(&[taken.clone(), result(1, 0, "2019-03-31", "139.2")]),
        (2, 1)
    );
    assert_eq!(
        counts(&[taken.clone(), result(1, 0, "2019-03-31", "140.2")]),
        (2, 0)
    );
    assert_eq!(
        counts(&[taken, result(1, 0, "2019-04-01", "139.2")]),
        (2, 0)
    );
}

#[test]
fn what_a_number_joins_over_hours_does_not_keep_a_copy_of_the_minute_out() {
    let copies = [
        result(0, 0, "2019-03-30T05:38:00Z", "47").identified("7"),
        result(1, 0, "2019-03-31", "47").identified("7"),
        result(2, 0, "2019-03-30T05:38:20Z", "47.0"),
    ];
    assert_eq!(groups(&copies), [[0, 1, 2]]);
}

#[test]
fn weaker_evidence_does_not_settle_what_stronger_left_open() {
    let at = |place, minute: &str| result(0, place, &format!("2019-03-30T10:{minute}:00Z"), "139");
    let mut amended = result(1, 0, "2019-03-30T10:00:00Z", "139");
    amended.status.class = StatusClass::Amended;
    let copies = [
        at(0, "00"),
        at(1, "09"),
        amended,
        result(2, 0, "2019-03-30", "139"),
    ];
    assert_eq!(groups(&copies), [vec![0, 2], vec![1], vec![3]]);
}

#[test]
fn a_problem_that_two_sources_recorded_weeks_apart_is_worth_a_look() {
    let recorded = |source, at: &str| {
        let mut problem = problem(source, 0, "Asthma", at).coded(SNOMED, "1");
        problem.when.basis = Basis::Recorded;
        problem
    };
    let copies = |at| [recorded(0, "2019-03-30"), recorded(1, at)];
    assert_eq!(counts(&copies("2019-04-20")), (2, 1));
    assert_eq!(counts(&copies("2019-08-20")), (2, 0));
}

#[test]
fn a_weight_received_hours_later_is_the_weight() {
    let of = |source, title: &str, at: &str, number: &str, unit: &str| {
        sign(source, title, at, number, unit)
    };
    let (taken, received) = ("2019-03-30T05:38:00Z", "2019-03-30T15:00:00Z");
    assert!(folds(
        of(0, "Body weight", taken, "95.39", "kg"),
        of(1, "Weight", received, "95.4", "kg")
    ));
    assert!(!folds(
        of(0, "Body temperature", taken, "37.21", "Cel"),
        of(1, "Temperature", received, "37.2", "Cel")
    ));
}

#[test]
fn a_number_written_as_text_is_a_number() {
    let at = "2019-03-30T10:00:00Z";
    let text = |value: &str| {
        let mut entry = entry(1, 0, "Observation", Kind::Result, "Sodium").at(at);
        entry.value = Some(Value::Text(value.into()));
        entry
    };
    assert!(folds(result(0, 0, at, "139"), text("139 mmol/l")));
    assert!(!folds(result(0, 0, at, "139"), text("<139 mmol/l")));
    assert!(!folds(result(0, 0, at, "139"), text("138 mmol/l")));
}

#[test]
fn what_one_source_sends_again_under_another_id_folds_by_its_number() {
    let at = "2019-03-30T10:00:00Z";
    let of = |place, number: &str| result(0, place, at, number).identified("7");
    assert!(folds(of(0, "139"), of(1, "139")));
    assert!(!folds(of(0, "139"), of(1, "138")));
    // By content alone never.
    assert!(!folds(result(0, 0, at, "139"), result(0, 1, at, "139")));
}

#[test]
fn what_was_made_from_one_thing_is_one() {
    let id = "d9fca5b5-51bc-4aa8-bb35-a0a4bc9a0a3f";
    let from = |mut entry: Entry, resource: &str| {
        entry.references.push(Reference {
            role: Role::Derived,
            target: format!("{resource}/{id}"),
            key: None,
        });
        entry
    };
    // Two candidates, of which one names the other source's record.
    let mut original = result(0, 0, "2019-03-30T10:00:00Z", "139");
    original.alias = format!("Observation/{id}");
    let near = result(0, 1, "2019-03-30T10:09:00Z", "139");
    let copy = result(1, 0, "2019-03-30", "139");
    let plain = [original.clone(), near.clone(), copy.clone()];
    assert_eq!(counts(&plain), (3, 2));
    let told = [original, near, from(copy, "Observation")];
    assert_eq!(groups(&told), [vec![0, 2], vec![1]]);
    // One document, in which no two of one name and month are told.
    let of =
        |source, at: &str, number: &str| from(result(source, 0, at, number), "DocumentReference");
    let month = |number| [of(0, "2019-03-30", "139"), of(1, "2019-03", number)];
    assert_eq!(counts(&month("139")).0, 1);
    assert_eq!(counts(&month("140")).0, 2);
    let hour = [
        of(0, "2019-03-30T10:00:00Z", "13"),
        of(1, "2019-03-30T10:40:00Z", "13"),
    ];
    assert_eq!(counts(&hour).0, 2);
}

#[test]
fn two_numbers_of_one_system_are_two_events() {
    let at = "2019-03-30T10:00:00Z";
    let of = |source, number: &str| result(source, 0, at, "139").identified(number);
    let merged = merged(&[of(0, "4e6a07c4"), of(1, "9074227e")]);
    assert_eq!((merged.groups.len(), merged.possible.len()), (2, 1));
    let reasons = &merged.possible[0].reasons;
    let differs = FoldReasonKind::IdentifierDiffers;
    assert!(reasons.iter().any(|reason| reason.kind == differs));
    // Nor does a copy without one join both.
    let between = result(2, 0, at, "139");
    assert_eq!(
        counts(&[of(0, "4e6a07c4"), of(1, "9074227e"), between]).0,
        3
    );
    // Short numbers are of a daybook that begins anew, a UUID is anybody's.
    assert!(folds(of(0, "058"), of(1, "112")));
    let (one, two) = (
        "d9fca5b5-51bc-4aa8-bb35-a0a4bc9a0a3f",
        "0a7c5c1e-7a0e-4a4f-9d53-3a3c5f3f9d11",
    );
    assert!(folds(of(0, one), of(1, two)));
}

#[test]
fn a_plan_of_one_category_within_a_month_is_worth_a_look() {
    let plan = |source, title: &str, at: &str| {
        entry(source, 0, "CarePlan", Kind::CarePlan, title)
            .coded(SNOMED, "1")
            .at(at)
    };
    let copies = |at| {
        [
            plan(0, "Diabetes care", "1989-06"),
            plan(1, "Self management", at),
        ]
    };
    assert_eq!(counts(&copies("1989-06-14")), (2, 1));
    assert_eq!(counts(&copies("1989-07-14")), (2, 0));
}
