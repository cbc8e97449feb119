//! Condition.

use timeline_json::Value;
use timeline_model::{Field, Role, StatusClass};

use super::shared::{say, verification};
use crate::{draft::Draft, words::list};

/// Reads what only a diagnosis, symptom or problem has.
pub(super) fn read(draft: &mut Draft<'_>) {
    verification(draft);
    let over = draft.get("abatementBoolean").and_then(Value::as_bool);
    if over == Some(true) && draft.entry.status.class == StatusClass::Unknown {
        draft.entry.status.class = StatusClass::Inactive;
    }
    for stage in draft.list("stage") {
        say(
            draft,
            stage,
            &[("summary", Field::Stage), ("type", Field::Stage)],
        );
        for assessment in list(stage, "assessment") {
            draft.refer_to(Role::Derived, assessment);
        }
    }
    for evidence in draft.list("evidence") {
        say(
            draft,
            evidence,
            &[("code", Field::Reason), ("concept", Field::Reason)],
        );
        for detail in list(evidence, "detail") {
            draft.refer_to(Role::Derived, detail);
        }
        draft.refer_to(Role::Derived, evidence);
    }
}
