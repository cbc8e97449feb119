//! What is asked of a source, by its configuration: how the patient is found,
//! how the record is loaded, and what that says of each kind of record.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

mod support;

use serde_json::{Value, json};
use support::*;
use timeline_engine::Request;
use timeline_model::{
    Completeness, Kind, SourceState,
    protocol::{Down, LoadRequest},
};

const BASE: &str = "https://a.test/fhir";

fn world(keys: &Value) -> World {
    let mut source = json!({"id": "a", "title": "a", "baseUrl": BASE});
    let own = source.as_object_mut().unwrap();
    own.extend(keys.as_object().unwrap().clone());
    let mut world = World::new();
    world.configure(&json!({ "sources": [source], "now": "2026-03-07T09:14:00Z" }));
    assert_eq!(world.faults, []);
    world
}

/// What is asked of a source that has nothing but the patient, under its base.
fn asked_of(keys: &Value) -> Vec<Request> {
    let mut world = world(keys);
    *world.script.handler.borrow_mut() = Some(Box::new(|request| {
        let path = request.url.strip_prefix(BASE).unwrap();
        let found = match path.split(['?', '/']).nth(1).unwrap() {
            "Patient" if !path.contains('$') || path.ends_with("$match") => matched(&patient()),
            _ => bundle(&[], None),
        };
        Some(Answer::Json(found))
    }));
    world.say(&Down::Load(LoadRequest {
        ids: vec![("b".into(), "p2".into()), ("a".into(), "p/1".into())],
        ..load(asked())
    }));
    world.run();
    assert!(world.summary.is_some());
    world.script.requests.borrow().clone()
}

/// What `$match` says of a patient of whom it is sure.
fn matched(patient: &Value) -> Value {
    let mut found = bundle(core::slice::from_ref(patient), None);
    found["entry"][0]["search"] = json!({"mode": "match", "score": 1, "extension": [
        {"url": "http://hl7.org/fhir/StructureDefinition/match-grade", "valueCode": "certain"}
    ]});
    found
}

fn paths(keys: &Value) -> Vec<String> {
    let all = asked_of(keys);
    let path = |r: &Request| r.url.strip_prefix(BASE).unwrap().to_owned();
    all.iter().map(path).collect()
}

fn header<'r>(request: &'r Request, name: &str) -> &'r str {
    let header = request.headers.iter().find(|(own, _)| own == name);
    header.map_or("", |(_, value)| value)
}

const SEARCH: &str = "/Patient?identifier=https%3A%2F%2Ffhir.nhs.uk%2FId%2Fnhs-number%7C9990000018";

#[test]
fn the_patient_is_found_in_each_way() {
    let everything = "/Patient/p1/$everything?_count=100";
    assert_eq!(paths(&json!({})), [SEARCH, everything]);
    // By POST no identifier stands in the address.
    let by_post = asked_of(&json!({"search": "post"}));
    assert_eq!(by_post[0].url, format!("{BASE}/Patient/_search"));
    let form = "identifier=https%3A%2F%2Ffhir.nhs.uk%2FId%2Fnhs-number%7C9990000018";
    assert_eq!(by_post[0].body.as_deref(), Some(form));
    let content = "application/x-www-form-urlencoded";
    assert_eq!(header(&by_post[0], "Content-Type"), content);
    // The id is known: the patient is read all the same.
    let id = paths(&json!({"find": "id", "patientId": "p7"}));
    assert_eq!(id, ["/Patient/p7", everything]);
    let id = paths(&json!({"find": "id", "patientId": "nhs-{value}"}));
    assert_eq!(id, ["/Patient/nhs-9990000018", everything]);
    let launch = paths(&json!({"find": "id"}));
    assert_eq!(launch, ["/Patient/p%2F1", everything]);
    // By a match.
    let matched = asked_of(&json!({"find": "match"}));
    assert_eq!(matched[0].url, format!("{BASE}/Patient/$match"));
    assert_eq!(header(&matched[0], "Content-Type"), "application/fhir+json");
    let body: Value = serde_json::from_str(matched[0].body.as_deref().unwrap()).unwrap();
    assert_eq!(body["resourceType"], "Parameters");
    assert_eq!(matched.len(), 2);
}

