//! Communication.

use timeline_model::{Basis, Field, Kind};

use super::shared::{context, not_done, people, reasons};
use crate::{
    draft::Draft,
    words::{text, words_of},
};

/// Reads a message that was sent or received.
pub(super) fn read(draft: &mut Draft<'_>) {
    draft.entry.kind = Kind::Other;
    for key in ["topic", "category", "reasonCode"] {
        if draft.entry.title.is_empty() {
            draft.name_by(key);
        }
    }
    draft.status("status");
    not_done(draft, &["notDone"]);
    draft.when_at("sent", Basis::Happened);
    draft.recorded("received", Basis::Recorded);
    context(draft);
    reasons(draft);
    for payload in draft.list("payload") {
        if let Some(words) = text(payload, "contentString") {
            draft.fact(Field::Note, words);
        } else if let Some(words) = words_of(payload, "contentCodeableConcept") {
            draft.fact(Field::Note, &words);
        }
    }
    draft.word_facts(Field::Category, "category");
    draft.word_facts(Field::Method, "medium");
    people(draft, "sender");
    draft.notes("note");
}
