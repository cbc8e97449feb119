//! Search, detail, covered entries, and folds changed by hand.

#![allow(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

mod support;

use serde_json::{Value, json};
use support::*;
use timeline_model::{
    Detail, EntryId, Field, HeldCopy, Kind, Mark, Relation, Row,
    protocol::{Down, Up},
};

fn observation(id: &str, accession: &str, value: f64) -> Value {
    json!({
        "resourceType": "Observation", "id": id, "status": "final",
        "identifier": [{"system": "https://lab.test/accession", "value": accession}],
        "code": {"text": "Serum potassium"}, "subject": {"reference": "Patient/p1"},
        "effectiveDateTime": "2026-03-06T11:05:00Z",
        "valueQuantity": {"value": value, "unit": "mmol/L"}
    })
}

fn hits(world: &mut World, text: &str) -> Vec<EntryId> {
    world.say(&Down::Search {
        text: text.into(),
        n: 7,
    });
    world.run();
    match world.ups.last() {
        Some(Up::Hits { n: 7, ids }) => ids.clone(),
        other => panic!("no hits but {other:?}"),
    }
}

fn detail(world: &mut World, id: EntryId) -> Option<Detail> {
    world.say(&Down::Detail(id));
    world.run();
    match world.ups.last() {
        Some(Up::Detail(own, detail)) if *own == id => detail.clone().map(|detail| *detail),
        other => panic!("no detail but {other:?}"),
    }
}

fn two_copies() -> World {
    let mut world = World::with(&["a", "b"]);
    let mut changed = observation("1", "X1", 5.9);
    let meta = json!({"lastUpdated": "2026-03-07T09:00:00Z"});
    changed.as_object_mut().unwrap().insert("meta".into(), meta);
    world.source("a", &[changed]);
    world.source(
        "b",
        &[observation("77", "X1", 5.9), condition("2", "Gout", "2010")],
    );
    world.load(asked());
    world
}

#[test]
fn a_folded_entry_shows_the_copy_of_each_source() {
    let mut world = two_copies();
    assert_eq!(world.rows.len(), 2);
    let row = world
        .rows
        .values()
        .find(|row| row.kind == Kind::Result)
        .unwrap()
        .clone();
    assert_eq!(row.sources, [0, 1]);
    assert_eq!(row.value, "5.9\u{a0}mmol/L");
    // On the configured zone's wall clock.
    assert_eq!(row.start.unwrap().hour, 12);
    let detail = detail(&mut world, row.id).unwrap();
    assert_eq!(detail.copies.len(), 2);
    assert!(!detail.reasons.is_empty());
    assert!(
        detail
            .copies
            .iter()
            .all(|copy| copy.original.contains("X1"))
    );
    // When a source last changed its copy is said of that copy.
    let updated = |copy: &HeldCopy| {
        let mut facts = copy.facts.iter();
        let fact = facts.find(|fact| fact.field == Field::Updated)?;
        fact.when.map(|at| (at.day, at.hour))
    };
    assert_eq!(updated(&detail.copies[0]), Some((7, 10)));
    assert_eq!(updated(&detail.copies[1]), None);
}

#[test]
fn copies_shown_apart_stay_apart_and_can_be_joined_again() {
    let mut world = two_copies();
    let folded = world
        .rows
        .values()
        .find(|row| row.sources.len() == 2)
        .unwrap()
        .id;
    world.say(&Down::Split(folded, None));
    world.run();
    assert_eq!(world.rows.len(), 3);
    let results: Vec<EntryId> = world
        .rows
        .values()
        .filter(|row| row.kind == Kind::Result)
        .map(|row| row.id)
        .collect();
    world.say(&Down::Join(results[0], results[1]));
    world.run();
    assert_eq!(world.rows.len(), 2);
    assert!(
        world.rows.contains_key(&folded),
        "the entry has its name again"
    );
}

#[test]
fn every_word_must_be_held_wherever_it_stands() {
    let mut world = two_copies();
    assert_eq!(hits(&mut world, "POTASSIUM").len(), 1);
    assert_eq!(hits(&mut world, "mmol serum").len(), 1);
    assert_eq!(hits(&mut world, "potassium gout").len(), 0);
    assert_eq!(hits(&mut world, "  ").len(), 2);
}

#[test]
fn what_a_source_wrote_is_in_the_detail_and_its_words_are_found() {
    let mut world = World::with(&["a"]);
    let mut gout = condition("1", "Gout", "2010");
    gout["text"] = json!({"status": "additional", "div": "<div><p>Le<b>ft</b> toe</p><p>caf&eacute; owner</p></div>"});
    world.source("a", &[gout, condition("2", "Asthma", "2011")]);
    world.load(asked());
    for text in ["left", "CAFÉ gout", "toe owner"] {
        assert_eq!(hits(&mut world, text).len(), 1, "{text}");
    }
    for text in ["div", "eacute", "toecaf", "additional"] {
        assert!(hits(&mut world, text).is_empty(), "{text}");
    }
    let found = hits(&mut world, "gout")[0];
    let detail = detail(&mut world, found).unwrap();
    let [part] = detail.copies[0].narrative.as_slice() else {
        panic!("no one narrative");
    };
    assert!(part.says_more && part.markup.starts_with("<div><p>Le<b>"));
}

