//! Tokens of the host's and requests that it carries itself, on virtual time.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

mod support;

use std::{cell::RefCell, rc::Rc};

use serde_json::{Value, json};
use support::*;
use timeline_engine::Request;
use timeline_model::{
    Completeness, SourceState,
    protocol::{self, Ask, Call, Down, LoadRequest, Up},
    wire::Bytes,
};

/// Sources with these further keys.
fn world(sources: &[(&str, Value)]) -> World {
    let mut world = World::new();
    let sources: Vec<Value> = sources
        .iter()
        .map(|(id, keys)| {
            let mut source =
                json!({"id": id, "title": id, "baseUrl": format!("https://{id}.test/fhir")});
            let keys = keys.as_object().unwrap().clone();
            source.as_object_mut().unwrap().extend(keys);
            source
        })
        .collect();
    world.configure(&json!({ "sources": sources, "now": "2026-03-07T09:14:00Z" }));
    world
}

fn with_token() -> World {
    let world = world(&[("a", json!({"credentials": "token"}))]);
    world.source("a", &[condition("1", "Gout", "2010")]);
    world
}

/// Begins a load, and lets the clock stand still.
fn begin(world: &mut World) {
    world.say(&Down::Load(LoadRequest {
        patient: asked(),
        ..LoadRequest::default()
    }));
    world.rest();
}

/// What the host was asked in the current load.
fn asks(world: &World) -> Vec<(u32, Ask)> {
    let asks = world.ups.iter().filter_map(|up| match up {
        Up::Ask { n, ask } => Some((*n, ask.clone())),
        _ => None,
    });
    asks.collect()
}

fn reasons(world: &World) -> Vec<String> {
    asks(world)
        .iter()
        .map(|(_, ask)| {
            let detail: Value = serde_json::from_str(&ask.detail).unwrap();
            detail["reason"].as_str().unwrap().to_owned()
        })
        .collect()
}

/// The host answers what it was asked last.
fn answer(world: &mut World, answer: Option<protocol::Answer>) {
    let n = asks(world).last().unwrap().0;
    world.say(&Down::Answer { n, answer });
    world.rest();
}

fn token(text: &str) -> Option<protocol::Answer> {
    Some(piece(text.as_bytes(), false))
}

fn piece(bytes: &[u8], more: bool) -> protocol::Answer {
    protocol::Answer {
        status: 200,
        body: Bytes(bytes.to_vec()),
        more,
        ..protocol::Answer::default()
    }
}

fn sent(request: &Request) -> Option<&str> {
    let mut headers = request.headers.iter();
    let header = headers.find(|(name, _)| name == "Authorization");
    header.map(|(_, value)| value.as_str())
}

/// The sources accept these tokens alone, as long as they stand here.
fn accept(world: &World, tokens: &[&str]) -> Rc<RefCell<Vec<String>>> {
    let good: Vec<String> = tokens
        .iter()
        .map(|token| ["Bearer ", token].concat())
        .collect();
    let good = Rc::new(RefCell::new(good));
    let own = Rc::clone(&good);
    *world.script.handler.borrow_mut() = Some(Box::new(move |request| {
        let taken = own.borrow().iter().any(|t| sent(request) == Some(t));
        (!taken).then(|| Answer::Bytes(401, Vec::new()))
    }));
    good
}

fn state(world: &World) -> (Completeness, Option<SourceState>) {
    (world.sources[0].completeness, world.sources[0].reason)
}

#[test]
fn each_source_gets_its_own_token_and_is_asked_for_it_once() {
    let mut world = world(&[
        ("a", json!({"credentials": "token"})),
        ("b", json!({"credentials": "token"})),
        ("c", json!({"credentials": "cookie"})),
        ("d", json!({})),
    ]);
    for id in ["a", "b", "c", "d"] {
        world.source(id, &[condition("1", "Gout", "2010")]);
    }
    begin(&mut world);
    for (n, ask) in asks(&world) {
        assert_eq!(ask.call, Call::Token);
        let detail: Value = serde_json::from_str(&ask.detail).unwrap();
        assert_eq!(detail["reason"], "first");
        let text = ["token-", detail["source"].as_str().unwrap()].concat();
        let answer = token(&text);
        world.say(&Down::Answer { n, answer });
    }
    world.run();
    assert_eq!(asks(&world).len(), 2);
    assert_eq!(world.script.requests.borrow().len(), 8);
    for request in world.script.requests.borrow().iter() {
        let (of, cookies) = match request
            .url
            .split("//")
            .nth(1)
            .unwrap()
            .split('.')
            .next()
            .unwrap()
        {
            "a" => (Some("Bearer token-a"), false),
            "b" => (Some("Bearer token-b"), false),
            "c" => (None, true),
            _ => (None, false),
        };
        assert_eq!((sent(request), request.cookies), (of, cookies));
        assert!(!request.url.contains("token-"));
    }
    assert!(!format!("{:?}", world.ups).contains("token-"));
    assert!(world.sources.iter().all(|s| s.reason.is_none()));
}

