//! CarePlan, Goal and CareTeam.

use timeline_model::{Basis, Field, Intent, Kind, Role};

use super::shared::{context, people, reasons};
use crate::{
    draft::Draft,
    words::{self, list, text, words_of},
};

/// Reads a plan of care.
pub(super) fn plan(draft: &mut Draft<'_>) {
    draft.entry.kind = Kind::CarePlan;
    draft.name_by("title");
    draft.name_by("category");
    draft.name_by("description");
    draft.status("status");
    draft.entry.intent = match draft.text("intent") {
        Some("proposal") => Intent::Proposed,
        Some("order") => Intent::Ordered,
        _ => Intent::Planned,
    };
    draft.when("period", Basis::Happened);
    for key in ["created", "modified"] {
        draft.recorded(key, Basis::Recorded);
    }
    context(draft);
    reasons(draft);
    draft.refer(Role::Member, "goal");
    draft.word_facts(Field::Category, "category");
    draft.word_facts(Field::Note, "description");
    for activity in draft.list("activity") {
        for key in ["reference", "plannedActivityReference"] {
            if let Some(reference) = activity.get(key) {
                draft.refer_to(Role::Member, reference);
            }
        }
        let detail = activity.get("detail").unwrap_or(activity);
        for key in ["code", "description", "performedActivity"] {
            if let Some(words) = words_of(detail, key) {
                draft.named_fact(Field::Other, "Activity", &words);
            }
        }
    }
    for key in ["author", "custodian", "contributor"] {
        draft.who(Field::Author, key);
    }
    draft.notes("note");
}

/// Reads a goal.
pub(super) fn goal(draft: &mut Draft<'_>) {
    draft.entry.kind = Kind::CarePlan;
    draft.entry.intent = Intent::Planned;
    draft.name_by("description");
    draft.status("lifecycleStatus");
    draft.status("status");
    draft.when("start", Basis::Happened);
    draft.recorded("statusDate", Basis::Recorded);
    for target in draft.list("target") {
        if let Some(words) = words_of(target, "measure") {
            draft.named_fact(Field::Other, "Target", &words);
        }
        if let Some(due) = text(target, "dueDate") {
            draft.named_fact(Field::Other, "Due", due);
        }
    }
    draft.word_facts(Field::Status, "achievementStatus");
    draft.word_facts(Field::Category, "category");
    draft.refer(Role::Reason, "addresses");
    for key in ["expressedBy", "source", "author"] {
        draft.who(Field::Author, key);
    }
    draft.notes("note");
}

/// Reads who takes part in the care.
pub(super) fn team(draft: &mut Draft<'_>) {
    draft.entry.kind = Kind::CarePlan;
    draft.name_by("name");
    draft.name_by("category");
    draft.status("status");
    draft.when("period", Basis::Happened);
    context(draft);
    reasons(draft);
    for participant in draft.list("participant") {
        let member = participant.get("member");
        // The patient is a member too, and known.
        let named = member
            .and_then(|m| text(m, "reference"))
            .unwrap_or_default();
        if let Some(member) = member.filter(|_| !named.contains("Patient/")) {
            draft.who_in(Field::Author, member);
        }
        for role in list(participant, "role").iter().filter_map(words::words) {
            draft.named_fact(Field::Other, "Role", &role);
        }
    }
    people(draft, "author");
    draft.who(Field::Organisation, "managingOrganization");
    draft.notes("note");
}
