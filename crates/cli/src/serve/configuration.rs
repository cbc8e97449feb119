//! `/timeline.json`, which the element reads, and the portal's patients.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::{Response, StatusCode};
use serde_json::{Map, Value, json};

use super::answer::json_answer;
use super::app::{App, Place};
use super::demo::{Holding, Source};
use super::faults::{self, Fault, Specs};
use super::sign_in::Want;

/// The configuration. `?faults=stannes:html,socialcare:down` has those sources
/// behind their `/faulty/…` addresses. `?for=portal` is what the portal shows,
/// which says who asks and why: with the agreements under which the sources are
/// shared, and records of use; `audit=required` belongs to it.
pub async fn timeline(
    State(place): State<Place>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Response<Body> {
    let faults = query.get("faults").map(String::as_str).unwrap_or_default();
    match read_faults(&place.app, faults) {
        Ok(faults) => {
            let is = |key: &str, word: &str| query.get(key).is_some_and(|value| value == word);
            let mut whole = configuration(&place.app, &faults, is("for", "portal"));
            if let (true, Some(members)) = (is("audit", "required"), whole.as_object_mut()) {
                members.insert("audit".to_owned(), Value::from("required"));
            }
            json_answer(StatusCode::OK, &whole)
        }
        Err(mistake) => json_answer(StatusCode::BAD_REQUEST, &json!({"mistakes": [mistake]})),
    }
}

/// The patients whom the portal lists, with the death that a source reports.
pub async fn patients(State(place): State<Place>) -> Response<Body> {
    let demo = &place.app.demo;
    let mut patients = demo.patients.clone();
    for patient in &mut patients {
        let number = patient
            .pointer("/identifier/value")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let deceased = demo
            .sources
            .iter()
            .find_map(|source| deceased(source, number));
        if let (Some(deceased), Some(members)) = (deceased, patient.as_object_mut()) {
            members.insert("deceased".to_owned(), deceased);
        }
    }
    json_answer(StatusCode::OK, &json!({"patients": patients}))
}

fn deceased(source: &Source, number: &str) -> Option<Value> {
    let Holding::Fhir(holding) = &source.holding else {
        return None;
    };
    let person = holding
        .people
        .iter()
        .find(|person| person.number == number)?;
    person.patient()?.body.get("deceasedDateTime").cloned()
}

fn configuration(app: &App, faults: &BTreeMap<String, Specs>, portal: bool) -> Value {
    let sources: Vec<Value> = app
        .demo
        .sources
        .iter()
        .map(|source| {
            let mut members = entry(app, source, faults.get(&source.id));
            if portal {
                members.extend(source.portal.clone());
            }
            Value::Object(members)
        })
        .collect();
    let mut whole = Map::new();
    if portal {
        whole.extend(app.demo.portal.clone());
    }
    for (key, value) in [
        ("now", app.demo.now.clone()),
        ("timeZone", app.demo.time_zone.clone()),
        ("sources", Value::Array(sources)),
    ] {
        whole.insert(key.to_owned(), value);
    }
    Value::Object(whole)
}

fn entry(app: &App, source: &Source, fault: Option<&Specs>) -> Map<String, Value> {
    let kind = match source.holding {
        Holding::Fhir(_) => "fhir",
        Holding::Feed(_) => "feed",
    };
    let origin = if source.second_port {
        app.second_origin.as_str()
    } else {
        ""
    };
    let prefix = fault
        .map(|spec| format!("/faulty/{spec}"))
        .unwrap_or_default();
    let base = format!("{origin}{prefix}/sources/{}/{kind}", source.id);
    let mut members = Map::new();
    for (key, value) in [
        ("id", source.id.as_str()),
        ("title", &source.title),
        ("kind", kind),
        ("baseUrl", &base),
    ] {
        members.insert(key.to_owned(), Value::from(value));
    }
    members.extend(source.settings.iter().cloned());
    let wanted = fault
        .and_then(wanted)
        .or_else(|| app.sign_in.of(&source.id));
    if let Some(want) = wanted {
        members.insert("credentials".to_owned(), Value::from(want.name()));
    }
    members
}

/// The sign-in that is among the faults.
pub fn wanted(faults: &Specs) -> Option<Want> {
    if faults.has(Fault::NeedsToken) {
        return Some(Want::Token);
    }
    faults.has(Fault::NeedsCookie).then_some(Want::Cookie)
}

fn read_faults(app: &App, text: &str) -> Result<BTreeMap<String, Specs>, String> {
    let mut read = BTreeMap::new();
    for part in text.split(',').filter(|part| !part.is_empty()) {
        let (source, spec) = part
            .split_once(':')
            .ok_or_else(|| format!("{part:?} must be source:fault"))?;
        let specs = faults::fits(&app.demo.sources, source, Some(Specs::parse(spec)?))?;
        read.extend(specs.map(|specs| (source.to_owned(), specs)));
    }
    Ok(read)
}
