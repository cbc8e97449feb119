use crate::{
    Code, Flag, Identifier, Kind, PartialDate, ProblemCode, RecordKey, Status, Value,
    detail::Fact,
    wire::{wire_enum, wire_struct},
};

/// One thing that one source recorded about the patient: the unit that is
/// merged and shown. Every text is as sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Entry {
    /// Where it was received.
    pub key: RecordKey,
    /// `Type/id` as sent; empty where there is no id.
    pub alias: String,
    /// The type of resource as sent (`Observation`), or the name of the
    /// mapping for what is not FHIR. Tells a prescription from a dispensing
    /// where the kind is the same.
    pub resource: String,
    /// What it is to a reader.
    pub kind: Kind,
    /// The words that name it; never empty.
    pub title: String,
    /// The codings of what it is, most specific first as sent.
    pub codes: Vec<Code>,
    /// When it was so.
    pub when: Span,
    /// When it was recorded, issued, authored or filed.
    pub recorded: Option<PartialDate>,
    /// When the source last changed it (FHIR `meta.lastUpdated`).
    pub updated: Option<PartialDate>,
    /// Its status.
    pub status: Status,
    /// Whether it is proposed, planned, ordered or done.
    pub intent: Intent,
    /// What was found.
    pub value: Option<Value>,
    /// Where the value lies against its laboratory's range.
    pub flag: Option<Flag>,
    /// Its parts with values of their own, such as systolic and diastolic.
    pub components: Vec<Component>,
    /// Business identifiers of this record.
    pub identifiers: Vec<Identifier>,
    /// What it refers to.
    pub references: Vec<Reference>,
    /// What changes its meaning or how it may be shown.
    pub marks: Marks,
    /// Further facts for the detail, in reading order.
    pub facts: Vec<Fact>,
    /// What could not be taken as sent.
    pub faults: Vec<Fault>,
}

/// When something was so, and from what that is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    /// The start, or the one point in time; `None` is undated.
    pub start: Option<PartialDate>,
    /// The end, where one was sent; never invented.
    pub end: Option<PartialDate>,
    /// What the start is.
    pub basis: Basis,
}

wire_enum! {
    /// Which date an entry is placed by.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum Basis {
        /// When it was true, happened, was done or was taken.
        #[default]
        Happened,
        /// When it began, by the patient or clinician.
        Onset,
        /// When it was recorded or asserted: the time itself is not known.
        Recorded,
        /// When it was issued or reported.
        Issued,
        /// When it was written, ordered or prescribed.
        Authored,
        /// It is planned for then.
        Planned,
        /// Taken from the encounter it belongs to.
        FromEncounter,
        /// Taken from the request it answers.
        FromRequest,
    }
}

wire_enum! {
    /// How far something had got when it was recorded (FHIR `intent`).
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum Intent {
        /// It is a fact or was done.
        #[default]
        Done,
        /// Somebody suggests it.
        Proposed,
        /// It is intended.
        Planned,
        /// It was ordered.
        Ordered,
    }
}

/// A part of an entry that has a value of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Component {
    /// The words that name it.
    pub title: String,
    /// Its codings.
    pub codes: Vec<Code>,
    /// What was found.
    pub value: Option<Value>,
    /// Where the value lies against its range.
    pub flag: Option<Flag>,
}

/// A pointer to another record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Reference {
    /// What the other is to this one.
    pub role: Role,
    /// The reference as sent, or `Type/id` where it could be told.
    pub target: String,
    /// The other's record key, where it is among what this source sent.
    pub key: Option<RecordKey>,
}

wire_enum! {
    /// What a referenced record is to the one that refers to it.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum Role {
        /// The encounter in which it happened.
        Encounter,
        /// The request that it answers or fulfils.
        Request,
        /// A member or result that it gathers.
        Member,
        /// The problem or finding that is its reason.
        Reason,
        /// What it is part of.
        PartOf,
        /// What it was derived from.
        Derived,
        /// What it replaces.
        Replaces,
        /// Anything else.
        #[default]
        Other,
    }
}

wire_struct! {
    /// What changes the meaning of an entry, or how it may be shown.
    #[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
    pub struct Marks {
        /// The source says that this was recorded by mistake.
        pub entered_in_error: bool,
        /// It says that something is not so: refuted, not done, none known.
        pub negated: bool,
        /// It carries a modifier that is not known here and may mean
        /// something else: see the original.
        pub unknown_modifier: bool,
        /// Covered for sensitivity: the label to show instead, such as
        /// `Restricted`.
        pub covered: Option<String>,
    }
}

/// A field that could not be taken as sent.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fault {
    /// What is wrong.
    pub code: ProblemCode,
    /// The path to the field; element names and indexes only.
    pub path: String,
}

impl Entry {
    /// The first code in `system`.
    pub fn code_in(&self, system: &str) -> Option<&Code> {
        self.codes.iter().find(|code| code.system == system)
    }
}
