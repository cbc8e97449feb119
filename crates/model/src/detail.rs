use crate::{
    Basis, EntryId, Kind, PartialDate, Row,
    wire::{wire_enum, wire_struct},
};

wire_enum! {
    /// What a fact in the detail is. The viewer has a message for each.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum Field {
        /// The words the source used for it.
        RecordedAs,
        /// A code with its system's short name.
        Code,
        /// When it was so.
        When,
        /// When it was recorded, issued or filed.
        Recorded,
        /// Its status in the source's words.
        Status,
        /// What was found.
        Value,
        /// The laboratory's range.
        Range,
        /// The laboratory's interpretation.
        Interpretation,
        /// A part with a value of its own, named in the text.
        Component,
        /// The dose or directions verbatim.
        Dose,
        /// Route of administration.
        Route,
        /// How much or how often was supplied.
        Supply,
        /// Why.
        Reason,
        /// Severity or criticality.
        Severity,
        /// Reaction to an allergen.
        Reaction,
        /// Stage or grade.
        Stage,
        /// Where on the body.
        BodySite,
        /// How it was done.
        Method,
        /// From what the sample was taken.
        Specimen,
        /// Who recorded or did it.
        Author,
        /// The organisation.
        Organisation,
        /// Where it was done.
        Location,
        /// Section, type or category in the source's words.
        Category,
        /// Free text.
        Note,
        /// A business identifier.
        Identifier,
        /// The result or conclusion of a report.
        Conclusion,
        /// A document's description or address.
        Document,
        /// A date that could not be read, as sent.
        DateAsSent,
        /// When the source last changed it.
        Updated,
        /// Anything else, named in the text.
        Other,
    }
}

wire_struct! {
    /// One fact about an entry, as one source holds it.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Fact {
        /// What it is.
        pub field: Field,
        /// The text as sent.
        pub text: String,
    }
}

wire_struct! {
    /// The copy of an entry that one source holds.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct HeldCopy {
        /// The source's place in the configuration.
        pub source: u16,
        /// The type of resource as sent.
        pub resource: String,
        /// When it was so.
        pub start: Option<PartialDate>,
        /// The end, where one was sent.
        pub end: Option<PartialDate>,
        /// Which date it is placed by.
        pub basis: Basis,
        /// When it was recorded.
        pub recorded: Option<PartialDate>,
        /// The facts, in reading order; a field may repeat. Times are not
        /// among them.
        pub facts: Vec<Fact>,
        /// The resource as sent; empty where the entry is covered.
        pub original: String,
    }
}

wire_enum! {
    /// What spoke for, or stood in the way of, two copies being the same.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum FoldReasonKind {
        /// The same resource was sent more than once.
        SameResource,
        /// They share a business identifier.
        SameIdentifier,
        /// They share a code.
        SameCode,
        /// They have the same words.
        SameWords,
        /// Their times agree to the second or minute.
        SameTime,
        /// They are of the same day, one of them without a time.
        SameDay,
        /// Their times agree within what the vaguer one says.
        TimeWithinPrecision,
        /// Their values agree.
        SameValue,
        /// The user said so, for this view.
        ByHand,
        /// Their values differ.
        ValueDiffers,
        /// Their times differ.
        TimeDiffers,
        /// Their statuses differ.
        StatusDiffers,
        /// Their doses differ.
        DoseDiffers,
        /// Their words or codes differ.
        WordsDiffer,
        /// Their sides of the body differ.
        LateralityDiffers,
        /// One is entered in error and the other is not.
        ErrorDisputed,
        /// One says that it is so and the other that it is not.
        NegationDiffers,
        /// There is more than one candidate.
        SeveralCandidates,
    }
}

wire_struct! {
    /// A reason for or against a fold.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct FoldReason {
        /// What it is.
        pub kind: FoldReasonKind,
        /// What it is about, such as the code's system; may be empty.
        pub about: String,
    }
}

wire_struct! {
    /// Another entry named in a detail.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Linked {
        /// The other entry.
        pub id: EntryId,
        /// What it is.
        pub kind: Kind,
        /// Its title, or the label that covers it.
        pub title: String,
        /// When it was so.
        pub start: Option<PartialDate>,
        /// Why it may be the same; empty for a plain link.
        pub reasons: Vec<FoldReason>,
    }
}

wire_struct! {
    /// All that is known of an entry: sent when it is asked for.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Detail {
        /// The row as it stands in the list.
        pub row: Row,
        /// The copies, one a record, the named one first.
        pub copies: Vec<HeldCopy>,
        /// The fields in which the copies truly disagree.
        pub differing: Vec<Field>,
        /// Why the copies are shown as one.
        pub reasons: Vec<FoldReason>,
        /// Entries that are possibly the same.
        pub possible: Vec<Linked>,
    }
}
