//! QuestionnaireResponse.

use timeline_json::Value;
use timeline_model::{Field, Role, part};

use crate::{
    draft::Draft,
    value,
    words::{each_word, list, plain, text},
};

/// Reads answers to questions.
pub(super) fn read(draft: &mut Draft<'_>) {
    name(draft);
    for key in each_word("item group") {
        for item in draft.list(key) {
            if let Some(title) = text(item, "title") {
                draft.name(title);
            }
            answers(draft, item);
        }
    }
}

/// The questionnaire's name: as displayed, as contained, or the last part of
/// its address.
fn name(draft: &mut Draft<'_>) {
    let Some(questionnaire) = draft.get("questionnaire") else {
        return;
    };
    let mut shown = text(questionnaire, "display");
    for extension in draft
        .list("_questionnaire")
        .iter()
        .flat_map(|e| list(e, "extension"))
    {
        shown = shown.or(text(extension, "valueString"));
    }
    let address = plain(questionnaire).or_else(|| text(questionnaire, "reference"));
    let address = address.unwrap_or_default();
    for inner in draft.list("contained") {
        if address
            .strip_prefix('#')
            .is_some_and(|id| text(inner, "id") == Some(id))
        {
            shown = shown.or(text(inner, "title")).or(text(inner, "name"));
        }
    }
    // What is left of a canonical address without its version.
    let end = part::before(address, "|");
    let last = part::behind_last(end, b'/');
    match shown {
        Some(shown) => draft.name(shown),
        None if last.contains([':', '#']) => {}
        None => draft.name(last),
    }
}

fn answers(draft: &mut Draft<'_>, item: &Value<'_>) {
    let question = text(item, "text")
        .or_else(|| text(item, "linkId"))
        .unwrap_or_default();
    // A heading, or a question that was not answered.
    if item.get("answer").is_none() {
        draft.fact(Field::Answer, text(item, "text").unwrap_or_default());
    }
    for answer in list(item, "answer") {
        for (key, given) in answer.members() {
            if key.starts_with("value") {
                if *key == "valueReference" {
                    draft.refer_to(Role::Member, given);
                }
                draft.named_fact(Field::Answer, question, &value::parts(given));
            }
        }
        inside(draft, answer);
    }
    inside(draft, item);
}

/// Items inside; DSTU2 has groups and questions.
fn inside(draft: &mut Draft<'_>, of: &Value<'_>) {
    for key in each_word("item group question") {
        for inner in list(of, key) {
            answers(draft, inner);
        }
    }
}
