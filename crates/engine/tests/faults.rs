//! Whatever goes wrong and in whatever order: the load ends, what is not here
//! is accounted for, and nothing of another patient is ever published.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

mod support;

use std::{cell::Cell, rc::Rc};

use proptest::prelude::*;
use support::{
    ward::{Fault, QUESTIONS, Ward, judge, person, world},
    *,
};
use timeline_model::{
    Completeness,
    protocol::{Down, Up},
};

#[derive(Clone, Debug)]
enum Act {
    Retry(&'static str),
    Change(u32),
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        (0u32..20_000).prop_map(Fault::Late),
        prop_oneof![Just(401), Just(403), Just(404), Just(400), Just(500)].prop_map(Fault::Status),
        (
            prop_oneof![Just(429), Just(502), Just(503), Just(504)],
            0u32..200
        )
            .prop_map(|(status, seconds)| Fault::Busy(status, seconds)),
        Just(Fault::Reset),
        Just(Fault::Silence),
        (0usize..100).prop_map(Fault::StandsStill),
        (0usize..100).prop_map(Fault::BreaksOff),
        (0usize..100).prop_map(Fault::Truncated),
        Just(Fault::Html),
        Just(Fault::Stranger),
        Just(Fault::Repeats),
        Just(Fault::Circle),
        Just(Fault::Elsewhere),
        Just(Fault::Endless),
    ]
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        prop_oneof![Just("a"), Just("b"), Just("")].prop_map(Act::Retry),
        (1u32..4).prop_map(Act::Change),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_load_always_ends_and_never_lies(
        faults in proptest::collection::vec((0..QUESTIONS, fault()), 0..10),
        acts in proptest::collection::vec((0u64..40_000, act()), 0..4),
        latency in 0u32..400,
        chance in any::<u32>(),
    ) {
        let ward = Ward { latency, ..Ward::default() };
        for (place, fault) in faults {
            ward.faults.borrow_mut().entry(place).or_default().push(fault);
        }
        let mut world = world(Rc::new(ward));
        world.script.chance.set(chance);
        let mut patient = 1;
        world.say(&Down::Load(load(person(patient))));
        let mut acts = acts;
        acts.sort_by_key(|(at, _)| *at);
        for (at, act) in acts {
            while world.time() < at && world.step() {}
            match act {
                Act::Retry(id) => {
                    let settled = world.sources.iter().all(|s| s.completeness.is_settled());
                    world.say(&Down::Retry(id.to_owned()));
                    // The end of a retry is told as the end of a load is.
                    if settled && (id.is_empty() || !world.sources.is_empty()) {
                        world.summary = None;
                    }
                }
                Act::Change(other) => {
                    patient = other;
                    world.change(person(patient));
                }
            }
            let own = format!("P{patient} ");
            prop_assert!(world.titles().iter().all(|title| title.starts_with(&own)));
        }
        world.run();
        prop_assert!(world.late.is_empty(), "{:?}", world.late);
        judge(&world, patient);
        // Sources that are asked again when all is well give all there is.
        for id in ["a", "b"] {
            world.say(&Down::Retry(id.to_owned()));
            world.run();
        }
        let whole = world.sources.iter().all(|source| {
            source.completeness == Completeness::Complete && source.tally.somebody_else == 0
        });
        if whole {
            prop_assert_eq!(world.rows.len(), 12);
        }
        judge(&world, patient);
    }
}

/// Numbers that look random, the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) % most
    }
}

#[test]
fn ten_thousand_changes_of_context_show_nothing_of_another_patient() {
    let mut chance = Chance(7);
    let mut world = world(Rc::new(Ward {
        latency: 40,
        ..Ward::default()
    }));
    let mut shown = 0;
    for turn in 0..10_000 {
        let patient = chance.below(3) as u32 + 1;
        world.change(person(patient));
        let own = format!("P{patient} ");
        // Most end early, some when much of the record is here.
        let most = if turn % 10 == 0 { 40 } else { 8 };
        for _ in 0..chance.below(most) {
            world.step();
        }
        for up in &world.ups {
            if let Up::Patch(patch) = up {
                shown += patch.upserts.len();
                assert!(patch.upserts.iter().all(|row| row.title.starts_with(&own)));
            }
        }
        assert!(
            world.script.open.get() <= 6,
            "requests end with their context"
        );
    }
    assert!(world.late.is_empty());
    assert!(shown > 1_000, "something is shown in between: {shown}");
    world.change(person(2));
    world.run();
    judge(&world, 2);
    assert_eq!(world.rows.len(), 12);
}

#[test]
fn every_order_in_which_two_sources_answer_gives_the_same_record() {
    let mut first: Option<Vec<String>> = None;
    let mut orders = 0;
    // Which four of the eight answers are those of the first source.
    for order in 0u32..256 {
        if order.count_ones() != 4 {
            continue;
        }
        orders += 1;
        let slots = |of_a: bool| {
            let own = (0..8u64).filter(move |slot| (order >> slot & 1 == 1) == of_a);
            own.map(|slot| slot * 1_000 + 1_000).collect::<Vec<_>>()
        };
        let mut world = World::with(&["a", "b"]);
        let clock = Rc::clone(&world.script.clock);
        let (of_a, of_b) = (slots(true), slots(false));
        let met = [Cell::new(0), Cell::new(0)];
        *world.script.handler.borrow_mut() = Some(Box::new(move |request| {
            let in_b = usize::from(request.url.starts_with("https://b.test/"));
            let turn = met[in_b].replace(met[in_b].get() + 1);
            let slot = if in_b == 1 { of_b[turn] } else { of_a[turn] };
            let name = ["a", "b"][in_b];
            let next = format!("https://{name}.test/fhir?page={}", turn + 1);
            let page = match turn {
                0 => bundle(&[patient()], None),
                // The second page holds what both have.
                2 => bundle(&[condition("both", "Asthma", "2001-02-03")], Some(&next)),
                _ => {
                    let title = format!("{name}{turn}");
                    let own = condition(&title, &title, &format!("201{turn}-01-02"));
                    bundle(&[own], (turn < 3).then_some(next.as_str()))
                }
            };
            let wait = u32::try_from(slot - clock.now()).unwrap();
            Some(Answer::After(wait, Box::new(Answer::Json(page))))
        }));
        world.load(asked());
        let rows: Vec<String> = world.rows.values().map(|row| format!("{row:?}")).collect();
        assert_eq!(rows.len(), 5);
        assert_eq!(first.get_or_insert_with(|| rows.clone()), &rows);
        for source in &world.sources {
            assert_eq!(source.completeness, Completeness::Complete);
        }
    }
    assert_eq!(orders, 70);
}
