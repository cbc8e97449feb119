//! Extensions of the resource itself that say something of their own.

use timeline_json::Value;
use timeline_model::{Basis, Field, Role, part};

use super::members::{Gives, give, unknown};
use crate::{
    draft::{Adds, Draft},
    words::{list, text},
};

/// What an extension gives, by a word of its address; the parts of a nested
/// one by their names.
static KNOWN: [(&str, Means); 26] = [
    ("narrativeLink", As(Gives::Nothing)),
    ("PrescriptionType", As(Gives::Say(Field::Category))),
    ("PrescribingAgency", As(Gives::Say(Field::Category))),
    (
        "MedicationStatementLastIssueDate",
        As(Gives::Date(Field::LastIssued)),
    ),
    ("StatusReason", Inside),
    ("RepeatInformation", Inside),
    ("statusReason", As(Gives::Say(Field::Reason))),
    (
        "numberOfRepeatPrescriptionsAllowed",
        As(Gives::Say(Field::RepeatsAllowed)),
    ),
    (
        "numberOfRepeatPrescriptionsIssued",
        As(Gives::Say(Field::RepeatsIssued)),
    ),
    ("authorisationExpiryDate", As(Gives::Date(Field::Expires))),
    ("ProblemSignificance", As(Gives::Say(Field::Category))),
    ("type", As(Gives::Nothing)),
    ("ClinicalSetting", As(Gives::Say(Field::Category))),
    ("ActualProblem", Finding),
    ("RelatedClinicalContent", As(Gives::Refer(Role::Other))),
    ("RelatedProblemHeader", Inside),
    ("target", As(Gives::Refer(Role::Other))),
    ("condition-assertedDate", Recorded),
    ("PeriodOfUse", As(Gives::Say(Field::When))),
    ("AllergyIntoleranceEnd", Inside),
    ("endDate", End),
    ("reasonEnded", As(Gives::Say(Field::Reason))),
    ("DateRecorded", Recorded),
    ("dateRecorded", Recorded),
    ("VaccinationProcedure", As(Gives::Nothing)),
    ("ListWarningCode", As(Gives::Nothing)),
];

#[derive(Clone, Copy)]
enum Means {
    /// What a member of the resource may give too.
    As(Gives),
    /// The finding that a problem is.
    Finding,
    /// When it ended.
    End,
    /// When it was recorded.
    Recorded,
    /// What its parts say.
    Inside,
}

use Means::{As, End, Finding, Inside, Recorded};

/// Reads one extension.
pub(super) fn read(draft: &mut Draft<'_>, extension: &Value<'_>) {
    let Some(url) = text(extension, "url") else {
        return;
    };
    // The parts of a nested extension have plain names.
    let whole = part::has(url, "/");
    let is = |word: &str| url == word || whole && part::has(url, word);
    let known = KNOWN.iter().find(|(word, _)| is(word));
    if known.is_none_or(|(_, means)| matches!(means, Inside)) {
        for part in list(extension, "extension") {
            read(draft, part);
        }
    }
    for (key, value) in extension.members() {
        if !key.starts_with("value") {
            continue;
        }
        match known {
            Some((_, means)) => take(draft, *means, key, value),
            // One that is not known here still says something.
            None => unknown(draft, part::behind_last(url, b'/'), value),
        }
    }
}

fn take(draft: &mut Draft<'_>, means: Means, key: &str, value: &Value<'_>) {
    let path = ["extension.", key].concat();
    match means {
        As(gives) => give(draft, gives, &path, value),
        Finding => {
            draft.refer_to(Role::Derived, value);
            draft.wait_for(Adds::Finding, value);
        }
        Inside => {}
        End | Recorded => {
            let Some(date) = draft.date_in(value, &path) else {
                return;
            };
            let entry = &mut draft.entry;
            if let End = means {
                entry.when.end = entry.when.end.or(Some(date));
                return;
            }
            entry.recorded = Some(date);
            // Its place, where nothing says when it was so.
            if entry.when.start.is_none() {
                entry.when.start = Some(date);
                entry.when.basis = Basis::Recorded;
            }
        }
    }
}
