//! Condition.

use timeline_json::Value;
use timeline_model::{Basis, Field, Kind, Role};

use super::shared::{context, verification};
use crate::{
    draft::{Adds, Draft},
    words::{self, text},
};

/// Reads a diagnosis, symptom or problem.
pub(super) fn read(draft: &mut Draft<'_>) {
    draft.entry.kind = Kind::Problem;
    draft.name_by("code");
    draft.status("clinicalStatus");
    verification(draft);
    draft.when("onset", Basis::Onset);
    draft.until("abatement");
    for key in [
        "recordedDate",
        "assertedDate",
        "dateRecorded",
        "dateAsserted",
    ] {
        draft.recorded(key, Basis::Recorded);
    }
    context(draft);
    draft.word_facts(Field::Category, "category");
    draft.word_facts(Field::Severity, "severity");
    draft.word_facts(Field::BodySite, "bodySite");
    for stage in draft.list("stage") {
        if let Some(words) = words::words_of(stage, "summary") {
            draft.fact(Field::Stage, &words);
        }
    }
    for evidence in draft.list("evidence") {
        for detail in words::list(evidence, "detail") {
            draft.refer_to(Role::Derived, detail);
        }
    }
    for key in ["asserter", "recorder"] {
        draft.who(Field::Author, key);
    }
    super::shared::people(draft, "participant");
    draft.notes("note");
    draft.notes("notes");
    for extension in draft.list("extension") {
        problem_header(draft, extension);
    }
}

/// The extensions of UK problem headers.
fn problem_header(draft: &mut Draft<'_>, extension: &Value<'_>) {
    let url = text(extension, "url").unwrap_or_default();
    let target = extension.get("valueReference");
    if url.contains("ProblemSignificance") {
        let significance = text(extension, "valueCode").unwrap_or_default();
        draft.fact(Field::Category, significance);
    } else if url.contains("ActualProblem") {
        if let Some(target) = target {
            draft.refer_to(Role::Derived, target);
            draft.wait_for(Adds::Finding, target);
        }
    } else if (url.contains("RelatedClinicalContent") || url.contains("RelatedProblemHeader"))
        && let Some(target) = target
    {
        draft.refer_to(Role::Other, target);
    }
}
