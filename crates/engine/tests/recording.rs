//! The record of each access, which the host keeps.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

mod support;

use serde_json::{Value, json};
use support::*;
use timeline_engine::{Environment, FetchError};
use timeline_model::{
    Completeness, SourceState,
    protocol::{Call, Down, LoadRequest, NoticeCode, Up},
};

fn world(audit: &str) -> World {
    let mut world = World::new();
    let source =
        |id: &str| json!({"id": id, "title": id, "baseUrl": format!("https://{id}.test/fhir")});
    let mut shut = source("c");
    shut["agreement"] = json!({"title": "Terms", "roles": ["Nobody"]});
    world.configure(&json!({
        "sources": [source("a"), source("b"), shut],
        "now": "2026-03-07T09:14:00Z", "audit": audit
    }));
    let mut secret = condition("3", "Hidden words", "2012-05-06");
    secret["meta"] = json!({"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}]});
    world.source(
        "a",
        &[
            condition("1", "Gout", "2010"),
            condition("2", "Asthma", "2001"),
            secret,
        ],
    );
    world.answer(&search("b"), Answer::Fails(FetchError::Unreachable));
    world
}

fn load(world: &mut World) {
    world.say(&Down::Load(LoadRequest {
        patient: asked(),
        role: "Doctor".into(),
        purpose: "direct care".into(),
        ..LoadRequest::default()
    }));
    world.run();
}

/// The records of loads of this source.
fn records(world: &World, source: &str) -> Vec<Value> {
    let mut own = Vec::new();
    for (call, record) in &world.records {
        if *call == Call::Access && record["source"] == source {
            own.push(record.clone());
        }
    }
    own
}

fn notices(world: &World) -> Vec<String> {
    let notices = world.ups.iter().filter_map(|up| match up {
        Up::Notice(notice) if notice.code == NoticeCode::AccessNotRecorded => {
            Some(notice.source.clone())
        }
        _ => None,
    });
    notices.collect()
}

#[test]
fn each_source_leaves_a_record_whatever_came_of_it() {
    let mut world = world("optional");
    load(&mut world);
    let a = records(&world, "a");
    assert_eq!(a.len(), 1);
    assert_eq!(a[0]["outcome"], "complete");
    assert_eq!(a[0]["action"], "load");
    // Of what is covered it does not say the kind.
    assert_eq!(a[0]["counts"], json!({"problem": 2, "covered": 1}));
    assert_eq!(a[0]["request"], everything("a"));
    assert_eq!(a[0]["kinds"].as_array().unwrap().len(), 14);
    let b = records(&world, "b");
    assert_eq!(
        (&b[0]["outcome"], &b[0]["reason"]),
        (&json!("failed"), &json!("unreachable"))
    );
    assert_eq!(b[0]["counts"], json!({}));
    let c = records(&world, "c");
    assert_eq!(
        (&c[0]["outcome"], &c[0]["reason"]),
        (&json!("not-shared"), &json!("role"))
    );
    assert!(notices(&world).is_empty());
    assert_eq!(c[0].get("request"), None, "nothing was asked");
    let said = format!("{:?}", world.records);
    assert!(!said.contains("Gout") && !said.contains("Hill"));
}

#[test]
fn a_retry_leaves_a_record_of_its_own() {
    let mut world = world("optional");
    load(&mut world);
    world.source("b", &[]);
    world.say(&Down::Retry("b".into()));
    world.run();
    let b = records(&world, "b");
    assert_eq!(b.len(), 2);
    assert_eq!(b[1]["outcome"], "empty");
}

#[test]
fn optional_records_keep_nothing_from_the_screen() {
    for (keeper, told) in [
        (Some(None), 3),
        // A host that keeps no records has chosen so.
        (Some(Some(404)), 0),
        // One that does not answer.
        (None, 3),
    ] {
        let mut world = world("optional");
        world.keeper = keeper;
        load(&mut world);
        assert_eq!(world.rows.len(), 3);
        assert_eq!(notices(&world).len(), told, "{keeper:?}");
    }
}

#[test]
fn where_records_are_required_nothing_is_shown_before_one_is_accepted() {
    let mut world = world("required");
    world.keeper = None;
    world.say(&Down::Load(LoadRequest {
        patient: asked(),
        role: "Doctor".into(),
        ..LoadRequest::default()
    }));
    // For so long the host has not answered.
    while records(&world, "a").is_empty() {
        assert!(world.step());
    }
    let asked_at = world.script.ticks();
    while world.script.ticks() < asked_at + 1_000 {
        assert!(world.step());
    }
    assert!(world.rows.is_empty());
    assert!(world.summary.is_none());
    let a = &world.sources[0];
    assert_eq!(a.completeness, Completeness::Loading);
    assert_eq!((a.records, a.tally.received), (0, 0));
    assert_eq!((a.reason, a.read_at), (None, None));
    let person = world.ups.iter().rev().find_map(|up| match up {
        Up::Patch(patch) => patch.person.clone(),
        _ => None,
    });
    assert!(
        person.unwrap().person.names.is_empty(),
        "not even who it is"
    );
    // And for so long none is accepted.
    world.run();
    assert!(world.rows.is_empty());
    for source in &world.sources[..2] {
        assert_eq!(source.completeness, Completeness::Failed);
        assert_eq!(source.reason, Some(SourceState::NotRecorded));
        assert_eq!(source.tally.received, 0);
    }
    assert_eq!(world.sources[2].completeness, Completeness::NotShared);
    assert!(world.summary.is_some());
    // A retry that the host records shows it.
    world.keeper = Some(Some(200));
    world.say(&Down::Retry("a".into()));
    world.run();
    assert_eq!(world.rows.len(), 3);
    assert_eq!(world.sources[0].completeness, Completeness::Complete);
}

#[test]
fn required_records_that_are_accepted_show_all() {
    let mut world = world("required");
    load(&mut world);
    assert_eq!(world.rows.len(), 3);
    assert_eq!(world.sources[0].completeness, Completeness::Complete);
    assert_eq!(world.sources[1].reason, Some(SourceState::Unreachable));
    assert!(notices(&world).is_empty());
}

#[test]
fn what_was_shown_stays_where_a_later_record_is_refused() {
    let mut world = world("required");
    load(&mut world);
    world.keeper = Some(None);
    world.say(&Down::Retry("a".into()));
    world.run();
    assert_eq!(world.rows.len(), 3, "the record of these was accepted");
    let a = &world.sources[0];
    assert_eq!(a.completeness, Completeness::Partial);
    assert_eq!(a.reason, Some(SourceState::NotRecorded));
    assert_eq!(notices(&world), ["a"]);
}

#[test]
fn nobody_to_keep_required_records_shows_nothing() {
    let mut world = world("required");
    world.keeper = Some(Some(404));
    load(&mut world);
    assert!(world.rows.is_empty());
    assert_eq!(notices(&world), ["a", "b"]);
}
