//! Types without a file of their own: by the names that fields commonly bear.

use timeline_model::{Basis, Field};

use super::shared::{context, people};
use crate::draft::Draft;

/// Reads what most types have in common.
pub(crate) fn read(draft: &mut Draft<'_>) {
    for key in [
        "code",
        "title",
        "name",
        "type",
        "description",
        "category",
        "topic",
    ] {
        if !draft.entry.title.is_empty() {
            break;
        }
        draft.name_by(key);
    }
    for key in ["individual", "beneficiary", "for"] {
        draft.about(key);
    }
    draft.status("status");
    for stem in [
        "effective",
        "occurrence",
        "performed",
        "onset",
        "started",
        "period",
    ] {
        draft.when(stem, Basis::Happened);
    }
    for key in [
        "date",
        "authoredOn",
        "authored",
        "created",
        "issued",
        "recorded",
        "recordedDate",
    ] {
        draft.recorded(key, Basis::Recorded);
    }
    context(draft);
    draft.word_facts(Field::Category, "category");
    for key in ["author", "performer", "recorder", "requester"] {
        people(draft, key);
    }
    draft.notes("note");
}
