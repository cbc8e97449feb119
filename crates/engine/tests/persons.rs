//! Nothing folds across persons: another person's record, a twin, and sources
//! that answer with several people's records at once.

#![allow(clippy::indexing_slicing, reason = "tests")]

mod support;

use serde_json::{Value, json};
use support::*;
use timeline_model::{Completeness, PartialDate, Person, SourceState};

/// The twin: the next number, and all else alike.
const NEXT: &str = "9990000026";

/// Of each kind the same words, code and time, about the patient `who`.
fn alike(who: &Value) -> Vec<Value> {
    let at = "2019-03-30T10:00:00Z";
    let code = |text: &str| json!({"coding": [{"system": "http://snomed.info/sct", "code": "1"}], "text": text});
    let (asthma, sodium) = (code("Asthma"), code("Sodium"));
    let number = json!([{"system": "https://health.example/record", "value": "7"}]);
    let mut all = vec![
        json!({"resourceType": "Condition", "code": asthma, "subject": who, "onsetDateTime": at}),
        json!({"resourceType": "Observation", "status": "final", "code": sodium, "subject": who,
            "effectiveDateTime": at, "valueQuantity": {"value": 139.25, "unit": "mmol/L"}}),
        json!({"resourceType": "AllergyIntolerance", "code": code("Penicillin"), "patient": who, "recordedDate": at}),
        json!({"resourceType": "MedicationRequest", "status": "active", "intent": "order", "subject": who,
            "medicationCodeableConcept": code("Amoxicillin 500mg capsules"), "authoredOn": at}),
        json!({"resourceType": "Immunization", "status": "completed", "patient": who,
            "vaccineCode": code("Influenza vaccine"), "occurrenceDateTime": at}),
        json!({"resourceType": "Encounter", "status": "finished", "subject": who, "type": [code("Visit")],
            "period": {"start": at, "end": "2019-03-30T10:10:00Z"}}),
        json!({"resourceType": "Procedure", "status": "completed", "code": code("Colonoscopy"), "subject": who,
            "performedDateTime": at}),
        json!({"resourceType": "DiagnosticReport", "status": "final", "code": code("Panel"), "subject": who,
            "effectiveDateTime": at}),
    ];
    for (n, resource) in all.iter_mut().enumerate() {
        resource["id"] = json!(format!("r{n}"));
        resource["identifier"] = number.clone();
    }
    all
}

fn reference(to: &str) -> Value {
    json!({"reference": to})
}

/// The patient with another number.
fn twin(id: &str, number: &str) -> Value {
    let mut twin = patient();
    twin["id"] = json!(id);
    twin["identifier"][0]["value"] = json!(number);
    twin["name"][0]["given"] = json!(["Ada"]);
    twin
}

/// Two sources with the same events of the one patient.
fn folded() -> World {
    let mut world = World::with(&["a", "b"]);
    let own = alike(&reference("Patient/p1"));
    world.source("a", &own);
    world.source("b", &own);
    world.load(asked());
    world
}

/// Whether each row is held by the first source alone, and there are as many.
fn stand_alone(world: &World, count: usize) -> bool {
    world.rows.len() == count
        && world
            .rows
            .values()
            .all(|row| row.sources == [0] && row.records == 1)
}

/// The first source holds the patient's own; the second answers this.
fn beside(found: &Value, answer: &[Value], person: Person) -> World {
    let mut world = World::with(&["a", "b"]);
    world.source("a", &alike(&reference("Patient/p1")));
    world.patient("b", found);
    world.answer(&everything("b"), Answer::Json(bundle(answer, None)));
    world.load(person);
    world
}

#[test]
fn what_is_alike_of_one_person_does_fold() {
    let world = folded();
    assert!(world.rows.values().all(|row| row.sources == [0, 1]));
    assert_eq!(world.rows.len(), 8);
}

