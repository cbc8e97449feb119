//! QuestionnaireResponse.

use timeline_json::Value;
use timeline_model::{Basis, Field, Kind, Role};

use super::shared::{context, people};
use crate::{
    draft::Draft,
    value,
    words::{list, text},
};

/// Reads answers to questions.
pub(super) fn read(draft: &mut Draft<'_>) {
    draft.entry.kind = Kind::Other;
    if let Some(name) = draft.get("questionnaire").and_then(|q| text(q, "display")) {
        draft.name(name);
    }
    draft.status("status");
    draft.when_at("authored", Basis::Happened);
    draft.entry.recorded = draft.entry.when.start;
    context(draft);
    draft.refer(Role::PartOf, "parent");
    for item in draft.list("item") {
        answers(draft, item);
    }
    people(draft, "author");
}

fn answers(draft: &mut Draft<'_>, item: &Value<'_>) {
    let question = text(item, "text")
        .or_else(|| text(item, "linkId"))
        .unwrap_or_default();
    for answer in list(item, "answer") {
        for (key, given) in answer.members() {
            if !key.starts_with("value") {
                continue;
            }
            if *key == "valueReference" {
                draft.refer_to(Role::Member, given);
            }
            if let Some(words) = value::words_in(given) {
                draft.named_fact(Field::Other, question, &words);
            }
        }
        for inner in list(answer, "item") {
            answers(draft, inner);
        }
    }
    for inner in list(item, "item") {
        answers(draft, inner);
    }
}
