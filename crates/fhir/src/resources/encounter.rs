//! Encounter and EpisodeOfCare.

use timeline_model::{Basis, Field, Kind, Role, StatusClass};

use super::shared::{context, people, reasons};
use crate::{
    draft::{Adds, Draft},
    words::{self, list, text},
};

/// Reads a contact.
pub(super) fn read(draft: &mut Draft<'_>) {
    draft.entry.kind = Kind::Encounter;
    draft.name_by("type");
    draft.name_by("serviceType");
    class(draft);
    draft.status("status");
    let planned = draft.entry.status.class == StatusClass::Planned;
    let basis = if planned {
        Basis::Planned
    } else {
        Basis::Happened
    };
    draft.when("actualPeriod", basis);
    draft.when("period", basis);
    draft.when_at("plannedStartDate", Basis::Planned);
    draft.refer(Role::Request, "appointment");
    draft.refer(Role::Request, "incomingReferral");
    draft.refer(Role::PartOf, "episodeOfCare");
    context(draft);
    reasons(draft);
    for diagnosis in draft.list("diagnosis") {
        for key in ["condition", "role"] {
            if let Some(condition) = diagnosis.get(key) {
                draft.refer_to(Role::Reason, condition);
                draft.wait_for(Adds::Lends, condition);
            }
        }
    }
    for reason in draft.list("reason") {
        for value in list(reason, "value") {
            draft.refer_to(Role::Reason, value);
            if let Some(words) = words::words(value) {
                draft.fact(Field::Reason, &words);
            }
        }
    }
    people(draft, "participant");
    for place in draft.list("location") {
        draft.who_in(Field::Location, place.get("location").unwrap_or(place));
    }
    draft.who(Field::Organisation, "serviceProvider");
    discharge(draft);
}

/// The class names a contact that has no type.
fn class(draft: &mut Draft<'_>) {
    let Some(class) = draft.get("class") else {
        return;
    };
    let words = match words::first_code(class) {
        Some("AMB") => Some("Ambulatory".to_owned()),
        Some("EMER") => Some("Emergency".to_owned()),
        Some("IMP") => Some("Inpatient".to_owned()),
        Some("HH") => Some("Home visit".to_owned()),
        Some("VR") => Some("Virtual contact".to_owned()),
        _ => words::words(class),
    };
    if let Some(words) = words {
        draft.name(&words);
        draft.fact(Field::Category, &words);
    }
}

fn discharge(draft: &mut Draft<'_>) {
    for key in ["hospitalization", "admission"] {
        if let Some(stay) = draft.get(key)
            && let Some(words) = words::words_of(stay, "dischargeDisposition")
        {
            draft.named_fact(Field::Other, "Discharged to", &words);
        }
    }
}

/// Reads a stretch of care under one organisation.
pub(super) fn episode(draft: &mut Draft<'_>) {
    draft.entry.kind = Kind::Encounter;
    draft.name_by("type");
    draft.status("status");
    draft.when("period", Basis::Happened);
    draft.who(Field::Author, "careManager");
    draft.who(Field::Organisation, "managingOrganization");
    draft.refer(Role::Request, "referralRequest");
    for diagnosis in draft.list("diagnosis") {
        if let Some(condition) = diagnosis.get("condition") {
            draft.refer_to(Role::Reason, condition);
            if let Some(words) = text(condition, "display") {
                draft.fact(Field::Reason, words);
            }
        }
    }
}
