//! CarePlan and Goal.

use timeline_json::Value;
use timeline_model::{Field, PartialDate, Role};

use super::shared::{intent, say};
use crate::{
    draft::Draft,
    value,
    words::{list, plain, text},
};

/// Reads the activities of a plan of care.
pub(super) fn plan(draft: &mut Draft<'_>) {
    intent(draft);
    for activity in draft.list("activity") {
        for key in ["reference", "plannedActivityReference", "actionResulting"] {
            for reference in list(activity, key) {
                draft.refer_to(Role::Member, reference);
                if let Some(words) = text(reference, "display") {
                    draft.fact(Field::Activity, words);
                }
            }
        }
        let detail = activity.get("detail").unwrap_or(activity);
        draft.fact(Field::Activity, &doing(detail));
        let keys = [
            ("performedActivity", Field::Activity),
            ("outcomeCodeableConcept", Field::Conclusion),
            ("reasonCode", Field::Reason),
        ];
        say(draft, activity, &keys);
        for note in list(activity, "progress") {
            draft.note(note);
        }
    }
}

/// What is to be done, how it stands and how often: `Walking, 3×/wk,
/// in-progress`.
fn doing(detail: &Value<'_>) -> String {
    let mut out = value::filled(detail, &[("", "code", ""), (": ", "description", "")]);
    let more = [
        (", ", "productCodeableConcept", ""),
        (", ", "dailyAmount", ""),
        (", ", "quantity", ""),
        (", ", "scheduledTiming", ""),
        (", ", "scheduledPeriod", ""),
        (", ", "scheduledString", ""),
        (", ", "status", ""),
        (", ", "statusReason", ""),
    ];
    value::fill(detail, &more, &mut out);
    out
}

/// Reads what a goal is to reach, and by when.
pub(super) fn goal(draft: &mut Draft<'_>) {
    for target in draft.list("target") {
        let mut said = String::new();
        for (key, part) in target.members() {
            if key.starts_with("due") {
                match plain(part).and_then(PartialDate::parse) {
                    Some(due) => draft.dated(Field::Due, due),
                    None => draft.fact(Field::Due, &value::parts(part)),
                }
            } else if key.starts_with("detail") || *key == "measure" {
                if !said.is_empty() {
                    said.push_str(": ");
                }
                said.push_str(&value::parts(part));
            }
        }
        draft.fact(Field::Target, &said);
    }
}
