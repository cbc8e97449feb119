use crate::{
    Kind, KindSet, Packed, PartialDate, Tally, packed,
    wire::{wire_enum, wire_struct},
};

wire_enum! {
    /// How complete what was loaded from a source is. Each looks different,
    /// for an empty place must never mean two things.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub enum Completeness {
        /// Not asked yet, or not to be asked.
        #[default]
        NotAsked,
        /// Under way.
        Loading,
        /// All that was asked for is here.
        Complete,
        /// All that was asked for is here, and that is nothing.
        Empty,
        /// Some is here; something failed or broke off.
        Partial,
        /// Some is here; the limit of pages or bytes cut the rest.
        CutShort,
        /// Nothing is here, for it failed.
        Failed,
        /// Nothing is here, for the source did not answer in time.
        TimedOut,
        /// The source does not know this patient.
        NoSuchPatient,
        /// What came back may be about somebody else and is held back.
        HeldBack,
        /// The source withholds by its own word.
        Withheld,
        /// Not shared, by agreement.
        NotShared,
    }
}

/// The names of [`Completeness`] in its order.
const STATES: Packed = packed![
    "not-asked",
    "loading",
    "complete",
    "empty",
    "partial",
    "cut-short",
    "failed",
    "timed-out",
    "no-such-patient",
    "held-back",
    "withheld",
    "not-shared",
];

impl Completeness {
    /// The name used in events.
    pub fn code(self) -> &'static str {
        STATES.get(self as usize)
    }

    /// Whether nothing more will come without a retry.
    pub fn is_settled(self) -> bool {
        !matches!(self, Completeness::NotAsked | Completeness::Loading)
    }
}

wire_enum! {
    /// Why a source failed or is partial: the closed list that events and
    /// documentation share.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum SourceState {
        /// The address could not be reached: no network, no such host,
        /// refused, or not allowed across origins (the browser does not tell
        /// these apart).
        Unreachable,
        /// No answer within the time allowed.
        Timeout,
        /// The source wants a sign-in, or refused the one it got (401).
        SignIn,
        /// The source does not have what was asked for (404).
        NotFound,
        /// The server failed (5xx) or is too busy (429).
        Server,
        /// The answer is not JSON, such as a page of HTML.
        NotJson,
        /// The answer is in a format that is not read yet.
        UnsupportedFormat,
        /// The answer broke off.
        BrokenJson,
        /// The server refused in words of its own (OperationOutcome).
        Refused,
        /// The identifier that came back is another.
        OtherIdentifier,
        /// The identifier is the same and the birth date is not.
        OtherBirthDate,
        /// Nothing came back by which the patient could be compared.
        NotConfirmed,
        /// Several patients came back.
        SeveralPatients,
        /// More pages than the configured limit.
        PageLimit,
        /// The next page is on another origin or path and was not followed.
        NextElsewhere,
        /// Family name or gender differs; the record is shown with a warning.
        NameDiffers,
        /// Who the patient is was replaced by another, whose record is shown.
        Replaced,
        /// The host gave no token, or what it carried failed on its side.
        Host,
        /// A page is larger than the configured limit.
        TooLarge,
        /// The next page is one that was read already.
        PagesRepeat,
        /// The source says that it withholds something.
        Withheld,
        /// The user's role is not covered by the agreement, or not known.
        Role,
        /// The purpose of use is not covered by the agreement, or not known.
        Purpose,
        /// The agreement does not hold yet, or no longer.
        Expired,
        /// The agreement covers other kinds.
        Agreement,
        /// The record of this access was not accepted.
        NotRecorded,
        /// The source does not offer what is needed for this.
        NotOffered,
        /// The source counted more than it sent, and gave no further page.
        Fewer,
        /// The source knows who asks, and does not allow it (403).
        Forbidden,
    }
}

