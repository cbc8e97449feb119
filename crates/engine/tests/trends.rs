//! Which values stand in the trend of another, and which must not.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

mod support;

use serde_json::{Value, json};
use support::*;
use timeline_model::{
    Comparator, Detail, Trend, Unlike,
    protocol::{Down, Up},
};

const LOINC: &str = "http://loinc.org";

fn potassium(day: u32, value: &Value) -> Value {
    json!({
        "resourceType": "Observation", "id": format!("k{day}"), "status": "final",
        "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "laboratory"}]}],
        "code": {"coding": [{"system": LOINC, "code": "2823-3"}], "text": "Potassium"},
        "subject": {"reference": "Patient/p1"},
        "effectiveDateTime": format!("2026-01-{day:02}T08:00:00Z"),
        "valueQuantity": value,
        "referenceRange": [{"low": {"value": 3.5}, "high": {"value": 5.3}}]
    })
}

fn millimoles(value: f64) -> Value {
    json!({"value": value, "unit": "mmol/L", "system": "http://unitsofmeasure.org", "code": "mmol/L"})
}

/// The detail of the entry of this value, or the first of all.
fn detail_of(resources: &[Value], value: &str) -> Detail {
    let mut world = World::with(&["a"]);
    world.source("a", resources);
    world.load(asked());
    let mut rows = world.rows.values();
    let row = rows
        .find(|row| row.value.starts_with(value))
        .expect("such a row");
    let id = row.id;
    world.say(&Down::Detail(id));
    world.rest();
    let mut details = world.ups.iter().rev().filter_map(|up| match up {
        Up::Detail(_, detail) => detail.clone(),
        _ => None,
    });
    *details.next().expect("a detail")
}

fn trend_of(resources: &[Value], value: &str) -> Option<Trend> {
    detail_of(resources, value).trend
}

fn told(trend: &Trend) -> Vec<String> {
    let words = |point: &timeline_model::TrendPoint| {
        let words = point.values.iter().map(|value| {
            value
                .as_ref()
                .map_or("–".to_owned(), |value| value.words.clone())
        });
        words.collect::<Vec<_>>().join("/")
    };
    trend.points.iter().map(words).collect()
}

#[test]
fn values_of_the_same_thing_stand_in_the_order_of_their_time() {
    let resources = [
        potassium(9, &millimoles(4.1)),
        potassium(2, &millimoles(5.6)),
        potassium(5, &millimoles(4.4)),
    ];
    let trend = trend_of(&resources, "4.4").unwrap();
    assert_eq!(told(&trend), ["5.6", "4.4", "4.1"]);
    assert_eq!((trend.unlike, trend.further), (0, 0));
    assert_eq!(
        (
            trend.series[0].title.as_str(),
            trend.series[0].unit.as_str()
        ),
        ("Potassium", "mmol/L")
    );
    let first = trend.points[0].values[0].as_ref().unwrap();
    let last = trend.points[2].values[0].as_ref().unwrap();
    assert!(first.height > last.height && trend.points[0].from < trend.points[2].from);
    let range = first.range.as_ref().unwrap();
    assert_eq!(range.words, "3.5 – 5.3");
    assert!(range.low < Some(last.height) && range.high < Some(first.height));
}

#[test]
fn another_unit_method_or_equation_is_counted_and_not_drawn() {
    let with = |day: u32, name: &str, value: Value| {
        let mut one = potassium(day, &millimoles(4.7));
        one[name] = value;
        one
    };
    for (other, why, units) in [
        (
            with(8, "valueQuantity", json!({"value": 4.7, "unit": "mEq/L"})),
            Unlike::Unit,
            vec!["mEq/L"],
        ),
        (
            with(8, "method", json!({"text": "Flame photometry"})),
            Unlike::Method,
            vec![],
        ),
        (
            with(
                8,
                "code",
                json!({"coding": [{"system": LOINC, "code": "2823-3"}], "text": "Potassium (MDRD)"}),
            ),
            Unlike::Method,
            vec![],
        ),
        (
            with(8, "valueQuantity", json!({"value": 4.7})),
            Unlike::Unit,
            vec![""],
        ),
        (
            with(8, "valueQuantity", Value::Null),
            Unlike::NoNumber,
            vec![],
        ),
        (
            with(8, "effectiveDateTime", Value::Null),
            Unlike::NoDate,
            vec![],
        ),
        (
            with(8, "status", json!("entered-in-error")),
            Unlike::InError,
            vec![],
        ),
    ] {
        let resources = [
            potassium(1, &millimoles(4.1)),
            potassium(2, &millimoles(4.2)),
            other.clone(),
        ];
        let trend = trend_of(&resources, "4.1").unwrap();
        assert_eq!(told(&trend), ["4.1", "4.2"], "{other}");
        assert_eq!((trend.unlike, trend.why), (1, 1 << why as u32), "{other}");
        assert_eq!(trend.units, units, "{other}");
    }
}

