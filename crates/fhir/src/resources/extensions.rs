//! Extensions of the resource itself that say something of their own.

use timeline_json::Value;
use timeline_model::{Basis, Field, PartialDate, Role, part};

use crate::{
    draft::{Adds, Draft},
    value,
    words::{list, text},
};

/// What an extension gives, by a word of its address; the parts of a nested
/// one by their names.
static KNOWN: [(&str, Gives); 26] = [
    ("narrativeLink", Gives::Nothing),
    ("PrescriptionType", Gives::Say(Field::Category)),
    ("PrescribingAgency", Gives::Say(Field::Category)),
    (
        "MedicationStatementLastIssueDate",
        Gives::Date(Field::LastIssued),
    ),
    ("StatusReason", Gives::Inside),
    ("RepeatInformation", Gives::Inside),
    ("statusReason", Gives::Say(Field::Reason)),
    (
        "numberOfRepeatPrescriptionsAllowed",
        Gives::Say(Field::RepeatsAllowed),
    ),
    (
        "numberOfRepeatPrescriptionsIssued",
        Gives::Say(Field::RepeatsIssued),
    ),
    ("authorisationExpiryDate", Gives::Date(Field::Expires)),
    ("ProblemSignificance", Gives::Say(Field::Category)),
    ("type", Gives::Nothing),
    ("ClinicalSetting", Gives::Say(Field::Category)),
    ("ActualProblem", Gives::Finding),
    ("RelatedClinicalContent", Gives::Refer(Role::Other)),
    ("RelatedProblemHeader", Gives::Inside),
    ("target", Gives::Refer(Role::Other)),
    ("condition-assertedDate", Gives::Recorded),
    ("PeriodOfUse", Gives::Say(Field::When)),
    ("AllergyIntoleranceEnd", Gives::Inside),
    ("endDate", Gives::End),
    ("reasonEnded", Gives::Say(Field::Reason)),
    ("DateRecorded", Gives::Recorded),
    ("dateRecorded", Gives::Recorded),
    ("VaccinationProcedure", Gives::Nothing),
    ("ListWarningCode", Gives::Nothing),
];

#[derive(Clone, Copy)]
enum Gives {
    Nothing,
    Say(Field),
    Date(Field),
    Refer(Role),
    Finding,
    End,
    Recorded,
    Inside,
}

/// Reads one extension.
pub(super) fn read(draft: &mut Draft<'_>, extension: &Value<'_>) {
    let Some(url) = text(extension, "url") else {
        return;
    };
    // The parts of a nested extension have plain names.
    let is = |word: &str| url == word || url.contains('/') && part::has(url, word);
    let Some((_, gives)) = KNOWN.iter().find(|(word, _)| is(word)) else {
        unknown(draft, url, extension);
        return;
    };
    if let Gives::Inside = gives {
        for part in list(extension, "extension") {
            read(draft, part);
        }
    }
    let values = extension.members().iter();
    for (key, value) in values.filter(|(key, _)| key.starts_with("value")) {
        give(draft, *gives, key, value);
    }
}

/// An extension that is not known here still says something.
fn unknown(draft: &mut Draft<'_>, url: &str, extension: &Value<'_>) {
    let name = url.rsplit('/').next().unwrap_or_default();
    let values = extension.members().iter();
    for (_, value) in values.filter(|(key, _)| key.starts_with("value")) {
        draft.named_fact(Field::Other, name, &value::parts(value));
        if value.get("reference").is_some() {
            draft.refer_to(Role::Other, value);
        }
    }
}

fn give(draft: &mut Draft<'_>, gives: Gives, key: &str, value: &Value<'_>) {
    match gives {
        Gives::Say(field) => {
            if let Some(words) = value::words_in(value) {
                draft.fact(field, &words);
            }
        }
        Gives::Refer(role) => draft.refer_to(role, value),
        Gives::Finding => {
            draft.refer_to(Role::Derived, value);
            draft.wait_for(Adds::Finding, value);
        }
        Gives::Nothing | Gives::Inside => {}
        Gives::Date(_) | Gives::End | Gives::Recorded => {
            let path = ["extension.", key].concat();
            let Some(date) = draft.date_in(value, &path) else {
                return;
            };
            match gives {
                Gives::Date(field) => draft.dated(field, date),
                Gives::End => draft.entry.when.end = draft.entry.when.end.or(Some(date)),
                _ => recorded(draft, date),
            }
        }
    }
}

/// When it was recorded, and its place where nothing says when it was so.
fn recorded(draft: &mut Draft<'_>, date: PartialDate) {
    draft.entry.recorded = Some(date);
    if draft.entry.when.start.is_none() {
        draft.entry.when.start = Some(date);
        draft.entry.when.basis = Basis::Recorded;
    }
}