/// The names of [`SourceState`] in its order.
const REASONS: Packed = packed![
    "unreachable",
    "timeout",
    "sign-in",
    "not-found",
    "server",
    "not-json",
    "unsupported-format",
    "broken-json",
    "refused",
    "other-identifier",
    "other-birth-date",
    "not-confirmed",
    "several-patients",
    "page-limit",
    "next-elsewhere",
    "name-differs",
    "replaced",
    "host",
    "too-large",
    "pages-repeat",
    "withheld",
    "role",
    "purpose",
    "expired",
    "agreement",
    "not-recorded",
    "not-offered",
    "fewer",
    "forbidden",
];

impl SourceState {
    /// The name used in events.
    pub fn code(self) -> &'static str {
        REASONS.get(self as usize)
    }
}

wire_struct! {
    /// How complete one source is in some kinds of entry.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct KindStatus {
        /// The kinds.
        pub kinds: KindSet,
        /// How complete they are.
        pub completeness: Completeness,
        /// Why, where something is amiss.
        pub reason: Option<SourceState>,
        /// The page on which it happened, from 1; 0 where none is meant.
        pub page: u32,
    }
}

wire_struct! {
    /// What the strip of sources says of one source.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct SourceStatus {
        /// The id in the configuration.
        pub id: String,
        /// The title in the configuration.
        pub title: String,
        /// How complete it is.
        pub completeness: Completeness,
        /// Why, where something is amiss.
        pub reason: Option<SourceState>,
        /// The page on which it happened, from 1; 0 where none is meant.
        pub page: u32,
        /// The byte at which the answer broke off; 0 where it did not.
        pub offset: u32,
        /// The format that is not read yet, where that is the reason.
        pub format: String,
        /// Entries read from this source, before folding.
        pub records: u32,
        /// How many resources went where.
        pub tally: Tally,
        /// When it was read, on the configured zone's wall clock.
        pub read_at: Option<PartialDate>,
        /// How often it was asked anew. Two states that are both settled are of
        /// two loads where this differs.
        pub attempt: u32,
        /// When it was asked again after it had failed, and failed again.
        pub failed_again: Option<PartialDate>,
        /// The kinds that are not as complete as the source as a whole, each
        /// kind in one of these at most.
        pub kinds: Vec<KindStatus>,
        /// What is to be known of its patient while its record is shown:
        /// another name or gender, an entry that was replaced.
        pub warning: Option<SourceState>,
        /// It is the system that the user works in.
        pub own: bool,
        /// What the agreement is called under which it is shared; empty where
        /// there is none.
        pub agreement: String,
        /// Whom to ask about it, as the integrator wrote it; may be empty.
        pub contact: String,
        /// Each field in which the patient differs, as asked and as the source
        /// has it; none where the identifier is another.
        pub differences: Vec<Difference>,
        /// It may be opened all the same, with a reason that the host records.
        pub may_be_opened: bool,
        /// The source says that more may be had in an emergency, and may be
        /// asked so.
        pub more_in_emergency: bool,
    }
}

impl SourceStatus {
    /// How complete it is in one kind, why, and on which page that showed.
    pub fn of(&self, kind: Kind) -> (Completeness, Option<SourceState>, u32) {
        let own = self.kinds.iter().find(|own| own.kinds.contains(kind));
        match own {
            Some(own) => (own.completeness, own.reason, own.page),
            None => (self.completeness, self.reason, self.page),
        }
    }
}

wire_struct! {
    /// A field in which a source's patient differs from the one asked for.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Difference {
        /// Which.
        pub field: PersonField,
        /// As the host has it.
        pub asked: String,
        /// As the source has it.
        pub found: String,
    }
}

wire_enum! {
    /// A field of a person.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub enum PersonField {
        /// The identifier asked for.
        #[default]
        Identifier,
        /// The family name.
        Family,
        /// The date of birth, as in FHIR.
        Born,
        /// The gender, as in FHIR.
        Gender,
    }
}
