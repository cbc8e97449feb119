//! Observation.

use timeline_json::Value;
use timeline_model::{Basis, Component, Field, Kind, ProblemCode, Role, Value as Found};

use super::shared::{context, people, reasons};
use crate::{
    draft::Draft,
    value,
    words::{self, has_code, list, text},
};

/// Reads a measured or observed finding.
pub(super) fn read(draft: &mut Draft<'_>) {
    let vital = has_code(draft.get("category"), &["vital-signs"]);
    draft.entry.kind = if vital { Kind::VitalSign } else { Kind::Result };
    draft.name_by("code");
    draft.status("status");
    draft.when("effective", Basis::Happened);
    draft.when("applies", Basis::Happened);
    draft.recorded("issued", Basis::Issued);
    context(draft);
    read_value(draft);
    for part in draft.list("component") {
        component(draft, part);
    }
    draft.notes("note");
    comment(draft);
    draft.word_facts(Field::Category, "category");
    draft.word_facts(Field::Method, "method");
    draft.word_facts(Field::BodySite, "bodySite");
    draft.who(Field::Specimen, "specimen");
    people(draft, "performer");
    reasons(draft);
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
    draft.word_facts(Field::Interpretation, "interpretation");
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
    let mut shown = component
        .value
        .as_ref()
        .map_or_else(String::new, value::value_words);
    for range in list(part, "referenceRange") {
        if let Some(range) = value::reference_range(range) {
            shown.push_str(" [");
            shown.push_str(&range);
            shown.push(']');
        }
    }
    draft.named_fact(Field::Component, &component.title, &shown);
    draft.entry.components.push(component);
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

/// The observations that it gathers or was made from; STU3 and DSTU2 say so in
/// `related`.
fn members(draft: &mut Draft<'_>) {
    draft.refer(Role::Member, "hasMember");
    draft.refer(Role::Derived, "derivedFrom");
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