#[test]
fn a_token_that_expires_is_asked_for_again_each_time() {
    let mut world = with_token();
    let next = "https://a.test/fhir?page=";
    for (place, id) in [(1, "2"), (2, "3")] {
        let following = (place < 2).then(|| format!("{next}{}", place + 1));
        let page = bundle(&[condition(id, id, "2011")], following.as_deref());
        world.answer(&format!("{next}{place}"), Answer::Json(page));
    }
    let first = bundle(
        &[patient(), condition("1", "Gout", "2010")],
        Some(&format!("{next}1")),
    );
    world.answer(&everything("a"), Answer::Json(first));
    let tokens = Rc::new(RefCell::new(1_u32));
    // Each token is good for one answer.
    let own = Rc::clone(&tokens);
    *world.script.handler.borrow_mut() = Some(Box::new(move |request| {
        let good = format!("Bearer t{}", own.borrow());
        if sent(request) == Some(&good) {
            *own.borrow_mut() += 1;
            return None;
        }
        Some(Answer::Bytes(401, Vec::new()))
    }));
    begin(&mut world);
    for n in 1..=4 {
        answer(&mut world, token(&format!("t{n}")));
        while asks(&world).len() == n && n < 4 {
            world.step();
        }
    }
    world.run();
    assert_eq!(reasons(&world), ["first", "refused", "refused", "refused"]);
    assert_eq!(state(&world), (Completeness::Complete, None));
    assert_eq!(world.rows.len(), 3);
    let twice = world
        .script
        .asked
        .borrow()
        .iter()
        .filter(|url| url.ends_with("page=1"))
        .count();
    assert_eq!(twice, 2, "what was refused is asked for again");
}

#[test]
fn refused_twice_is_a_sign_in_refused_until_it_is_tried_again() {
    let mut world = with_token();
    let good = accept(&world, &["good"]);
    begin(&mut world);
    answer(&mut world, token("bad"));
    while asks(&world).len() < 2 {
        world.step();
    }
    answer(&mut world, token("as-bad"));
    world.run();
    assert_eq!(reasons(&world), ["first", "refused"]);
    assert_eq!(
        state(&world),
        (Completeness::Failed, Some(SourceState::SignIn))
    );
    assert_eq!(world.script.asked.borrow().len(), 2);
    world.say(&Down::Retry("a".into()));
    world.rest();
    assert_eq!(reasons(&world), ["first", "refused", "refused"]);
    answer(&mut world, token("good"));
    world.run();
    assert_eq!(state(&world), (Completeness::Complete, None));
    // What has worked is used again, and asked for only once it fails.
    good.borrow_mut().clear();
    world.say(&Down::Retry("a".into()));
    world.rest();
    while asks(&world).len() < 4 {
        world.step();
    }
    answer(&mut world, token("late"));
    world.run();
    assert_eq!(state(&world).1, Some(SourceState::SignIn));
    assert_eq!(asks(&world).len(), 4);
}

#[test]
fn a_forbidden_request_is_not_mended_by_another_token() {
    let mut world = with_token();
    *world.script.handler.borrow_mut() = Some(Box::new(|_| Some(Answer::Bytes(403, Vec::new()))));
    begin(&mut world);
    answer(&mut world, token("t"));
    world.run();
    assert_eq!(asks(&world).len(), 1);
    assert_eq!(state(&world).0, Completeness::Failed);
}

#[test]
fn a_host_that_gives_no_token_is_told_from_a_source_that_refuses_it() {
    for given in [
        None,
        token(""),
        token("two words"),
        token("one\r\nX: y"),
        token("tökén"),
        Some(piece(&[0xff, 0xfe], false)),
    ] {
        let mut world = with_token();
        begin(&mut world);
        answer(&mut world, given.clone());
        world.run();
        let failed = (Completeness::Failed, Some(SourceState::Host));
        assert_eq!(state(&world), failed, "{given:?}");
        assert_eq!(world.script.asked.borrow().len(), 0);
        // Tried again, it is asked again.
        world.say(&Down::Retry(String::new()));
        world.rest();
        answer(&mut world, token("t"));
        world.run();
        assert_eq!(state(&world), (Completeness::Complete, None));
    }
}

