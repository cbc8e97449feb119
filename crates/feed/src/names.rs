//! The names that a mapping uses for facts, meanings of status, and yes or no.

use timeline_model::{Field, StatusClass};

/// What a fact may be.
pub(crate) const FIELDS: [(&str, Field); 23] = [
    ("note", Field::Note),
    ("category", Field::Category),
    ("reason", Field::Reason),
    ("severity", Field::Severity),
    ("reaction", Field::Reaction),
    ("dose", Field::Dose),
    ("route", Field::Route),
    ("supply", Field::Supply),
    ("body-site", Field::BodySite),
    ("method", Field::Method),
    ("location", Field::Location),
    ("conclusion", Field::Conclusion),
    ("document", Field::Document),
    ("author", Field::Author),
    ("participant", Field::Participant),
    ("recipient", Field::Recipient),
    ("organisation", Field::Organisation),
    ("priority", Field::Priority),
    ("target", Field::Target),
    ("activity", Field::Activity),
    ("heading", Field::Heading),
    ("relation", Field::Relation),
    ("other", Field::Other),
];

/// What a status may mean.
pub(crate) const CLASSES: [(&str, StatusClass); 10] = [
    ("planned", StatusClass::Planned),
    ("active", StatusClass::Active),
    ("on-hold", StatusClass::OnHold),
    ("completed", StatusClass::Completed),
    ("stopped", StatusClass::Stopped),
    ("inactive", StatusClass::Inactive),
    ("preliminary", StatusClass::Preliminary),
    ("amended", StatusClass::Amended),
    ("not-done", StatusClass::NotDone),
    ("entered-in-error", StatusClass::EnteredInError),
];

/// The words for yes and no.
pub(crate) const YES_NO: [&str; 2] = ["yes", "no"];

/// The field that `name` names.
pub(crate) fn field(name: &str) -> Option<Field> {
    FIELDS.iter().find(|(own, _)| *own == name).map(|f| f.1)
}

/// The meaning that `name` names.
pub(crate) fn class(name: &str) -> Option<StatusClass> {
    CLASSES.iter().find(|(own, _)| *own == name).map(|c| c.1)
}
