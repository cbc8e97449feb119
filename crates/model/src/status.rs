use crate::wire::{wire_enum, wire_struct};

wire_enum! {
    /// What a status means for the reader, over the code systems of all kinds
    /// of resource.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum StatusClass {
        /// No status was sent, or one that is not known here.
        #[default]
        Unknown,
        /// Proposed, planned, booked, on a waiting list: not begun.
        Planned,
        /// Under way, in force, current.
        Active,
        /// Begun and paused.
        OnHold,
        /// Done, final, finished.
        Completed,
        /// Ended before it was done, or cancelled, or revoked.
        Stopped,
        /// Over: resolved, inactive, in remission.
        Inactive,
        /// Not yet verified or complete, such as a preliminary result.
        Preliminary,
        /// Changed after it was final: amended, corrected, appended.
        Amended,
        /// Expressly not done: refused, absent, not given.
        NotDone,
        /// Recorded by mistake: the source says that it never was so.
        EnteredInError,
    }
}

wire_struct! {
    /// A status as sent, and what it means.
    #[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
    pub struct Status {
        /// What it means.
        pub class: StatusClass,
        /// The source's own code or words; empty where none was sent.
        pub sent: String,
    }
}
