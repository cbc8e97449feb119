//! Types without a file of their own: by the names that fields commonly bear.

use timeline_model::{Basis, Field, Role};

use crate::{draft::Draft, words};

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
        for item in draft.list(key) {
            let actor = item
                .get("actor")
                .or_else(|| item.get("agent"))
                .unwrap_or(item);
            draft.who_in(Field::Author, actor);
        }
    }
    draft.notes("note");
}

/// The encounter that it belongs to, whichever version's name that has, and
/// what it answers or is part of.
pub(crate) fn context(draft: &mut Draft<'_>) {
    draft.refer(Role::Encounter, "encounter");
    for item in draft.list("context") {
        draft.refer_to(Role::Encounter, item);
        if let Some(inner) = item.get("encounter") {
            for one in words::list(item, "encounter") {
                draft.refer_to(Role::Encounter, one);
            }
            draft.refer_to(Role::Encounter, inner);
        }
    }
    draft.refer(Role::Request, "basedOn");
    draft.refer(Role::PartOf, "partOf");
}
