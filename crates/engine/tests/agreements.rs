//! What a sharing agreement does not cover is neither asked for nor told.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod support;

use serde_json::{Value, json};
use support::*;
use timeline_model::{
    Completeness, Kind, KindSet, SourceState,
    protocol::{Down, LoadRequest, NoticeCode, Up},
};

/// A world with one source under this agreement, which holds a problem and an
/// allergy.
fn world(agreement: &Value, more: &Value) -> World {
    let mut source = json!({
        "id": "a", "title": "a", "baseUrl": "https://a.test/fhir", "agreement": agreement
    });
    source
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    let mut world = World::new();
    world.configure(&json!({"sources": [source], "now": "2026-03-07T09:14:00Z"}));
    world.source("a", &resources());
    world
}

fn resources() -> [Value; 2] {
    let allergy = json!({
        "resourceType": "AllergyIntolerance", "id": "7", "patient": {"reference": "Patient/p1"},
        "code": {"text": "Xylophone resin"}, "recordedDate": "2019-05-06"
    });
    [condition("1", "Gout", "2010"), allergy]
}

/// Loads as somebody in this role with this purpose.
fn load(world: &mut World, role: &str, purpose: &str) {
    world.say(&Down::Load(LoadRequest {
        patient: asked(),
        role: role.into(),
        purpose: purpose.into(),
        ..LoadRequest::default()
    }));
    world.run();
}

fn state(world: &World) -> (Completeness, Option<SourceState>) {
    let source = world.sources.first().unwrap();
    (source.completeness, source.reason)
}

fn notices(world: &World) -> Vec<(NoticeCode, u32)> {
    let notices = world.ups.iter().filter_map(|up| match up {
        Up::Notice(notice) => Some((notice.code, notice.days)),
        _ => None,
    });
    notices.collect()
}

const TERMS: &str =
    r#"{"title": "Terms", "roles": ["Doctor", "Nurse"], "purposes": ["direct care"]}"#;

fn terms(more: &Value) -> Value {
    let mut terms: Value = serde_json::from_str(TERMS).unwrap();
    let more = more.as_object().unwrap().clone();
    terms.as_object_mut().unwrap().extend(more);
    terms
}

#[test]
fn roles_and_purposes_are_held_against_the_agreement_before_anything_is_asked() {
    let not_shared = |reason| (Completeness::NotShared, Some(reason));
    for (role, purpose, expected) in [
        ("doctor ", "Direct  Care", (Completeness::Complete, None)),
        ("Nurse", "direct care", (Completeness::Complete, None)),
        ("Clerk", "direct care", not_shared(SourceState::Role)),
        ("", "direct care", not_shared(SourceState::Role)),
        ("Doctor", "research", not_shared(SourceState::Purpose)),
        ("Doctor", "", not_shared(SourceState::Purpose)),
    ] {
        let mut world = world(&terms(&json!({})), &json!({}));
        load(&mut world, role, purpose);
        assert_eq!(state(&world), expected, "{role:?} {purpose:?}");
        let shared = expected.1.is_none();
        assert_eq!(world.script.asked.borrow().is_empty(), !shared);
        assert_eq!(world.rows.is_empty(), !shared);
        let source = world.sources.first().unwrap();
        assert_eq!(source.agreement, "Terms");
        assert_eq!(
            (source.records > 0, source.tally.received > 0),
            (shared, shared)
        );
        assert!(world.summary.is_some(), "it has settled");
    }
}

#[test]
fn any_purpose_will_do_where_the_agreement_names_none_but_one_must_be_said() {
    let any = json!({"title": "Terms", "roles": ["Doctor"]});
    let mut world = world(&any, &json!({}));
    load(&mut world, "Doctor", "");
    assert_eq!(state(&world).1, Some(SourceState::Purpose));
    load(&mut world, "Doctor", "whatever");
    assert_eq!(state(&world), (Completeness::Complete, None));
}

#[test]
fn an_agreement_that_ends_is_told_to_the_integrator_and_stops_only_where_it_says_so() {
    let complete = (Completeness::Complete, None);
    let expired = (Completeness::NotShared, Some(SourceState::Expired));
    let ends = NoticeCode::AgreementEnds;
    let overdue = NoticeCode::AgreementOverdue;
    for (dates, expected, told) in [
        (json!({"until": "2026-04-07"}), complete, vec![]),
        (json!({"until": "2026-04-06"}), complete, vec![(ends, 30)]),
        (json!({"until": "2026-03-07"}), complete, vec![(ends, 0)]),
        (json!({"until": "2026-03-06"}), complete, vec![(overdue, 1)]),
        (
            json!({"until": "2026-02-25", "onExpiry": "stop"}),
            expired,
            vec![(overdue, 10)],
        ),
        (
            json!({"until": "2026-03-07", "onExpiry": "stop"}),
            complete,
            vec![(ends, 0)],
        ),
        (json!({"from": "2026-03-08"}), expired, vec![]),
        (json!({"from": "2026-03-07"}), complete, vec![]),
    ] {
        let mut world = world(&terms(&dates), &json!({}));
        load(&mut world, "Doctor", "direct care");
        assert_eq!(state(&world), expected, "{dates}");
        assert_eq!(notices(&world), told, "{dates}");
        assert_eq!(world.script.asked.borrow().is_empty(), expected == expired);
    }
}