#[test]
fn a_host_that_never_answers_is_given_up() {
    let mut world = with_token();
    begin(&mut world);
    world.run();
    assert_eq!(state(&world).1, Some(SourceState::Host));
    let n = asks(&world)[0].0;
    assert!(world.ups.contains(&Up::Cancel(n)));
    // It is too late now.
    answer(&mut world, token("t"));
    world.run();
    assert_eq!(world.script.asked.borrow().len(), 0);
}

#[test]
fn a_token_belongs_to_one_context() {
    let mut world = with_token();
    begin(&mut world);
    let (old, _) = asks(&world)[0];
    world.load = 2;
    world.ups.clear();
    begin(&mut world);
    let (new, _) = asks(&world)[0];
    assert_ne!(old, new);
    // The answer to the old question, of its own load and as if of this.
    world.load = 1;
    let late = token("old");
    world.say(&Down::Answer {
        n: old,
        answer: late.clone(),
    });
    world.load = 2;
    world.say(&Down::Answer {
        n: old,
        answer: late,
    });
    world.rest();
    assert_eq!(world.script.asked.borrow().len(), 0);
    answer(&mut world, token("new"));
    world.run();
    assert_eq!(state(&world), (Completeness::Complete, None));
    for load in [3, 4] {
        world.load = load;
        world.ups.clear();
        begin(&mut world);
        assert_eq!(reasons(&world), ["first"], "nothing is left of the last");
    }
    let requests = world.script.requests.borrow();
    assert!(requests.iter().all(|r| sent(r) == Some("Bearer new")));
}

/// A source whose requests the host carries, and the first it was asked.
fn carried(keys: Value) -> (World, u32, Value) {
    let mut all = json!({"carrier": "host"});
    let keys = keys.as_object().unwrap().clone();
    all.as_object_mut().unwrap().extend(keys);
    let mut world = world(&[("a", all)]);
    begin(&mut world);
    let (n, ask) = asks(&world)[0].clone();
    assert_eq!(ask.call, Call::Request);
    (world, n, serde_json::from_str(&ask.detail).unwrap())
}

/// The host answers question `n` with these pieces.
fn stream(world: &mut World, n: u32, body: &Value, size: usize) {
    let bytes = body.to_string().into_bytes();
    let mut pieces = vec![piece(&[], true)];
    pieces.extend(bytes.chunks(size).map(|bytes| piece(bytes, true)));
    pieces.push(piece(&[], false));
    for piece in pieces {
        let answer = Some(piece);
        world.say(&Down::Answer { n, answer });
        world.rest();
    }
}

#[test]
fn the_host_carries_requests_and_gives_bodies_in_pieces() {
    let (mut world, n, detail) = carried(json!({"headers": {"X-Site": "Ward"}}));
    assert_eq!(detail["source"], "a");
    assert_eq!(detail["method"], "GET");
    assert_eq!(detail["url"], search("a"));
    assert_eq!(detail["headers"]["X-Site"], "Ward");
    assert_eq!(detail["headers"]["Accept"], "application/fhir+json");
    stream(&mut world, n, &bundle(&[patient()], None), 7);
    while asks(&world).len() < 2 {
        world.step();
    }
    let (n, ask) = asks(&world)[1].clone();
    assert!(ask.detail.contains(&everything("a")));
    let all = [patient(), condition("1", "Gout", "2010")];
    stream(&mut world, n, &bundle(&all, None), 100);
    world.run();
    assert_eq!(state(&world), (Completeness::Complete, None));
    assert_eq!(world.titles(), ["Gout"]);
    assert_eq!(world.script.asked.borrow().len(), 0, "by the host alone");
    let cancelled = |up: &Up| matches!(up, Up::Cancel(_));
    assert!(!world.ups.iter().any(cancelled));
}

