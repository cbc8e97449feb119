//! Events that look like others of the same patient and are not: near twins, the same value next day, two of a pair of
//! look-alikes, the same once more.

use crate::invent::replace;
use crate::moment::{DAY, Moment};
use crate::person::{Event, Person};
use crate::random::Random;
use crate::tables::Tables;
use crate::times;
use crate::words;
use serde_json::{Value, json};
use std::collections::HashSet;

/// Adds about one trap to twenty events, and some pairs of look-alikes.
pub fn add(person: &mut Person, tables: &Tables, random: &mut Random) {
    let mut added = Vec::new();
    for event in &person.events {
        if random.chance(0.05)
            && let Some(twin) = twin(event, random)
            && !person
                .events
                .iter()
                .any(|other| other.key != event.key && alike(other, &twin))
        {
            added.push(twin);
        }
    }
    person.events.extend(added);
    let pairs = 6 + random.below(8);
    for _ in 0..pairs {
        let pair = pair(person, tables, random);
        // Two episodes of one problem are not what these are for.
        let roots: Vec<_> = pair.iter().map(|event| root(event, tables)).collect();
        if !person
            .events
            .iter()
            .any(|own| roots.contains(&root(own, tables)))
        {
            person.events.extend(pair);
        }
    }
    // An allergy is had once, whatever it is called.
    let mut seen = HashSet::new();
    person
        .events
        .retain(|event| event.kind() != "AllergyIntolerance" || seen.insert(root(event, tables)));
}

/// Whether two say the same of the same day: then nobody could tell which copy is whose.
fn alike(one: &Event, other: &Event) -> bool {
    let day = |event: &Event| times::first(&event.resource).map(|at| at.div_euclid(DAY));
    name(one) == name(other) && day(one) == day(other)
}

/// What it is, under the one of its names that the tables have first.
fn root(event: &Event, tables: &Tables) -> (String, String) {
    let (kind, title) = name(event);
    (kind, tables.root(&title))
}

/// What it is, in words.
pub fn name(event: &Event) -> (String, String) {
    let title = words::concept(&event.resource).map(|own| words::title(own).to_owned());
    (event.kind().to_owned(), title.unwrap_or_default())
}

/// The same again minutes, hours or a day later, with its own value or with the same.
fn twin(event: &Event, random: &mut Random) -> Option<Event> {
    // A visit or a procedure or an order is not had twice within minutes; a reading is.
    let is_number = words::holds_number(&event.resource);
    let later = match (event.kind(), random.below(4)) {
        // Of two answers in words on one day nobody could tell which copy is whose.
        ("Observation", _) if !is_number => DAY,
        ("Observation", 0) => random.whole(2, 9) * 60,
        ("Observation", 1) => random.whole(10, 40) * 60,
        ("Observation", 2) => random.whole(3, 8) * 3600,
        ("Observation" | "MedicationRequest" | "Encounter" | "Procedure", _) => DAY,
        _ => return None,
    };
    let mut resource = event.resource.clone();
    times::each(&mut resource, &mut |_, moment| {
        Some(Moment {
            seconds: moment.seconds + later,
            ..moment
        })
    });
    if resource == event.resource || later < DAY && !has_time(&event.resource) {
        return None;
    }
    // The same day a value is another; next day it is the same, which is what misleads.
    if later < DAY {
        let times = random.between(1.15, 1.4);
        for place in [
            "/valueQuantity/value",
            "/component/0/valueQuantity/value",
            "/component/1/valueQuantity/value",
        ] {
            if let Some(place) = resource.pointer_mut(place)
                && let Some(value) = place.as_f64()
            {
                *place = json!((value * times * 1e4).round() / 1e4);
            }
        }
    }
    Some(Event::new(random.hex(32), resource))
}

fn has_time(resource: &Value) -> bool {
    let mut timed = false;
    let mut copy = resource.clone();
    times::each(&mut copy, &mut |_, moment| {
        timed |= moment.is_timed();
        Some(moment)
    });
    timed
}

/// Both of two look-alikes, at the same visit or some days apart.
fn pair(person: &Person, tables: &Tables, random: &mut Random) -> Vec<Event> {
    let Some(twin) = random.pick(&tables.twins) else {
        return Vec::new();
    };
    let models: Vec<&Event> = person
        .events
        .iter()
        .filter(|event| event.kind() == twin.kind)
        .collect();
    let Some(model) = random.pick(&models) else {
        return Vec::new();
    };
    let apart = if random.chance(0.6) {
        0
    } else {
        random.whole(1, 20) * DAY
    };
    let mut made = |name: &str, later| {
        let mut resource = model.resource.clone();
        if let Some(concept) = words::concept_mut(&mut resource) {
            *concept = json!({"text": name});
        }
        replace(&mut resource, "encounter", Value::Null);
        replace(&mut resource, "reasonReference", Value::Null);
        times::each(&mut resource, &mut |_, moment| {
            Some(Moment {
                seconds: moment.seconds + 600 + later,
                ..moment
            })
        });
        Event::new(random.hex(32), resource)
    };
    vec![made(twin.one, 0), made(twin.other, apart)]
}
