//! Consent.

use timeline_model::Kind;

use crate::{draft::Draft, words::has_code};

/// HL7's consent categories and SNOMED CT's findings of decisions on
/// resuscitation and treatment, which are seen before anything else.
const DECISIONS: &str = "acd dnr emrgonly hcd polst 304253006 450476008";

/// A decision on treatment to come is an alert.
pub(super) fn read(draft: &mut Draft<'_>) {
    let provided = draft.get("provision").and_then(|p| p.get("code"));
    if has_code(draft.get("category"), DECISIONS) || has_code(provided, DECISIONS) {
        draft.entry.kind = Kind::Alert;
    }
}
