//! What the engine does with sources that answer, and with those that do not.

mod support;

use serde_json::{Value, json};
use support::*;
use timeline_engine::FetchError;
use timeline_model::{
    Completeness, Mark, SourceState,
    protocol::{Down, LoadFaultCode, Up},
};

#[test]
fn entries_of_all_sources_are_one_list() {
    let mut world = World::with(&["a", "b"]);
    world.source("a", &[condition("1", "Asthma", "2001-02-03")]);
    world.source("b", &[condition("1", "Gout", "2010")]);
    world.load(asked());
    assert_eq!(world.titles(), ["Gout", "Asthma"]);
    for source in &world.sources {
        assert_eq!(source.completeness, Completeness::Complete);
        assert_eq!(source.records, 1);
        assert!(source.tally.adds_up());
        // The patient comes twice: found, and with the record.
        assert_eq!((source.tally.received, source.tally.supporting), (3, 2));
    }
    let summary = world.summary.expect("the load ends");
    assert_eq!((summary.entries, summary.records), (2, 2));
}

#[test]
fn pages_are_followed_to_the_last() {
    let mut world = World::with(&["a"]);
    world.patient("a", &patient());
    let second = "https://a.test/fhir?page=2";
    let page = |id, next| bundle(&[condition(id, id, "2001-02-03")], next);
    world.answer(&everything("a"), Answer::Json(page("one", Some(second))));
    // Relative to the page before, as some servers send it.
    world.answer(second, Answer::Json(page("two", Some("/fhir?page=3"))));
    world.answer(
        "https://a.test/fhir?page=3",
        Answer::Json(page("three", None)),
    );
    world.load(asked());
    assert_eq!(world.rows.len(), 3);
    assert_eq!(world.sources[0].completeness, Completeness::Complete);
}

#[test]
fn failed_source_is_listed_beside_loaded_entries() {
    let table = [
        (
            Answer::Fails(FetchError::Unreachable),
            SourceState::Unreachable,
            Completeness::Failed,
        ),
        (Answer::Stalls, SourceState::Timeout, Completeness::TimedOut),
        (
            Answer::Bytes(200, b"<html><body>Sign in</body></html>".to_vec()),
            SourceState::NotJson,
            Completeness::Failed,
        ),
        (
            Answer::Bytes(200, b"<Bundle xmlns=\"http://hl7.org/fhir\">".to_vec()),
            SourceState::UnsupportedFormat,
            Completeness::Failed,
        ),
        (
            Answer::Bytes(200, Vec::new()),
            SourceState::NotJson,
            Completeness::Failed,
        ),
        (
            Answer::Bytes(401, Vec::new()),
            SourceState::SignIn,
            Completeness::Failed,
        ),
        (
            Answer::Bytes(403, Vec::new()),
            SourceState::Forbidden,
            Completeness::Failed,
        ),
        (
            Answer::Bytes(500, Vec::new()),
            SourceState::Server,
            Completeness::Failed,
        ),
        (
            Answer::Bytes(429, Vec::new()),
            SourceState::Server,
            Completeness::Failed,
        ),
        (
            Answer::Bytes(400, Vec::new()),
            SourceState::Refused,
            Completeness::Failed,
        ),
    ];
    for (answer, reason, completeness) in table {
        for at_search in [true, false] {
            let mut world = World::with(&["a", "b"]);
            world.source("a", &[condition("1", "Asthma", "2001-02-03")]);
            world.source("b", &[]);
            let url = if at_search {
                search("b")
            } else {
                everything("b")
            };
            world.answer(&url, answer.clone());
            world.load(asked());
            assert_eq!(world.titles(), ["Asthma"]);
            assert_eq!(world.sources[0].completeness, Completeness::Complete);
            assert_eq!(world.sources[1].completeness, completeness);
            assert_eq!(world.sources[1].reason, Some(reason));
            let is_named = world.sources[1].format == "FHIR XML";
            assert_eq!(is_named, reason == SourceState::UnsupportedFormat);
            assert!(world.summary.is_some(), "the load ends");
        }
    }
}

