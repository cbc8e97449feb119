//! What the resources of one source say of each other.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod support;

use support::{ENCOUNTER, PATIENT, addressed, bundle, condition};
use timeline_fhir::{Reader, Subject};
use timeline_model::{Basis, Disposition, Field, Role};

#[test]
fn one_id_on_two_servers_is_two_patients() {
    let mut reader = Reader::new(0);
    let asthma = condition("Patient/1");
    reader.read(
        0,
        addressed(&[
            ("https://a.example/fhir/Patient/1", PATIENT),
            ("https://a.example/fhir/Condition/c", &asthma),
            ("https://b.example/fhir/Condition/c", &asthma),
            ("urn:uuid:5", &asthma),
        ]),
    );
    let kept: Vec<Disposition> = reader.ledger().iter().map(|l| l.disposition).collect();
    assert_eq!(kept[1], Disposition::Entry);
    assert_eq!(kept[2], Disposition::SomebodyElse);
    assert_eq!(kept[3], Disposition::Part);
}

#[test]
fn a_reference_by_the_number_of_the_health_service_is_the_patient() {
    let patient = r#"{"resourceType":"Patient","id":"x","identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9990000018"}]}"#;
    let mut reader = Reader::new(0);
    let (mine, other) = (
        condition("Patient/9990000018"),
        condition("Patient/9990000026"),
    );
    reader.read(0, bundle(&[patient, &mine, &other]));
    assert_eq!(
        (reader.tally().entries, reader.tally().somebody_else),
        (1, 1)
    );
}

