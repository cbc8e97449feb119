//! The names that a mapping uses for fields of facts and meanings of status.

use timeline_model::{Field, StatusClass};

/// What a fact may be.
pub(crate) const FIELDS: [(&str, Field); 16] = [
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
    ("organisation", Field::Organisation),
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

/// The field that `name` names.
pub(crate) fn field(name: &str) -> Option<Field> {
    FIELDS.iter().find(|(own, _)| *own == name).map(|f| f.1)
}

/// The meaning that `name` names.
pub(crate) fn class(name: &str) -> Option<StatusClass> {
    CLASSES.iter().find(|(own, _)| *own == name).map(|c| c.1)
}

/// The names of a table, for a message.
pub(crate) fn one_of(names: &[&str]) -> String {
    ["one of ", &names.join(", ")].concat()
}