#[test]
fn what_is_another_thing_or_does_not_hold_is_not_there_at_all() {
    let with = |name: &str, value: Value| {
        let mut one = potassium(8, &millimoles(4.7));
        one[name] = value;
        one
    };
    for other in [
        with(
            "code",
            json!({"coding": [{"system": LOINC, "code": "2828-2"}], "text": "Potassium"}),
        ),
        with(
            "code",
            json!({"coding": [{"system": "urn:other", "code": "2823-3"}], "text": "Potassium"}),
        ),
        with("code", json!({"text": "Potassium"})),
        with(
            "meta",
            json!({"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}]}),
        ),
    ] {
        let resources = [
            potassium(1, &millimoles(4.1)),
            potassium(2, &millimoles(4.2)),
            other.clone(),
        ];
        let trend = trend_of(&resources, "4.1").unwrap();
        assert_eq!((told(&trend).len(), trend.unlike), (2, 0), "{other}");
    }
    let unlike = [
        potassium(1, &millimoles(4.1)),
        potassium(2, &json!({"value": 17, "unit": "mg/dL"})),
    ];
    let trend = trend_of(&unlike, "4.1").unwrap();
    assert_eq!((trend.points.len(), trend.unlike), (0, 1));
    let alone = [
        potassium(1, &millimoles(4.1)),
        condition("c", "Asthma", "2001"),
    ];
    assert!(trend_of(&alone, "4.1").is_none());
}

#[test]
fn words_stand_for_a_code_only_where_there_is_none() {
    let bare = |day, words: &str, value| {
        let mut one = potassium(day, &millimoles(value));
        one["code"] = json!({ "text": words });
        one
    };
    let resources = [
        bare(1, "Serum potassium", 4.1),
        bare(2, "serum  Potassium", 4.2),
        bare(3, "Urine potassium", 40.0),
        potassium(4, &millimoles(4.9)),
    ];
    assert_eq!(told(&trend_of(&resources, "4.1").unwrap()), ["4.1", "4.2"]);
}

#[test]
fn a_bound_stays_a_bound() {
    let below = json!({"value": 3.0, "comparator": "<", "unit": "mmol/L", "code": "mmol/L", "system": "http://unitsofmeasure.org"});
    let resources = [potassium(1, &below), potassium(2, &millimoles(4.2))];
    let trend = trend_of(&resources, "4.2").unwrap();
    assert_eq!(told(&trend), ["<3.0", "4.2"]);
    let value = trend.points[0].values[0].as_ref().unwrap();
    assert_eq!(value.bound, Some(Comparator::Less));
}

#[test]
fn a_range_in_another_unit_or_one_of_several_is_not_drawn() {
    for ranges in [
        json!([{"low": {"value": 137, "unit": "mg/dL"}}]),
        json!([{"low": {"value": 3.5}}, {"low": {"value": 3.6}}]),
        json!([{"text": "3.5 to 5.3"}]),
    ] {
        let mut one = potassium(1, &millimoles(4.1));
        one["referenceRange"] = ranges.clone();
        let trend = trend_of(&[one, potassium(2, &millimoles(4.2))], "4.1").unwrap();
        let ranges: Vec<_> = trend
            .points
            .iter()
            .map(|point| point.values[0].as_ref().unwrap().range.is_some())
            .collect();
        assert_eq!(ranges, [false, true], "{ranges:?}");
    }
}

#[test]
fn a_vague_date_takes_its_whole_width() {
    let mut vague = potassium(1, &millimoles(4.1));
    vague["effectiveDateTime"] = json!("2025");
    let trend = trend_of(&[vague, potassium(2, &millimoles(4.2))], "4.2").unwrap();
    let widths: Vec<_> = trend
        .points
        .iter()
        .map(|point| point.until - point.from)
        .collect();
    assert!(widths[0] > 800 && widths[1] < 3, "{widths:?}");
}

#[test]
fn blood_pressure_is_two_series_and_one_part_may_be_missing() {
    let pressure = |day: u32, systolic: Option<f64>, diastolic: f64| {
        let part = |code: &str, text: &str, value: f64| {
            json!({"code": {"coding": [{"system": LOINC, "code": code}], "text": text},
                "valueQuantity": {"value": value, "unit": "mmHg", "system": "http://unitsofmeasure.org", "code": "mm[Hg]"}})
        };
        let mut parts = vec![part("8462-4", "Diastolic", diastolic)];
        parts.extend(systolic.map(|systolic| part("8480-6", "Systolic", systolic)));
        if day == 1 {
            parts.reverse();
        }
        json!({
            "resourceType": "Observation", "id": format!("b{day}"), "status": "final",
            "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs"}]}],
            "code": {"coding": [{"system": LOINC, "code": "85354-9"}], "text": "Blood pressure"},
            "subject": {"reference": "Patient/p1"},
            "effectiveDateTime": format!("2026-01-{day:02}T08:00:00Z"), "component": parts
        })
    };
    let resources = [
        pressure(1, Some(140.0), 90.0),
        pressure(2, Some(130.0), 80.0),
        pressure(3, None, 70.0),
    ];
    let trend = trend_of(&resources, "140").unwrap();
    let titles: Vec<_> = trend
        .series
        .iter()
        .map(|series| series.title.as_str())
        .collect();
    assert_eq!(titles, ["Systolic", "Diastolic"]);
    assert_eq!(told(&trend), ["140.0/90.0", "130.0/80.0", "–/70.0"]);
}

#[test]
fn of_many_the_nearest_are_drawn_and_the_others_counted() {
    let mut resources = Vec::new();
    for n in 0..100 {
        let mut one = potassium(1, &millimoles(4.0));
        one["id"] = json!(format!("k{n}"));
        one["valueQuantity"]["value"] = json!(100 + n);
        one["effectiveDateTime"] = json!(format!("{}-01-01T08:00:00Z", 1900 + n));
        resources.push(one);
    }
    for (open, first, last) in [
        ("100", "100", "139"),
        ("150", "130", "169"),
        ("199", "160", "199"),
    ] {
        let trend = trend_of(&resources, open).unwrap();
        let told = told(&trend);
        assert_eq!(
            (told[0].as_str(), told[39].as_str(), told.len()),
            (first, last, 40)
        );
        assert_eq!(trend.further, 60);
        assert!(told.iter().any(|words| words == open));
    }
}