#[test]
fn what_is_contained_is_covered_as_what_it_stands_in() {
    let report = r#"{"resourceType":"DiagnosticReport","id":"r","meta":{"security":[{"code":"R"}]},"code":{"text":"Hidden"},"subject":{"reference":"Patient/2"},"contained":[{"resourceType":"Observation","id":"o","code":{"text":"Hidden too"},"valueString":"x"}]}"#;
    let mut reader = Reader::new(0);
    reader.read(0, bundle(&[report]));
    let entries = reader.entries();
    let covered = entries.iter().filter(|e| e.marks.covered.is_some());
    assert_eq!(covered.count(), 2);
    let inner = reader.entries()[1].key;
    let original = reader.original(inner);
    assert!(original.is_some_and(
        |text| text.starts_with(r#"{"resourceType":"Observation""#) && text.ends_with('}')
    ));
    // It is about whom the report is.
    reader.read(1, bundle(&[PATIENT]));
    assert_eq!(reader.tally().somebody_else, 2);
}

#[test]
fn a_covered_issue_stays_by_itself_and_a_covered_member_shows_its_cover() {
    let page = bundle(&[
        r#"{"resourceType":"MedicationRequest","id":"p","status":"active","intent":"plan","medicationCodeableConcept":{"text":"Drug"}}"#,
        r#"{"resourceType":"MedicationRequest","id":"i","meta":{"security":[{"code":"R"}]},"intent":"order","basedOn":[{"reference":"MedicationRequest/p"}],"medicationCodeableConcept":{"text":"Drug"},"note":[{"text":"secret"}]}"#,
        ENCOUNTER,
        r#"{"resourceType":"Observation","id":"o","meta":{"security":[{"code":"R"}]},"code":{"text":"secret"}}"#,
        r#"{"resourceType":"List","status":"current","title":"Tests","encounter":{"reference":"Encounter/e"},"entry":[{"item":{"reference":"Observation/o"}}]}"#,
    ]);
    let mut reader = Reader::new(0);
    reader.read(0, page);
    assert_eq!((reader.tally().entries, reader.tally().parts), (4, 1));
    for entry in reader
        .entries()
        .iter()
        .filter(|e| e.marks.covered.is_none())
    {
        assert!(entry.facts.iter().all(|fact| !fact.text.contains("secret")));
    }
    let members: Vec<_> = reader.entries()[2]
        .facts
        .iter()
        .filter(|f| f.text == "Tests: Restricted")
        .collect();
    assert_eq!(members.len(), 1);
}

#[test]
fn the_originals_of_parts_stand_behind_that_of_their_head() {
    let condition = r#"{"resourceType":"Condition","id":"c","code":{"text":"Cough"},"extension":[{"url":"ActualProblem","valueReference":{"reference":"Observation/o"}}]}"#;
    let finding = r#"{"resourceType":"Observation","id":"o","code":{"text":"Cough"}}"#;
    let mut reader = Reader::new(0);
    reader.read(0, bundle(&[finding, condition]));
    let head = reader.entries()[0].key;
    assert_eq!(reader.originals(head), format!("{condition}\n\n{finding}"));
    let part = reader.ledger()[0].clone();
    assert_eq!(
        (part.disposition, part.part_of),
        (Disposition::Part, Some(head))
    );
    assert_eq!(reader.original(part.key), Some(finding));
}

#[test]
fn a_reference_of_any_form_finds_what_it_names() {
    let encounter = r#"{"resourceType":"Encounter","id":"e","identifier":[{"system":"https://x.example/visits","value":"V 1"}],"period":{"start":"2020-02-03"}}"#;
    for (reference, found) in [
        (r#"{"reference":"Encounter/e"}"#, true),
        (
            r#"{"reference":"https://a.example/fhir/Encounter/e"}"#,
            true,
        ),
        (r#"{"reference":"Encounter/e/_history/3"}"#, true),
        (r#"{"reference":"Encounter/Encounter/e"}"#, true),
        (r#"{"reference":"urn:uuid:12ab"}"#, true),
        (r#"{"reference":":uuid:12ab"}"#, true),
        (r#"{"reference":"12ab"}"#, true),
        (
            r#"{"reference":"Encounter?identifier=https://x.example/visits|V 1"}"#,
            true,
        ),
        (
            r#"{"identifier":{"system":"https://X.example/visits/","value":"v 1"}}"#,
            true,
        ),
        (r#"{"reference":"Encounter/other"}"#, false),
        (r#"{"reference":"the clinic on Monday"}"#, false),
        (
            r#"{"identifier":{"system":"https://x.example/other","value":"V 1"}}"#,
            false,
        ),
        (r##"{"reference":"#e"}"##, false),
        ("{}", false),
        (r#"{"reference":""}"#, false),
        (r#"{"display":"A clinic"}"#, false),
    ] {
        let flag = format!(
            r#"{{"resourceType":"Flag","code":{{"text":"Falls"}},"encounter":{reference}}}"#
        );
        let mut reader = Reader::new(0);
        reader.read(
            0,
            addressed(&[
                ("https://x.example/Flag/f", &flag),
                ("urn:uuid:12ab", encounter),
            ]),
        );
        let basis = reader.entries()[0].when.basis;
        assert_eq!(basis == Basis::FromEncounter, found, "{reference}");
    }
}

#[test]
fn an_earlier_version_that_was_covered_and_a_covered_list_say_nothing() {
    let version = |version: u8, security: &str, note: &str| {
        format!(
            r#"{{"resourceType":"Flag","id":"f","meta":{{"versionId":"{version}"{security}}},"code":{{"text":"Falls"}},"note":[{{"text":"{note}"}}]}}"#
        )
    };
    let covered = r#","security":[{"code":"R"}]"#;
    let list = r#"{"resourceType":"List","meta":{"security":[{"code":"R"}]},"title":"secret","entry":[{"item":{"reference":"Flag/f"}}]}"#;
    let mut reader = Reader::new(0);
    let (now, before) = (version(2, "", "plain"), version(1, covered, "secret"));
    reader.read(0, bundle(&[&before, &now, list]));
    assert_eq!((reader.tally().entries, reader.tally().parts), (2, 1));
    let entry = reader.entries()[0].clone();
    assert!(
        entry
            .told()
            .iter()
            .all(|fact| !fact.text.contains("secret"))
    );
    assert_eq!(reader.originals(entry.key), now);
}

#[test]
fn two_resources_that_are_no_text_are_not_taken_for_one() {
    let mut bytes = br#"{"resourceType":"Bundle","entry":[
        {"resource":{"resourceType":"Flag","id":"f","code":{"text":"Falls "}}},
        {"resource":{"resourceType":"Flag","id":"f","code":{"text":"Deaf? "}}},
        {"resource":{"resourceType":"Flag","code":{"text":"Blind "}}},
        {"resource":{"resourceType":"Flag","code":{"text":"Lame? "}}}]}"#
        .to_vec();
    let blank = |pair: &[u8]| pair == b" \"";
    let mut places: Vec<usize> = bytes
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| blank(pair))
        .map(|(at, _)| at)
        .collect();
    assert_eq!(places.len(), 4);
    for at in places.drain(..) {
        bytes[at] = 0xff;
    }
    let mut reader = Reader::new(0);
    let page = reader.read(0, bytes);
    assert_eq!((reader.tally().entries, page.problems.len()), (4, 4));
    let key = reader.entries()[0].key;
    assert_eq!(reader.original(key), None);
    assert!(reader.originals(key).contains("Falls\u{fffd}"));
}

#[test]
fn an_undated_problem_is_of_the_first_encounter_that_names_it_unless_it_has_its_own() {
    let encounter = |id: &str, day: &str| {
        format!(
            r#"{{"resourceType":"Encounter","id":"{id}","period":{{"start":"{day}"}},"diagnosis":[{{"condition":{{"reference":"Condition/x"}}}},{{"condition":{{"reference":"Condition/c"}}}}]}}"#
        )
    };
    let undated = r#"{"resourceType":"Condition","id":"x","code":{"text":"Gout"}}"#;
    let (late, early) = (encounter("e", "2020-02-03"), encounter("a", "2019-01-01"));
    let mut reader = Reader::new(0);
    reader.read(0, bundle(&[&late, undated, &condition(""), &early]));
    let entries = reader.entries();
    let year = |at: usize| (entries[at].when.basis, entries[at].when.start.unwrap().year);
    assert_eq!(year(1), (Basis::FromEncounter, 2019));
    assert_eq!(year(2), (Basis::FromEncounter, 2020));
}

#[test]
fn nothing_is_put_into_another_where_that_would_hide_what_it_says() {
    let statement = |more: &str| {
        format!(
            r#"{{"resourceType":"MedicationStatement","id":"s","basedOn":[{{"reference":"MedicationRequest/p"}}],"medicationCodeableConcept":{{"text":"Drug"}}{more}}}"#
        )
    };
    let plan = |intent: &str, more: &str| {
        format!(
            r#"{{"resourceType":"MedicationRequest","id":"p","intent":"{intent}","medicationCodeableConcept":{{"text":"Drug"}}{more}}}"#
        )
    };
    for (statement, plan, entries) in [
        (
            statement(r#","status":"active""#),
            plan("plan", r#","status":"active""#),
            1,
        ),
        (
            statement(r#","status":"active""#),
            plan("plan", r#","status":"stopped""#),
            1,
        ),
        (
            statement(r#","status":"completed""#),
            plan("plan", r#","status":"active""#),
            2,
        ),
        (
            statement(""),
            plan("plan", r#","status":"entered-in-error""#),
            2,
        ),
        (
            statement(""),
            plan("plan", r#","meta":{"security":[{"code":"R"}]}"#),
            2,
        ),
        (statement(r#","taken":"n""#), plan("plan", ""), 2),
        (statement(""), plan("order", ""), 2),
    ] {
        let mut reader = Reader::new(0);
        reader.read(0, bundle(&[&plan, &statement]));
        assert_eq!(reader.tally().entries, entries, "{statement} {plan}");
        assert_eq!(reader.tally().received, 2);
    }
}

#[test]
fn whose_part_something_is_follows_the_subject_that_is_asked_for() {
    let condition = r#"{"resourceType":"Condition","id":"c","code":{"text":"Cough"},"subject":{"reference":"Patient/1"},"extension":[{"url":"ActualProblem","valueReference":{"reference":"Observation/o"}}]}"#;
    let finding = r#"{"resourceType":"Observation","id":"o","code":{"text":"Cough"},"subject":{"reference":"Patient/1"},"note":[{"text":"Dry"}]}"#;
    let mut reader = Reader::new(0);
    reader.read(0, bundle(&[PATIENT, condition, finding]));
    let own = |reader: &mut Reader| {
        let parts = reader
            .ledger()
            .iter()
            .filter(|l| l.part_of.is_some())
            .count();
        (reader.entries().len(), parts)
    };
    assert_eq!(own(&mut reader), (1, 1));
    let notes = reader.entries()[0].told();
    assert!(notes.iter().any(|fact| fact.text == "Dry"));
    reader.set_subject(Subject {
        references: vec!["Patient/2".into()],
        identifiers: Vec::new(),
    });
    assert_eq!(own(&mut reader), (0, 0));
    assert_eq!(reader.tally().somebody_else, 3);
}

#[test]
fn a_consultation_whose_encounter_is_missing_stands_for_itself() {
    let list = |encounter: &str| {
        format!(
            r#"{{"resourceType":"List","status":"current","title":"GP Surgery","code":{{"coding":[{{"code":"325851000000107"}}]}}{encounter},"entry":[{{"item":{{"reference":"Flag/f"}}}}]}}"#
        )
    };
    let flag = r#"{"resourceType":"Flag","id":"f","code":{"text":"Falls"}}"#;
    for encounter in ["", r#","encounter":{"reference":"Encounter/gone"}"#] {
        let mut reader = Reader::new(0);
        reader.read(0, bundle(&[&list(encounter), flag]));
        assert_eq!(reader.tally().entries, 2, "{encounter}");
    }
    let mut reader = Reader::new(0);
    let of = list(r#","encounter":{"reference":"Encounter/e"}"#);
    reader.read(0, bundle(&[&of, flag]));
    let members = |reader: &mut Reader| -> Vec<String> {
        let first = reader.entries()[0].told();
        let members = first.into_iter().filter(|fact| fact.field == Field::Member);
        members.map(|fact| fact.text).collect()
    };
    assert_eq!(members(&mut reader), ["Falls"]);
    reader.read(1, bundle(&[ENCOUNTER]));
    assert_eq!((reader.tally().entries, reader.tally().parts), (2, 1));
    assert_eq!(reader.entries()[0].when.basis, Basis::FromEncounter);
}

#[test]
fn provenance_tells_from_what_a_record_was_made() {
    let asthma = condition("Patient/1");
    let provenance = r#"{"resourceType":"Provenance","id":"v","target":[{"reference":"Condition/c"}],"recorded":"2020-01-01T10:00:00Z","entity":[{"role":"source","what":{"reference":"https://a.example/fhir/Condition/9"}},{"role":"derivation","whatReference":{"reference":"https://a.example/fhir/DocumentReference/7"}},{"role":"removal","what":{"reference":"Condition/8"}}]}"#;
    let mut reader = Reader::new(0);
    reader.read(0, bundle(&[PATIENT, &asthma, provenance]));
    let entries = reader.entries();
    let derived = entries[0].references.iter();
    let derived = derived.filter(|reference| reference.role == Role::Derived);
    let targets: Vec<&str> = derived.map(|r| r.target.as_str()).collect();
    assert_eq!(targets, ["Condition/9", "DocumentReference/7"]);
}