#[test]
fn a_broken_page_keeps_what_stood_before_the_break() {
    let mut world = World::with(&["a"]);
    world.source("a", &[]);
    let all = bundle(
        &[
            condition("1", "Asthma", "2001-02-03"),
            condition("2", "Gout", "2010"),
        ],
        None,
    );
    let text = all.to_string();
    let cut = text.find("Gout").unwrap();
    world.answer(
        &everything("a"),
        Answer::Bytes(200, text.as_bytes()[..cut].to_vec()),
    );
    world.load(asked());
    assert_eq!(world.titles(), ["Asthma"]);
    let source = &world.sources[0];
    assert_eq!(source.completeness, Completeness::Partial);
    assert_eq!(source.reason, Some(SourceState::BrokenJson));
    assert_eq!(source.page, 1);
    assert!(source.offset > 0 && source.offset as usize <= cut);
    assert!(source.tally.adds_up());
}

#[test]
fn a_second_page_that_fails_makes_the_source_partial() {
    let mut world = World::with(&["a"]);
    world.patient("a", &patient());
    let first = bundle(
        &[condition("1", "Asthma", "2001")],
        Some("https://a.test/fhir?page=2"),
    );
    world.answer(&everything("a"), Answer::Json(first));
    world.answer("https://a.test/fhir?page=2", Answer::Bytes(503, Vec::new()));
    world.load(asked());
    assert_eq!(world.titles(), ["Asthma"]);
    let source = &world.sources[0];
    assert_eq!(source.completeness, Completeness::Partial);
    assert_eq!((source.reason, source.page), (Some(SourceState::Server), 2));
}

#[test]
fn fewer_than_the_source_counted_without_a_further_page_is_partial() {
    for (total, completeness) in [(2, Completeness::Complete), (3, Completeness::Partial)] {
        let mut world = World::with(&["a"]);
        world.patient("a", &patient());
        let second = "https://a.test/fhir?page=2";
        let mut pages = [
            bundle(&[condition("1", "Asthma", "2001")], Some(second)),
            bundle(&[condition("2", "Gout", "2010")], None),
        ];
        for page in &mut pages {
            page["total"] = json!(total);
        }
        let [first, last] = pages;
        world.answer(&everything("a"), Answer::Json(first));
        world.answer(second, Answer::Json(last));
        world.load(asked());
        assert_eq!(world.titles().len(), 2);
        let source = &world.sources[0];
        assert_eq!(source.completeness, completeness, "of {total}");
        let fewer = (total == 3).then_some(SourceState::Fewer);
        assert_eq!(source.reason, fewer);
    }
}

#[test]
fn next_is_never_followed_elsewhere_nor_in_a_circle() {
    let home = everything("a");
    for next in [
        "https://evil.test/fhir?page=2",
        "https://a.test/other?page=2",
        "https://a.test.evil.test/fhir",
        "javascript:alert(1)",
        home.as_str(),
    ] {
        let mut world = World::with(&["a"]);
        world.patient("a", &patient());
        let first = bundle(&[condition("1", "Asthma", "2001")], Some(next));
        world.answer(&home, Answer::Json(first));
        world.load(asked());
        let reason = match next == home {
            true => SourceState::PagesRepeat,
            false => SourceState::NextElsewhere,
        };
        assert_eq!(world.sources[0].reason, Some(reason), "{next}");
        assert_eq!(world.sources[0].completeness, Completeness::Partial);
        assert_eq!(world.script.asked.borrow().len(), 2, "{next}");
    }
}

#[test]
fn a_source_that_does_not_know_the_patient_says_so() {
    let mut world = World::with(&["a", "b"]);
    world.answer(&search("a"), Answer::Json(bundle(&[], None)));
    world.source("b", &[condition("1", "Gout", "2010")]);
    world.load(asked());
    assert_eq!(world.sources[0].completeness, Completeness::NoSuchPatient);
    assert_eq!(world.titles(), ["Gout"]);
}

