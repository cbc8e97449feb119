//! How long the engine waits for sources, how often it asks them, and how many
//! things at once; on virtual time.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

mod support;

use std::{cell::Cell, rc::Rc};

use serde_json::{Value, json};
use support::*;
use timeline_engine::FetchError;
use timeline_model::{
    Completeness, SourceState,
    protocol::{Down, Up},
};

/// A world with one source with these further keys, which holds one problem.
fn world(keys: &Value) -> World {
    let mut world = World::new();
    world.configure(&configuration(&[("a", keys)]));
    world.source("a", &[condition("1", "Gout", "2010")]);
    world
}

fn configuration(sources: &[(&str, &Value)]) -> Value {
    let mut list = Vec::new();
    for (id, keys) in sources {
        let mut source =
            json!({"id": id, "title": id, "baseUrl": format!("https://{id}.test/fhir")});
        let own = source.as_object_mut().unwrap();
        own.extend(keys.as_object().unwrap().clone());
        list.push(source);
    }
    json!({ "sources": list, "now": "2026-03-07T09:14:00Z" })
}

/// Answers these in turn at the address of the record, then the record.
fn in_turn(world: &World, answers: Vec<Answer>) {
    let record = Answer::Json(bundle(&[patient(), condition("1", "Gout", "2010")], None));
    let answers = std::cell::RefCell::new(answers.into_iter());
    *world.script.handler.borrow_mut() = Some(Box::new(move |request| {
        (request.url == everything("a"))
            .then(|| answers.borrow_mut().next().unwrap_or(record.clone()))
    }));
}

