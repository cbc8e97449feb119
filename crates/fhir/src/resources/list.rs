//! List.

use timeline_json::Value;
use timeline_model::{Absence, Basis, Disposition, Fact, Field, Kind, Role, Value as Found};

use super::shared::context;
use crate::{
    absence,
    draft::Draft,
    words::{self, has_code, text},
};

/// SNOMED CT codes of the containers in which UK surgeries send a record:
/// consultation, topic and category, and the headings of the record.
const CONTAINERS: [&str; 14] = [
    CONSULTATION,
    TOPIC,
    CATEGORY,
    "1149501000000101",
    "826501000000100",
    "714311000000108",
    "717711000000103",
    "887191000000108",
    "933361000000108",
    "886921000000105",
    "1103671000000101",
    "1102181000000102",
    "792931000000107",
    "1102191000000100",
];

const CONSULTATION: &str = "325851000000107";
const TOPIC: &str = "25851000000105";
const CATEGORY: &str = "24781000000107";

/// Reads a list. One that only gathers is part of what it gathers; one that
/// says what is missing, why it is empty or anything else is an entry.
pub(super) fn read(draft: &mut Draft<'_>) {
    draft.entry.kind = Kind::Other;
    draft.name_by("title");
    draft.name_by("code");
    draft.status("status");
    draft.recorded("date", Basis::Recorded);
    context(draft);
    let warnings: Vec<&str> = draft.list("extension").iter().filter_map(warning).collect();
    draft.notes("note");
    // What the list itself says, before what it holds: the first in its row,
    // the others as facts.
    let warned = warnings.iter().map(|code| match absence::of_code(code) {
        Some(absence) => (absence, String::new()),
        None => (Absence::Other, (*code).to_owned()),
    });
    let empty = draft.get("emptyReason").and_then(absence::of_concept);
    for (absence, words) in warned.chain(empty) {
        match draft.entry.value {
            None => draft.entry.value = Some(Found::Absent(absence, words)),
            Some(_) => draft.state(Fact {
                absence: Some(absence),
                ..Fact::new(Field::Value, words)
            }),
        }
    }
    let silent = draft.entry.value.is_none() && draft.get("note").is_none();
    draft.who(Field::Author, "source");
    let told = items(draft);
    let current = matches!(draft.text("status"), None | Some("current"));
    if silent && !told && current {
        draft.nature = Disposition::Part;
    }
}

/// What the list gathers, under its title; `true` where it says something of
/// an item, such as that it was removed.
fn items(draft: &mut Draft<'_>) -> bool {
    let heading = match draft.text("title") {
        _ if has_code(draft.get("code"), &[CONSULTATION]) => String::new(),
        Some(title) if !is_heading(draft) => title.to_owned(),
        _ if is_container(draft) => String::new(),
        _ => draft.entry.title.clone(),
    };
    let mut told = false;
    for entry in draft.list("entry") {
        let mut said = words::words_of(entry, "flag").unwrap_or_default();
        // The name of the member says it where the source has no words.
        let deleted = entry.get("deleted").and_then(Value::as_bool) == Some(true);
        if deleted && said.is_empty() {
            said.push_str("deleted");
        }
        told |= !said.is_empty();
        let Some(item) = entry.get("item") else {
            continue;
        };
        draft.gather(&heading, item, &said);
        draft.refer_to(Role::Member, item);
    }
    told
}

fn warning<'v>(extension: &'v Value<'_>) -> Option<&'v str> {
    let url = text(extension, "url")?;
    url.contains("ListWarningCode")
        .then(|| text(extension, "valueCode"))?
}

/// Whether it is a heading of the whole record, which says nothing of what
/// stands under it.
fn is_heading(draft: &Draft<'_>) -> bool {
    is_container(draft) && !has_code(draft.get("code"), &[TOPIC, CATEGORY])
}

fn is_container(draft: &Draft<'_>) -> bool {
    let secondary =
        |code: &str| code.starts_with("consultations-") || code.starts_with("problems-");
    has_code(draft.get("code"), &CONTAINERS) || draft.entry.codes.iter().any(|c| secondary(&c.code))
}