#[test]
fn a_wrong_patient_is_held_back() {
    let mut other_number = patient();
    other_number["identifier"][0]["value"] = json!("9990000026");
    let mut other_birth = patient();
    other_birth["birthDate"] = json!("1951-02-01");
    let mut nobody = patient();
    nobody["identifier"] = json!([]);
    let table = [
        (other_number, SourceState::OtherIdentifier),
        (other_birth, SourceState::OtherBirthDate),
        (nobody, SourceState::NotConfirmed),
    ];
    for (found, reason) in table {
        let mut world = World::with(&["a"]);
        world.source("a", &[condition("1", "Asthma", "2001")]);
        let mut person = asked();
        person.born = timeline_model::PartialDate::parse("1950-02-01");
        // Already at the search, and only with the record itself.
        world.patient("a", &found);
        world.load(person.clone());
        assert!(world.rows.is_empty());
        assert_eq!(world.sources[0].completeness, Completeness::HeldBack);
        assert_eq!(world.sources[0].reason, Some(reason));

        let mut world = World::with(&["a"]);
        world.patient("a", &patient());
        let lie = bundle(&[found, condition("1", "Asthma", "2001")], None);
        world.answer(&everything("a"), Answer::Json(lie));
        world.load(person);
        assert!(world.rows.is_empty());
        assert_eq!(world.sources[0].reason, Some(reason));
    }
}

#[test]
fn another_family_name_is_shown_with_a_lasting_warning() {
    let mut world = World::with(&["a"]);
    world.source("a", &[condition("1", "Asthma", "2001")]);
    let mut person = asked();
    person.names = vec![timeline_model::HumanName {
        family: "Smith".into(),
        ..Default::default()
    }];
    world.load(person);
    assert_eq!(world.titles(), ["Asthma"]);
    assert_eq!(world.sources[0].warning, Some(SourceState::NameDiffers));
    assert!(
        world
            .rows
            .values()
            .all(|row| row.marks.has(Mark::NameDiffers))
    );
}

#[test]
fn sources_that_disagree_on_the_birth_date_are_not_mixed() {
    let mut world = World::with(&["a", "b"]);
    world.source("a", &[condition("1", "Asthma", "2001")]);
    world.source("b", &[condition("1", "Gout", "2010")]);
    let mut other = patient();
    other["birthDate"] = json!("1980-01-01");
    world.patient("b", &other);
    world.load(asked());
    assert_eq!(world.titles(), ["Asthma"]);
    assert_eq!(world.sources[1].completeness, Completeness::HeldBack);
}

#[test]
fn resources_about_somebody_else_are_counted_and_never_shown() {
    let mut world = World::with(&["a"]);
    let mut stranger = condition("2", "Gout", "2010");
    stranger["subject"]["reference"] = json!("Patient/p2");
    world.source("a", &[condition("1", "Asthma", "2001"), stranger]);
    world.load(asked());
    assert_eq!(world.titles(), ["Asthma"]);
    assert_eq!(world.sources[0].tally.somebody_else, 1);
}

#[test]
fn nothing_of_the_patient_before_is_published() {
    let mut world = World::with(&["a"]);
    world.source("a", &[condition("1", "Asthma", "2001")]);
    let late = Answer::After(
        5000,
        Box::new(Answer::Json(bundle(
            &[condition("1", "Asthma", "2001")],
            None,
        ))),
    );
    world.answer(&everything("a"), late);
    world.say(&Down::Load(timeline_model::protocol::LoadRequest {
        patient: asked(),
        ..Default::default()
    }));
    for _ in 0..4 {
        world.step();
    }
    world.load = 2;
    world.rows.clear();
    let mut other = asked();
    other.identifiers[0].value = "9990000026".into();
    world.load(other);
    assert!(world.rows.is_empty());
    assert!(
        world
            .ups
            .iter()
            .all(|up| !matches!(up, Up::Patch(patch) if !patch.upserts.is_empty()))
    );
}

