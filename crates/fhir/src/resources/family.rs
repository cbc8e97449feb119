//! FamilyMemberHistory.

use timeline_model::{Basis, Field, Kind};

use super::shared::reasons;
use crate::{
    draft::Draft,
    words::{text, words_of},
};

/// Reads what a relative had. The codes are the relative's, so they are facts
/// and not codes of the entry.
pub(super) fn read(draft: &mut Draft<'_>) {
    draft.entry.kind = Kind::Other;
    let mut title = words_of(draft.resource, "relationship")
        .or_else(|| words_of(draft.resource, "name"))
        .unwrap_or_default();
    for (place, condition) in draft.list("condition").iter().enumerate() {
        let Some(words) = words_of(condition, "code") else {
            continue;
        };
        if !title.is_empty() {
            title.push_str(if place == 0 { ": " } else { ", " });
        }
        title.push_str(&words);
        draft.fact(Field::Other, &words);
        if let Some(outcome) = words_of(condition, "outcome") {
            draft.named_fact(Field::Conclusion, &words, &outcome);
        }
        if let Some(note) = condition.get("note").and_then(|n| text(n, "text")) {
            draft.fact(Field::Note, note);
        }
    }
    draft.name(&title);
    draft.status("status");
    draft.recorded("date", Basis::Recorded);
    reasons(draft);
    draft.notes("note");
}
