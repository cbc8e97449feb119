//! Consent.

use timeline_model::{Basis, Field, Kind};

use crate::{draft::Draft, words::text};

/// Reads what the patient agreed to or refused.
pub(super) fn read(draft: &mut Draft<'_>) {
    draft.entry.kind = Kind::Other;
    draft.name_by("category");
    draft.name_by("scope");
    draft.status("status");
    draft.when_at("dateTime", Basis::Happened);
    draft.recorded("date", Basis::Recorded);
    if let Some(provision) = draft.get("provision")
        && let Some(kind) = text(provision, "type")
    {
        draft.named_fact(Field::Other, "Provision", kind);
    }
    draft.word_facts(Field::Other, "decision");
    draft.word_facts(Field::Category, "scope");
    draft.who(Field::Author, "performer");
    draft.who(Field::Author, "consentingParty");
    draft.who(Field::Organisation, "organization");
}
