//! Condition.

use timeline_json::Value;
use timeline_model::StatusClass;

use super::shared::verification;
use crate::draft::Draft;

/// Reads what only a diagnosis, symptom or problem has.
pub(super) fn read(draft: &mut Draft<'_>) {
    verification(draft);
    let over = draft.get("abatementBoolean").and_then(Value::as_bool);
    if over == Some(true) && draft.entry.status.class == StatusClass::Unknown {
        draft.entry.status.class = StatusClass::Inactive;
    }
}