#[test]
fn only_certain_matches_are_taken() {
    let mut twin = patient();
    twin["id"] = json!("p2");
    let probable = |patient: &Value| {
        let mut found = matched(patient);
        found["entry"][0]["search"]["extension"][0]["valueCode"] = json!("probable");
        found
    };
    let mut both = matched(&patient());
    let other = matched(&twin)["entry"][0].clone();
    both["entry"].as_array_mut().unwrap().push(other);
    let mut one_sure = matched(&patient());
    let other = probable(&twin)["entry"][0].clone();
    one_sure["entry"].as_array_mut().unwrap().push(other);
    for (found, completeness, reason) in [
        (matched(&patient()), Completeness::Complete, None),
        (one_sure, Completeness::Complete, None),
        (bundle(&[], None), Completeness::NoSuchPatient, None),
        (
            probable(&patient()),
            Completeness::HeldBack,
            Some(SourceState::NotConfirmed),
        ),
        (
            both,
            Completeness::HeldBack,
            Some(SourceState::SeveralPatients),
        ),
    ] {
        let mut world = world(&json!({"find": "match"}));
        world.source("a", &[condition("1", "Gout", "2010")]);
        world.answer(&format!("{BASE}/Patient/$match"), Answer::Json(found));
        world.load(asked());
        let source = &world.sources[0];
        assert_eq!((source.completeness, source.reason), (completeness, reason));
    }
}

#[test]
fn an_id_that_is_not_known_is_said() {
    let mut gone = world(&json!({"find": "id", "patientId": "p1"}));
    gone.load(asked());
    assert_eq!(gone.sources[0].completeness, Completeness::NoSuchPatient);
    let mut none = world(&json!({"find": "id"}));
    none.load(asked());
    assert_eq!(none.sources[0].completeness, Completeness::Failed);
    assert_eq!(none.sources[0].reason, Some(SourceState::Host));
    assert!(none.script.asked.borrow().is_empty());
    // Whom the id names is compared as always.
    let mut other = world(&json!({"find": "id", "patientId": "p1"}));
    let mut stranger = patient();
    stranger["identifier"][0]["value"] = json!("9990000026");
    other.answer(&format!("{BASE}/Patient/p1"), Answer::Json(stranger));
    other.load(asked());
    assert_eq!(other.sources[0].completeness, Completeness::HeldBack);
}

#[test]
fn the_record_is_asked_for_in_each_way() {
    let record = |keys: Value| paths(&keys).split_off(1);
    assert_eq!(
        record(json!({"pageSize": 7, "since": "2025"})),
        ["/Patient/p1/$everything?_count=7&_since=2025-01-01T00:00:00Z"]
    );
    assert_eq!(record(json!({"load": "summary"})), ["/Patient/p1/$summary"]);
    assert_eq!(
        record(json!({"load": "document", "document": "docs/{id}?of={value}"})),
        ["/docs/p1?of=9990000018"]
    );
    let own = "Observation?category=laboratory&_sort=-date";
    let types = json!({
        "load": "types", "types": ["Condition", "Observation", "Condition"], "searches": [own],
        "pageSize": 5, "since": "2025-03-04"
    });
    assert_eq!(
        record(types),
        [
            "/Observation?category=laboratory&_sort=-date&patient=p1&_count=5&_lastUpdated=ge2025-03-04",
            "/Condition?patient=p1&_count=5&_lastUpdated=ge2025-03-04",
            "/Observation?patient=p1&_count=5&_lastUpdated=ge2025-03-04",
        ]
    );
    let named = [
        "Goal?subject=Patient/{id}",
        "Flag?patient.identifier={system}|{value}",
    ];
    assert_eq!(
        record(json!({"load": "types", "searches": named})),
        [
            "/Goal?subject=Patient/p1&_count=100",
            "/Flag?patient.identifier=https%3A%2F%2Ffhir.nhs.uk%2FId%2Fnhs-number|9990000018&_count=100",
        ]
    );
    let by_post = asked_of(&json!({"load": "types", "types": ["Goal"], "search": "post"}));
    assert_eq!(by_post[1].url, format!("{BASE}/Goal/_search"));
    assert_eq!(by_post[1].body.as_deref(), Some("patient=p1&_count=100"));
    // Problems, medicines and allergies are asked for before the rest.
    let usual = record(json!({"load": "types"}));
    let place = |name: &str| {
        usual
            .iter()
            .position(|path| path.starts_with(name))
            .unwrap()
    };
    for first in ["/Condition", "/MedicationRequest", "/AllergyIntolerance"] {
        for later in ["/Encounter", "/Observation", "/Procedure", "/Task"] {
            assert!(place(first) < place(later));
        }
    }
}

