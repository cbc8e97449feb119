use crate::{
    Absence, Basis, EntryId, Flag, Kind, PartialDate, StatusClass,
    wire::{wire_enum, wire_struct},
};

wire_struct! {
    /// One line of the list: all that the viewer holds of an entry until its
    /// detail is asked for. Covered text is already replaced by its label.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Row {
        /// The entry.
        pub id: EntryId,
        /// What it is to a reader.
        pub kind: Kind,
        /// The words that name it, or the label that covers it.
        pub title: String,
        /// The value in words, with its unit; empty where there is none.
        pub value: String,
        /// Why there is no value; the value then holds the source's own
        /// words, where it gave any.
        pub absence: Option<Absence>,
        /// Where the value lies against its range.
        pub flag: Option<Flag>,
        /// The start or the one point in time, on the configured zone's wall
        /// clock; `None` is undated.
        pub start: Option<PartialDate>,
        /// The end, where one was sent.
        pub end: Option<PartialDate>,
        /// Which date it is placed by.
        pub basis: Basis,
        /// What its status means.
        pub status: StatusClass,
        /// How severe or critical an allergy is; the reactions are its value.
        pub severity: String,
        /// The sources that hold it, as places in the configuration, in
        /// order and without repeats.
        pub sources: Vec<u16>,
        /// How many records were folded into it.
        pub records: u32,
        /// What the reader is to be told about it.
        pub marks: RowMarks,
        /// The newest time at which a copy was recorded, issued or filed, on
        /// the same clock; `None` where no copy says.
        pub recorded: Option<PartialDate>,
        /// How a problem, medicine or alert stands now.
        pub current: Option<Current>,
        /// What it warns of.
        pub warning: Option<Warning>,
        /// The encounter in which it happened.
        pub within: Option<EntryId>,
        /// The entry under which it is folded in the list: the report that
        /// gathers it, the medicine that it is an issue of.
        pub head: Option<EntryId>,
    }
}

wire_enum! {
    /// What an alert, or a plan of the treatment to come, warns of.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum Warning {
        /// What is decided of resuscitation and of escalating the treatment.
        Resuscitation,
        /// Safeguarding.
        Safeguarding,
        /// An infection that others are to be kept from.
        Infection,
        /// What the patient needs to be able to communicate.
        Communication,
        /// Anything else.
        #[default]
        Other,
    }
}

wire_enum! {
    /// Whether something holds now, over all copies.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum Standing {
        /// Every copy that says says that it is over, or that it never was.
        #[default]
        Past,
        /// A source says that it is active, and no end has passed.
        Current,
        /// One source says so and another that it is over.
        Disputed,
        /// No copy has a status, and no end has passed.
        NoStatus,
    }
}

wire_enum! {
    /// How a medicine is given, where a source says so.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum Course {
        /// No source says.
        #[default]
        NotSaid,
        /// On a repeat prescription.
        Repeat,
        /// Prescribed for once.
        Acute,
        /// By a hospital, for an inpatient or at discharge.
        Hospital,
    }
}

wire_struct! {
    /// How a problem, medicine or alert stands now.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Current {
        /// Whether it holds.
        pub standing: Standing,
        /// The dose as sent.
        pub dose: String,
        /// When a medicine was last issued; of what was never issued, when it
        /// was last stated.
        pub last: Option<PartialDate>,
        /// It was stated then, and never issued.
        pub reviewed: bool,
        /// How it is given.
        pub course: Course,
        /// The sources that say that it is over or paused, each with what it
        /// says and since when.
        pub against: Vec<Against>,
    }
}

wire_struct! {
    /// A source that says that something is over or paused.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Against {
        /// The source's place in the configuration.
        pub source: u16,
        /// What its status means.
        pub status: StatusClass,
        /// When it ended there, or was last changed.
        pub when: Option<PartialDate>,
    }
}

wire_enum! {
    /// What the reader is told beside an entry.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum Mark {
        /// Every copy says that it was entered in error: struck through.
        EnteredInError,
        /// Some copy says so and another does not: not struck.
        ErrorDisputed,
        /// The copies differ in something that matters.
        SourcesDiffer,
        /// It is possibly the same as another entry.
        PossibleDuplicate,
        /// It says that something is not so.
        Negated,
        /// It may mean something else: see the original.
        UnknownModifier,
        /// It is covered for sensitivity.
        Covered,
        /// Its time was sent without a zone.
        Zoneless,
        /// A source's family name or gender for the patient differs.
        NameDiffers,
        /// Planned or ordered, not done.
        NotYetDone,
        /// A date was sent that no calendar has.
        BadDate,
        /// Only suggested: nothing was ordered or prescribed.
        Proposed,
        /// The user called its copies the same, for this view.
        JoinedByHand,
        /// The user parted it from another entry, for this view.
        PartedByHand,
        /// Of an allergy: some copy holds it as neither refuted, resolved nor
        /// in error.
        InForce,
        /// Some copy states that no allergy at all is known.
        NoneAtAll,
        /// Covered for sensitivity, and opened with a reason for this view.
        Opened,
        /// Recorded after the time since when the host says things are new.
        New,
    }
}

wire_struct! {
    /// A set of [`Mark`]s.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct RowMarks(pub u32);
}

impl RowMarks {
    /// The set with `mark` in it.
    #[must_use]
    pub fn with(self, mark: Mark) -> RowMarks {
        RowMarks(self.0 | 1 << mark as u32)
    }

    /// Adds `mark` where `condition` holds.
    pub fn set(&mut self, mark: Mark, condition: bool) {
        if condition {
            *self = self.with(mark);
        }
    }

    /// Whether `mark` is in the set.
    pub fn has(self, mark: Mark) -> bool {
        self.0 & 1 << mark as u32 != 0
    }
}

impl Row {
    /// Newest first: by the first second it may mean, the more precise before
    /// the vaguer at the same second, undated last; the id settles the rest,
    /// so that the order is total.
    pub fn newest_first(&self, other: &Row) -> core::cmp::Ordering {
        other
            .start
            .cmp(&self.start)
            .then(self.kind.cmp(&other.kind))
            .then_with(|| self.title.cmp(&other.title))
            .then(self.id.cmp(&other.id))
    }
}
