//! Observation.

use timeline_json::Value;
use timeline_model::{Component, Fact, Field, Kind, ProblemCode, Role, Value as Found};

use crate::{
    draft::Draft,
    value,
    words::{self, has_code, list, text},
};

/// Reads a measured or observed finding.
pub(super) fn read(draft: &mut Draft<'_>) {
    if has_code(draft.get("category"), "vital-signs") {
        draft.entry.kind = Kind::VitalSign;
    }
    read_value(draft);
    for part in draft.list("component") {
        component(draft, part);
    }
    comment(draft);
    members(draft);
}

fn read_value(draft: &mut Draft<'_>) {
    let resource = draft.resource;
    draft.entry.value = value::found(resource);
    draft.entry.flag = value::flag(resource);
    if let Some(sent) = draft.get("valueQuantity")
        && sent.get("value").is_some()
        && value::quantity(sent).is_none()
    {
        draft.fault(ProblemCode::FieldShape, sent, "valueQuantity");
    }
    if let Some(target) = draft.get("valueReference") {
        draft.refer_to(Role::Member, target);
    }
    for range in draft.list("referenceRange") {
        if let Some(words) = value::reference_range(range) {
            draft.fact(Field::Range, &words);
        }
    }
}

/// A part with a value of its own, such as the systolic pressure.
fn component(draft: &mut Draft<'_>, part: &Value<'_>) {
    let mut codes = Vec::new();
    let code = part.get("code");
    if let Some(code) = code {
        words::codings(code, &mut codes);
    }
    let component = Component {
        title: code.and_then(words::words).unwrap_or_default(),
        codes,
        value: value::found(part),
        flag: value::flag(part),
    };
    draft.state(part_fact(&component, part));
    draft.entry.components.push(component);
}

/// Name, value, interpretation and range of a part; or why it has no value.
fn part_fact(component: &Component, part: &Value<'_>) -> Fact {
    let mut fact = Fact::new(Field::Component, component.title.clone());
    let value = component.value.as_ref();
    let shown = value.map_or_else(String::new, |value| value.words(" "));
    if !fact.text.is_empty() && !shown.is_empty() {
        fact.text.push_str(": ");
    }
    fact.text.push_str(&shown);
    value::fill(part, " ({interpretation})", &mut fact.text);
    for range in list(part, "referenceRange") {
        fact.text.push_str(" [");
        fact.text
            .push_str(&value::reference_range(range).unwrap_or_default());
        fact.text.push(']');
    }
    if let Some(Found::Absent(absence, _)) = value {
        fact.absence = Some(*absence);
    }
    fact
}

/// The comment of older versions; a finding that is only a comment has it as
/// its value.
fn comment(draft: &mut Draft<'_>) {
    let members = draft.get("hasMember").is_some() || draft.get("related").is_some();
    let alone = draft.entry.value.is_none() && draft.entry.components.is_empty() && !members;
    let comment = draft.text("comment").or_else(|| draft.text("comments"));
    match comment {
        Some(text) if alone => draft.entry.value = Some(Found::Text(text.to_owned())),
        Some(text) => draft.fact(Field::Note, text),
        None => {}
    }
}

/// The observations that it gathers or was made from, as STU3 and DSTU2 say it.
fn members(draft: &mut Draft<'_>) {
    for related in draft.list("related") {
        let role = match text(related, "type") {
            Some("has-member") => Role::Member,
            Some("derived-from") => Role::Derived,
            Some("replaces") => Role::Replaces,
            _ => Role::Other,
        };
        if let Some(target) = related.get("target") {
            draft.refer_to(role, target);
        }
    }
}
