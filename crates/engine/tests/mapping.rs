//! Maps of codes: when they are asked for, and what they change.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

mod support;

use serde_json::{Value, json};
use support::{Answer, CODES, World, asked, condition};
use timeline_model::protocol::{Down, Up};

const MAP: &str = "# code map 1
source\town\tOwn map
http://a.test\t1\t=\thttp://b.test\tx\town
";

fn coded(id: &str, text: &str, system: &str, code: &str) -> Value {
    let mut condition = condition(id, text, "2019-03-30");
    condition["code"]["coding"] = json!([{ "system": system, "code": code }]);
    condition
}

/// Two sources that name one problem in two systems.
fn world(codes: Answer) -> World {
    let world = World::with(&["gp", "ward"]);
    world.source("gp", &[coded("c1", "This", "http://a.test", "1")]);
    world.source("ward", &[coded("c2", "That", "http://b.test", "x")]);
    world.answer(CODES, codes);
    world
}

fn text(text: &str) -> Answer {
    Answer::Bytes(200, text.as_bytes().to_vec())
}

fn asked_for(world: &World, url: &str) -> usize {
    let asked = world.script.asked.borrow();
    asked.iter().filter(|asked| *asked == url).count()
}

/// How many maps were read and how many failed, as the end of the load says.
fn maps(world: &World) -> (u32, u32) {
    let summary = world.summary.clone().unwrap();
    (summary.maps, summary.maps_failed)
}

#[test]
fn entries_are_shown_before_a_map_is_asked_for_and_folded_when_it_is_here() {
    let mut world = world(Answer::After(5000, Box::new(text(MAP))));
    world.load(asked());
    assert_eq!(asked_for(&world, CODES), 1);
    assert_eq!(world.rows.len(), 1);
    assert_eq!(maps(&world), (1, 0));
    let shown = |up: &Up| matches!(up, Up::Patch(patch) if patch.upserts.len() == 2);
    let folded = |up: &Up| matches!(up, Up::Patch(patch) if patch.removed.len() == 1);
    let done = |up: &Up| matches!(up, Up::Done(_));
    let at = |is: &dyn Fn(&Up) -> bool| world.ups.iter().position(is).unwrap();
    assert!(at(&shown) < at(&folded) && at(&folded) < at(&done));
}

#[test]
fn no_map_is_asked_for_where_one_system_serves() {
    let mut world = World::with(&["gp", "ward"]);
    world.source("gp", &[coded("c1", "This", "http://a.test", "1")]);
    world.source("ward", &[coded("c2", "That", "http://a.test", "2")]);
    world.load(asked());
    assert_eq!(world.rows.len(), 2);
    assert_eq!(asked_for(&world, CODES), 0);
    assert_eq!(maps(&world), (0, 0));
}

#[test]
fn a_map_that_fails_is_counted_and_asked_for_again_with_the_sources() {
    for answer in [
        Answer::Bytes(500, Vec::new()),
        text("<!doctype html>"),
        Answer::Bytes(200, vec![0xff]),
    ] {
        let mut world = world(answer);
        world.load(asked());
        assert_eq!(world.rows.len(), 2);
        assert!(world.faults.is_empty());
        assert_eq!(maps(&world), (0, 1));
        world.answer(CODES, text(MAP));
        world.say(&Down::Retry(String::new()));
        world.run();
        assert_eq!(world.rows.len(), 1);
        assert_eq!(maps(&world), (1, 0));
    }
}

#[test]
fn the_hosts_own_maps_are_read_beside_the_one_that_ships() {
    let mut world = World::new();
    let source =
        |id: &str| json!({"id": id, "title": id, "baseUrl": format!("https://{id}.test/fhir")});
    world.configure(&json!({
        "sources": [source("gp"), source("ward")],
        "codeMaps": ["maps/own.tsv", "https://elsewhere.test/map.tsv"],
    }));
    world.source("gp", &[coded("c1", "This", "http://a.test", "1")]);
    world.source("ward", &[coded("c2", "That", "http://b.test", "x")]);
    world.answer("https://host.test/page/maps/own.tsv", text(MAP));
    world.answer(CODES, text("# code map 1\n"));
    world.load(asked());
    assert_eq!(world.rows.len(), 1);
    assert_eq!(maps(&world), (2, 1));
}

#[test]
fn a_map_of_another_load_is_dropped() {
    let mut world = world(Answer::After(5000, Box::new(text(MAP))));
    world.say(&Down::Load(timeline_model::protocol::LoadRequest {
        patient: asked(),
        ..Default::default()
    }));
    while asked_for(&world, CODES) == 0 {
        assert!(world.step());
    }
    world.load = 2;
    world.rows.clear();
    world.source("ward", &[]);
    world.load(asked());
    assert_eq!(world.rows.len(), 1);
    assert_eq!(maps(&world), (0, 0));
}
