//! `Patient/{id}/$everything`.

use axum::body::Body;
use axum::http::{Response, StatusCode};

use super::super::answer::{fhir_answer, outcome};
use super::super::demo::FhirHolding;
use super::super::faults::{Fault, Specs};
use super::super::record::{Record, Span, span_of};
use super::bundle::{Item, Listing};
use super::{Ask, person, search};

/// Answers `Patient/{id}/$everything`.
pub fn everything(holding: &FhirHolding, ask: &Ask, id: &str, faults: &Specs) -> Response<Body> {
    let person = match person(holding, id, faults) {
        Ok(person) => person,
        Err(refused) => return *refused,
    };
    let (offset, count) = match search::window(&ask.parameters) {
        Ok(window) => window,
        Err(text) => return outcome(StatusCode::BAD_REQUEST, "value", &text),
    };
    let known = |name: &str| matches!(name, "_count" | "_type" | "_since");
    let unknown = |name: &str| !known(name) && !matches!(name, "_offset" | "_format");
    if let (true, Some((name, _))) = (
        ask.strict,
        ask.parameters.iter().find(|(name, _)| unknown(name)),
    ) {
        return outcome(
            StatusCode::BAD_REQUEST,
            "value",
            &format!("Unknown parameter {name:?}."),
        );
    }
    let used = ask
        .parameters
        .iter()
        .filter(|(name, _)| known(name))
        .cloned()
        .collect();
    let parameter = |wanted: &str| {
        let mut all = ask.parameters.iter();
        all.find(|(name, _)| name == wanted)
            .map(|(_, value)| value.as_str())
    };
    let types = parameter("_type").map(|types| types.split(',').collect::<Vec<_>>());
    let since = match parameter("_since").map(|text| (text, moment(text))) {
        None => None,
        Some((_, Some(since))) => Some(since),
        Some((text, None)) => {
            let text = format!("_since must be a moment, not {text:?}.");
            return outcome(StatusCode::BAD_REQUEST, "value", &text);
        }
    };
    let wanted = |record: &&Record| {
        let kind = record.kind.as_str();
        kind != "Binary"
            && types.as_ref().is_none_or(|types| types.contains(&kind))
            && since.is_none_or(|since| record.is_since(since))
    };
    let mut items: Vec<Item<'_>> = person.records.iter().filter(wanted).map(item).collect();
    if faults.has(Fault::Empty) {
        items.clear();
    }
    let listing = Listing {
        path: ask.path.join("/"),
        used,
        items,
        offset,
        count,
        says_more: !ask.emergency,
        stu3: holding.stu3,
    };
    fhir_answer(StatusCode::OK, &listing.bundle(&ask.base, faults))
}

fn item(record: &Record) -> Item<'_> {
    Item {
        record,
        included: record.is_supporting(),
    }
}

/// A plus sign that was not escaped arrives as a blank.
fn moment(text: &str) -> Option<Span> {
    span_of(text).or_else(|| span_of(&text.replace(' ', "+")))
}
