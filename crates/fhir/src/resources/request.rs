//! Requests, appointments and tasks.

use timeline_model::{Basis, Field, Intent, Span, StatusClass, part};

use super::shared;
use crate::{
    draft::Draft,
    words::{self, text},
};

/// Reads how far a request or task had got.
pub(super) fn own_intent(draft: &mut Draft<'_>) {
    shared::intent(draft);
}

/// Reads what is asked for where it stands inside another element.
pub(super) fn service(draft: &mut Draft<'_>) {
    own_intent(draft);
    for (key, name) in [
        ("item", "code"),
        ("oralDiet", "type"),
        ("enteralFormula", "baseFormulaType"),
    ] {
        for part in draft.list(key).iter().filter_map(|part| part.get(name)) {
            for concept in words::each(part) {
                words::codings(concept, &mut draft.entry.codes);
            }
            if let Some(words) = words::words(part) {
                draft.name(&words);
            }
        }
    }
}

/// Reads what only an Appointment has.
pub(super) fn appointment(draft: &mut Draft<'_>) {
    let over = draft.entry.status.class == StatusClass::Completed;
    draft.entry.intent = if over { Intent::Done } else { Intent::Planned };
    let basis = if over {
        Basis::Happened
    } else {
        Basis::Planned
    };
    // Its own time or the one asked for, rather than when it was made.
    for asked in draft.list("requestedPeriod") {
        let (start, end) = draft.period(asked, "requestedPeriod");
        if draft.entry.when.basis != Basis::Planned && start.is_some() {
            draft.entry.when = Span {
                start,
                end,
                basis: Basis::Planned,
            };
        }
    }
    if let Some(start) = draft.date("start") {
        draft.entry.when.start = Some(start);
        draft.entry.when.basis = basis;
    }
    if let Some(end) = draft.date("end") {
        draft.entry.when.end = Some(end);
    }
    for participant in draft.list("participant") {
        if let Some(actor) = participant.get("actor")
            && text(actor, "reference").is_some_and(|target| part::has(target, "Patient/"))
        {
            crate::subject::named(actor, &mut draft.about);
        } else {
            let field = match participant.get("actor").and_then(|a| text(a, "reference")) {
                Some(target) if part::has(target, "Location/") => Field::Location,
                _ => Field::Participant,
            };
            shared::who(draft, field, participant);
        }
    }
}