#[test]
fn a_record_that_names_its_patient_is_asked_for_at_once() {
    let document = json!({"preset": "document", "document": "summary.json"});
    assert_eq!(paths(&document), ["/summary.json"]);
    let gp =
        asked_of(&json!({"preset": "gp-connect", "carrier": "proxy", "headers": {"Ssp-To": "2"}}));
    assert_eq!(gp.len(), 1);
    assert_eq!(
        gp[0].url,
        format!("{BASE}/Patient/$gpc.getstructuredrecord")
    );
    assert_eq!(header(&gp[0], "Ssp-To"), "2");
    assert_eq!(header(&gp[0], "Accept"), "application/fhir+json");
    assert_eq!(header(&gp[0], "Content-Type"), "application/fhir+json");
    let body: Value = serde_json::from_str(gp[0].body.as_deref().unwrap()).unwrap();
    let number = &body["parameter"][0]["valueIdentifier"];
    assert_eq!(number["value"], NUMBER);
    // Whom it names is compared as always; nobody is no answer.
    let mut stranger = patient();
    stranger["identifier"][0]["value"] = json!("9990000026");
    let gout = condition("1", "Gout", "2010");
    for (found, completeness) in [
        (vec![patient(), gout.clone()], Completeness::Complete),
        (vec![stranger, gout.clone()], Completeness::HeldBack),
        (vec![gout], Completeness::HeldBack),
    ] {
        let mut world = world(&document);
        let url = format!("{BASE}/summary.json");
        world.answer(&url, Answer::Json(bundle(&found, None)));
        world.load(asked());
        assert_eq!(world.sources[0].completeness, completeness);
        let shown = completeness == Completeness::Complete;
        assert_eq!(world.rows.len(), usize::from(shown));
    }
}

#[test]
fn the_version_goes_along_where_it_is_one() {
    for (version, accept) in [
        ("any", "application/fhir+json"),
        ("STU3", "application/fhir+json; fhirVersion=3.0"),
        ("R4", "application/fhir+json; fhirVersion=4.0"),
        ("R4B", "application/fhir+json; fhirVersion=4.3"),
        ("R5", "application/fhir+json; fhirVersion=5.0"),
        ("DSTU2", "application/json+fhir, application/fhir+json"),
    ] {
        for request in asked_of(&json!({"version": version})) {
            assert_eq!(header(&request, "Accept"), accept);
        }
    }
}

/// A server's word on what it offers.
fn metadata(types: &[&str], operations: &[&str]) -> Value {
    let types: Vec<Value> = types.iter().map(|name| json!({"type": name})).collect();
    let operations: Vec<Value> = operations
        .iter()
        .map(|name| json!({"name": name}))
        .collect();
    json!({
        "resourceType": "CapabilityStatement", "fhirVersion": "4.0.1",
        "rest": [{"resource": types, "operation": operations}]
    })
}

