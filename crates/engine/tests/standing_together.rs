//! What an entry is folded under and in which encounter it happened, as the
//! sources come and go; what is new; the user's own system.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

mod support;

use serde_json::{Value, json};
use support::*;
use timeline_model::{Mark, PartialDate, Row, protocol::Down, protocol::LoadRequest, protocol::Up};

fn about(mut resource: Value) -> Value {
    resource["subject"] = json!({"reference": "Patient/p1"});
    resource
}

fn result(n: u32) -> Value {
    about(json!({
        "resourceType": "Observation", "id": format!("o{n}"), "status": "final",
        "code": {"text": format!("Test {n}")}, "encounter": {"reference": "Encounter/e"},
        "effectiveDateTime": "2026-03-06T11:05:00Z",
        "valueQuantity": {"value": n, "unit": "mmol/L"}
    }))
}

fn report(id: &str, day: &str, status: &str, results: &[u32]) -> Value {
    let of = |n: &u32| json!({"reference": format!("Observation/o{n}")});
    about(json!({
        "resourceType": "DiagnosticReport", "id": id, "status": status,
        "code": {"text": format!("Report {id}")}, "encounter": {"reference": "Encounter/e"},
        "effectiveDateTime": day, "result": results.iter().map(of).collect::<Vec<_>>()
    }))
}

fn encounter() -> Value {
    about(json!({
        "resourceType": "Encounter", "id": "e", "status": "finished", "class": {"code": "AMB"},
        "type": [{"text": "Clinic"}], "period": {"start": "2026-03-06T10:00:00Z"}
    }))
}

fn medicine() -> [Value; 2] {
    let code = json!({"text": "Furosemide 40 mg tablets"});
    [
        about(json!({
            "resourceType": "MedicationRequest", "id": "m", "status": "active", "intent": "order",
            "medicationCodeableConcept": code, "authoredOn": "2026-03-06"
        })),
        about(json!({
            "resourceType": "MedicationDispense", "id": "d", "status": "completed",
            "medicationCodeableConcept": code, "whenHandedOver": "2026-03-08",
            "authorizingPrescription": [{"reference": "MedicationRequest/m"}]
        })),
    ]
}

/// Of each entry its title and day, what it is folded under and happened in.
fn told(world: &World) -> Vec<[String; 3]> {
    let name = |row: &Row| match row.start {
        Some(start) => format!("{} {:02}", row.title, start.day),
        None => row.title.clone(),
    };
    let named = |id| world.rows.get(&id).map_or(String::from("-"), name);
    let mut told: Vec<[String; 3]> = Vec::new();
    for row in world.rows.values() {
        let of = |id: Option<_>| id.map_or(String::new(), named);
        told.push([name(row), of(row.head), of(row.within)]);
    }
    told.sort();
    told
}

fn is(told: &[[String; 3]], expected: &[[&str; 3]]) {
    let told: Vec<[&str; 3]> = told
        .iter()
        .map(|own| own.each_ref().map(String::as_str))
        .collect();
    assert_eq!(told, expected);
}

#[test]
fn results_fold_under_their_report_and_supplies_under_their_medicine() {
    let mut world = World::with(&["a"]);
    let mut all = vec![encounter(), result(1), result(2)];
    all.push(report("r", "2026-03-06", "final", &[1, 2]));
    all.extend(medicine());
    world.source("a", &all);
    world.load(asked());
    is(
        &told(&world),
        &[
            ["Clinic 06", "", ""],
            ["Furosemide 40 mg tablets 06", "", ""],
            [
                "Furosemide 40 mg tablets 08",
                "Furosemide 40 mg tablets 06",
                "",
            ],
            ["Report r 06", "", "Clinic 06"],
            ["Test 1 06", "Report r 06", "Clinic 06"],
            ["Test 2 06", "Report r 06", "Clinic 06"],
        ],
    );
}

#[test]
fn of_several_reports_the_newest_is_the_head_and_none_that_is_in_error() {
    let mut world = World::with(&["a"]);
    world.source(
        "a",
        &[
            result(1),
            report("r", "2026-03-06", "final", &[1]),
            report("s", "2026-03-07", "final", &[1]),
            report("t", "2026-03-08", "entered-in-error", &[1]),
        ],
    );
    world.load(asked());
    let head = told(&world).into_iter().find(|own| own[0] == "Test 1 06");
    assert_eq!(head.unwrap()[1], "Report s 07");
}

#[test]
fn a_list_of_what_was_ever_measured_is_no_head() {
    let mut world = World::with(&["a"]);
    world.source(
        "a",
        &[
            result(1),
            about(json!({
                "resourceType": "List", "id": "l", "status": "current", "mode": "snapshot",
                "code": {"text": "Investigations and results"}, "date": "2026-03-07",
                "entry": [{"item": {"reference": "Observation/o1"}}]
            })),
        ],
    );
    world.load(asked());
    assert!(world.rows.values().all(|row| row.head.is_none()));
}

