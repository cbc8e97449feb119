//! What several kinds of resource have in common.

use timeline_json::Value;
use timeline_model::{Field, Intent, Role, StatusClass, part};

use crate::{
    draft::Draft,
    status, value,
    words::{self, list, text},
};

/// The encounter that it belongs to, whichever version's name that has, and
/// what it answers or is part of.
pub(super) fn context(draft: &mut Draft<'_>) {
    draft.refer(Role::Encounter, "encounter");
    for item in draft.list("context") {
        draft.refer_to(Role::Encounter, item);
        for one in list(item, "encounter") {
            draft.refer_to(Role::Encounter, one);
        }
    }
    draft.refer(Role::Request, "basedOn");
    draft.refer(Role::PartOf, "partOf");
    draft.refer(Role::Replaces, "replaces");
}

/// A person, organisation, place or thing: a Reference, or an element that
/// holds one beside the role and for whom it is done.
pub(super) fn who(draft: &mut Draft<'_>, field: Field, item: &Value<'_>) {
    const INNER: &str = "actor agent individual member provider party location reference \
                         practitioner assigner onBehalfOf payor";
    let inner = words::each_word(INNER).find_map(|key| item.get(key));
    let who = inner
        .filter(|inner| !inner.members().is_empty())
        .unwrap_or(item);
    // R5 wraps the Reference once more.
    let who = who
        .get("reference")
        .filter(|r| !r.members().is_empty())
        .unwrap_or(who);
    let target = text(who, "reference").unwrap_or_default();
    // The patient takes part in everything, and is known.
    if field == Field::Participant && part::has(target, "Patient/") {
        return;
    }
    let field = match field {
        Field::Author if part::has(target, "Organization/") => Field::Organisation,
        Field::Author if part::has(target, "Location/") => Field::Location,
        field => field,
    };
    let role = words::first_words(item, "role type function");
    match (role, text(who, "display")) {
        (Some(role), Some(name)) if field == Field::Participant => {
            draft.fact(field, &[name, " (", &role, ")"].concat());
        }
        (role, _) => {
            draft.who_in(field, who);
            if let Some(role) = role.filter(|_| field == Field::Participant) {
                draft.fact(field, &role);
            }
        }
    }
    if let Some(organisation) = item.get("onBehalfOf") {
        draft.who_in(Field::Organisation, organisation);
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

/// How far it had got, by its own word: proposal, plan or order. What says
/// nothing stays as its kind usually is.
pub(super) fn intent(draft: &mut Draft<'_>) {
    let sent = draft.text("intent");
    // An order is what a request usually is.
    if let Some(sent) = sent.filter(|sent| *sent != "order") {
        draft.fact(Field::Intent, sent);
    }
    draft.entry.intent = match sent {
        Some("proposal" | "option") => Intent::Proposed,
        Some("plan" | "directive") => Intent::Planned,
        Some(_) => Intent::Ordered,
        // DSTU2 says it in the status.
        None if draft.text("status") == Some("proposed") => Intent::Proposed,
        None => draft.entry.intent,
    };
}

/// The words of the parts of an element, each as a fact.
pub(super) fn say(draft: &mut Draft<'_>, of: &Value<'_>, keys: &[(&str, Field)]) {
    for (key, field) in keys {
        for item in list(of, key) {
            if let Some(words) = value::words_in(item) {
                draft.fact(*field, &words);
            }
        }
    }
}
