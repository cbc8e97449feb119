use crate::{
    Absence, Attachment, Basis, EntryId, PartialDate, Row, Trend,
    wire::{wire_enum, wire_struct},
};

wire_enum! {
    /// What a fact in the detail is, in reading order: what it is, how it
    /// stands, what was found, what to do, why, who, and the rest. The viewer
    /// has a message for each.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum Field {
        /// The words the source used for it.
        RecordedAs,
        /// A modifier that changes the meaning, by the source's name for it.
        Modifier,
        /// Whose it is, where that is not the patient.
        Relation,
        /// A code with its system's short name.
        Code,
        /// Section, type or category in the source's words.
        Category,
        /// The heading under which it stands in its document or consultation.
        Heading,
        /// Its status in the source's words.
        Status,
        /// How far it had got, in the source's words: proposal, plan, order.
        Intent,
        /// How urgent it is.
        Priority,
        /// When it was so.
        When,
        /// By when it is due.
        Due,
        /// Until when it may be used or is in force.
        Expires,
        /// When it was recorded, issued or filed.
        Recorded,
        /// When it last happened.
        LastOccurrence,
        /// A date that could not be read, as sent.
        DateAsSent,
        /// What was found.
        Value,
        /// The laboratory's interpretation.
        Interpretation,
        /// The laboratory's range.
        Range,
        /// A part with a value of its own, named in the text.
        Component,
        /// A question and its answer.
        Answer,
        /// How likely it is, or what is foreseen.
        Prediction,
        /// The result or conclusion of a report.
        Conclusion,
        /// Severity or criticality.
        Severity,
        /// The substance that a reaction is to.
        Substance,
        /// Reaction to an allergen.
        Reaction,
        /// The dose or directions verbatim.
        Dose,
        /// Which of a series of doses it is.
        DoseNumber,
        /// Route of administration.
        Route,
        /// How much or how often was supplied.
        Supply,
        /// How many repeats were allowed.
        RepeatsAllowed,
        /// How many repeats were issued.
        RepeatsIssued,
        /// When a medicine was last issued.
        LastIssued,
        /// One issue of a medicine.
        Issue,
        /// What is to be reached.
        Target,
        /// What is to be done under a plan.
        Activity,
        /// What is agreed to or refused.
        Provision,
        /// What it is about or done to, where that is not the patient.
        About,
        /// Why.
        Reason,
        /// Stage or grade.
        Stage,
        /// Where on the body.
        BodySite,
        /// How it was done.
        Method,
        /// From what the sample was taken.
        Specimen,
        /// The place to which the patient was discharged.
        DischargedTo,
        /// Free text.
        Note,
        /// A part of it that is a record of its own.
        Member,
        /// A document's description or address.
        Document,
        /// Who recorded or did it.
        Author,
        /// Who takes part, with the role.
        Participant,
        /// To whom it goes, or who is to do it.
        Recipient,
        /// The organisation.
        Organisation,
        /// Where it was done.
        Location,
        /// The batch or lot.
        Batch,
        /// Who made it.
        Maker,
        /// Anything else, named in the text.
        Other,
        /// A business identifier.
        Identifier,
        /// When the source last changed it.
        Updated,
    }
}

wire_struct! {
    /// One fact about an entry, as one source holds it.
    #[derive(Clone, Debug, PartialEq, Eq, Hash)]
    pub struct Fact {
        /// What it is.
        pub field: Field,
        /// The text as sent; may be empty where the rest says it all.
        pub text: String,
        /// A date of its own, shown before the text.
        pub when: Option<PartialDate>,
        /// Why what the text names is not there.
        pub absence: Option<Absence>,
    }
}

impl Fact {
    /// A fact that is its text alone.
    pub fn new(field: Field, text: String) -> Fact {
        Fact {
            field,
            text,
            when: None,
            absence: None,
        }
    }
}

wire_struct! {
    /// The copy of an entry that one source holds.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct HeldCopy {
        /// The id that the copy has where it is shown apart.
        pub id: EntryId,
        /// The source's place in the configuration.
        pub source: u16,
        /// The source says that it was recorded by mistake.
        pub in_error: bool,
        /// The type of resource as sent.
        pub resource: String,
        /// `Type/id` as the source has it; empty where there is no id.
        pub reference: String,
        /// Where the source's own system shows it; empty where the
        /// configuration does not say.
        pub open_in: String,
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
        /// What the source wrote for people to read; none where the entry is
        /// covered.
        pub narrative: Vec<Narrative>,
        /// The documents and pictures that it carries or points at; none where
        /// the entry is covered.
        pub attachments: Vec<Attachment>,
        /// The resource as sent, with those that are part of it, each after a
        /// blank line; empty where the entry is covered. Of what is long and
        /// coded only the beginning, and behind it how long it is.
        pub original: String,
        /// Something of the original was shortened.
        pub shortened: bool,
    }
}

wire_struct! {
    /// A part of what a source wrote for people to read.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Narrative {
        /// What it stands under; empty for an entry's own.
        pub heading: String,
        /// Whether it says more than the fields do (FHIR `additional`).
        pub says_more: bool,
        /// The markup as sent: never to be put into a document as it is, but
        /// read by [`crate::markup`].
        pub markup: String,
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
        /// A map of codes joins theirs.
        MappedCode,
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
        /// One system gave them different numbers.
        IdentifierDiffers,
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
        /// The user parted them, for this view.
        PartedByHand,
    }
}

impl FoldReasonKind {
    /// Whether it stood in the way. All that speak against stand behind those
    /// that speak for.
    pub fn is_against(self) -> bool {
        self >= FoldReasonKind::ValueDiffers
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

wire_enum! {
    /// What another entry is to the one that is open, in reading order; where
    /// several hold, the first counts.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum Relation {
        /// The encounter in which this happened.
        HappenedIn,
        /// What this is part of, such as its report.
        PartOf,
        /// The problem or finding that is the reason for this.
        Reason,
        /// The request that this answers or fulfils.
        Answers,
        /// A result that this gathers.
        Result,
        /// Anything else that this gathers, or a part of it.
        Contains,
        /// An issue, supply or administration of this medicine.
        Issue,
        /// It happened in this encounter.
        Happened,
        /// This is the reason for it.
        GaveRise,
        /// An encounter that this was the reason for, or was found in.
        Contact,
        /// It answers or fulfils this request.
        AnsweredBy,
        /// What this was derived from.
        DerivedFrom,
        /// It was derived from this.
        Derived,
        /// What this replaces.
        Replaces,
        /// It replaces this.
        ReplacedBy,
        /// The source links them, and says no more.
        #[default]
        Linked,
    }
}

wire_struct! {
    /// Another entry named in a detail.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Linked {
        /// Its row; of a covered entry the label that covers it.
        pub row: Row,
        /// What it is to the open entry.
        pub relation: Relation,
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
        /// Entries that belong with it, by what they are to it and then newest
        /// first; each once.
        pub family: Vec<Linked>,
        /// Earlier and later values of the same thing, where there are any.
        pub trend: Option<Trend>,
    }
}
