//! List.

use timeline_json::Value;
use timeline_model::{Absence, Basis, Disposition, Fact, Field, Kind, Role, Value as Found};

use super::shared::context;
use crate::{
    absence,
    draft::Draft,
    words::{has_code, text},
};

/// SNOMED CT codes of the containers in which UK surgeries send a record:
/// consultation, topic and category, and the headings of the record.
const CONTAINERS: [&str; 14] = [
    "325851000000107",
    "25851000000105",
    "24781000000107",
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
    let content =
        !warnings.is_empty() || draft.get("note").is_some() || draft.get("emptyReason").is_some();
    if is_container(draft) && !content {
        draft.nature = Disposition::Part;
    }
    draft.who(Field::Author, "source");
    for entry in draft.list("entry") {
        if let Some(item) = entry.get("item") {
            draft.refer_to(Role::Member, item);
        }
    }
}

fn warning<'v>(extension: &'v Value<'_>) -> Option<&'v str> {
    let url = text(extension, "url")?;
    url.contains("ListWarningCode")
        .then(|| text(extension, "valueCode"))?
}

fn is_container(draft: &Draft<'_>) -> bool {
    let secondary =
        |code: &str| code.starts_with("consultations-") || code.starts_with("problems-");
    has_code(draft.get("code"), &CONTAINERS) || draft.entry.codes.iter().any(|c| secondary(&c.code))
}
