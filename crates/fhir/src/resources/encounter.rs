//! Encounter and EpisodeOfCare.

use timeline_model::{Basis, Field, Packed, Role, StatusClass, packed};

use super::shared::say;
use crate::{
    absence,
    draft::{Adds, Draft},
    words::{self, each, list},
};

/// Reads what only a contact has.
pub(super) fn read(draft: &mut Draft<'_>) {
    class(draft);
    let planned = draft.entry.status.class == StatusClass::Planned;
    let basis = if planned {
        Basis::Planned
    } else {
        Basis::Happened
    };
    for stem in words::each_word("actualPeriod period") {
        draft.when(stem, basis);
    }
    draft.when("plannedStart", Basis::Planned);
    diagnoses(draft);
}

/// The diagnoses made or treated, and in R5 the reasons, each with its use.
pub(super) fn diagnoses(draft: &mut Draft<'_>) {
    for diagnosis in draft.list("diagnosis") {
        for condition in list(diagnosis, "condition") {
            draft.refer_to(Role::Reason, condition);
            draft.wait_for(Adds::Lends, condition);
        }
        say(draft, diagnosis, &[("condition", Field::Reason)]);
    }
    for reason in draft.list("reason") {
        for value in list(reason, "value") {
            draft.refer_to(Role::Reason, value);
        }
        say(draft, reason, &[("value", Field::Reason)]);
    }
}

/// Classes that are often sent as a bare code.
const CLASSES: Packed = packed![
    ("AMB", "Ambulatory"),
    ("EMER", "Emergency"),
    ("IMP", "Inpatient"),
    ("ACUTE", "Inpatient, acute"),
    ("NONAC", "Inpatient, not acute"),
    ("OBSENC", "Observation"),
    ("SS", "Short stay"),
    ("HH", "Home visit"),
    ("VR", "Virtual contact"),
];

/// The class names a contact that has no type.
fn class(draft: &mut Draft<'_>) {
    for class in draft.get("class").map_or(&[][..], each) {
        let code = words::first_code(class).unwrap_or_default();
        let known = CLASSES.meaning(code);
        if absence::of_null_flavour(class).is_some() || code == "UNK" {
            continue;
        }
        let words = match (known, words::named(class)) {
            (_, Some(own)) if own != code => own,
            (Some(known), _) => known.to_owned(),
            _ => code.to_owned(),
        };
        draft.name(&words);
        draft.fact(Field::Category, &words);
    }
}
