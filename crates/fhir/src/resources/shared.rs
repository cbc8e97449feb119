//! What several kinds of resource have in common.

use timeline_model::{Field, Intent, Role, StatusClass};

use crate::{draft::Draft, status, words};

/// The encounter that it belongs to, whichever version's name that has, and
/// what it answers or is part of.
pub(super) fn context(draft: &mut Draft<'_>) {
    draft.refer(Role::Encounter, "encounter");
    for item in draft.list("context") {
        draft.refer_to(Role::Encounter, item);
        for one in words::list(item, "encounter") {
            draft.refer_to(Role::Encounter, one);
        }
    }
    draft.refer(Role::Request, "basedOn");
    draft.refer(Role::PartOf, "partOf");
    draft.refer(Role::Replaces, "replaces");
}

/// Why, by any of the names that versions give it.
pub(super) fn reasons(draft: &mut Draft<'_>) {
    for key in [
        "reasonCode",
        "reason",
        "reasonCodeableConcept",
        "reasonForUseCodeableConcept",
        "indication",
        "statusReason",
    ] {
        draft.word_facts(Field::Reason, key);
    }
    for key in ["reasonReference", "reason", "addresses", "problem"] {
        draft.refer(Role::Reason, key);
    }
}

/// Who did it: references, or parts that hold one.
pub(super) fn people(draft: &mut Draft<'_>, key: &str) {
    for item in draft.list(key) {
        let inner = ["actor", "agent", "individual", "member", "provider"];
        let who = inner.into_iter().find_map(|key| item.get(key));
        draft.who_in(Field::Author, who.unwrap_or(item));
    }
}

/// How far it is verified (conditions and allergies).
pub(super) fn verification(draft: &mut Draft<'_>) {
    let Some(code) = draft
        .get("verificationStatus")
        .and_then(words::first_code)
        .map(str::to_owned)
    else {
        return;
    };
    let class = status::class(&code);
    match class {
        StatusClass::EnteredInError => {
            draft.fact(Field::Status, &draft.entry.status.sent.clone());
            draft.entry.status.sent.clone_from(&code);
            draft.entered_in_error();
        }
        StatusClass::NotDone => draft.not_done(),
        StatusClass::Preliminary if draft.entry.status.class == StatusClass::Unknown => {
            draft.entry.status.class = class;
        }
        _ => {}
    }
    draft.fact(Field::Status, &code);
}

/// How far it had got: proposal, plan or order.
pub(super) fn intent(draft: &mut Draft<'_>) {
    draft.entry.intent = match draft.text("intent") {
        Some("proposal" | "option") => Intent::Proposed,
        Some("plan" | "directive") => Intent::Planned,
        _ => Intent::Ordered,
    };
}

/// `true` in any of these members says that it was not done.
pub(super) fn not_done(draft: &mut Draft<'_>, keys: &[&str]) {
    if keys.iter().any(|key| says(draft, key)) {
        draft.not_done();
    }
}

/// A request that something be not done: it stands as a request.
pub(super) fn prohibition(draft: &mut Draft<'_>) {
    if says(draft, "doNotPerform") {
        draft.negated();
    }
}

fn says(draft: &Draft<'_>, key: &str) -> bool {
    match draft.get(key) {
        Some(value) => value.as_bool() == Some(true) || value.as_str() == Some("true"),
        None => false,
    }
}