#[test]
fn the_server_s_date_counts_where_no_other_is_fixed() {
    let until = terms(&json!({"until": "2026-03-07", "onExpiry": "stop"}));
    for (ahead, now, expected) in [
        (0, None, Completeness::Complete),
        (86_400, None, Completeness::NotShared),
        // A fixed now goes before either.
        (86_400, Some("2026-03-07T09:14:00Z"), Completeness::Complete),
    ] {
        let mut world = World::new();
        let mut config = json!({"sources": [{
            "id": "a", "title": "a", "baseUrl": "https://a.test/fhir", "agreement": until
        }]});
        if let Some(now) = now {
            config["now"] = json!(now);
        }
        world.configure(&config);
        world.source("a", &resources());
        world.say(&Down::Load(LoadRequest {
            patient: asked(),
            role: "Doctor".into(),
            purpose: "direct care".into(),
            ahead,
            ..LoadRequest::default()
        }));
        world.run();
        assert_eq!(state(&world).0, expected, "{ahead} {now:?}");
    }
}

#[test]
fn an_answer_s_own_date_ends_an_agreement_that_the_clock_does_not() {
    for (stops, expected, requests) in [
        ("stop", Completeness::NotShared, 1),
        ("warn", Completeness::Complete, 2),
    ] {
        let mut world = World::new();
        world.configure(&json!({"sources": [{
            "id": "a", "title": "a", "baseUrl": "https://a.test/fhir",
            "agreement": terms(&json!({"until": "2026-03-07", "onExpiry": stops}))
        }]}));
        world.source("a", &resources());
        let found = Answer::Json(bundle(&[patient()], None));
        let date = vec![("date", "Sun, 08 Mar 2026 09:14:00 GMT".to_owned())];
        world.answer(&search("a"), Answer::With(date, Box::new(found)));
        load(&mut world, "Doctor", "direct care");
        assert_eq!(state(&world).0, expected);
        assert_eq!(world.script.asked.borrow().len(), requests);
        assert_eq!(world.records.len(), 1);
        assert_eq!(world.rows.is_empty(), stops == "stop");
    }
}

#[test]
fn kinds_that_are_not_shared_are_neither_asked_for_nor_kept_nor_counted() {
    let mut world = world(&terms(&json!({"kinds": ["problem"]})), &json!({}));
    // A source that gives more than it was asked for.
    *world.script.handler.borrow_mut() = Some(Box::new(|request| {
        let mut all = vec![patient()];
        all.extend(resources());
        let types = request.url.contains("_type=");
        types.then(|| Answer::Json(bundle(&all, None)))
    }));
    load(&mut world, "Doctor", "direct care");
    let urls = world.script.asked.borrow().clone();
    assert!(
        urls.iter().all(|url| !url.contains("AllergyIntolerance")),
        "{urls:?}"
    );
    assert!(
        urls.iter()
            .any(|url| url.contains("_type=") && url.contains("Condition"))
    );
    assert_eq!(world.titles(), ["Gout"]);
    let source = world.sources.first().unwrap().clone();
    let others = KindSet::ALL.without(KindSet::of(Kind::Problem));
    let (completeness, reason, _) = source.of(Kind::Allergy);
    assert_eq!(completeness, Completeness::NotShared);
    assert_eq!(reason, Some(SourceState::Agreement));
    assert_eq!(source.kinds.first().unwrap().kinds, others);
    assert_eq!((source.records, source.tally.problems), (1, 0));
    world.say(&Down::Search {
        text: "xylophone".into(),
        n: 1,
    });
    world.run();
    assert_eq!(world.ups.last(), Some(&Up::Hits { n: 1, ids: vec![] }));
    let said = format!("{:?}{:?}", world.ups, world.records);
    assert!(!said.contains("Xylophone"));
}

#[test]
fn a_feed_keeps_to_its_agreement_as_well() {
    let mut world = World::new();
    world.configure(&json!({"now": "2026-03-07T09:14:00Z", "sources": [{
        "id": "f", "title": "f", "kind": "feed", "baseUrl": "https://f.test",
        "agreement": terms(&json!({"kinds": ["problem"]})),
        "feed": {
            "path": "/people/{value}", "items": "",
            "about": {"identifier": {"system": SYSTEM, "value": "/number"}},
            "map": [
                {"name": "Letter", "when": {"/type": "letter"}, "kind": "document", "title": "/what"},
                {"name": "Problem", "kind": "problem", "title": "/what"}
            ]
        }
    }]}));
    assert!(world.faults.is_empty(), "{:?}", world.faults);
    let body = json!([
        {"number": NUMBER, "what": "Gout"},
        {"number": NUMBER, "type": "letter", "what": "Xylophone"}
    ]);
    let url = format!("https://f.test/people/{NUMBER}");
    world.answer(&url, Answer::Json(body));
    load(&mut world, "Nurse", "direct care");
    assert_eq!(world.titles(), ["Gout"]);
    assert!(!format!("{:?}", world.ups).contains("Xylophone"));
}

#[test]
fn the_purpose_of_use_goes_along_as_a_header() {
    let header = json!({"purposeHeader": "X-Purpose"});
    let mut world = world(&terms(&json!({})), &header);
    load(&mut world, "Doctor", "Direct Care\r\n\u{fc}");
    assert_eq!(state(&world).1, Some(SourceState::Purpose));
    load(&mut world, "Doctor", "Direct Care");
    let requests = world.script.requests.borrow();
    assert!(!requests.is_empty());
    for request in requests.iter() {
        let mut headers = request.headers.iter();
        let purpose = headers.find(|(name, _)| name == "X-Purpose");
        assert_eq!(
            purpose.map(|(_, value)| value.as_str()),
            Some("Direct Care")
        );
    }
}
