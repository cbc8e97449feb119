//! A life in visits, drawn from the tables: who was seen when, and what was found, measured and given.

use crate::moment::{DAY, Exact, Moment};
use crate::person::{Event, Person};
use crate::random::Random;
use crate::tables::{Concept, Tables};
use crate::words;
use serde_json::{Value, json};

const BLOOD_PRESSURE: &str = "55284-4";
const SMOKING: &str = "72166-2";
/// What a nurse measures at most visits.
const VITALS: [&str; 9] = [
    BLOOD_PRESSURE,
    "8302-2",
    "29463-7",
    "39156-5",
    SMOKING,
    "8867-4",
    "59408-5",
    "8310-5",
    "9279-1",
];

/// Adds the events of so many visits before the given second.
pub fn visits(person: &mut Person, count: usize, end: i64, tables: &Tables, random: &mut Random) {
    for _ in 0..count {
        let day = end - random.whole(1, 3_600) * DAY;
        let at = day.div_euclid(DAY) * DAY + random.whole(7 * 3600, 18 * 3600);
        Visit {
            at,
            events: &mut person.events,
            tables,
            random,
        }
        .happen();
    }
}

struct Visit<'a> {
    at: i64,
    events: &'a mut Vec<Event>,
    tables: &'a Tables,
    random: &'a mut Random,
}

