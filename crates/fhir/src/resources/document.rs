//! DocumentReference, Composition and Media.

use timeline_json::Value;
use timeline_model::{Basis, Fact, Field, Role, Value as Found};

use crate::{
    absence,
    draft::Draft,
    words::{each_word, first_words, inner, list, plain, text},
};

/// Reads what only a pointer to a letter or other document has.
pub(super) fn reference(draft: &mut Draft<'_>) {
    // The state of the text, unless the pointer to it is no longer current.
    if draft.text("status") == Some("current") {
        draft.status("docStatus");
    }
    draft.status("status");
    if let Some(situation) = draft.get("context") {
        draft.when_in(situation, "context.", "period", Basis::Happened);
    }
    draft.when("period", Basis::Happened);
    for key in each_word("created date indexed") {
        draft.recorded(key, Basis::Issued);
    }
    for content in draft.list("content") {
        for key in each_word("title contentType") {
            if let Some(words) = inner(content, "attachment", key).and_then(plain) {
                draft.name(words);
            }
        }
    }
    related(draft);
}

/// What a document replaces, appends to or transforms.
fn related(draft: &mut Draft<'_>) {
    for related in draft.list("relatesTo") {
        let role = match related.get("code").and_then(crate::words::first_code) {
            Some("replaces") => Role::Replaces,
            _ => Role::Other,
        };
        for (key, target) in related.members() {
            if key.starts_with("target") {
                draft.refer_to(role, target);
            }
        }
    }
}

/// Reads the sections of a composed document.
pub(super) fn composition(draft: &mut Draft<'_>) {
    related(draft);
    for section in draft.list("section") {
        read_section(draft, section, "");
    }
}

/// A section: what it gathers stands under its title and those around it. Why
/// one is empty is what the document says of that.
fn read_section(draft: &mut Draft<'_>, section: &Value<'_>, path: &str) {
    let own = first_words(section, "title code").unwrap_or_default();
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

/// Reads what only a picture, film or sound has.
pub(super) fn media(draft: &mut Draft<'_>) {
    for content in draft.list("content") {
        if let Some(title) = text(content, "title") {
            draft.name(title);
        }
    }
    for key in each_word("view subtype type modality") {
        draft.name_by(key);
    }
}
