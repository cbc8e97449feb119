//! Flag.

use timeline_model::{Basis, Field, Kind};

use super::shared::context;
use crate::draft::Draft;

/// Reads a warning.
pub(super) fn read(draft: &mut Draft<'_>) {
    draft.entry.kind = Kind::Alert;
    draft.name_by("code");
    draft.status("status");
    draft.when("period", Basis::Happened);
    context(draft);
    draft.word_facts(Field::Category, "category");
    draft.who(Field::Author, "author");
}