fn busy(status: u16, headers: &[(&'static str, &str)]) -> Answer {
    let headers = headers.iter().map(|(n, v)| (*n, (*v).to_owned())).collect();
    Answer::With(headers, Box::new(Answer::Bytes(status, Vec::new())))
}

fn tries(world: &World) -> usize {
    let asked = world.script.asked.borrow();
    asked.iter().filter(|url| **url == everything("a")).count()
}

#[test]
fn a_busy_server_is_waited_for_as_long_as_it_says() {
    let date = "Sat, 07 Mar 2026 09:14:00 GMT";
    for (headers, least, most) in [
        (vec![("retry-after", "20")], 20_000, 20_800),
        (
            vec![
                ("retry-after", "Sat, 07 Mar 2026 09:14:30 GMT"),
                ("date", date),
            ],
            30_000,
            30_800,
        ),
        // The clock of the script stands at 09:14.
        (
            vec![("retry-after", "Sat, 07 Mar 2026 09:14:10 GMT")],
            10_000,
            10_800,
        ),
        // What is past or not understood, or may not be read across origins.
        (
            vec![("retry-after", "Sat, 07 Mar 2020 09:14:10 GMT")],
            0,
            800,
        ),
        (vec![("retry-after", "soon")], 500, 1_300),
        (vec![], 500, 1_300),
    ] {
        for status in [429, 502, 503, 504] {
            let mut world = world(&json!({}));
            world.script.chance.set(499);
            in_turn(&world, vec![busy(status, &headers)]);
            world.say(&Down::Load(load(asked())));
            while world.summary.is_none() && world.step() {}
            assert_eq!(world.titles(), ["Gout"], "{headers:?}");
            assert_eq!(world.sources[0].completeness, Completeness::Complete);
            let time = world.time();
            assert!((least..=most).contains(&time), "{headers:?}: {time}");
        }
    }
}

#[test]
fn waiting_has_an_end() {
    // Four tries in all, twice as long apart each time.
    let mut own = world(&json!({}));
    in_turn(&own, vec![busy(503, &[]); 9]);
    own.load(asked());
    assert_eq!(tries(&own), 4);
    assert_eq!(own.sources[0].reason, Some(SourceState::Server));

    // Nobody waits for longer than the source may take.
    let mut own = world(&json!({"totalTimeout": 60}));
    in_turn(&own, vec![busy(429, &[("retry-after", "61")])]);
    own.load(asked());
    assert_eq!(tries(&own), 1);
    assert_eq!(own.sources[0].reason, Some(SourceState::Server));

    // What is no matter of time is not asked for again.
    for status in [400, 403, 404, 500, 501] {
        let mut own = world(&json!({}));
        in_turn(&own, vec![busy(status, &[("retry-after", "1")])]);
        own.load(asked());
        assert_eq!(tries(&own), 1, "{status}");
        assert_eq!(own.sources[0].completeness, Completeness::Failed);
    }
}

#[test]
fn a_broken_connection_is_tried_once_more() {
    let fails = || Answer::Fails(FetchError::Unreachable);
    let mut mended = world(&json!({}));
    in_turn(&mended, vec![fails()]);
    mended.load(asked());
    assert_eq!(mended.sources[0].completeness, Completeness::Complete);
    let mut gone = world(&json!({}));
    in_turn(&gone, vec![fails(), fails(), fails()]);
    gone.load(asked());
    assert_eq!(tries(&gone), 2);
    assert_eq!(gone.sources[0].reason, Some(SourceState::Unreachable));
    // One that broke off in the middle of a page as well.
    let text = bundle(&[patient(), condition("1", "Gout", "2010")], None).to_string();
    let cut = text.find("Gout").unwrap();
    let half = text.as_bytes()[..cut].to_vec();
    let mut torn = world(&json!({}));
    in_turn(
        &torn,
        vec![Answer::Pieces(vec![(1, half.clone())], End::Breaks)],
    );
    torn.load(asked());
    assert_eq!(torn.sources[0].completeness, Completeness::Complete);
    assert_eq!(torn.titles(), ["Gout"]);
}

#[test]
fn what_came_before_a_page_stood_still_or_broke_off_is_kept() {
    let all = [
        patient(),
        condition("1", "Gout", "2010"),
        condition("2", "Asthma", "2001"),
    ];
    let text = bundle(&all, None).to_string();
    let cut = text.find("Asthma").unwrap();
    let half = text.as_bytes()[..cut].to_vec();
    for (end, reason) in [
        (End::Stalls, SourceState::Timeout),
        (End::Breaks, SourceState::Unreachable),
        (End::Whole, SourceState::BrokenJson),
    ] {
        let mut world = world(&json!({}));
        let page = Answer::Pieces(vec![(10, half.clone())], end);
        in_turn(&world, vec![page; 4]);
        world.load(asked());
        assert_eq!(world.titles(), ["Gout"]);
        let source = &world.sources[0];
        assert_eq!(source.completeness, Completeness::Partial);
        assert_eq!((source.reason, source.page), (Some(reason), 1));
        assert!(source.tally.adds_up());
        assert_eq!(world.script.open.get(), 0, "the request is ended");
    }
}

#[test]
fn each_time_limit_holds_on_its_own() {
    let whole = || bundle(&[patient(), condition("1", "Gout", "2010")], None).to_string();
    let piecewise = |wait: u32, size: usize| {
        let text = whole().into_bytes();
        let pieces = text.chunks(size).map(|piece| (wait, piece.to_vec()));
        Answer::Pieces(pieces.collect(), End::Whole)
    };
    let keys = json!({"headersTimeout": 5, "chunkTimeout": 3, "timeout": 20, "totalTimeout": 60});
    for (answer, fits) in [
        (Answer::After(4_900, Box::new(piecewise(0, 100))), true),
        (Answer::After(5_100, Box::new(piecewise(0, 100))), false),
        (piecewise(2_900, 400), true),
        (piecewise(3_100, 400), false),
        // Each piece in time, all of them not.
        (piecewise(1_000, 10), false),
    ] {
        let mut world = world(&keys);
        in_turn(&world, vec![answer]);
        world.load(asked());
        let source = &world.sources[0];
        assert_eq!(source.completeness == Completeness::Complete, fits);
        assert_eq!(source.reason == Some(SourceState::Timeout), !fits);
        assert!(world.time() <= 61_000);
    }
    // Many pages, each in time, all of them not.
    let mut world = world(&keys);
    *world.script.handler.borrow_mut() = Some(Box::new(|request| {
        let page: u32 = match request.url.split_once("page=") {
            Some((_, n)) => n.parse().unwrap(),
            None if request.url == everything("a") => 1,
            None => return None,
        };
        let next = format!("https://a.test/fhir?page={}", page + 1);
        let found = bundle(&[condition(&page.to_string(), "Gout", "2010")], Some(&next));
        Some(Answer::After(4_000, Box::new(Answer::Json(found))))
    }));
    world.load(asked());
    let source = &world.sources[0];
    assert_eq!(source.completeness, Completeness::Partial);
    assert_eq!(source.reason, Some(SourceState::Timeout));
    assert_eq!(source.page, 15);
}

#[test]
fn a_page_that_is_too_large_is_given_up_as_soon_as_it_is() {
    let mut world = world(&json!({"maxBytes": 1}));
    let piece = vec![b' '; 400_000];
    let page = Answer::Pieces(vec![(10, piece); 9], End::Stalls);
    in_turn(&world, vec![page]);
    world.load(asked());
    assert_eq!(world.sources[0].reason, Some(SourceState::TooLarge));
    assert_eq!(world.sources[0].completeness, Completeness::Failed);
    assert_eq!(world.script.open.get(), 0, "the request is ended");
}

#[test]
fn pages_that_repeat_are_noticed_and_an_endless_list_is_cut_short() {
    let next = |page: u32| format!("https://a.test/fhir?page={page}");
    let answer = |same: bool| {
        move |request: &timeline_engine::Request| {
            let page: u32 = match request.url.split_once("page=") {
                Some((_, n)) => n.parse().unwrap(),
                None if request.url == everything("a") => 1,
                None => return None,
            };
            let shown = if same { 1 } else { page };
            let condition = condition(&shown.to_string(), "Gout", "2010");
            let follow = if same { 2 + page % 2 } else { page + 1 };
            let mut found = bundle(&[condition], Some(&next(follow)));
            if same {
                // The same page, whatever the address.
                found["link"][0]["url"] = json!(next(2));
                if page > 1 {
                    found["link"][0]["url"] = json!(next(3));
                }
            }
            Some(Answer::Json(found))
        }
    };
    let mut repeats = world(&json!({}));
    *repeats.script.handler.borrow_mut() = Some(Box::new(answer(true)));
    repeats.load(asked());
    let source = &repeats.sources[0];
    assert_eq!(source.completeness, Completeness::Partial);
    assert_eq!(
        (source.reason, source.page),
        (Some(SourceState::PagesRepeat), 3)
    );
    assert_eq!(repeats.script.asked.borrow().len(), 4);

    let mut endless = world(&json!({"maxPages": 7}));
    *endless.script.handler.borrow_mut() = Some(Box::new(answer(false)));
    endless.load(asked());
    let source = &endless.sources[0];
    assert_eq!(source.completeness, Completeness::CutShort);
    assert_eq!(
        (source.reason, source.page),
        (Some(SourceState::PageLimit), 8)
    );
    assert_eq!(endless.script.asked.borrow().len(), 8);
    assert_eq!(endless.sources[0].records, 7);
}

#[test]
fn no_more_requests_are_under_way_at_one_origin_than_allowed() {
    for (concurrency, most) in [(1, 1), (3, 3), (32, 8)] {
        let mut world = World::new();
        let types = json!({"load": "types", "types": ["Condition", "Flag", "Goal", "Task"]});
        let mut config = configuration(&[("a", &types), ("b", &types)]);
        config["concurrency"] = json!(concurrency);
        // Two sources at one origin.
        config["sources"][1]["baseUrl"] = json!("https://a.test/fhir/b");
        world.configure(&config);
        *world.script.handler.borrow_mut() = Some(Box::new(|request| {
            let found = match request.url.contains("/Patient?") {
                true => bundle(&[patient()], None),
                false => bundle(&[], None),
            };
            Some(Answer::After(100, Box::new(Answer::Json(found))))
        }));
        world.load(asked());
        assert_eq!(world.script.most_open.get(), most);
        assert_eq!(world.script.asked.borrow().len(), 10);
        assert_eq!(world.script.open.get(), 0);
    }
}

#[test]
fn sources_of_more_weight_and_first_pages_go_first() {
    let mut world = World::new();
    let types = |priority: u32| json!({"load": "types", "types": ["Condition", "Flag"], "priority": priority});
    let mut config = configuration(&[("a", &types(50)), ("b", &types(90)), ("c", &types(10))]);
    config["concurrency"] = json!(1);
    for (place, id) in ["a", "b", "c"].iter().enumerate() {
        config["sources"][place]["baseUrl"] = json!(format!("https://x.test/{id}"));
    }
    world.configure(&config);
    *world.script.handler.borrow_mut() = Some(Box::new(|request| {
        let found = match request.url.contains("/Patient?") {
            true => bundle(&[patient()], None),
            false if request.url.contains("page=2") => bundle(&[], None),
            false => bundle(&[], Some(&format!("{}&page=2", request.url))),
        };
        Some(Answer::After(100, Box::new(Answer::Json(found))))
    }));
    world.load(asked());
    let asked = world.script.asked.borrow().clone();
    let order = |id: &str| {
        let own = asked.iter().enumerate();
        let under = format!("https://x.test/{id}/");
        own.filter_map(|(place, url)| Some((place, url.strip_prefix(&under)?.to_owned())))
            .collect::<Vec<_>>()
    };
    for id in ["a", "b", "c"] {
        let names = order(id);
        let names: Vec<_> = names
            .iter()
            .map(|(_, url)| url.split('?').next().unwrap())
            .collect();
        assert_eq!(names, ["Patient", "Condition", "Flag", "Condition", "Flag"]);
    }
    // The first of all begins before the others are there; then the lightest
    // waits until nobody else does.
    assert_eq!(order("a")[0].0, 0);
    assert_eq!(order("c")[0].0, 1);
    assert!(order("b")[0].0 > order("a")[3].0 && order("b")[0].0 > order("c")[3].0);
}

#[test]
fn the_same_request_under_way_is_made_once() {
    for (second, requests) in [(json!({}), 2), (json!({"headers": {"X-Site": "2"}}), 4)] {
        let mut world = World::new();
        let mut config = configuration(&[("a", &json!({})), ("b", &second)]);
        config["sources"][1]["baseUrl"] = json!("https://a.test/fhir");
        world.configure(&config);
        world.source("a", &[condition("1", "Gout", "2010")]);
        world.load(asked());
        assert_eq!(world.script.asked.borrow().len(), requests);
        for source in &world.sources {
            assert_eq!(source.completeness, Completeness::Complete);
            assert_eq!(source.records, 1);
        }
    }
}

#[test]
fn who_shared_a_request_goes_on_with_it_when_the_other_gives_up() {
    let mut world = World::new();
    let short = json!({"totalTimeout": 5});
    let mut config = configuration(&[("a", &short), ("b", &json!({}))]);
    config["sources"][1]["baseUrl"] = json!("https://a.test/fhir");
    world.configure(&config);
    world.source("a", &[condition("1", "Gout", "2010")]);
    let found = Answer::Json(bundle(&[patient(), condition("1", "Gout", "2010")], None));
    world.answer(&everything("a"), Answer::After(9_000, Box::new(found)));
    world.load(asked());
    assert_eq!(world.sources[0].completeness, Completeness::TimedOut);
    assert_eq!(world.sources[1].completeness, Completeness::Complete);
    assert_eq!(world.script.asked.borrow().len(), 2);
}

#[test]
fn a_load_that_ends_early_ends_its_requests() {
    // The patient turns out to be somebody else while searches are under way.
    let mut world = World::new();
    let types = json!({"load": "types", "types": ["Condition", "Flag", "Goal"]});
    world.configure(&configuration(&[("a", &types)]));
    world.patient("a", &patient());
    let mut stranger = patient();
    stranger["identifier"][0]["value"] = json!("9990000026");
    let lie = Answer::Json(bundle(&[stranger], None));
    world.answer(
        "https://a.test/fhir/Condition?patient=p1&_count=100",
        Answer::After(50, Box::new(lie)),
    );
    for other in ["Flag", "Goal"] {
        let url = format!("https://a.test/fhir/{other}?patient=p1&_count=100");
        world.answer(&url, Answer::Stalls);
    }
    world.say(&Down::Load(load(asked())));
    while world.summary.is_none() && world.step() {}
    assert_eq!(world.sources[0].completeness, Completeness::HeldBack);
    assert_eq!(world.script.open.get(), 0);
    assert!(world.time() < 1_000);
}

#[test]
fn entity_tags_spare_a_page_that_is_as_it_was() {
    let mut world = world(&json!({}));
    let changed = Rc::new(Cell::new(false));
    let turn = Rc::clone(&changed);
    *world.script.handler.borrow_mut() = Some(Box::new(move |request| {
        let second = request.url.contains("page=2");
        if request.url != everything("a") && !second {
            return None;
        }
        let sent = request.headers.iter().find(|(n, _)| n == "If-None-Match");
        if sent.is_some_and(|(_, tag)| tag == "W/\"1\"") && !(second && turn.get()) {
            return Some(Answer::Bytes(304, Vec::new()));
        }
        let found = match (second, turn.get()) {
            (false, _) => bundle(
                &[patient(), condition("1", "Gout", "2010")],
                Some("https://a.test/fhir?page=2"),
            ),
            (true, false) => bundle(&[condition("2", "Asthma", "2001")], None),
            (true, true) => bundle(&[condition("3", "Migraine", "2005")], None),
        };
        let tag = vec![("etag", "W/\"1\"".to_owned())];
        Some(Answer::With(tag, Box::new(Answer::Json(found))))
    }));
    world.load(asked());
    assert_eq!(world.titles(), ["Gout", "Asthma"]);
    // Nothing is sent that was not got before.
    let first = world.script.requests.borrow().clone();
    assert!(
        first
            .iter()
            .all(|r| r.headers.iter().all(|(n, _)| n != "If-None-Match"))
    );
    for (change, expected) in [(false, ["Gout", "Asthma"]), (true, ["Gout", "Migraine"])] {
        changed.set(change);
        world.summary = None;
        world.say(&Down::Retry("a".into()));
        world.run();
        assert_eq!(world.titles(), expected);
        assert_eq!(world.sources[0].completeness, Completeness::Complete);
        assert!(world.sources[0].tally.adds_up());
    }
}

#[test]
fn the_tag_of_half_a_page_is_not_kept() {
    let mut world = world(&json!({}));
    let whole = bundle(&[patient(), condition("1", "Gout", "2010")], None).to_string();
    let half = whole.as_bytes()[..whole.len() - 9].to_vec();
    let bytes = Cell::new(Some(half));
    *world.script.handler.borrow_mut() = Some(Box::new(move |request| {
        if request.url != everything("a") {
            return None;
        }
        let mut headers = request.headers.iter();
        let body = match bytes.take() {
            Some(half) => half,
            None if headers.any(|(name, _)| name == "If-None-Match") => {
                return Some(Answer::Bytes(304, Vec::new()));
            }
            None => whole.clone().into_bytes(),
        };
        let tag = vec![("etag", "W/\"1\"".to_owned())];
        Some(Answer::With(tag, Box::new(Answer::Bytes(200, body))))
    }));
    world.load(asked());
    assert_eq!(world.sources[0].reason, Some(SourceState::BrokenJson));
    world.say(&Down::Retry("a".into()));
    world.run();
    assert_eq!(world.sources[0].completeness, Completeness::Complete);
    assert_eq!(world.titles(), ["Gout"]);
}

#[test]
fn a_retry_keeps_what_was_there_until_it_has_ended() {
    let mut world = world(&json!({}));
    world.load(asked());
    let read_at = world.sources[0].read_at;
    // The source fails now: what it gave stays, and the gap is said.
    let failed = Answer::Bytes(500, Vec::new());
    world.answer(&everything("a"), Answer::After(2_000, Box::new(failed)));
    world.say(&Down::Retry("a".into()));
    world.ups.clear();
    while world.step() {
        assert_eq!(world.titles(), ["Gout"]);
    }
    assert!(world.ups.iter().any(|up| match up {
        Up::Sources(sources) =>
            sources[0].completeness == Completeness::Loading && sources[0].records == 1,
        _ => false,
    }));
    let source = &world.sources[0];
    assert_eq!(world.titles(), ["Gout"]);
    assert_eq!(source.completeness, Completeness::Partial);
    assert_eq!(source.reason, Some(SourceState::Server));
    assert_eq!(source.read_at, read_at, "as of the time it was read");
    // It answers again: what it says now takes the place of what it said.
    let now = bundle(&[patient(), condition("1", "Asthma", "2001")], None);
    world.answer(&everything("a"), Answer::Json(now));
    world.say(&Down::Retry(String::new()));
    world.run();
    assert_eq!(world.titles(), ["Asthma"]);
    assert_eq!(world.sources[0].completeness, Completeness::Complete);
    // It knows somebody else by this number now: nothing of it is shown.
    let mut stranger = patient();
    stranger["identifier"][0]["value"] = json!("9990000026");
    world.patient("a", &stranger);
    world.say(&Down::Retry("a".into()));
    world.run();
    assert!(world.rows.is_empty());
    assert_eq!(world.sources[0].completeness, Completeness::HeldBack);
}
