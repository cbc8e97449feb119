//! What the status codes of all kinds of resource mean.

use timeline_model::StatusClass;

use crate::words::among;

/// The codes of each meaning, parted by blanks: smaller than a match.
/// The most frequent come first.
const CODES: [(StatusClass, &str); 10] = [
    (
        StatusClass::Completed,
        "final finished completed fulfilled achieved available discharged complete",
    ),
    (
        StatusClass::Active,
        "active confirmed in-progress arrived triaged onleave current recurrence relapse recording \
         ongoing improving worsening no-change",
    ),
    (
        StatusClass::Planned,
        "proposed planned plan draft requested received accepted pending booked waitlist \
         registered scheduled preparation ready intended proposal checked-in",
    ),
    (StatusClass::OnHold, "on-hold suspended onhold"),
    (
        StatusClass::Stopped,
        "stopped cancelled revoked aborted abandoned discontinued failed rejected noshow \
         declined ended",
    ),
    (
        StatusClass::Inactive,
        "inactive resolved remission superseded retired replaced deprecated in-remission",
    ),
    (
        StatusClass::Preliminary,
        "preliminary partial unconfirmed provisional differential",
    ),
    (StatusClass::Amended, "amended corrected appended modified"),
    (StatusClass::NotDone, "not-done not-taken refuted"),
    (StatusClass::EnteredInError, "entered-in-error error"),
];

/// The meaning of a status code, whichever code system it is from; letter case
/// does not matter.
pub(crate) fn class(code: &str) -> StatusClass {
    let code = code.to_ascii_lowercase();
    CODES
        .iter()
        .find(|(_, codes)| among(codes, &code))
        .map_or(StatusClass::Unknown, |(class, _)| *class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_all_kinds_have_their_meaning_whatever_their_case() {
        for (code, expected) in [
            ("Entered-In-Error", StatusClass::EnteredInError),
            ("in-progress", StatusClass::Active),
            ("checked-in", StatusClass::Planned),
            ("final", StatusClass::Completed),
            ("resolved", StatusClass::Inactive),
            ("", StatusClass::Unknown),
            ("stopped aborted", StatusClass::Unknown),
        ] {
            assert_eq!(class(code), expected, "{code}");
        }
    }
}
