//! List.

use timeline_json::Value;
use timeline_model::{
    Absence, Basis, Disposition, Fact, Field, Kind, KindSet, Role, Value as Found, part,
};

use super::shared::context;
use crate::{
    absence,
    draft::Draft,
    words::{self, among, has_code, text},
};

/// The headings under which surgeries and summaries send a record, each with
/// the lane of what stands under it: SNOMED CT's UK codes, then those of other
/// systems.
const HEADINGS: [(Kind, &str, &str); 12] = [
    (
        Kind::Allergy,
        "886921000000105 1103671000000101",
        "48765-2 52472-8 allergies adverserxns",
    ),
    (
        Kind::Medicine,
        "933361000000108",
        "10160-0 29549-3 medications",
    ),
    (Kind::Problem, "717711000000103", "11450-4 11348-0 problems"),
    (
        Kind::Vaccination,
        "1102181000000102",
        "11369-6 immunisations immunizations",
    ),
    (Kind::Encounter, "1149501000000101", "46240-8"),
    (Kind::Result, "887191000000108", "30954-2"),
    (Kind::VitalSign, "", "8716-3"),
    (Kind::Procedure, "", "47519-4"),
    (Kind::CarePlan, "", "18776-5"),
    (Kind::Alert, "", "104605-1 alerts"),
    (Kind::Appointment, "714311000000108 792931000000107", ""),
    (
        Kind::Other,
        "826501000000100 1102191000000100",
        "10157-6 29762-2",
    ),
];

/// What a list may be that says what is missing under its heading.
pub(super) const KINDS: KindSet = {
    let mut kinds = KindSet::NONE;
    let mut rest: &[(Kind, &str, &str)] = &HEADINGS;
    while let [(kind, ..), behind @ ..] = rest {
        kinds = kinds.or(KindSet::of(*kind));
        rest = behind;
    }
    kinds
};

const CONSULTATION: &str = "325851000000107";

/// A consultation, a topic or a category.
const CONTAINERS: &str = "325851000000107 25851000000105 24781000000107";

/// Reads a list. One that only gathers is part of what it gathers; one that
/// says what is missing, why it is empty or anything else is an entry.
pub(super) fn read(draft: &mut Draft<'_>) {
    draft.entry.kind = Kind::Other;
    draft.name_by("title");
    draft.name_by("code");
    draft.status("status");
    draft.recorded("date", Basis::Recorded);
    context(draft);
    draft.notes("note");
    // What the list itself says, before what it holds.
    for extension in draft.list("extension") {
        if let Some(code) = warning(extension) {
            match absence::of_code(code) {
                Some(absence) => say(draft, absence, String::new()),
                None => say(draft, Absence::Other, code.to_owned()),
            }
        }
    }
    if let Some((absence, words)) = draft.get("emptyReason").and_then(absence::of_concept) {
        say(draft, absence, words);
    }
    // What is missing is told where it would have been.
    if let Some(kind) = draft.get("code").and_then(lane)
        && draft.entry.value.is_some()
    {
        draft.entry.kind = kind;
    }
    let silent = draft.entry.value.is_none() && draft.get("note").is_none();
    draft.who(Field::Author, "source");
    let told = items(draft);
    let current = matches!(draft.text("status"), None | Some("current"));
    // A consultation that no encounter stands for stands for itself.
    let alone = has_code(draft.get("code"), CONSULTATION) && draft.get("encounter").is_none();
    if silent && !told && current && !alone {
        draft.nature = Disposition::Part;
    }
}

/// The lane of what stands under a heading, where that is known.
pub(crate) fn lane(code: &Value<'_>) -> Option<Kind> {
    let code = Some(code);
    let mut headings = HEADINGS.iter();
    let has = |codes: &str| !codes.is_empty() && has_code(code, codes);
    let found = headings.find(|(_, uk, others)| has(uk) || has(others));
    found.map(|(kind, ..)| *kind)
}

/// Says what is missing: the first in the entry's row, the others as facts.
fn say(draft: &mut Draft<'_>, absence: Absence, words: String) {
    match draft.entry.value {
        None => draft.entry.value = Some(Found::Absent(absence, words)),
        Some(_) => draft.state(Fact {
            absence: Some(absence),
            ..Fact::new(Field::Value, words)
        }),
    }
}

/// What the list gathers, under its title; `true` where it says something of
/// an item, such as that it was removed.
fn items(draft: &mut Draft<'_>) -> bool {
    let heading = match draft.text("title") {
        _ if has_code(draft.get("code"), CONSULTATION) => String::new(),
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
    part::has(url, "ListWarningCode").then(|| text(extension, "valueCode"))?
}

/// Whether it is a heading of the whole record, which says nothing of what
/// stands under it.
fn is_heading(draft: &Draft<'_>) -> bool {
    let secondary =
        |code: &str| code.starts_with("consultations-") || code.starts_with("problems-");
    draft
        .entry
        .codes
        .iter()
        .any(|own| secondary(&own.code) || HEADINGS.iter().any(|(_, uk, _)| among(uk, &own.code)))
}

/// Whether it only holds a consultation together, or the record.
fn is_container(draft: &Draft<'_>) -> bool {
    is_heading(draft) || has_code(draft.get("code"), CONTAINERS)
}
