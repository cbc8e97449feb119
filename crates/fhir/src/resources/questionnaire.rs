//! QuestionnaireResponse.

use timeline_json::Value;
use timeline_model::{Field, Role};

use crate::{
    draft::Draft,
    index, value,
    words::{list, plain, text},
};

/// Reads answers to questions.
pub(super) fn read(draft: &mut Draft<'_>) {
    name(draft);
    for key in ["item", "group"] {
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
    let beside = draft.list("_questionnaire").iter();
    let shown = beside.flat_map(|element| list(element, "extension"));
    let shown = shown.into_iter().find_map(|e| text(e, "valueString"));
    let Some(questionnaire) = draft.get("questionnaire") else {
        return;
    };
    let address = plain(questionnaire).or_else(|| text(questionnaire, "reference"));
    let contained = draft.contained(questionnaire).or_else(|| {
        let id = address?.strip_prefix('#')?;
        let mut all = draft.list("contained").iter();
        all.find(|r| text(r, "id") == Some(id))
    });
    let own = contained.and_then(|r| {
        text(r, "title")
            .map(str::to_owned)
            .or_else(|| index::name(r))
    });
    let words = text(questionnaire, "display").or(shown).map(str::to_owned);
    let last = || {
        let address = address?.split('|').next()?;
        let last = address.rsplit('/').next()?;
        let is_name = !last.is_empty() && !last.contains([':', '#']);
        is_name.then(|| last.to_owned())
    };
    if let Some(words) = words.or(own).or_else(last) {
        draft.name(&words);
    }
}

fn answers(draft: &mut Draft<'_>, item: &Value<'_>) {
    let question = text(item, "text")
        .or_else(|| text(item, "linkId"))
        .unwrap_or_default();
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
    for key in ["item", "group", "question"] {
        for inner in list(of, key) {
            answers(draft, inner);
        }
    }
}
