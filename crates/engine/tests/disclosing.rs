//! What is kept out of sight and opened with a reason.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

mod support;

use serde_json::{Value, json};
use support::*;
use timeline_model::{
    Completeness, Detail, EntryId, Mark, Row, SourceState,
    protocol::{Call, Down, LoadRequest, Opened, OpenedWhat, Up},
};

fn secret(id: &str, text: &str) -> Value {
    let mut secret = condition(id, text, "2012-05-06");
    secret["meta"] = json!({"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}]});
    secret
}

fn world(more: &Value) -> World {
    let mut config = json!({
        "sources": [{"id": "a", "title": "a", "baseUrl": "https://a.test/fhir", "purposeHeader": "X-Purpose", "emergency": "ETREAT"}],
        "now": "2026-03-07T09:14:00Z", "disclosure": "with-reason"
    });
    let more = more.as_object().unwrap().clone();
    config.as_object_mut().unwrap().extend(more);
    let mut world = World::new();
    world.configure(&config);
    assert!(world.faults.is_empty(), "{:?}", world.faults);
    world.source(
        "a",
        &[
            condition("1", "Gout", "2010"),
            secret("2", "Hidden words"),
            secret("3", "Other secret"),
        ],
    );
    world
}

fn covered(world: &World) -> Vec<Row> {
    let rows = world.rows.values();
    rows.filter(|row| row.marks.has(Mark::Covered))
        .cloned()
        .collect()
}

fn open(world: &mut World, opened: Opened) {
    world.say(&Down::Open(opened));
    world.run();
}

fn entry(id: EntryId, reason: &str) -> Opened {
    Opened {
        entry: id,
        reason: reason.into(),
        ..Opened::default()
    }
}

fn not_opened(world: &World) -> usize {
    let ups = world.ups.iter();
    ups.filter(|up| matches!(up, Up::NotOpened(_))).count()
}

fn hits(world: &mut World, text: &str) -> usize {
    world.say(&Down::Search {
        text: text.into(),
        n: 7,
    });
    world.run();
    match world.ups.last() {
        Some(Up::Hits { ids, .. }) => ids.len(),
        other => panic!("no hits but {other:?}"),
    }
}

fn detail(world: &mut World, id: EntryId) -> Detail {
    world.say(&Down::Detail(id));
    world.run();
    match world.ups.last() {
        Some(Up::Detail(_, Some(detail))) => (**detail).clone(),
        other => panic!("no detail but {other:?}"),
    }
}

#[test]
fn a_covered_entry_opens_once_the_host_has_recorded_why_and_no_other_does() {
    let mut world = world(&json!({}));
    world.load(asked());
    let both = covered(&world);
    assert_eq!(both.len(), 2);
    let id = both[0].id;
    open(&mut world, entry(id, " Emergency care "));
    let (call, record) = world.records[1].clone();
    assert_eq!(call, Call::Disclosure);
    assert_eq!(
        record,
        json!({"source": "a", "what": "covered", "entry": id.to_hex(), "reason": "Emergency care", "sources": ["a"]})
    );
    let (call, access) = world.records[2].clone();
    assert_eq!(call, Call::Access);
    assert_eq!(
        access,
        json!({"source": "a", "action": "covered", "outcome": "opened"})
    );
    let row = world.rows[&id].clone();
    assert!(row.marks.has(Mark::Opened) && !row.marks.has(Mark::Covered));
    let words = row.title.clone();
    assert!(["Hidden words", "Other secret"].contains(&words.as_str()));
    assert_eq!(covered(&world).len(), 1, "the other stays shut");
    assert_eq!(hits(&mut world, &words), 1);
    assert_eq!(hits(&mut world, "hidden") + hits(&mut world, "secret"), 1);
    assert!(detail(&mut world, id).copies[0].original.contains(&words));
    assert_eq!(not_opened(&world), 0);
}

#[test]
fn it_stays_open_in_later_loads_and_ends_with_the_context() {
    let mut world = world(&json!({}));
    world.load(asked());
    let id = covered(&world)[0].id;
    open(&mut world, entry(id, "Emergency"));
    world.say(&Down::Retry("a".into()));
    world.run();
    assert!(world.rows[&id].marks.has(Mark::Opened));
    world.load = 2;
    world.rows.clear();
    world.load(asked());
    assert_eq!(covered(&world).len(), 2);
}

#[test]
fn what_the_host_does_not_record_stays_shut() {
    for keeper in [Some(None), Some(Some(404)), None] {
        let mut world = world(&json!({}));
        world.load(asked());
        world.keeper = keeper;
        let id = covered(&world)[0].id;
        open(&mut world, entry(id, "Emergency"));
        assert_eq!(not_opened(&world), 1, "{keeper:?}");
        assert_eq!(covered(&world).len(), 2);
        let last = world.records.last().unwrap();
        assert_eq!(
            last.1["outcome"], "not-opened",
            "refusals are recorded, too"
        );
    }
}

#[test]
fn nothing_opens_without_a_reason_or_where_it_is_not_allowed() {
    let mut world = world(&json!({}));
    world.load(asked());
    let id = covered(&world)[0].id;
    open(&mut world, entry(id, "  "));
    open(&mut world, entry(EntryId(5), "Emergency"));
    let gout = world
        .rows
        .values()
        .find(|row| row.title == "Gout")
        .unwrap()
        .id;
    open(&mut world, entry(gout, "Emergency"));
    for what in [OpenedWhat::HeldBack, OpenedWhat::Emergency] {
        let opened = Opened {
            what,
            source: "a".into(),
            reason: "Emergency".into(),
            ..Opened::default()
        };
        open(&mut world, opened);
    }
    assert_eq!(not_opened(&world), 5);
    assert_eq!(world.records.len(), 1, "nothing is asked of the host");
    let mut shut = self::world(&json!({"disclosure": "closed"}));
    shut.load(asked());
    let id = covered(&shut)[0].id;
    open(&mut shut, entry(id, "Emergency"));
    assert_eq!((not_opened(&shut), covered(&shut).len()), (1, 2));
}

#[test]
fn what_is_folded_into_it_later_was_not_disclosed() {
    let mut world = World::new();
    let source =
        |id: &str| json!({"id": id, "title": id, "baseUrl": format!("https://{id}.test/fhir")});
    world.configure(&json!({
        "sources": [source("a"), source("b")], "now": "2026-03-07T09:14:00Z", "disclosure": "with-reason"
    }));
    world.source("a", &[secret("2", "Hidden words")]);
    world.source("b", &[secret("9", "Hidden words")]);
    world.answer(&search("b"), Answer::Bytes(500, Vec::new()));
    world.load(asked());
    let id = covered(&world)[0].id;
    open(&mut world, entry(id, "Emergency"));
    assert!(covered(&world).is_empty());
    world.patient("b", &patient());
    world.say(&Down::Retry("b".into()));
    world.run();
    assert_eq!(world.rows.len(), 1, "they are one");
    assert_eq!(covered(&world).len(), 1);
}

fn held_back(world: &World, born: &str) {
    let mut other = patient();
    other["birthDate"] = json!(born);
    world.patient("a", &other);
    let all = [other, condition("1", "Gout", "2010")];
    world.answer(&everything("a"), Answer::Json(bundle(&all, None)));
}

#[test]
fn another_date_of_birth_is_opened_where_that_is_allowed_and_keeps_its_warning() {
    for (allowed, rows) in [(true, 1), (false, 0)] {
        let mut world = world(&json!({"openHeldBack": allowed}));
        held_back(&world, "1951-03-02");
        let mut person = asked();
        person.born = timeline_model::PartialDate::parse("1950-02-01");
        world.load(person);
        assert_eq!(world.sources[0].completeness, Completeness::HeldBack);
        assert_eq!(world.sources[0].may_be_opened, allowed);
        let opened = Opened {
            what: OpenedWhat::HeldBack,
            source: "a".into(),
            reason: "Same person".into(),
            ..Opened::default()
        };
        open(&mut world, opened);
        assert_eq!(world.rows.len(), rows);
        assert_eq!(not_opened(&world), 1 - rows);
        if allowed {
            assert_eq!(world.sources[0].warning, Some(SourceState::OtherBirthDate));
            let disclosure = &world.records[1].1;
            assert_eq!(disclosure["what"], "held-back");
            let access = world.records.last().unwrap();
            assert_eq!(access.1["action"], "held-back");
        }
    }
}

#[test]
fn another_identifier_is_never_opened() {
    let mut world = world(&json!({"openHeldBack": true}));
    let mut other = patient();
    other["identifier"] = json!([{"system": SYSTEM, "value": "9990000026"}]);
    world.patient("a", &other);
    world.load(asked());
    assert_eq!(world.sources[0].completeness, Completeness::HeldBack);
    assert!(!world.sources[0].may_be_opened);
    let opened = Opened {
        what: OpenedWhat::HeldBack,
        source: "a".into(),
        reason: "Same person".into(),
        ..Opened::default()
    };
    open(&mut world, opened);
    assert_eq!((not_opened(&world), world.rows.len()), (1, 0));
}

#[test]
fn a_source_that_has_more_in_an_emergency_is_asked_again_with_that_purpose() {
    let mut world = world(&json!({}));
    let word = json!({
        "resourceType": "OperationOutcome",
        "issue": [{"severity": "information", "code": "suppressed", "details": {"coding": [
            {"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "BTG"}
        ]}}]
    });
    let all = [patient(), condition("1", "Gout", "2010"), word];
    world.answer(&everything("a"), Answer::Json(bundle(&all, None)));
    world.say(&Down::Load(LoadRequest {
        patient: asked(),
        purpose: "TREAT".into(),
        ..LoadRequest::default()
    }));
    world.run();
    assert!(world.sources[0].more_in_emergency, "{:?}", world.sources);
    let before = world.script.requests.borrow().len();
    let opened = Opened {
        what: OpenedWhat::Emergency,
        source: "a".into(),
        reason: "Unconscious".into(),
        ..Opened::default()
    };
    open(&mut world, opened);
    let requests = world.script.requests.borrow();
    let purposes: Vec<&str> = requests
        .iter()
        .map(|request| {
            let mut headers = request.headers.iter();
            let header = headers.find(|(name, _)| name == "X-Purpose");
            header.unwrap().1.as_str()
        })
        .collect();
    assert!(purposes[..before].iter().all(|purpose| *purpose == "TREAT"));
    assert!(purposes.len() > before);
    assert!(
        purposes[before..]
            .iter()
            .all(|purpose| *purpose == "ETREAT")
    );
    assert!(!world.sources[0].more_in_emergency, "it was asked for");
    let last = &world.records.last().unwrap().1;
    assert_eq!(
        (&last["action"], &last["purpose"]),
        (&json!("emergency"), &json!("ETREAT"))
    );
}
