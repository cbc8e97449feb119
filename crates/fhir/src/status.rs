//! What the status codes of all kinds of resource mean.

use timeline_model::StatusClass;

/// The meaning of a status code, whichever code system it is from; letter case
/// does not matter.
pub(crate) fn class(code: &str) -> StatusClass {
    use StatusClass::*;
    let code = code.to_ascii_lowercase();
    match code.as_str() {
        "proposed" | "planned" | "plan" | "draft" | "requested" | "received" | "accepted"
        | "pending" | "booked" | "waitlist" | "registered" | "scheduled" | "preparation"
        | "ready" | "intended" | "proposal" | "checked-in" => Planned,
        "active" | "in-progress" | "arrived" | "triaged" | "onleave" | "current" | "recurrence"
        | "relapse" | "recording" | "ongoing" | "improving" | "worsening" | "no-change"
        | "confirmed" => Active,
        "on-hold" | "suspended" | "onhold" => OnHold,
        "completed" | "final" | "finished" | "fulfilled" | "achieved" | "available"
        | "discharged" | "complete" => Completed,
        "stopped" | "cancelled" | "revoked" | "aborted" | "abandoned" | "discontinued"
        | "failed" | "rejected" | "noshow" | "declined" | "ended" => Stopped,
        "inactive" | "resolved" | "remission" | "superseded" | "retired" | "replaced"
        | "deprecated" | "in-remission" => Inactive,
        "preliminary" | "partial" | "unconfirmed" | "provisional" | "differential" => Preliminary,
        "amended" | "corrected" | "appended" | "modified" => Amended,
        "not-done" | "not-taken" | "refuted" => NotDone,
        "entered-in-error" | "error" => EnteredInError,
        _ => Unknown,
    }
}
