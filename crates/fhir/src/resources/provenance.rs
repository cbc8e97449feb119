//! Provenance and MessageHeader: who recorded or sent other resources.

use timeline_model::{Basis, Field, Role};

use super::shared::who;
use crate::{
    draft::{Adds, Draft},
    words::{self, has_code, list},
};

/// What an agent did who did not make the record: to be told from an author.
const NO_AUTHOR: &str = "verifier legal attester informant custodian assembler composer \
    transmitter enterer ENT TRANS CST";

/// What a thing was to a record that was made from it.
const MADE_FROM: &str = "source derivation quotation";

/// Reads who recorded which resources, and when.
pub(super) fn provenance(draft: &mut Draft<'_>) {
    for key in words::each_word("recorded occurredDateTime") {
        draft.recorded(key, Basis::Recorded);
    }
    draft.wait(Adds::Says, "target");
    made_from(draft);
    for agent in draft.list("agent") {
        if has_code(agent.get("type"), NO_AUTHOR) || has_code(agent.get("role"), NO_AUTHOR) {
            continue;
        }
        for who in words::each_word("who whoReference actor") {
            for person in list(agent, who) {
                draft.who_in(Field::Author, person);
            }
        }
        for key in words::each_word("onBehalfOf onBehalfOfReference") {
            for organisation in list(agent, key) {
                draft.who_in(Field::Organisation, organisation);
            }
        }
    }
}

/// Reads from what the resources were made: another system's record of them,
/// or a document.
fn made_from(draft: &mut Draft<'_>) {
    for entity in draft.list("entity") {
        if !has_code(entity.get("role"), MADE_FROM) {
            continue;
        }
        for key in words::each_word("what whatReference") {
            for what in list(entity, key) {
                draft.refer_to(Role::Derived, what);
            }
        }
    }
}

/// Reads what a message is about: its event is the heading.
pub(super) fn message(draft: &mut Draft<'_>) {
    let event = words::first_words(draft.resource, "eventCoding event reason");
    let event = event.unwrap_or_default();
    for key in words::each_word("focus data") {
        for item in draft.list(key) {
            draft.gather(&event, item, "");
            draft.wait_for(Adds::Says, item);
        }
    }
    for author in draft.list("author") {
        who(draft, Field::Author, author);
    }
    draft.recorded("timestamp", Basis::Recorded);
}
