//! AllergyIntolerance.

use timeline_json::Value;
use timeline_model::{Fact, Field, Packed, packed};

use super::shared::verification;
use crate::{draft::Draft, value, words};

/// Reads what only an allergy, an intolerance, or a statement that none is
/// known has.
pub(super) fn read(draft: &mut Draft<'_>) {
    verification(draft);
    if let Some(sent) = draft.get("criticality").and_then(words::first_code) {
        let known = CRITICALITY.meaning(sent);
        draft.fact(Field::Severity, known.unwrap_or(sent));
    }
    for reaction in draft.list("reaction") {
        read_reaction(draft, reaction);
    }
}

/// DSTU2's codes by what later versions call them.
const CRITICALITY: Packed = packed![
    ("CRITL", "low"),
    ("CRITH", "high"),
    ("CRITU", "unable-to-assess"),
];

fn read_reaction(draft: &mut Draft<'_>, reaction: &Value<'_>) {
    let pattern = ", {manifestation}| – {description}| – {severity}";
    let shown = value::filled(reaction, pattern);
    let when = reaction.get("onset");
    let when = when.and_then(|onset| draft.date_in(onset, "reaction.onset"));
    draft.state(Fact {
        when,
        ..Fact::new(Field::Reaction, shown)
    });
    if let Some(substance) = reaction.get("substance") {
        // What it is to, where the allergy itself does not say.
        if draft.entry.codes.is_empty() {
            words::codings(substance, &mut draft.entry.codes);
        }
        if let Some(words) = words::words(substance) {
            draft.name(&words);
        }
    }
}