impl Visit<'_> {
    fn happen(&mut self) {
        let end = self.text(900);
        let start = self.text(0);
        let period = json!({"start": start, "end": end});
        let visit = self.coded("Encounter").map(|mut encounter| {
            let code = encounter.get("code").cloned().unwrap_or_default();
            replace(&mut encounter, "code", Value::Null);
            replace(&mut encounter, "type", json!([code]));
            replace(&mut encounter, "status", json!("finished"));
            replace(
                &mut encounter,
                "class",
                json!({"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode",
                "code": "AMB"}),
            );
            replace(&mut encounter, "period", period.clone());
            self.add(encounter)
        });
        if self.random.chance(0.6) {
            self.vitals();
        }
        if self.random.chance(0.3) {
            self.panel();
        }
        for (kind, share) in [
            ("Condition", 0.3),
            ("MedicationRequest", 0.35),
            ("Procedure", 0.3),
            ("Immunization", 0.2),
            ("AllergyIntolerance", 0.08),
            ("CarePlan", 0.06),
        ] {
            if self.random.chance(share)
                && let Some(mut resource) = self.coded(kind)
            {
                self.complete(&mut resource, kind, &period);
                if let Some(visit) = visit.as_ref().filter(|_| kind != "Immunization") {
                    replace(&mut resource, "encounter", json!({"reference": visit}));
                }
                self.add(resource);
            }
        }
    }

    /// What each kind has beside its words and codes.
    fn complete(&mut self, resource: &mut Value, kind: &str, period: &Value) {
        let start = self.text(0);
        let code = resource.get("code").cloned().unwrap_or_default();
        match kind {
            "Condition" => {
                let over = self.random.chance(0.5);
                replace(
                    resource,
                    "clinicalStatus",
                    status(
                        "condition-clinical",
                        if over { "resolved" } else { "active" },
                    ),
                );
                replace(
                    resource,
                    "verificationStatus",
                    status("condition-ver-status", "confirmed"),
                );
                replace(resource, "onsetDateTime", json!(start));
                replace(resource, "recordedDate", json!(start));
                if over {
                    let later = DAY * self.random.whole(7, 60);
                    let end = self.text(later);
                    replace(resource, "abatementDateTime", json!(end));
                }
            }
            "AllergyIntolerance" => {
                replace(
                    resource,
                    "clinicalStatus",
                    status("allergyintolerance-clinical", "active"),
                );
                replace(
                    resource,
                    "verificationStatus",
                    status("allergyintolerance-verification", "confirmed"),
                );
                replace(resource, "recordedDate", json!(start));
            }
            "MedicationRequest" => {
                replace(resource, "code", Value::Null);
                replace(resource, "medicationCodeableConcept", code);
                replace(
                    resource,
                    "status",
                    json!(self.random.pick(&["active", "stopped", "completed"])),
                );
                replace(resource, "intent", json!("order"));
                replace(resource, "authoredOn", json!(start));
                if let Some(dose) = self
                    .random
                    .pick(&self.tables.doses)
                    .and_then(|ways| ways.first())
                {
                    replace(resource, "dosageInstruction", json!([{"text": dose}]));
                }
            }
            "Procedure" => {
                replace(resource, "status", json!("completed"));
                replace(resource, "performedPeriod", period.clone());
            }
            "Immunization" => {
                replace(resource, "code", Value::Null);
                replace(resource, "vaccineCode", code);
                replace(resource, "status", json!("completed"));
                replace(resource, "occurrenceDateTime", json!(start));
            }
            _ => {
                replace(resource, "code", Value::Null);
                replace(resource, "category", json!([code]));
                replace(resource, "status", json!("active"));
                replace(resource, "intent", json!("order"));
                replace(resource, "period", json!({"start": start}));
            }
        }
    }

    fn vitals(&mut self) {
        let share = self.random.between(0.3, 0.9);
        for code in VITALS {
            if self.random.chance(share)
                && let Some(found) = self.tables.concepts.iter().find(|own| own.code == code)
            {
                let observation = self.observation(found, "vital-signs");
                self.add(observation);
            }
        }
    }

    /// A panel of the laboratory with its results.
    fn panel(&mut self) {
        let panels = self.tables.of_kind("DiagnosticReport");
        let Some(panel) = self.random.pick(&panels).copied() else {
            return;
        };
        let mut results = Vec::new();
        for found in self
            .tables
            .concepts
            .iter()
            .filter(|own| panel.results.contains(&own.code))
        {
            let observation = self.observation(found, "laboratory");
            results.push(json!({"reference": self.add(observation)}));
        }
        let (start, category) = (self.text(0), status("v2-0074", "LAB"));
        self.add(json!({"resourceType": "DiagnosticReport", "status": "final", "category": [category],
            "code": codeable(panel), "effectiveDateTime": start, "issued": start, "result": results}));
    }

    fn observation(&mut self, found: &Concept, category: &str) -> Value {
        let start = self.text(0);
        let mut observation = json!({"resourceType": "Observation", "status": "final",
            "category": [status("observation-category", category)], "code": codeable(found),
            "effectiveDateTime": start, "issued": start});
        let mut draw = |low, high| (self.random.between(low, high) * 1e4).round() / 1e4;
        match (found.code, found.range) {
            (BLOOD_PRESSURE, _) => {
                let part = |code, name, value: f64| {
                    json!({"code": {"coding": [{"system": "http://loinc.org",
                    "code": code, "display": name}], "text": name}, "valueQuantity": quantity("mm[Hg]", value)})
                };
                let upper = draw(100.0, 160.0);
                let parts = json!([
                    part("8462-4", "Diastolic Blood Pressure", draw(60.0, 95.0)),
                    part("8480-6", "Systolic Blood Pressure", upper)
                ]);
                replace(&mut observation, "component", parts);
            }
            (SMOKING, _) => {
                let states = [("266919005", "Never smoker"), ("8517006", "Former smoker")];
                let (code, name) = self.random.pick(&states).copied().unwrap_or_default();
                replace(
                    &mut observation,
                    "valueCodeableConcept",
                    json!({"coding": [{"system":
                    "http://snomed.info/sct", "code": code, "display": name}], "text": name}),
                );
            }
            (_, Some((unit, low, high))) => {
                replace(
                    &mut observation,
                    "valueQuantity",
                    quantity(unit, draw(low, high)),
                );
            }
            _ => {}
        }
        observation
    }

    fn coded(&mut self, kind: &str) -> Option<Value> {
        let all = self.tables.of_kind(kind);
        let found = self.random.pick(&all)?;
        // An allergy is had once.
        if kind == "AllergyIntolerance"
            && self
                .events
                .iter()
                .any(|event| words::says(&event.resource, found.display))
        {
            return None;
        }
        Some(json!({"resourceType": kind, "code": codeable(found)}))
    }

    fn text(&self, later: i64) -> String {
        Moment {
            seconds: self.at + later,
            exact: Exact::Universal,
        }
        .text()
    }

    /// Adds an event and returns by what others refer to it.
    fn add(&mut self, resource: Value) -> String {
        let key = self.random.hex(32);
        self.events.push(Event::new(key.clone(), resource));
        key
    }
}

pub fn replace(resource: &mut Value, member: &str, value: Value) {
    if let Some(members) = resource.as_object_mut() {
        if value.is_null() {
            members.remove(member);
        } else {
            members.insert(member.to_owned(), value);
        }
    }
}

fn codeable(found: &Concept) -> Value {
    json!({"coding": [{"system": found.system, "code": found.code, "display": found.display}], "text": found.display})
}

fn quantity(unit: &str, value: f64) -> Value {
    json!({"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit})
}

fn status(system: &str, code: &str) -> Value {
    json!({"coding": [{"system": format!("http://terminology.hl7.org/CodeSystem/{system}"), "code": code}]})
}