#[test]
fn a_source_that_returns_another_person_s_record_adds_nothing() {
    let mut born = asked();
    born.born = PartialDate::parse("1950-02-01");
    let mut other_birth = patient();
    other_birth["birthDate"] = json!("1951-02-01");
    let mut nobody = patient();
    nobody["identifier"] = json!([]);
    for (other, reason) in [
        (twin("p1", NEXT), SourceState::OtherIdentifier),
        (other_birth, SourceState::OtherBirthDate),
        (nobody, SourceState::NotConfirmed),
    ] {
        let mut all = vec![other.clone()];
        all.extend(alike(&reference("Patient/p1")));
        // It says so when it is asked for the patient, or only with the record.
        for found in [&other, &patient()] {
            let world = beside(found, &all, born.clone());
            assert!(stand_alone(&world, 8), "{reason:?}");
            assert_eq!(world.sources[1].completeness, Completeness::HeldBack);
            assert_eq!(world.sources[1].reason, Some(reason));
        }
    }
}

#[test]
fn a_twin_s_records_among_the_patient_s_are_set_apart() {
    let subjects = [
        reference("Patient/p2"),
        reference("https://b.test/fhir/Patient/p2"),
        reference("https://elsewhere.test/fhir/Patient/p1"),
        json!({"identifier": {"system": SYSTEM, "value": NEXT}}),
        reference(&format!("Patient?identifier={SYSTEM}|{NEXT}")),
        json!({"reference": "Patient/p2", "identifier": {"system": SYSTEM, "value": NEXT}}),
    ];
    for who in subjects {
        let mut all = vec![patient(), twin("p2", NEXT)];
        all.extend(alike(&who));
        let world = beside(&patient(), &all, asked());
        assert!(stand_alone(&world, 8), "{who}");
        // The twin is one of them.
        assert_eq!(world.sources[1].tally.somebody_else, 9, "{who}");
        assert!(world.sources[1].tally.adds_up());
    }
}

#[test]
fn of_mixed_subjects_the_patient_s_own_fold_and_no_others() {
    let mut all = vec![patient(), twin("p2", NEXT)];
    let mut others = alike(&reference("Patient/p2"));
    for (n, resource) in others.iter_mut().enumerate() {
        resource["id"] = json!(format!("o{n}"));
    }
    // In turn, so that neither comes first.
    for (own, other) in alike(&reference("Patient/p1")).into_iter().zip(others) {
        all.extend([other, own]);
    }
    let world = beside(&patient(), &all, asked());
    assert_eq!(world.rows.len(), 8);
    assert!(
        world
            .rows
            .values()
            .all(|row| row.sources == [0, 1] && row.records == 2)
    );
    assert_eq!(world.sources[1].tally.somebody_else, 9);
}

#[test]
fn a_later_page_of_somebody_else_undoes_and_adds_nothing() {
    let mut world = World::with(&["a", "b"]);
    let own = alike(&reference("Patient/p1"));
    world.source("a", &own);
    world.patient("b", &patient());
    let mut first = vec![patient()];
    first.extend(own);
    let next = "https://b.test/fhir/page2";
    world.answer(&everything("b"), Answer::Json(bundle(&first, Some(next))));
    let mut second = vec![twin("p2", NEXT)];
    second.extend(alike(&reference("Patient/p2")));
    world.answer(next, Answer::Json(bundle(&second, None)));
    world.load(asked());
    assert_eq!(world.rows.len(), 8);
    assert!(world.rows.values().all(|row| row.records == 2));
    assert_eq!(world.sources[1].tally.somebody_else, 9);
}

