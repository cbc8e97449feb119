//! Splits and joins by hand: they hold records, and so outlive whatever comes.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod support;

use serde_json::{Value, json};
use support::*;
use timeline_model::{
    Detail, EntryId, Field, FoldReasonKind, Mark, Row,
    protocol::{Down, Up},
};

fn potassium(value: f64) -> Value {
    json!({
        "resourceType": "Observation", "id": "1", "status": "final",
        "identifier": [{"system": "https://lab.test/accession", "value": "X1"}],
        "code": {"text": "Serum potassium"}, "subject": {"reference": "Patient/p1"},
        "effectiveDateTime": "2026-03-06T11:05:00Z",
        "valueQuantity": {"value": value, "unit": "mmol/L"}
    })
}

/// One result of which each of three sources has a copy.
fn three_copies() -> World {
    let mut world = World::with(&["a", "b", "c"]);
    for source in ["a", "b", "c"] {
        world.source(source, &[potassium(5.9)]);
    }
    world.load(asked());
    assert_eq!(held(&world), [vec![0, 1, 2]]);
    world
}

/// By which sources each entry is held.
fn held(world: &World) -> Vec<Vec<u16>> {
    let mut held: Vec<Vec<u16>> = world.rows.values().map(|row| row.sources.clone()).collect();
    held.sort();
    held
}

fn by(world: &World, sources: &[u16]) -> Row {
    let mut rows = world.rows.values();
    rows.find(|row| row.sources == sources).unwrap().clone()
}

fn detail(world: &mut World, id: EntryId) -> Detail {
    world.say(&Down::Detail(id));
    world.run();
    match world.ups.last() {
        Some(Up::Detail(_, Some(detail))) => (**detail).clone(),
        _ => Detail::default(),
    }
}

fn say(world: &mut World, message: &Down) {
    world.say(message);
    world.run();
}

/// Parts the copy of the second source from the rest.
fn part_the_second(world: &mut World) {
    let entry = by(world, &[0, 1, 2]).id;
    let detail = detail(world, entry);
    let copy = detail.copies.iter().find(|copy| copy.source == 1);
    say(world, &Down::Split(entry, copy.map(|copy| copy.id)));
}

#[test]
fn one_copy_is_parted_and_the_rest_stays_one() {
    let mut world = three_copies();
    part_the_second(&mut world);
    assert_eq!(held(&world), [vec![0, 2], vec![1]]);
    for sources in [&[0, 2][..], &[1]] {
        let row = by(&world, sources);
        assert!(row.marks.has(Mark::PartedByHand));
        assert!(!row.marks.has(Mark::JoinedByHand));
        assert!(!row.marks.has(Mark::PossibleDuplicate), "it is no question");
        let detail = detail(&mut world, row.id);
        assert_eq!(detail.possible.len(), 1, "the one that it was parted from");
        let other = &detail.possible[0];
        let kinds: Vec<_> = other.reasons.iter().map(|reason| reason.kind).collect();
        assert_eq!(kinds.last(), Some(&FoldReasonKind::PartedByHand));
        assert!(kinds.contains(&FoldReasonKind::SameIdentifier));
        assert!(!kinds.contains(&FoldReasonKind::SeveralCandidates));
        let by_hand = |reason: &timeline_model::FoldReason| reason.kind == FoldReasonKind::ByHand;
        assert!(!detail.reasons.iter().any(by_hand));
    }
    let parted = by(&world, &[1]).id;
    say(&mut world, &Down::Undo(parted));
    assert_eq!(held(&world), [vec![0, 1, 2]]);
    assert!(!by(&world, &[0, 1, 2]).marks.has(Mark::PartedByHand));
}

#[test]
fn all_copies_are_parted_and_a_join_of_two_leaves_the_third_apart() {
    let mut world = three_copies();
    let entry = by(&world, &[0, 1, 2]).id;
    say(&mut world, &Down::Split(entry, None));
    assert_eq!(held(&world), [vec![0], vec![1], vec![2]]);
    let (a, c) = (by(&world, &[0]).id, by(&world, &[2]).id);
    say(&mut world, &Down::Join(c, a));
    assert_eq!(held(&world), [vec![0, 2], vec![1]]);
    let joined = by(&world, &[0, 2]);
    assert!(joined.marks.has(Mark::JoinedByHand));
    say(&mut world, &Down::Undo(joined.id));
    assert_eq!(held(&world), [vec![0], vec![1], vec![2]]);
    say(&mut world, &Down::Undo(a));
    assert_eq!(held(&world), [vec![0, 1, 2]]);
}

