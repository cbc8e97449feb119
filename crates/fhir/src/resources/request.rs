//! Requests, appointments and tasks.

use timeline_model::{Basis, Field, Intent, Kind, Role, StatusClass};

use super::shared::{context, intent, people, prohibition, reasons};
use crate::{
    draft::Draft,
    value,
    words::{self, text},
};

/// Reads a ServiceRequest, ProcedureRequest, ReferralRequest and their like.
pub(super) fn service(draft: &mut Draft<'_>) {
    draft.entry.kind = Kind::Appointment;
    for key in [
        "code",
        "serviceRequested",
        "reasonCode",
        "type",
        "item",
        "description",
    ] {
        if draft.entry.title.is_empty() {
            draft.name_by(key);
        }
    }
    draft.status("status");
    intent(draft);
    prohibition(draft);
    draft.when("occurrence", Basis::Planned);
    draft.when("scheduled", Basis::Planned);
    draft.when("fulfillmentTime", Basis::Planned);
    for key in [
        "authoredOn",
        "authored",
        "orderedOn",
        "dateSent",
        "date",
        "dateTime",
    ] {
        draft.recorded(key, Basis::Authored);
    }
    context(draft);
    reasons(draft);
    draft.word_facts(Field::Category, "category");
    draft.word_facts(Field::Category, "type");
    draft.word_facts(Field::Category, "priority");
    draft.word_facts(Field::Category, "specialty");
    draft.word_facts(Field::BodySite, "bodySite");
    draft.word_facts(Field::Note, "description");
    draft.word_facts(Field::Dose, "patientInstruction");
    people(draft, "requester");
    people(draft, "orderer");
    for key in ["performer", "recipient"] {
        draft.who(Field::Organisation, key);
    }
    draft.who(Field::Specimen, "specimen");
    draft.notes("note");
}

/// Reads an Appointment.
pub(super) fn appointment(draft: &mut Draft<'_>) {
    draft.entry.kind = Kind::Appointment;
    for key in [
        "description",
        "serviceType",
        "appointmentType",
        "specialty",
        "type",
        "reason",
    ] {
        if draft.entry.title.is_empty() {
            draft.name_by(key);
        }
    }
    draft.status("status");
    let over = draft.entry.status.class == StatusClass::Completed;
    draft.entry.intent = if over { Intent::Done } else { Intent::Planned };
    let basis = if over {
        Basis::Happened
    } else {
        Basis::Planned
    };
    draft.when_at("start", basis);
    if let Some(end) = draft.date("end") {
        draft.entry.when.end = Some(end);
    }
    draft.recorded("created", Basis::Recorded);
    context(draft);
    reasons(draft);
    for participant in draft.list("participant") {
        let Some(actor) = participant.get("actor") else {
            continue;
        };
        let target = text(actor, "reference").unwrap_or_default();
        if target.contains("Patient/") {
            crate::subject::named(actor, &mut draft.about);
        } else if target.contains("Location/") {
            draft.who_in(Field::Location, actor);
        } else {
            draft.who_in(Field::Author, actor);
        }
    }
    draft.word_facts(Field::Reason, "cancelationReason");
    draft.word_facts(Field::Reason, "cancellationReason");
    draft.word_facts(Field::Category, "serviceCategory");
    draft.notes("comment");
    draft.notes("note");
}

/// Reads a Task.
pub(super) fn task(draft: &mut Draft<'_>) {
    draft.entry.kind = Kind::Appointment;
    draft.about("for");
    draft.name_by("code");
    draft.name_by("description");
    draft.status("status");
    intent(draft);
    draft.when("executionPeriod", Basis::Happened);
    draft.recorded("authoredOn", Basis::Authored);
    context(draft);
    reasons(draft);
    draft.refer(Role::Other, "focus");
    draft.word_facts(Field::Status, "businessStatus");
    draft.word_facts(Field::Category, "priority");
    draft.word_facts(Field::Note, "description");
    people(draft, "requester");
    draft.who(Field::Author, "owner");
    for input in draft.list("input") {
        for (key, item) in input.members() {
            if key.starts_with("value")
                && let Some(value) = value::words_in(item)
            {
                let name = words::words_of(input, "type").unwrap_or_default();
                draft.named_fact(Field::Other, &name, &value);
            }
        }
    }
    draft.notes("note");
}