#[test]
fn rows_of_a_feed_about_a_twin_fold_with_nothing() {
    let mut world = World::new();
    world.configure(&json!({"sources": [
        {"id": "a", "title": "a", "baseUrl": "https://a.test/fhir"},
        {"id": "f", "title": "f", "kind": "feed", "baseUrl": "https://f.test", "feed": {
            "path": "/people/{value}", "items": "",
            "about": {"identifier": {"system": SYSTEM, "value": "/number"}},
            "map": [{"name": "Condition", "kind": "problem", "title": "/what", "start": "/when"}]}}
    ]}));
    world.source("a", &[condition("1", "Asthma", "2001-02-03")]);
    let row = |number: &str| json!({"number": number, "what": "Asthma", "when": "2001-02-03"});
    let url = format!("https://f.test/people/{NUMBER}");
    world.answer(
        &url,
        Answer::Json(json!([row(NEXT), row(NUMBER), row(NEXT)])),
    );
    world.load(asked());
    assert_eq!(world.titles(), ["Asthma"]);
    assert!(
        world
            .rows
            .values()
            .all(|row| row.sources == [0, 1] && row.records == 2)
    );
    assert_eq!(world.sources[1].tally.somebody_else, 2);
}

/// The patient under another id, linked with others.
fn linked(id: &str, links: &[(&str, &str)]) -> Value {
    let mut patient = patient();
    patient["id"] = json!(id);
    let link = |(how, to): &(&str, &str)| json!({"type": how, "other": {"reference": to}});
    patient["link"] = links.iter().map(link).collect();
    patient
}

/// A source that finds these patients, each with an entry of its own.
fn finds(found: &[Value]) -> World {
    let mut world = World::with(&["a"]);
    world.answer(&search("a"), Answer::Json(bundle(found, None)));
    for (id, title) in [("p1", "Asthma"), ("p2", "Gout")] {
        let url = format!("https://a.test/fhir/Patient/{id}/$everything?_count=100");
        let mut own = condition(id, title, "2001");
        own["subject"] = json!({"reference": format!("Patient/{id}")});
        world.answer(&url, Answer::Json(bundle(&[own], None)));
    }
    let read = linked("p2", &[("replaces", "Patient/p1")]);
    world.answer("https://a.test/fhir/Patient/p2", Answer::Json(read));
    world.load(asked());
    world
}

#[test]
fn several_patients_are_held_back_unless_the_source_has_linked_them() {
    let world = finds(&[linked("p1", &[]), linked("p2", &[])]);
    assert_eq!(world.sources[0].reason, Some(SourceState::SeveralPatients));
    assert!(world.rows.is_empty());
    for how in ["seealso", "refer"] {
        let world = finds(&[linked("p1", &[(how, "Patient/p2")]), linked("p2", &[])]);
        assert_eq!(world.sources[0].completeness, Completeness::Complete);
        assert_eq!(world.rows.len(), 2, "the record of each is loaded");
    }
    // Linked with somebody who is not there.
    let world = finds(&[
        linked("p1", &[("seealso", "Patient/p3")]),
        linked("p2", &[]),
    ]);
    assert_eq!(world.sources[0].reason, Some(SourceState::SeveralPatients));
}

#[test]
fn a_replaced_patient_is_followed_and_that_is_said() {
    let old = linked("p1", &[("replaced-by", "Patient/p2")]);
    for found in [
        vec![old.clone()],
        vec![old, linked("p2", &[("replaces", "Patient/p1")])],
    ] {
        let world = finds(&found);
        assert_eq!(world.titles(), ["Gout"]);
        assert_eq!(world.sources[0].warning, Some(SourceState::Replaced));
        assert_eq!(world.sources[0].completeness, Completeness::Complete);
    }
}

#[test]
fn patients_who_replace_each_other_are_held_back() {
    let mut world = World::with(&["a"]);
    world.patient("a", &linked("p1", &[("replaced-by", "Patient/p2")]));
    for (id, by) in [("p1", "Patient/p2"), ("p2", "Patient/p1")] {
        let url = format!("https://a.test/fhir/Patient/{id}");
        world.answer(&url, Answer::Json(linked(id, &[("replaced-by", by)])));
    }
    world.load(asked());
    assert_eq!(world.sources[0].completeness, Completeness::HeldBack);
    assert_eq!(world.sources[0].reason, Some(SourceState::NotConfirmed));
}

