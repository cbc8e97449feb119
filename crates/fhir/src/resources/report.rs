//! DiagnosticReport, ImagingStudy, the use of devices, and specimens that are
//! not fit.

use timeline_model::{Basis, Field, Role};

use super::shared::say;
use crate::{
    draft::{Adds, Draft},
    reference, value,
    words::{self, list, text},
};

/// Reads the images and forms of a report.
pub(super) fn diagnostic(draft: &mut Draft<'_>) {
    for form in draft.list("presentedForm") {
        draft.fact(Field::Document, &value::attachment(form));
    }
    for key in ["media", "image"] {
        for media in draft.list(key) {
            for link in list(media, "link") {
                draft.refer_to(Role::Member, link);
            }
            say(draft, media, &[("comment", Field::Note)]);
        }
    }
}

/// Reads the series of a set of images.
pub(super) fn imaging(draft: &mut Draft<'_>) {
    for series in draft.list("series") {
        let keys = [
            ("bodySite", Field::BodySite),
            ("modality", Field::Method),
            ("laterality", Field::BodySite),
        ];
        say(draft, series, &keys);
        if let Some(words) = words::words_of(series, "description") {
            draft.name(&words);
            draft.fact(Field::Component, &words);
        }
    }
    for modality in draft.list("modality") {
        if let Some(words) = words::words(modality) {
            draft.fact(Field::Method, &words);
        }
    }
    let method = draft.entry.facts.iter().find(|f| f.field == Field::Method);
    if let Some(method) = method.map(|fact| fact.text.clone()) {
        draft.name(&method);
    }
}

/// The device names its use.
pub(super) fn device(draft: &mut Draft<'_>) {
    for device in draft.list("device") {
        if let Some(contained) = draft.contained(device)
            && let Some(words) = crate::index::name(contained)
        {
            draft.name(&words);
        }
        if let Some(target) = reference::target(device)
            && text(device, "display").is_none()
        {
            draft.link(Adds::Title, &target);
        }
        draft.refer_to(Role::Other, device);
    }
}

/// Reads from where and when a specimen was taken.
pub(super) fn specimen(draft: &mut Draft<'_>) {
    if let Some(collection) = draft.get("collection") {
        draft.when_in(collection, "collection.", "collected", Basis::Happened);
        say(draft, collection, &[("bodySite", Field::BodySite)]);
    }
    draft.recorded("receivedTime", Basis::Recorded);
}

/// Names a claim by its type, and says what was done and why.
pub(super) fn claim(draft: &mut Draft<'_>) {
    let kind = words::type_words(draft.kind);
    let mut types = draft.list("type").iter();
    match types.find_map(words::words) {
        Some(own) => draft.name(&[&kind, ": ", &own].concat()),
        None => draft.name(&kind),
    }
    for key in ["item", "procedure", "diagnosis"] {
        for part in draft.list(key) {
            say(draft, part, &CLAIMED);
            for target in ["procedureReference", "diagnosisReference", "encounter"] {
                for target in list(part, target) {
                    draft.refer_to(Role::Other, target);
                }
            }
        }
    }
}

/// What a claim is for, by the names of all versions.
const CLAIMED: [(&str, Field); 5] = [
    ("productOrService", Field::Activity),
    ("service", Field::Activity),
    ("procedureCodeableConcept", Field::Activity),
    ("diagnosisCodeableConcept", Field::Reason),
    ("diagnosis", Field::Reason),
];