#[test]
fn a_carried_answer_that_is_too_large_is_not_waited_for() {
    let (mut world, n, _) = carried(json!({"maxBytes": 1}));
    let half = vec![b' '; 600_000];
    for bytes in [&[], half.as_slice(), half.as_slice()] {
        let answer = Some(piece(bytes, true));
        world.say(&Down::Answer { n, answer });
        world.rest();
    }
    assert!(world.ups.contains(&Up::Cancel(n)));
    world.run();
    assert_eq!(state(&world).1, Some(SourceState::TooLarge));
}

#[test]
fn a_host_that_fails_at_any_point_is_named() {
    let (mut world, n, _) = carried(json!({}));
    world.say(&Down::Answer { n, answer: None });
    world.run();
    assert_eq!(state(&world).1, Some(SourceState::Host), "at once");

    let (mut world, n, _) = carried(json!({}));
    let answer = Some(piece(b"{\"resourceType\"", true));
    world.say(&Down::Answer { n, answer });
    world.rest();
    world.say(&Down::Answer { n, answer: None });
    world.run();
    assert_eq!(state(&world).1, Some(SourceState::Host), "in the middle");

    for pieces in 0..3 {
        let (mut world, n, _) = carried(json!({}));
        for _ in 0..pieces {
            let answer = Some(piece(b" ", true));
            world.say(&Down::Answer { n, answer });
            world.rest();
        }
        world.run();
        assert_eq!(state(&world).1, Some(SourceState::Timeout), "{pieces}");
        assert!(world.ups.contains(&Up::Cancel(n)));
    }
}

#[test]
fn a_carried_request_is_signed_in_as_well() {
    let mut world = world(&[("a", json!({"carrier": "host", "credentials": "token"}))]);
    begin(&mut world);
    answer(&mut world, token("one"));
    let (_, ask) = asks(&world)[1].clone();
    assert!(ask.detail.contains("Bearer one"));
    let mut refused = piece(&[], false);
    refused.status = 401;
    answer(&mut world, Some(refused));
    while asks(&world).len() < 3 {
        world.step();
    }
    assert_eq!(asks(&world)[2].1.call, Call::Token);
    answer(&mut world, token("two"));
    assert!(asks(&world)[3].1.detail.contains("Bearer two"));
}

#[test]
fn requests_that_are_refused_together_wait_for_one_new_token() {
    let types = ["Condition", "Observation", "Procedure", "Encounter", "Goal"];
    let keys = json!({"credentials": "token", "load": "types", "types": types});
    let mut world = world(&[("a", keys)]);
    world.source("a", &[]);
    for kind in types {
        let url = format!("https://a.test/fhir/{kind}?patient=p1&_count=100");
        let found = match kind {
            "Condition" => bundle(&[condition("1", "Gout", "2010")], None),
            _ => bundle(&[], None),
        };
        world.answer(&url, Answer::Json(found));
    }
    // The first token is good for the search for the patient alone.
    *world.script.handler.borrow_mut() = Some(Box::new(|request| {
        let taken = match sent(request) {
            Some("Bearer one") => request.url.contains("identifier="),
            token => token == Some("Bearer two"),
        };
        (!taken).then(|| Answer::Bytes(401, Vec::new()))
    }));
    begin(&mut world);
    answer(&mut world, token("one"));
    for _ in 0..50 {
        if asks(&world).len() < 2 {
            world.step();
        }
    }
    world.rest();
    let refused = world.script.asked.borrow().len() - 1;
    assert!(refused > 1, "several were under way");
    assert_eq!(reasons(&world), ["first", "refused"]);
    answer(&mut world, token("two"));
    world.run();
    assert_eq!(reasons(&world), ["first", "refused"], "one call for all");
    assert_eq!(state(&world), (Completeness::Complete, None));
    assert_eq!(world.titles(), ["Gout"]);
}

#[test]
fn nothing_that_signs_in_is_written_out() {
    let mut world = world(&[("a", json!({"carrier": "host", "credentials": "token"}))]);
    begin(&mut world);
    answer(&mut world, token("secret"));
    let (_, ask) = asks(&world)[1].clone();
    assert!(ask.detail.contains("Bearer secret"));
    let request = Request {
        url: "https://a.test/secret".into(),
        headers: vec![("Authorization".into(), "Bearer secret".into())],
        ..Request::default()
    };
    let given = Down::Answer {
        n: 1,
        answer: token("secret"),
    };
    let secret = |text: String| text.contains("secret") || text.contains("115, 101, 99");
    assert!(!secret(format!("{:?}", world.ups)));
    assert!(!secret(format!("{request:?} {given:?} {ask:?}")));
}
