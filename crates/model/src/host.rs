//! What the engine and the host say to each other by way of the protocol: what
//! only the host can do, what is opened once it has recorded why, and what
//! whoever looks after the integration should know.

use crate::{
    EntryId, Packed, packed,
    wire::{Bytes, wire_enum, wire_struct},
};

wire_enum! {
    /// Which of the host's functions is called.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub enum Call {
        /// `getAccessToken`: the answer's body is the token.
        #[default]
        Token,
        /// `request`: the answer is that of the source.
        Request,
        /// `recordDisclosure`.
        Disclosure,
        /// `recordAccess`.
        Access,
    }
}

/// The names of [`Call`] in its order.
const CALLS: Packed = packed![
    "getAccessToken",
    "request",
    "recordDisclosure",
    "recordAccess",
];

impl Call {
    /// The name of the host's function.
    pub fn code(self) -> &'static str {
        CALLS.get(self as usize)
    }
}

wire_struct! {
    /// Something that only the host can do.
    #[derive(Clone, Default, PartialEq, Eq)]
    pub struct Ask {
        /// Which of its functions is called.
        pub call: Call,
        /// What it is called with beside patient and signal, as JSON.
        pub detail: String,
        /// The body of a request; empty for none.
        pub body: Bytes,
        /// How many bytes the answer may have; the host reads no further than
        /// one more.
        pub max_bytes: u32,
    }
}

/// Which function, and no more: the detail of a request may hold a token.
impl core::fmt::Debug for Ask {
    fn fmt(&self, out: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        out.write_str(self.call.code())
    }
}

wire_struct! {
    /// What the host answered.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Answer {
        /// The HTTP status of a request; otherwise 200.
        pub status: u16,
        /// The headers of a request's answer, names in small letters.
        pub headers: Vec<(String, String)>,
        /// The body of a request's answer, or a token.
        pub body: Bytes,
        /// Further answers to the same question follow. Of a request the first
        /// has status and headers, each after it a piece of the body, and the
        /// last, which nothing follows, nothing.
        pub more: bool,
    }
}

wire_struct! {
    /// Something kept out of sight that is opened with a reason.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Opened {
        /// What kind of thing.
        pub what: OpenedWhat,
        /// The entry, where it is one.
        pub entry: EntryId,
        /// The source's id, where it is one.
        pub source: String,
        /// Why, in the user's words or one of the configured reasons.
        pub reason: String,
    }
}

wire_enum! {
    /// What is opened with a reason.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub enum OpenedWhat {
        /// An entry covered for sensitivity.
        #[default]
        Covered,
        /// A source held back because the date of birth differs.
        HeldBack,
        /// What a source gives in an emergency alone.
        Emergency,
    }
}

/// The names of [`OpenedWhat`] in its order.
const OPENED: Packed = packed!["covered", "held-back", "emergency",];

impl OpenedWhat {
    /// The name in what the host is told.
    pub fn code(self) -> &'static str {
        OPENED.get(self as usize)
    }
}

wire_struct! {
    /// What whoever looks after the integration should know; never about a
    /// patient.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Notice {
        /// What it is.
        pub code: NoticeCode,
        /// The source's id.
        pub source: String,
        /// Days, where they matter.
        pub days: u32,
    }
}

wire_enum! {
    /// What a notice is about.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub enum NoticeCode {
        /// The source's agreement ends in so many days.
        #[default]
        AgreementEnds,
        /// The source's agreement has ended so many days ago: its review is
        /// overdue.
        AgreementOverdue,
        /// The record of access could not be posted or was not accepted.
        AccessNotRecorded,
    }
}

/// The names of [`NoticeCode`] in its order.
const NOTICES: Packed = packed!["agreement-ends", "agreement-overdue", "access-not-recorded",];

impl NoticeCode {
    /// The name used in events.
    pub fn code(self) -> &'static str {
        NOTICES.get(self as usize)
    }
}
