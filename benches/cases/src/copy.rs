//! One source's copy of an event.

use crate::habits::Habits;
use crate::invent::replace;
use crate::moment::{DAY, Exact, Moment};
use crate::person::Event;
use crate::random::Random;
use crate::tables::Tables;
use crate::{times, values, words};
use serde_json::{Value, json};

/// A copy, and by name what was done to it.
pub struct Copy {
    pub resource: Value,
    pub faults: Vec<&'static str>,
}

/// What is known of an event beside what it says.
pub struct Known<'a> {
    pub event: &'a Event,
    /// The number of the record where it came from.
    pub number: String,
    /// The number of the specimen, of what a laboratory found.
    pub accession: Option<&'a str>,
}

pub fn copy(known: &Known, habits: &Habits, tables: &Tables, random: &mut Random) -> Copy {
    let mut resource = known.event.resource.clone();
    let mut faults = Vec::new();
    times_of(&mut resource, habits, random, &mut faults);
    // The unit goes by the code, so that it comes before the code may be left out.
    values::copy(&mut resource, habits, tables, random, &mut faults);
    words::copy(&mut resource, habits, tables, random, &mut faults);
    status(&mut resource, habits, random, &mut faults);
    numbers(&mut resource, known, habits, random);
    if random.chance(habits.shape) {
        reshape(&mut resource, &mut faults);
    }
    faults.sort_unstable();
    faults.dedup();
    Copy { resource, faults }
}

fn times_of(
    resource: &mut Value,
    habits: &Habits,
    random: &mut Random,
    faults: &mut Vec<&'static str>,
) {
    let kind = resource
        .get("resourceType")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let laboratory = resource
        .pointer("/category/0/coding/0/code")
        .and_then(Value::as_str);
    let tested = matches!(laboratory, Some("laboratory" | "LAB"));
    let mut later = 0;
    match kind.as_str() {
        "Condition" | "AllergyIntolerance" if random.chance(habits.recorded) => {
            faults.push("recorded");
            later = if random.chance(0.5) {
                random.whole(0, 8 * 3600)
            } else {
                random.whole(1, 6) * DAY
            };
            if resource.get("recordedDate").is_some() || kind == "Condition" {
                recorded_only(resource);
            }
        }
        "Encounter" if random.chance(habits.arrival) => {
            faults.push("arrival");
            later = -random.whole(5, 45) * 60;
        }
        "Observation" | "DiagnosticReport" if tested => {
            // All of one specimen are received together.
            let when = resource
                .get("effectiveDateTime")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let mut together = Random::new(habits.day.to_bits(), when);
            if together.chance(habits.received) {
                faults.push("received");
                later = together.whole(20, 360) * 60;
            }
        }
        _ => {}
    }
    let exact = if random.chance(habits.day) {
        faults.push("date only");
        Exact::Day
    } else if random.chance(habits.month)
        && matches!(
            kind.as_str(),
            "Condition" | "AllergyIntolerance" | "Procedure" | "CarePlan"
        )
    {
        faults.push("month only");
        Exact::Month
    } else {
        if habits.time == Exact::Unzoned {
            faults.push("no zone");
        }
        habits.time
    };
    let no_end = random.chance(0.25);
    times::each(resource, &mut |name, moment| {
        let moved = moment.is_timed() || later.abs() >= DAY;
        let seconds = if moved {
            moment.seconds + later
        } else {
            moment.seconds
        };
        (name != "end" || !no_end).then(|| Moment { seconds, ..moment }.said(exact))
    });
}

/// Leaves of the dates of a problem the day on which it was written down.
fn recorded_only(resource: &mut Value) {
    let onset = resource
        .get("onsetDateTime")
        .or_else(|| resource.get("recordedDate"))
        .cloned();
    replace(resource, "onsetDateTime", Value::Null);
    replace(resource, "recordedDate", onset.unwrap_or_default());
}

fn status(
    resource: &mut Value,
    habits: &Habits,
    random: &mut Random,
    faults: &mut Vec<&'static str>,
) {
    if random.chance(habits.in_error) {
        faults.push("in error");
        if let Some(verification) = resource.pointer_mut("/verificationStatus/coding/0/code") {
            *verification = json!("entered-in-error");
            replace(resource, "clinicalStatus", Value::Null);
        } else {
            replace(resource, "status", json!("entered-in-error"));
        }
    } else if random.chance(habits.status) {
        let clinical = resource.get("clinicalStatus").is_some();
        let place = resource.pointer_mut(if clinical {
            "/clinicalStatus/coding/0/code"
        } else {
            "/status"
        });
        let Some(place) = place else { return };
        let other = match place.as_str() {
            Some("active") if clinical => "resolved",
            Some("resolved") => "active",
            Some("active" | "stopped") => "completed",
            Some("final") => "amended",
            _ => return,
        };
        *place = json!(other);
        faults.push("status");
    }
}

/// The same said by another of FHIR's members.
fn reshape(resource: &mut Value, faults: &mut Vec<&'static str>) {
    let taken = |resource: &mut Value, member: &str| {
        let members = resource.as_object_mut()?;
        members.shift_remove(member)
    };
    if let Some(medicine) = taken(resource, "medicationCodeableConcept") {
        let medicine = json!([{"resourceType": "Medication", "id": "medicine", "code": medicine}]);
        replace(resource, "contained", medicine);
        replace(
            resource,
            "medicationReference",
            json!({"reference": "#medicine"}),
        );
        faults.push("shape");
    }
    for (time, period) in [
        ("effectiveDateTime", "effectivePeriod"),
        ("onsetDateTime", "onsetPeriod"),
        ("performedDateTime", "performedPeriod"),
    ] {
        if let Some(time) = taken(resource, time) {
            replace(resource, period, json!({"start": time}));
            faults.push("shape");
        }
    }
}

/// The business identifiers that the source sends.
fn numbers(resource: &mut Value, known: &Known, habits: &Habits, random: &mut Random) {
    let mut all = Vec::new();
    if random.chance(habits.number) {
        all.push(json!({"system": "urn:oid:2.999.18.99", "value": known.number}));
    }
    if random.chance(habits.own_number) {
        let system = habits.own_system.replace("/codes", "/record");
        all.push(json!({"system": system, "value": random.hex(10)}));
    }
    if let Some(accession) = known.accession.filter(|_| habits.accession) {
        all.push(json!({"system": "https://laboratory.example/specimen", "value": accession}));
    }
    if habits.daybook {
        let value = format!("{:03}", random.below(400));
        all.push(json!({"system": "https://daybook.example/request", "value": value}));
    }
    if !all.is_empty() {
        replace(resource, "identifier", Value::Array(all));
    }
}
