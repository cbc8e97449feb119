//! What a source says of what it does not give.

use timeline_json::Value;
use timeline_model::{Absence, Field, Kind, KindSet, Missing, Value as Found};

use crate::{
    absence,
    draft::Draft,
    resources::{lane, refuses},
    words::{among, first_code, has_code, list, text},
};

/// Codes of issues that say that something was kept back for reasons of privacy
/// or access (hl7.org/fhir/R4/valueset-issue-type.html).
const KEPT_BACK: &str = "suppressed security forbidden";

/// Codes of issues that say that not all could be gathered.
const NOT_GATHERED: &str = "incomplete timeout transient throttled too-costly";

/// Purposes of use that a server names in an issue where more may be had by
/// breaking the glass (hl7.org/fhir/R4/operationoutcome-example-break-the-glass.html,
/// and R5's): HL7's ActReason.
const EMERGENCY: &str = "ETREAT BTG";

/// Labels of what was changed before it was given: HL7's ObservationValue
/// (hl7.org/fhir/R4/security-labels.html).
const CUT: &str = "REDACTED MASKED";
/// The same of what was left out for other reasons, such as to be short.
const SHORTENED: &str = "SUBSETTED";

/// The list of allergies that are over, which says nothing of the others.
const ENDED_ALLERGIES: &str = "1103671000000101";

/// What a resource says is missing, of its own kind or of those under its
/// headings; of all where it does not say.
pub(crate) fn missing(draft: &Draft<'_>) -> Missing {
    let mut missing = Missing::default();
    let entry = &draft.entry;
    if entry.marks.entered_in_error {
        return missing;
    }
    let withheld = matches!(entry.value, Some(Found::Absent(Absence::Withheld, _)));
    match draft.kind {
        "OperationOutcome" => outcome(draft.resource, &mut missing),
        "Composition" => sections(draft.resource, &mut missing),
        "List" => {
            let (code, told) = (draft.get("code"), entry.told());
            for fact in told.iter().filter(|fact| fact.field == Field::Value) {
                say(fact.absence, code, &mut missing);
            }
        }
        _ if withheld => missing.withheld.insert(entry.kind),
        _ => {}
    }
    if draft.makes_entry()
        && let Some(meta) = draft.get("meta")
    {
        label(meta, KindSet::of(entry.kind), &mut missing);
    }
    missing
}

/// What the labels of a bundle or a resource say of these kinds.
pub(crate) fn label(meta: &Value<'_>, kinds: KindSet, missing: &mut Missing) {
    for key in &["security", "tag"] {
        let labels = meta.get(key);
        if has_code(labels, CUT) {
            missing.withheld = missing.withheld.or(kinds);
        }
        if has_code(labels, SHORTENED) {
            missing.unavailable = missing.unavailable.or(kinds);
        }
    }
}

/// Why a list or section holds nothing, or not all.
fn say(absence: Option<Absence>, code: Option<&Value<'_>>, missing: &mut Missing) {
    let set = match absence {
        Some(Absence::Withheld) => &mut missing.withheld,
        Some(Absence::Unavailable | Absence::InTransit | Absence::AwaitingFiling) => {
            &mut missing.unavailable
        }
        Some(Absence::NoneKnown | Absence::NoInformation) if !has_code(code, ENDED_ALLERGIES) => {
            &mut missing.empty
        }
        _ => return,
    };
    let kind: Option<Kind> = code.and_then(lane);
    *set = set.or(kind.map_or(KindSet::ALL, KindSet::of));
}

/// Sections nest no deeper than the reader lets values nest.
fn sections(around: &Value<'_>, missing: &mut Missing) {
    for section in list(around, "section") {
        let reason = section.get("emptyReason").and_then(first_code);
        say(
            reason.and_then(absence::of_code),
            section.get("code"),
            missing,
        );
        sections(section, missing);
    }
}

fn outcome(outcome: &Value<'_>, missing: &mut Missing) {
    for issue in list(outcome, "issue") {
        let code = text(issue, "code").unwrap_or_default();
        missing.emergency |= has_code(issue.get("details"), EMERGENCY);
        if among(KEPT_BACK, code) {
            missing.withheld = KindSet::ALL;
        } else if among(NOT_GATHERED, code) {
            missing.unavailable = KindSet::ALL;
        }
    }
    // A fault beside what was found: part of it failed.
    if refuses(outcome) && missing.withheld.is_empty() {
        missing.unavailable = KindSet::ALL;
    }
}