#[test]
fn what_was_parted_stays_so_when_a_later_page_folds_anew_and_after_a_retry() {
    let mut world = World::with(&["a", "b", "c"]);
    for source in ["a", "b"] {
        world.source(source, &[potassium(5.9)]);
    }
    world.patient("c", &patient());
    let late = bundle(&[patient(), potassium(5.9)], None);
    world.answer(
        &everything("c"),
        Answer::After(5_000, Box::new(Answer::Json(late))),
    );
    world.say(&Down::Load(timeline_model::protocol::LoadRequest {
        patient: asked(),
        ..Default::default()
    }));
    while world.rows.is_empty() || by_two(&world).is_none() {
        assert!(world.step());
    }
    let entry = by_two(&world).unwrap();
    world.say(&Down::Split(entry, None));
    world.run();
    // The third copy is as good for either.
    assert_eq!(held(&world), [vec![0], vec![1], vec![2]]);
    say(&mut world, &Down::Retry("b".into()));
    assert_eq!(held(&world), [vec![0], vec![1], vec![2]]);
    assert!(by(&world, &[1]).marks.has(Mark::PartedByHand));
    let parted = by(&world, &[1]).id;
    say(&mut world, &Down::Undo(parted));
    assert_eq!(held(&world), [vec![0, 1, 2]]);
}

fn by_two(world: &World) -> Option<EntryId> {
    let row = world.rows.values().find(|row| row.sources == [0, 1]);
    row.map(|row| row.id)
}

#[test]
fn a_join_against_what_speaks_against_it_shows_where_they_differ() {
    let mut world = World::with(&["a", "b"]);
    world.source("a", &[potassium(5.9), condition("9", "Gout", "2010")]);
    let mut other = potassium(3.1);
    other["identifier"] = json!([]);
    world.source("b", &[other]);
    world.load(asked());
    assert_eq!(world.rows.len(), 3);
    let result = |source: u16| {
        let mut rows = world.rows.values();
        let row = rows.find(|row| row.sources == [source] && row.title != "Gout");
        row.unwrap().id
    };
    let (a, b) = (result(0), result(1));
    let gout = world.rows.values().find(|row| row.title == "Gout");
    let gout = gout.unwrap().id;
    say(&mut world, &Down::Join(a, b));
    let joined = by(&world, &[0, 1]);
    assert!(joined.marks.has(Mark::SourcesDiffer));
    let told = detail(&mut world, joined.id);
    assert_eq!(told.differing, [Field::Value]);
    let kinds: Vec<_> = told.reasons.iter().map(|reason| reason.kind).collect();
    for kind in [FoldReasonKind::ByHand, FoldReasonKind::ValueDiffers] {
        assert!(kinds.contains(&kind), "{kinds:?}");
    }
    // Of another kind, and of one source.
    say(&mut world, &Down::Join(joined.id, gout));
    assert_eq!(world.rows.len(), 1);
    let all = world.rows.values().next().unwrap().id;
    say(&mut world, &Down::Undo(all));
    assert_eq!(world.rows.len(), 2);
}

#[test]
fn an_entry_is_not_joined_with_itself_under_another_name() {
    let mut world = three_copies();
    let entry = by(&world, &[0, 1, 2]).id;
    let told = detail(&mut world, entry);
    for copy in &told.copies {
        say(&mut world, &Down::Join(entry, copy.id));
        say(&mut world, &Down::Join(copy.id, entry));
    }
    assert!(!by(&world, &[0, 1, 2]).marks.has(Mark::JoinedByHand));
    // Nor is what is not there parted from it.
    say(&mut world, &Down::Split(entry, Some(EntryId(1))));
    assert!(!by(&world, &[0, 1, 2]).marks.has(Mark::PartedByHand));
}

#[test]
fn what_is_covered_is_neither_split_nor_joined() {
    let mut world = three_copies();
    let mut secret = condition("9", "Chlamydial infection", "2010-05-06");
    secret["meta"] = json!({"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}]});
    world.source("a", &[potassium(5.9), secret]);
    say(&mut world, &Down::Retry("a".into()));
    let covered = world.rows.values().find(|row| row.marks.has(Mark::Covered));
    let (covered, open) = (covered.unwrap().id, by(&world, &[0, 1, 2]).id);
    for message in [
        Down::Join(covered, open),
        Down::Join(open, covered),
        Down::Split(covered, None),
        Down::Undo(covered),
    ] {
        say(&mut world, &message);
        assert_eq!(held(&world), [vec![0], vec![0, 1, 2]]);
    }
}
