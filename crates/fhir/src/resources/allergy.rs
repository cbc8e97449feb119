//! AllergyIntolerance.

use timeline_json::Value;
use timeline_model::{Basis, Field, Kind};

use super::shared::{context, verification};
use crate::{draft::Draft, words};

/// Reads an allergy, an intolerance, or a statement that none is known.
pub(super) fn read(draft: &mut Draft<'_>) {
    draft.entry.kind = Kind::Allergy;
    draft.name_by("code");
    // DSTU2.
    draft.name_by("substance");
    draft.status("clinicalStatus");
    draft.status("status");
    verification(draft);
    draft.when("onset", Basis::Onset);
    for key in ["recordedDate", "assertedDate"] {
        draft.recorded(key, Basis::Recorded);
    }
    context(draft);
    for reaction in draft.list("reaction") {
        read_reaction(draft, reaction);
    }
    draft.word_facts(Field::Severity, "criticality");
    draft.word_facts(Field::Category, "type");
    draft.word_facts(Field::Category, "category");
    if let Some(date) = draft
        .date("lastOccurrence")
        .and(draft.text("lastOccurrence"))
    {
        draft.named_fact(Field::Other, "Last occurrence", date);
    }
    for key in ["asserter", "recorder", "reporter"] {
        draft.who(Field::Author, key);
    }
    super::shared::people(draft, "participant");
    draft.notes("note");
    for extension in draft.list("extension") {
        ended(draft, extension);
    }
}

fn read_reaction(draft: &mut Draft<'_>, reaction: &Value<'_>) {
    let mut shown = String::new();
    for manifestation in words::list(reaction, "manifestation") {
        if let Some(words) = words::words(manifestation) {
            if !shown.is_empty() {
                shown.push_str(", ");
            }
            shown.push_str(&words);
        }
    }
    for key in ["description", "severity"] {
        if let Some(words) = words::text(reaction, key) {
            if !shown.is_empty() {
                shown.push_str(" – ");
            }
            shown.push_str(words);
        }
    }
    draft.fact(Field::Reaction, &shown);
    if let Some(severity) = words::text(reaction, "severity") {
        draft.fact(Field::Severity, severity);
    }
    for note in words::list(reaction, "note") {
        if let Some(text) = words::text(note, "text") {
            draft.fact(Field::Note, text);
        }
    }
}

/// The UK extension that says when and why an allergy ended.
fn ended(draft: &mut Draft<'_>, extension: &Value<'_>) {
    if !words::text(extension, "url").is_some_and(|url| url.contains("AllergyIntoleranceEnd")) {
        return;
    }
    for part in words::list(extension, "extension") {
        if let Some(date) = part.get("valueDateTime") {
            let end = draft.date_in(date, "extension.endDate");
            draft.entry.when.end = draft.entry.when.end.or(end);
        } else if let Some(reason) = words::text(part, "valueString") {
            draft.fact(Field::Reason, reason);
        }
    }
}