#[test]
fn what_belongs_together_is_told_again_when_a_source_says_otherwise() {
    let mut world = World::with(&["a", "b"]);
    world.source(
        "a",
        &[
            encounter(),
            result(1),
            report("r", "2026-03-06", "final", &[1]),
        ],
    );
    world.source("b", &[]);
    world.load(asked());
    let before = world.ups.len();
    world.source(
        "a",
        &[
            encounter(),
            result(1),
            report("r", "2026-03-06", "final", &[]),
        ],
    );
    world.say(&Down::Retry("a".into()));
    world.run();
    is(
        &told(&world),
        &[
            ["Clinic 06", "", ""],
            ["Report r 06", "", "Clinic 06"],
            ["Test 1 06", "", "Clinic 06"],
        ],
    );
    // The same again tells nothing anew.
    let patched = |up: &&Up| matches!(up, Up::Patch(patch) if !patch.upserts.is_empty());
    assert!(world.ups[before..].iter().any(|up| patched(&up)));
    let before = world.ups.len();
    world.say(&Down::Retry("a".into()));
    world.run();
    assert!(!world.ups[before..].iter().any(|up| patched(&up)));
}

#[test]
fn what_is_covered_says_nothing_of_what_it_belongs_with() {
    let covered = |mut resource: Value| {
        resource["meta"] = json!({"security": [{
            "system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"
        }]});
        resource
    };
    let plain = || {
        vec![
            encounter(),
            result(1),
            report("r", "2026-03-06", "final", &[1]),
        ]
    };
    for place in 0..3 {
        let mut world = World::with(&["a"]);
        let mut all = plain();
        all[place] = covered(all[place].clone());
        world.source("a", &all);
        world.load(asked());
        let ids: Vec<_> = world
            .rows
            .values()
            .filter(|row| row.marks.has(Mark::Covered))
            .map(|row| row.id)
            .collect();
        assert_eq!(ids.len(), 1);
        for row in world.rows.values() {
            let of_covered = ids.contains(&row.id) && (row.head.is_some() || row.within.is_some());
            let under = row
                .head
                .into_iter()
                .chain(row.within)
                .any(|id| ids.contains(&id));
            assert!(!of_covered && !under, "{place}: {row:?}");
        }
    }
}

#[test]
fn what_is_new_is_told_by_the_hosts_time_and_the_own_system_is_named() {
    let mut world = World::new();
    world.configure(&json!({
        "now": "2026-03-07T09:14:00Z", "timeZone": "Test/East",
        "sources": [
            {"id": "a", "title": "a", "baseUrl": "https://a.test/fhir", "own": true},
            {"id": "b", "title": "b", "baseUrl": "https://b.test/fhir"}
        ]
    }));
    let issued = |id: &str, at: &str| {
        let mut result = result(1);
        result["id"] = json!(id);
        result["code"]["text"] = json!(id);
        match at {
            "" => result["effectiveDateTime"] = json!("2026-03-01"),
            at => result["issued"] = json!(at),
        }
        result
    };
    // Begun long ago; only that it was stopped is filed late.
    let order = |id: &str, status: &str, updated: &str| {
        about(json!({
            "resourceType": "MedicationRequest", "id": id, "status": status, "intent": "order",
            "meta": {"lastUpdated": updated}, "authoredOn": "2023-08-14",
            "medicationCodeableConcept": {"text": id}
        }))
    };
    world.source(
        "a",
        &[
            issued("before", "2026-03-06T09:59:00Z"),
            issued("after", "2026-03-06T10:01:00Z"),
            issued("untold", ""),
            order("stopped since", "stopped", "2026-03-06T10:40:00Z"),
            order("stopped before", "stopped", "2026-03-06T09:40:00Z"),
            order("gone on with", "active", "2026-03-06T10:40:00Z"),
        ],
    );
    world.source("b", &[]);
    world.say(&Down::Load(LoadRequest {
        new_since: PartialDate::parse("2026-03-06T10:00:00Z"),
        ..load(asked())
    }));
    world.run();
    let since = world.ups.iter().find_map(|up| match up {
        Up::Since(since) => Some(*since),
        _ => None,
    });
    assert_eq!(
        since.map(|since| since.hour),
        Some(11),
        "on the zone's clock"
    );
    let mut new: Vec<&str> = Vec::new();
    for row in world.rows.values() {
        if row.marks.has(Mark::New) {
            new.push(&row.title);
        }
    }
    new.sort_unstable();
    assert_eq!(new, ["after", "stopped since"]);
    let own: Vec<bool> = world.sources.iter().map(|source| source.own).collect();
    assert_eq!(own, [true, false]);
}
