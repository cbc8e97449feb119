//! FamilyMemberHistory.

use timeline_json::Value;
use timeline_model::{Field, Value as Found};

use crate::{
    absence,
    draft::Draft,
    value,
    words::{self, list, words_of},
};

/// Reads what a relative had. The codes are the relative's, so they are facts
/// and not codes of the entry; the title says whose it is.
pub(super) fn read(draft: &mut Draft<'_>) {
    let whose =
        words_of(draft.resource, "relationship").or_else(|| words_of(draft.resource, "name"));
    let mut title = whose.unwrap_or_else(|| words::type_words(draft.kind));
    let mut mark = ": ";
    for key in ["condition", "procedure"] {
        for item in draft.list(key) {
            let Some(words) = words_of(item, "code") else {
                continue;
            };
            title.push_str(mark);
            title.push_str(&words);
            mark = ", ";
            had(draft, &words, item);
        }
    }
    if let Some(name) = draft.text("name") {
        draft.fact(Field::Relation, name);
    }
    draft.name(&title);
    if let Some(reason) = draft.get("dataAbsentReason").and_then(absence::of_concept) {
        let (absence, words) = reason;
        draft.entry.value = Some(Found::Absent(absence, words));
    }
}

/// One condition of the relative: when it began, what came of it.
fn had(draft: &mut Draft<'_>, words: &str, item: &Value<'_>) {
    let mut said = String::from(words);
    for (key, part) in item.members() {
        let gives = key.starts_with("onset")
            || key.starts_with("performed")
            || matches!(*key, "outcome" | "contributedToDeath");
        if gives && part.as_bool() != Some(false) {
            said.push_str(if said == words { ": " } else { ", " });
            match part.as_bool() {
                Some(_) => said.push_str(&words::type_words(key)),
                None => said.push_str(&value::parts(part)),
            }
        }
    }
    draft.fact(Field::Conclusion, &said);
    for note in list(item, "note") {
        draft.note(note);
    }
}