#[test]
fn retry_mends_the_source_that_failed_and_leaves_the_others() {
    let mut world = World::with(&["a", "b"]);
    world.source("a", &[condition("1", "Asthma", "2001")]);
    world.answer(&search("b"), Answer::Fails(FetchError::Unreachable));
    world.load(asked());
    assert_eq!(world.titles(), ["Asthma"]);
    world.source("b", &[condition("1", "Gout", "2010")]);
    let before = world.script.asked.borrow().len();
    world.summary = None;
    world.say(&Down::Retry("b".into()));
    world.run();
    assert_eq!(world.titles(), ["Gout", "Asthma"]);
    assert_eq!(world.sources[1].completeness, Completeness::Complete);
    assert_eq!(world.script.asked.borrow().len(), before + 2);
    assert!(world.summary.is_some());
}

#[test]
fn a_source_that_fails_again_says_when_until_it_is_mended() {
    let mut world = World::with(&["a", "b"]);
    world.source("a", &[condition("1", "Asthma", "2001")]);
    world.answer(&search("b"), Answer::Fails(FetchError::Unreachable));
    world.load(asked());
    assert_eq!(world.sources[1].failed_again, None, "the first time");
    for _ in 0..2 {
        world.say(&Down::Retry("b".into()));
        world.run();
        let again = &world.sources[1];
        assert!(again.failed_again.is_some() && again.failed_again == again.read_at);
    }
    // What failed once only was asked again, but did not fail again.
    world.answer(&search("a"), Answer::Fails(FetchError::Unreachable));
    world.say(&Down::Retry("a".into()));
    world.run();
    assert_eq!(world.sources[0].completeness, Completeness::Partial);
    assert_eq!(world.sources[0].failed_again, None);
    world.say(&Down::Retry("a".into()));
    world.run();
    assert!(world.sources[0].failed_again.is_some());
    world.source("b", &[condition("1", "Gout", "2010")]);
    world.say(&Down::Retry("b".into()));
    world.run();
    assert_eq!(world.sources[1].failed_again, None);
    assert_eq!(world.sources[1].completeness, Completeness::Complete);
}

#[test]
fn whom_to_ask_goes_along_with_the_state_of_a_source() {
    let mut world = World::new();
    world.configure(&json!({"sources": [
        {"id": "a", "title": "A", "baseUrl": "https://a.test/fhir", "contact": "Records office, 0117 496 0123"}
    ]}));
    world.answer(&search("a"), Answer::Fails(FetchError::Unreachable));
    world.load(asked());
    assert_eq!(world.sources[0].contact, "Records office, 0117 496 0123");
}

#[test]
fn a_load_without_configuration_or_patient_says_which() {
    let mut world = World::new();
    world.load(asked());
    assert_eq!(world.faults[0].code, LoadFaultCode::NoConfiguration);
    let mut world = World::with(&["a"]);
    world.load(Default::default());
    assert_eq!(world.faults[0].code, LoadFaultCode::NoPatient);
}

#[test]
fn searches_by_type_go_on_after_one_has_failed() {
    let mut world = World::new();
    world.configure(&json!({"sources": [
        {"id": "a", "title": "A", "baseUrl": "https://a.test/fhir", "load": "types", "types": ["Flag", "Condition"], "pageSize": 5}
    ]}));
    world.patient("a", &patient());
    world.answer(
        "https://a.test/fhir/Flag?patient=p1&_count=5",
        Answer::Bytes(500, Vec::new()),
    );
    let found = bundle(&[condition("1", "Asthma", "2001")], None);
    world.answer(
        "https://a.test/fhir/Condition?patient=p1&_count=5",
        Answer::Json(found),
    );
    world.load(asked());
    assert_eq!(world.titles(), ["Asthma"]);
    assert_eq!(world.sources[0].completeness, Completeness::Partial);
}