#[test]
fn what_a_source_does_not_offer_is_not_asked_for_and_said() {
    let types = ["Patient", "Condition", "Encounter"];
    let offered = |operations: &[&str]| {
        let mut world = world(&json!({"version": "auto"}));
        let url = format!("{BASE}/metadata");
        world.answer(&url, Answer::Json(metadata(&types, operations)));
        world.source("a", &[condition("1", "Gout", "2010")]);
        for (name, found) in [
            ("Condition", vec![condition("1", "Gout", "2010")]),
            ("Encounter", vec![]),
        ] {
            let url = format!("{BASE}/{name}?patient=p1&_count=100");
            world.answer(&url, Answer::Json(bundle(&found, None)));
        }
        world.load(asked());
        world
    };
    let whole = offered(&["everything"]);
    assert_eq!(whole.script.asked.borrow().len(), 3);
    let accept = "application/fhir+json; fhirVersion=4.0".to_owned();
    assert_eq!(
        header(&whole.script.requests.borrow()[0], "Accept"),
        "application/fhir+json"
    );
    assert_eq!(header(&whole.script.requests.borrow()[1], "Accept"), accept);
    assert_eq!(whole.sources[0].of(Kind::Problem).0, Completeness::Complete);
    assert_eq!(whole.sources[0].of(Kind::Allergy).0, Completeness::Empty);

    let by_type = offered(&[]);
    let asked = by_type.script.asked.borrow().clone();
    assert_eq!(asked.len(), 4, "metadata, the patient, and two searches");
    let source = &by_type.sources[0];
    let is = |kind, completeness, reason| {
        assert_eq!(source.of(kind), (completeness, reason, 0), "{kind:?}");
    };
    is(Kind::Problem, Completeness::Complete, None);
    is(Kind::Encounter, Completeness::Empty, None);
    let missing = Some(SourceState::NotOffered);
    is(Kind::Allergy, Completeness::NotAsked, missing);
    is(Kind::Medicine, Completeness::NotAsked, missing);
}

#[test]
fn metadata_that_says_nothing_takes_nothing_away_and_none_is_a_failure() {
    for (answer, requests) in [
        (Answer::Bytes(404, Vec::new()), 3),
        (Answer::Bytes(200, b"<html>".to_vec()), 3),
        (Answer::Json(metadata(&[], &[])), 3),
        (Answer::Stalls, 1),
    ] {
        let mut world = world(&json!({"version": "auto"}));
        world.source("a", &[condition("1", "Gout", "2010")]);
        world.answer(&format!("{BASE}/metadata"), answer);
        world.load(asked());
        assert_eq!(world.script.asked.borrow().len(), requests);
        let whole = world.sources[0].completeness == Completeness::Complete;
        assert_eq!(whole, requests == 3);
    }
}

#[test]
fn what_an_agreement_does_not_share_is_not_asked_for() {
    let agreement = json!({"title": "A", "roles": ["r"], "kinds": ["problem", "allergy"]});
    let everything = paths(&json!({"agreement": agreement}));
    // Without a role in the context nothing may be asked for; the plan itself
    // knows the kinds.
    assert!(everything.len() <= 2);
    let config = json!({"sources": [{
        "id": "a", "title": "a", "baseUrl": BASE, "agreement": agreement,
        "load": "types", "types": ["Condition", "MedicationRequest", "AllergyIntolerance"]
    }, {"id": "b", "title": "b", "baseUrl": BASE, "agreement": agreement}]});
    let config = timeline_engine::Config::read(config.to_string().as_bytes()).unwrap();
    let asked = asked();
    let record = |place: usize| {
        let plan = timeline_engine::plan::Plan {
            config: &config.sources[place],
            base: BASE,
            asked: &asked,
            given: "",
            offer: None,
        };
        plan.record("p1").0
    };
    let names: Vec<String> = record(0).into_iter().map(|asking| asking.url).collect();
    assert_eq!(names.len(), 2);
    assert!(names[0].contains("/Condition?") && names[1].contains("/AllergyIntolerance?"));
    let everything = record(1).remove(0).url;
    let (_, types) = everything.split_once("&_type=").unwrap();
    let types: Vec<&str> = types.split(',').collect();
    assert!(types.contains(&"Condition") && types.contains(&"Patient"));
    assert!(!types.contains(&"MedicationRequest"));
}

