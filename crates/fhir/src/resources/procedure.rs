//! Procedure.

use timeline_model::{Basis, Field, Kind};

use super::shared::{context, not_done, people, reasons};
use crate::draft::Draft;

/// Reads something done to or for the patient.
pub(super) fn read(draft: &mut Draft<'_>) {
    draft.entry.kind = Kind::Procedure;
    draft.name_by("code");
    draft.status("status");
    not_done(draft, &["notDone", "notPerformed"]);
    draft.when("performed", Basis::Happened);
    draft.when("occurrence", Basis::Happened);
    draft.recorded("recorded", Basis::Recorded);
    context(draft);
    draft.refer(timeline_model::Role::Request, "request");
    reasons(draft);
    draft.word_facts(Field::Reason, "reasonNotPerformed");
    draft.word_facts(Field::Reason, "notDoneReason");
    draft.word_facts(Field::Category, "category");
    draft.word_facts(Field::BodySite, "bodySite");
    for key in ["outcome", "complication", "followUp"] {
        draft.word_facts(Field::Conclusion, key);
    }
    people(draft, "performer");
    for key in ["recorder", "asserter"] {
        draft.who(Field::Author, key);
    }
    draft.who(Field::Location, "location");
    draft.notes("note");
    draft.notes("notes");
}