#[test]
fn patches_come_at_most_once_in_a_tenth_of_a_second() {
    let mut world = World::with(&["a", "b", "c"]);
    for (id, wait) in [("a", 10), ("b", 30), ("c", 250)] {
        world.source(id, &[]);
        let page = Answer::Json(bundle(&[condition("1", id, "2001")], None));
        world.answer(&everything(id), Answer::After(wait, Box::new(page)));
    }
    world.load(asked());
    let mut at = world.script.published_at.borrow().clone();
    at.dedup();
    assert!(at.windows(2).all(|pair| pair[1] - pair[0] >= 100), "{at:?}");
    assert_eq!(world.rows.len(), 3);
}

#[test]
fn patches_come_further_apart_once_there_is_much_to_look_at() {
    let mut world = World::with(&["a", "b"]);
    let all: Vec<Value> = (0..2_000)
        .map(|n| condition(&n.to_string(), &format!("Problem {n}"), "2001"))
        .collect();
    world.source("a", &all);
    world.source("b", &[]);
    let page = Answer::Json(bundle(&[condition("1", "Gout", "2001")], None));
    world.answer(&everything("b"), Answer::After(105, Box::new(page)));
    world.load(asked());
    let mut at = world.script.published_at.borrow().clone();
    at.dedup();
    assert_eq!(world.rows.len(), 2_001);
    let last = at.windows(2).last().unwrap();
    assert_eq!(last[1] - last[0], 120, "{at:?}");
}

/// A world with one feed, which answers this at the patient's path.
fn feed(body: &str) -> World {
    let mut world = World::new();
    world.configure(&json!({"sources": [{
        "id": "f", "title": "f", "kind": "feed", "baseUrl": "https://f.test",
        "feed": {
            "path": "/people/{value}", "items": "",
            "about": {"identifier": {"system": SYSTEM, "value": "/number"}},
            "map": [{"name": "Visit", "kind": "encounter", "title": "/what"}]
        }
    }]}));
    let url = format!("https://f.test/people/{NUMBER}");
    world.answer(&url, Answer::Bytes(200, body.as_bytes().to_vec()));
    world.load(asked());
    world
}

#[test]
fn a_feed_is_read_as_a_table_or_as_json_and_rows_of_others_are_set_apart() {
    for body in [
        "number,what\n9990000026,Play\n999 000 0018,\"Song, loud\"\n",
        r#"[{"number": "9990000026", "what": "Play"}, {"number": "9990000018", "what": "Song, loud"}]"#,
    ] {
        let world = feed(body);
        assert_eq!(world.titles(), ["Song, loud"]);
        let source = &world.sources[0];
        assert_eq!(source.completeness, Completeness::Complete);
        assert_eq!((source.tally.received, source.tally.somebody_else), (2, 1));
    }
}

#[test]
fn a_feed_without_a_row_about_the_patient_is_held_back() {
    let world = feed("number,what\n9990000026,Play\n");
    assert!(world.rows.is_empty());
    assert_eq!(world.sources[0].completeness, Completeness::HeldBack);
    assert_eq!(world.sources[0].reason, Some(SourceState::NotConfirmed));
}

#[test]
fn a_feed_that_answers_something_else_says_what() {
    for (body, reason, format) in [
        ("Service unavailable", SourceState::NotJson, ""),
        ("<html>", SourceState::NotJson, ""),
        ("%PDF-1.7", SourceState::UnsupportedFormat, "PDF"),
        ("[{\"number\": \"99", SourceState::BrokenJson, ""),
    ] {
        let world = feed(body);
        let source = &world.sources[0];
        assert_eq!(
            (source.reason, source.format.as_str()),
            (Some(reason), format),
            "{body}"
        );
        assert_eq!(source.completeness, Completeness::Failed, "{body}");
    }
}