#[test]
fn a_kind_is_as_complete_as_the_worst_search_for_it() {
    let mut world = world(&json!({
        "load": "types",
        "types": ["Condition", "MedicationRequest", "MedicationStatement", "Observation", "Goal", "CarePlan"]
    }));
    world.patient("a", &patient());
    let url = |name: &str| format!("{BASE}/{name}?patient=p1&_count=100");
    let medicine = json!({
        "resourceType": "MedicationRequest", "id": "m", "status": "active", "intent": "order",
        "subject": {"reference": "Patient/p1"}, "medicationCodeableConcept": {"text": "Aspirin"}
    });
    let problems = bundle(
        &[condition("1", "Gout", "2010")],
        Some("https://b.test/fhir"),
    );
    world.answer(&url("Condition"), Answer::Json(problems));
    world.answer(
        &url("MedicationRequest"),
        Answer::Json(bundle(&[medicine], None)),
    );
    world.answer(&url("MedicationStatement"), Answer::Bytes(403, Vec::new()));
    world.answer(&url("Observation"), Answer::Stalls);
    world.answer(&url("Goal"), Answer::Json(bundle(&[], None)));
    world.answer(&url("CarePlan"), Answer::Json(bundle(&[], None)));
    world.load(asked());
    let source = &world.sources[0];
    assert_eq!(source.completeness, Completeness::Partial);
    for (kind, completeness, reason, page) in [
        (
            Kind::Problem,
            Completeness::Partial,
            Some(SourceState::NextElsewhere),
            2,
        ),
        (
            Kind::Medicine,
            Completeness::Partial,
            Some(SourceState::Forbidden),
            1,
        ),
        (
            Kind::Result,
            Completeness::TimedOut,
            Some(SourceState::Timeout),
            1,
        ),
        (
            Kind::VitalSign,
            Completeness::TimedOut,
            Some(SourceState::Timeout),
            1,
        ),
        (Kind::CarePlan, Completeness::Empty, None, 0),
        (Kind::Allergy, Completeness::NotAsked, None, 0),
        (Kind::Encounter, Completeness::NotAsked, None, 0),
    ] {
        assert_eq!(source.of(kind), (completeness, reason, page), "{kind:?}");
    }
    // Each kind once at most.
    let mut all = timeline_model::KindSet::NONE;
    for own in &source.kinds {
        assert!(own.kinds.and(all).is_empty());
        all = all.or(own.kinds);
    }
}

#[test]
fn kinds_are_told_while_others_are_still_loading() {
    let mut world = world(&json!({"load": "types", "types": ["Condition", "Observation"]}));
    world.patient("a", &patient());
    let url = |name: &str| format!("{BASE}/{name}?patient=p1&_count=100");
    let found = bundle(&[condition("1", "Gout", "2010")], None);
    world.answer(&url("Condition"), Answer::Json(found));
    let none = Answer::Json(bundle(&[], None));
    world.answer(&url("Observation"), Answer::After(5_000, Box::new(none)));
    world.say(&Down::Load(load(asked())));
    while world.time() < 1_000 && world.step() {}
    let source = &world.sources[0];
    assert_eq!(source.completeness, Completeness::Loading);
    assert_eq!(source.of(Kind::Problem).0, Completeness::Complete);
    assert_eq!(source.of(Kind::Result).0, Completeness::Loading);
    assert_eq!(source.of(Kind::Allergy).0, Completeness::NotAsked);
    world.run();
    assert_eq!(world.sources[0].completeness, Completeness::Complete);
    assert_eq!(world.sources[0].of(Kind::Result).0, Completeness::Empty);
}

#[test]
fn what_changed_since_a_day_is_not_all_there_is() {
    let mut world = world(&json!({"since": "2025-01-01"}));
    world.patient("a", &patient());
    let url = format!("{BASE}/Patient/p1/$everything?_count=100&_since=2025-01-01T00:00:00Z");
    let found = bundle(&[condition("1", "Gout", "2010")], None);
    world.answer(&url, Answer::Json(found));
    world.load(asked());
    assert_eq!(world.sources[0].completeness, Completeness::CutShort);
    assert_eq!(world.sources[0].of(Kind::Allergy).0, Completeness::CutShort);
}