#[test]
fn a_covered_entry_shows_its_label_and_nothing_else_anywhere() {
    let mut world = World::with(&["a"]);
    let mut secret = condition("1", "Chlamydial infection", "2010-05-06");
    secret["text"] =
        json!({"status": "generated", "div": "<div>Chlamydial infection, treated</div>"});
    secret["meta"] = json!({"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}]});
    world.source("a", &[secret]);
    world.load(asked());
    let row = world.rows.values().next().unwrap().clone();
    assert!(row.marks.has(Mark::Covered));
    assert!(!row.title.is_empty());
    assert!(hits(&mut world, "chlamydial").is_empty());
    assert!(hits(&mut world, "treated").is_empty());
    let detail = detail(&mut world, row.id).unwrap();
    let said = format!("{:?}", (&world.ups, &detail));
    assert!(!said.contains("Chlamydial"));
    assert!(detail.copies.iter().all(|copy| copy.original.is_empty()
        && copy.narrative.is_empty()
        && copy.facts.is_empty()));
}

/// What belongs with the entry of this title, and what it is to it.
fn family(world: &mut World, title: &str) -> Vec<(Relation, String)> {
    let titled = |row: &&Row| row.title == title;
    let id = world.rows.values().find(titled).unwrap().id;
    let found = detail(world, id).unwrap().family.into_iter();
    found
        .map(|other| (other.relation, other.row.title))
        .collect()
}

#[test]
fn what_belongs_with_an_entry_is_told_from_both_sides_over_its_folds() {
    let mut world = World::with(&["a", "b"]);
    let refers = |mut resource: Value, key: &str, to: Value| {
        resource[key] = to;
        resource
    };
    let report = json!({
        "resourceType": "DiagnosticReport", "id": "r", "status": "final", "code": {"text": "Electrolytes"},
        "subject": {"reference": "Patient/p1"}, "effectiveDateTime": "2026-03-06T12:00:00Z",
        "result": [{"reference": "Observation/1"}], "encounter": {"reference": "Encounter/e"}
    });
    let potassium = refers(
        observation("1", "X1", 5.9),
        "encounter",
        json!({"reference": "Encounter/e"}),
    );
    let all = [
        json!({
            "resourceType": "Encounter", "id": "e", "status": "finished", "class": {"display": "Clinic"},
            "subject": {"reference": "Patient/p1"}, "period": {"start": "2026-03-06T10:00:00Z"},
            "diagnosis": [{"condition": {"reference": "Condition/2"}}]
        }),
        refers(
            condition("2", "Gout", "2010"),
            "encounter",
            json!({"reference": "Encounter/e"}),
        ),
        refers(
            {
                let mut secret = condition("3", "Hidden words", "2012-05-06");
                secret["meta"] = json!({"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}]});
                secret
            },
            "encounter",
            json!({"reference": "Encounter/e"}),
        ),
        potassium,
    ];
    world.source("a", &all);
    // The report stands at the other source, with a copy of the result.
    world.source("b", &[observation("1", "X1", 5.9), report]);
    world.load(asked());
    let told = |pairs: &[(Relation, &str)]| -> Vec<(Relation, String)> {
        let pairs = pairs.iter();
        pairs
            .map(|(relation, title)| (*relation, (*title).to_owned()))
            .collect()
    };
    let here = family(&mut world, "Clinic");
    assert_eq!(
        here[..2],
        told(&[
            (Relation::Reason, "Gout"),
            (Relation::Happened, "Serum potassium")
        ])
    );
    assert_eq!((here.len(), here[2].0), (3, Relation::Linked));
    assert!(!here[2].1.contains("Hidden"), "{here:?}");
    assert_eq!(
        family(&mut world, "Gout"),
        told(&[(Relation::HappenedIn, "Clinic")])
    );
    assert_eq!(
        family(&mut world, "Serum potassium"),
        told(&[
            (Relation::HappenedIn, "Clinic"),
            (Relation::PartOf, "Electrolytes")
        ]),
        "one end at each source"
    );
    assert_eq!(
        family(&mut world, "Electrolytes"),
        told(&[(Relation::Result, "Serum potassium")])
    );
}

#[test]
fn an_entry_that_was_folded_away_is_found_by_the_name_it_had() {
    let mut world = two_copies();
    let folded = world.rows.values().find(|row| row.sources.len() == 2);
    let folded = folded.unwrap().id;
    world.say(&Down::Split(folded, None));
    world.run();
    let parted = world
        .rows
        .values()
        .find(|row| row.sources == [1] && row.kind == Kind::Result);
    let parted = parted.unwrap().id;
    world.say(&Down::Join(folded, parted));
    world.run();
    assert!(!world.rows.contains_key(&parted));
    assert_eq!(detail(&mut world, parted).unwrap().row.id, folded);
}

#[test]
fn an_entry_that_is_no_more_has_no_detail() {
    let mut world = two_copies();
    assert_eq!(detail(&mut world, EntryId(1)), None);
}

#[test]
fn the_dead_are_reported_by_whom() {
    let mut world = World::with(&["a", "b"]);
    world.source("a", &[]);
    world.source("b", &[]);
    let mut dead = patient();
    dead["deceasedDateTime"] = json!("2025-11-02");
    world.patient("b", &dead);
    world.load(asked());
    let person = world
        .ups
        .iter()
        .rev()
        .find_map(|up| match up {
            Up::Patch(patch) => patch.person.clone(),
            _ => None,
        })
        .unwrap();
    assert_eq!(person.death.reported_by, [1]);
    assert!(!person.death.confirmed);
    assert_eq!(person.source, 0);
    assert_eq!(person.age, Some(76));
}