#[test]
fn a_replacement_is_held_against_the_patient_like_any_other() {
    let mut world = World::with(&["a"]);
    world.patient("a", &linked("p1", &[("replaced-by", "Patient/p2")]));
    world.answer(
        "https://a.test/fhir/Patient/p2",
        Answer::Json(twin("p2", NEXT)),
    );
    world.load(asked());
    assert_eq!(world.sources[0].reason, Some(SourceState::OtherIdentifier));
    // Nothing of somebody else is told.
    assert!(world.sources[0].differences.is_empty());
}

#[test]
fn a_number_that_is_no_longer_theirs_proves_nothing() {
    let mut old = patient();
    old["identifier"][0]["use"] = json!("old");
    let world = finds(&[old.clone()]);
    assert_eq!(world.sources[0].reason, Some(SourceState::NotConfirmed));
    let current = json!({"system": SYSTEM, "value": NEXT, "use": "official"});
    old["identifier"].as_array_mut().unwrap().push(current);
    let world = finds(&[old]);
    assert_eq!(world.sources[0].reason, Some(SourceState::OtherIdentifier));
}

#[test]
fn where_the_host_gave_only_an_identifier_sources_are_compared_with_each_other() {
    let mut other = patient();
    other["name"][0]["family"] = json!("Dale");
    let world = beside(&other, &[other.clone()], asked());
    assert_eq!(world.sources[0].warning, None);
    assert_eq!(world.sources[1].warning, Some(SourceState::NameDiffers));
    let difference = &world.sources[1].differences[0];
    assert_eq!((&*difference.asked, &*difference.found), ("Hill", "Dale"));

    other["birthDate"] = json!("1951-02-01");
    let world = beside(&other, &[other.clone()], asked());
    assert_eq!(world.sources[1].reason, Some(SourceState::OtherBirthDate));
    assert_eq!(world.sources[1].differences.len(), 2);
}

#[test]
fn a_failure_does_not_hide_that_the_name_differs() {
    let mut person = asked();
    person.names.push(timeline_model::HumanName {
        family: "Dale".into(),
        ..Default::default()
    });
    let mut world = World::with(&["a"]);
    world.patient("a", &patient());
    let first = bundle(
        &[patient(), condition("1", "Gout", "2001")],
        Some("https://a.test/fhir/2"),
    );
    world.answer(&everything("a"), Answer::Json(first));
    world.load(person);
    assert_eq!(world.sources[0].completeness, Completeness::Partial);
    assert_eq!(world.sources[0].warning, Some(SourceState::NameDiffers));
    let marks = world.rows.values().map(|row| row.marks);
    assert!(
        marks
            .into_iter()
            .all(|marks| marks.has(timeline_model::Mark::NameDiffers))
    );
}

#[test]
fn a_record_whose_first_page_names_somebody_else_alone_is_held_back() {
    let mut other = patient();
    other["id"] = json!("p9");
    other["identifier"][0]["value"] = json!(NEXT);
    let mut theirs = condition("9", "Gout", "2010");
    theirs["subject"]["reference"] = json!("Patient/p9");
    let own = condition("1", "Asthma", "2001");
    // On the first page it is a wrong answer; beside the patient, or later, it
    // is somebody who belongs to the record.
    for (first, second, completeness) in [
        (
            vec![other.clone(), theirs.clone()],
            vec![],
            Completeness::HeldBack,
        ),
        (
            vec![patient(), own.clone(), other.clone()],
            vec![],
            Completeness::Complete,
        ),
        (vec![patient(), own], vec![other], Completeness::Complete),
    ] {
        let mut world = World::with(&["a"]);
        world.patient("a", &patient());
        let next = "https://a.test/fhir?page=2";
        world.answer(&everything("a"), Answer::Json(bundle(&first, Some(next))));
        world.answer(next, Answer::Json(bundle(&second, None)));
        world.load(asked());
        let source = &world.sources[0];
        assert_eq!(source.completeness, completeness);
        let shown = completeness == Completeness::Complete;
        assert_eq!(world.rows.len(), usize::from(shown));
        assert_eq!(source.reason.is_none(), shown);
    }
}
