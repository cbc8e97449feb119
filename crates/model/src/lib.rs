//! What a record is: entry, kind, status, partial date, code, quantity,
//! source and problem, and the light forms in which the engine tells the
//! viewer about them. No input or output, no JSON, no browser.
//!
//! The reading crates make [`Entry`]s, the merging crate groups them, the
//! engine publishes [`Row`]s and [`Detail`]s over the messages in
//! [`protocol`].

mod code;
mod date;
mod detail;
mod document;
mod entry;
mod facts;
mod format;
mod host;
mod kind;
mod kind_set;
mod letters;
pub mod markup;
mod number;
mod packed;
pub mod part;
mod person;
pub mod protocol;
mod reading;
mod record;
mod row;
mod source;
mod stamp;
mod status;
mod trend;
mod value;
pub mod wire;

pub use code::{Code, Identifier, plain_system, system_name};
pub use date::{PartialDate, Precision, days_from_civil};
pub use detail::{
    Detail, Fact, Field, FoldReason, FoldReasonKind, HeldCopy, Linked, Narrative, Relation,
};
pub use document::{Attachment, Document, DocumentFault, DocumentStep, Held, Medium};
pub use entry::{Basis, Component, Entry, Fault, Intent, Marks, Reference, Role, Span};
pub use format::foreign_format;
pub use kind::Kind;
pub use kind_set::KindSet;
pub use letters::{lower, lower_letter};
pub use number::digits;
pub use packed::Packed;
pub use person::{Gender, HumanName, Involved, Involvement, Person};
pub use reading::{Missing, Page};
pub use record::{Disposition, EntryId, Ledger, Problem, ProblemCode, RecordKey, Tally};
pub use row::{Against, Course, Current, Mark, Row, RowMarks, Standing, Warning};
pub use source::{Completeness, Difference, KindStatus, PersonField, SourceState, SourceStatus};
pub use stamp::stamp_of;
pub use status::{Status, StatusClass};
pub use trend::{Series, Trend, TrendPoint, TrendRange, TrendValue, Unlike};
pub use value::{Absence, Comparator, Flag, Quantity, Value};
