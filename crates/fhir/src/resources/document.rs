//! DocumentReference, Composition and Media.

use timeline_json::Value;
use timeline_model::{Basis, Fact, Field, Kind, Role, Value as Found};

use super::shared::{context, people};
use crate::{
    absence,
    draft::Draft,
    words::{list, text, words, words_of},
};

/// Reads a pointer to a letter or other document.
pub(super) fn reference(draft: &mut Draft<'_>) {
    draft.entry.kind = Kind::Document;
    for key in ["type", "description", "category", "class"] {
        if draft.entry.title.is_empty() {
            draft.name_by(key);
        }
    }
    // The state of the text, unless the pointer to it is no longer current.
    if draft.text("status") == Some("current") {
        draft.status("docStatus");
    }
    draft.status("status");
    if let Some(situation) = draft.get("context") {
        period(draft, situation);
    }
    draft.when("period", Basis::Happened);
    for key in ["created", "date", "indexed"] {
        draft.recorded(key, Basis::Issued);
    }
    context(draft);
    draft.word_facts(Field::Document, "description");
    for content in draft.list("content") {
        if let Some(attachment) = content.get("attachment") {
            file(draft, attachment);
        }
    }
    for key in ["category", "class"] {
        draft.word_facts(Field::Category, key);
    }
    for related in draft.list("relatesTo") {
        if text(related, "code") == Some("replaces")
            && let Some(target) = related.get("target")
        {
            draft.refer_to(Role::Replaces, target);
        }
    }
    draft.who(Field::Author, "author");
    draft.who(Field::Organisation, "custodian");
}

fn period(draft: &mut Draft<'_>, situation: &Value<'_>) {
    if let Some(period) = situation.get("period") {
        let (start, end) = draft.period(period, "context.period");
        if start.is_some() || end.is_some() {
            draft.entry.when.start = start;
            draft.entry.when.end = end;
        }
    }
    if let Some(words) = words_of(situation, "practiceSetting") {
        draft.fact(Field::Category, &words);
    }
}

fn file(draft: &mut Draft<'_>, attachment: &Value<'_>) {
    for key in ["title", "contentType"] {
        if let Some(words) = text(attachment, key) {
            draft.name(words);
            draft.fact(Field::Document, words);
        }
    }
    if let Some(address) = text(attachment, "url") {
        draft.fact(Field::Document, address);
    }
}

/// Reads a composed document.
pub(super) fn composition(draft: &mut Draft<'_>) {
    draft.entry.kind = Kind::Document;
    draft.name_by("title");
    draft.name_by("type");
    draft.status("status");
    draft.when_at("date", Basis::Issued);
    draft.entry.recorded = draft.entry.when.start;
    context(draft);
    people(draft, "author");
    draft.who(Field::Organisation, "custodian");
    draft.word_facts(Field::Category, "category");
    for section in draft.list("section") {
        read_section(draft, section, "");
    }
    draft.notes("note");
}

/// A section: what it gathers stands under its title and those around it. Why
/// one is empty is what the document says of that.
fn read_section(draft: &mut Draft<'_>, section: &Value<'_>, path: &str) {
    let own = words_of(section, "title").or_else(|| words_of(section, "code"));
    let own = own.unwrap_or_default();
    let by = if path.is_empty() || own.is_empty() {
        ""
    } else {
        " / "
    };
    let title = [path, by, &own].concat();
    match section.get("emptyReason").and_then(absence::of_concept) {
        Some((absence, words)) => {
            let by = if words.is_empty() { "" } else { ": " };
            let text = [&title, by, &words].concat();
            if draft.entry.value.is_none() {
                draft.entry.value = Some(Found::Absent(absence, text.clone()));
            }
            draft.state(Fact {
                absence: Some(absence),
                ..Fact::new(Field::Value, text)
            });
        }
        None => draft.fact(Field::Document, &title),
    }
    for item in list(section, "entry") {
        draft.refer_to(Role::Member, item);
        draft.gather(&title, item, "");
    }
    for inner in list(section, "section") {
        read_section(draft, inner, &title);
    }
}

/// Reads a picture, film or sound.
pub(super) fn media(draft: &mut Draft<'_>) {
    draft.entry.kind = Kind::Document;
    if let Some(title) = draft.get("content").and_then(|c| text(c, "title")) {
        draft.name(title);
    }
    for key in ["view", "type", "modality"] {
        draft.name_by(key);
    }
    draft.status("status");
    draft.when("created", Basis::Happened);
    draft.recorded("issued", Basis::Issued);
    context(draft);
    if let Some(site) = draft.get("bodySite").and_then(words) {
        draft.fact(Field::BodySite, &site);
    }
    people(draft, "operator");
    draft.notes("note");
}
