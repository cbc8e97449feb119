//! CarePlan and Goal.

use timeline_json::Value;
use timeline_model::{Field, PartialDate};

use super::shared::intent;
use crate::{draft::Draft, value, words::plain};

/// Reads the activities of a plan of care.
pub(super) fn plan(draft: &mut Draft<'_>) {
    intent(draft);
    for activity in draft.list("activity") {
        draft.fact(
            Field::Activity,
            &doing(activity.get("detail").unwrap_or(activity)),
        );
    }
}

/// What is to be done, how it stands and how often: `Walking, 3×/wk,
/// in-progress`.
fn doing(detail: &Value<'_>) -> String {
    let mut out = value::filled(detail, "{code}|: {description}");
    let more = concat!(
        ", {productCodeableConcept}|, {dailyAmount}|, {quantity}|",
        ", {scheduledTiming}|, {scheduledPeriod}|, {scheduledString}|, {status}|",
        ", {statusReason}|, {performer}|, {location}"
    );
    value::fill(detail, more, &mut out);
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
