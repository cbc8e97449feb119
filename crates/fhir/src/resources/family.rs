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
    let whose = words::first_words(draft.resource, "relationship name");
    let mut title = whose.unwrap_or_else(|| words::type_words(draft.kind));
    let mut mark = ": ";
    for key in words::each_word("condition procedure") {
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

/// When it began or was done, and what came of it.
const COURSE: &str = concat!(
    ", {onsetAge}|, {onsetQuantity}|, {onsetRange}|, {onsetPeriod}|",
    ", {onsetString}|, {performedAge}|, {performedRange}|, {performedPeriod}|",
    ", {performedString}|, {performedDateTime}|, {outcome}"
);

/// One condition of the relative.
fn had(draft: &mut Draft<'_>, words: &str, item: &Value<'_>) {
    let mut said = String::from(words);
    value::fill(item, COURSE, &mut said);
    let cause = "contributedToDeath";
    if item.get(cause).and_then(Value::as_bool) == Some(true) {
        said.push_str(", ");
        said.push_str(&words::type_words(cause));
    }
    draft.fact(Field::Conclusion, &said);
    for note in list(item, "note") {
        draft.note(note);
    }
}
