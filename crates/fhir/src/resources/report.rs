//! DiagnosticReport and ImagingStudy.

use timeline_model::{Basis, Field, Kind, Role};

use super::shared::{context, people, reasons};
use crate::{draft::Draft, words};

/// Reads a report that gathers results or images.
pub(super) fn diagnostic(draft: &mut Draft<'_>) {
    draft.entry.kind = Kind::Report;
    draft.name_by("code");
    draft.status("status");
    draft.when("effective", Basis::Happened);
    draft.recorded("issued", Basis::Issued);
    context(draft);
    draft.refer(Role::Request, "request");
    for key in ["result", "imagingStudy", "study"] {
        draft.refer(Role::Member, key);
    }
    draft.word_facts(Field::Conclusion, "conclusion");
    draft.word_facts(Field::Conclusion, "conclusionCode");
    draft.word_facts(Field::Conclusion, "codedDiagnosis");
    draft.word_facts(Field::Category, "category");
    draft.who(Field::Specimen, "specimen");
    people(draft, "performer");
    people(draft, "resultsInterpreter");
    for form in draft.list("presentedForm") {
        if let Some(title) = words::text(form, "title") {
            draft.fact(Field::Document, title);
        }
    }
    draft.notes("note");
}

/// Reads a set of images.
pub(super) fn imaging(draft: &mut Draft<'_>) {
    draft.entry.kind = Kind::Report;
    for key in ["description", "procedureCode", "procedure"] {
        draft.name_by(key);
    }
    for series in draft.list("series") {
        for key in ["bodySite", "modality"] {
            if let Some(words) = words::words_of(series, key) {
                let field = if key == "bodySite" {
                    Field::BodySite
                } else {
                    Field::Method
                };
                draft.fact(field, &words);
            }
        }
        if let Some(words) = words::words_of(series, "description") {
            draft.name(&words);
        }
    }
    draft.word_facts(Field::Method, "modality");
    let method = draft.entry.facts.iter().find(|f| f.field == Field::Method);
    if let Some(method) = method.map(|fact| fact.text.clone()) {
        draft.name(&method);
    }
    draft.status("status");
    draft.when("started", Basis::Happened);
    context(draft);
    reasons(draft);
    people(draft, "interpreter");
    people(draft, "referrer");
    draft.notes("note");
}
