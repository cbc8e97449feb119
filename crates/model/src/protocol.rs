//! The messages between viewer and engine: one versioned set, the same over a
//! worker and on the main thread. Later versions add to it.
//!
//! A message is bytes: the version, the number of the load it belongs to, its
//! tag, its fields. A message of another load is dropped by whoever gets it: a
//! late reply about the patient before cannot be shown.

mod asked;

pub use crate::host::{Answer, Ask, Call, Notice, NoticeCode, Opened, OpenedWhat};
use crate::{
    Detail, Document, EntryId, Involved, Packed, PartialDate, Person, Row, SourceStatus, packed,
    wire::{Input, Wire, wire_enum, wire_struct},
};

/// The version of this protocol. Engine and viewer are built together; the
/// number guards against a stale worker script.
pub const VERSION: u8 = 6;

/// Viewer to engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Down {
    /// The configuration, as JSON text, and the address that relative
    /// addresses in it are relative to.
    Configure {
        /// JSON, as documented in the configuration's schema.
        json: String,
        /// An absolute URL.
        base: String,
        /// Where the map of codes that ships lies; empty for none.
        codes: String,
    },
    /// Load this patient.
    Load(LoadRequest),
    /// Load one source again; all that failed where empty.
    Retry(String),
    /// Send the detail of an entry.
    Detail(EntryId),
    /// Search the record; `Hits` answers with the same number.
    Search {
        /// What the user typed.
        text: String,
        /// The number of the search.
        n: u32,
    },
    /// Show an entry's copies apart, for this view: the one that this names by
    /// [`HeldCopy::id`](crate::HeldCopy) from the rest, or each from each.
    Split(EntryId, Option<EntryId>),
    /// Show two entries as one, for this view.
    Join(EntryId, EntryId),
    /// Take back what was last split or joined by hand to make this entry.
    Undo(EntryId),
    /// What the host answered to an [`Up::Ask`].
    Answer {
        /// The number of the question.
        n: u32,
        /// The answer; `None` where the host failed, refused or has no such
        /// function.
        answer: Option<Answer>,
    },
    /// Show something that is kept out of sight, for this reason, once the host
    /// has recorded that.
    Open(Opened),
    /// Show a document; `Up::Document` answers with the same number, several
    /// times.
    Document(DocumentRequest),
    /// Nobody looks at the document of this number any more.
    EndDocument(u32),
}

/// Engine to viewer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Up {
    /// The state of every source, in the order of the configuration.
    Sources(Vec<SourceStatus>),
    /// Rows added, changed and removed.
    Patch(Patch),
    /// The detail that was asked for; `None` where the entry is no more.
    Detail(EntryId, Option<Box<Detail>>),
    /// The entries that hold what was searched for.
    Hits {
        /// The number of the search.
        n: u32,
        /// The entries, in no particular order.
        ids: Vec<EntryId>,
    },
    /// Every source has settled.
    Done(Summary),
    /// The load as a whole cannot be had.
    Failed(Vec<LoadFault>),
    /// Something that only the host can do; [`Down::Answer`] answers with the
    /// same number.
    Ask {
        /// The number of the question.
        n: u32,
        /// What is wanted.
        ask: Ask,
    },
    /// Nobody waits for the answer to this question any more.
    Cancel(u32),
    /// What was to be opened was not: the host did not record it.
    NotOpened(Opened),
    /// What whoever looks after the integration should know.
    Notice(Notice),
    /// Now, on the configured zone's wall clock, as a load begins.
    Now(PartialDate),
    /// What was recorded after this, on the same clock, is new to the user.
    /// Follows [`Up::Now`] where the host says so.
    Since(PartialDate),
    /// How far the document of this number has got.
    Document(u32, Box<Document>),
}

wire_struct! {
    /// Which document is to be shown.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct DocumentRequest {
        /// The number of the request.
        pub n: u32,
        /// The entry.
        pub entry: EntryId,
        /// Which of its copies, by [`HeldCopy::id`](crate::HeldCopy).
        pub copy: EntryId,
        /// Which of that copy's attachments; `None` is the original itself, as
        /// sent.
        pub at: Option<u32>,
    }
}

wire_struct! {
    /// Whom to load.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct LoadRequest {
        /// As the host says; the first identifier is the one asked for.
        pub patient: Person,
        /// The user's name or id, for the access record.
        pub user: String,
        /// The user's role, as the sharing agreements name it.
        pub role: String,
        /// The purpose of use.
        pub purpose: String,
        /// The patient's id at a source, by the source's id, as a launch gave
        /// it.
        pub ids: Vec<(String, String)>,
        /// What was recorded after this is new to the user, where the host says
        /// so.
        pub new_since: Option<PartialDate>,
        /// By how many seconds the server's clock is ahead of this one, as the
        /// answer that brought the configuration shows.
        pub ahead: i32,
    }
}

wire_struct! {
    /// What changed in the list.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Patch {
        /// Rows that are new or differ from what was sent before under the
        /// same id.
        pub upserts: Vec<Row>,
        /// Entries that are no more.
        pub removed: Vec<EntryId>,
        /// Whose demographics to show, and by which source they are known
        /// (`u16::MAX` for the host).
        pub person: Option<Demographics>,
    }
}

impl Patch {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.upserts.is_empty() && self.removed.is_empty() && self.person.is_none()
    }
}

wire_struct! {
    /// Whose demographics the banner shows.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Demographics {
        /// The person.
        pub person: Person,
        /// The source that says so; `u16::MAX` for the host.
        pub source: u16,
        /// Age in whole years now, or at death.
        pub age: Option<i32>,
        /// Who says that the patient has died.
        pub death: Death,
        /// Who is involved in the care now, by role; over all sources.
        pub involved: Vec<Involved>,
    }
}

wire_struct! {
    /// What the host and the sources say of a death.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Death {
        /// The sources that report it (`u16::MAX` for the host).
        pub reported_by: Vec<u16>,
        /// Whether all that have answered about the patient agree.
        pub confirmed: bool,
    }
}

wire_struct! {
    /// The end of a load.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Summary {
        /// Entries shown.
        pub entries: u32,
        /// Records they were folded from.
        pub records: u32,
        /// Links between entries that are possibly the same.
        pub possible: u32,
        /// Maps of codes that were read.
        pub maps: u32,
        /// Those that could not be had.
        pub maps_failed: u32,
        /// When the load ended, on the configured zone's wall clock.
        pub at: Option<crate::PartialDate>,
    }
}

wire_enum! {
    /// Why a load as a whole cannot be had.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum LoadFaultCode {
        /// No configuration was given.
        NoConfiguration,
        /// The configuration could not be fetched.
        ConfigurationUnreachable,
        /// A key or value of the configuration is not allowed.
        Configuration,
        /// No patient was given, or in a form that is not understood.
        NoPatient,
        /// Something in this component went wrong.
        Internal,
    }
}

/// The names of [`LoadFaultCode`] in its order.
const FAULTS: Packed = packed![
    "no-configuration",
    "configuration-unreachable",
    "configuration",
    "no-patient",
    "internal",
];

impl LoadFaultCode {
    /// The name used in events.
    pub fn code(self) -> &'static str {
        FAULTS.get(self as usize)
    }
}

wire_struct! {
    /// One reason why a load cannot be had.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct LoadFault {
        /// What it is.
        pub code: LoadFaultCode,
        /// Where: the path of a configuration key; may be empty.
        pub path: String,
        /// What was found there, shortened; never a patient's data.
        pub found: String,
        /// What is allowed, in words; may be empty.
        pub allowed: String,
    }
}

/// Writes a message.
fn frame(load: u32, tag: u8) -> Vec<u8> {
    let mut out = vec![VERSION];
    load.put(&mut out);
    out.push(tag);
    out
}

/// Reads the head of a message: the load it belongs to and its tag.
fn open(input: &mut Input<'_>) -> (u32, u8) {
    if u8::get(input) != VERSION {
        input.fail();
    }
    (u32::get(input), u8::get(input))
}

impl Down {
    /// The message as bytes, for the load numbered `load`.
    pub fn encode(&self, load: u32) -> Vec<u8> {
        let out = &mut frame(load, self.tag());
        match self {
            Down::Configure { json, base, codes } => {
                json.put(out);
                base.put(out);
                codes.put(out);
            }
            Down::Load(request) => request.put(out),
            Down::Retry(source) => source.put(out),
            Down::Detail(id) | Down::Undo(id) => id.put(out),
            Down::Search { text, n } => {
                text.put(out);
                n.put(out);
            }
            Down::Split(id, copy) => {
                id.put(out);
                copy.put(out);
            }
            Down::Join(a, b) => {
                a.put(out);
                b.put(out);
            }
            Down::Answer { n, answer } => {
                n.put(out);
                answer.put(out);
            }
            Down::Open(opened) => opened.put(out),
            Down::Document(request) => request.put(out),
            Down::EndDocument(n) => n.put(out),
        }
        core::mem::take(out)
    }

    /// Reads what [`Down::encode`] wrote; `None` for another version or for
    /// bytes that hold no message.
    pub fn decode(bytes: &[u8]) -> Option<(u32, Down)> {
        let input = &mut Input::new(bytes);
        let (load, tag) = open(input);
        let message = match tag {
            0 => Down::Configure {
                json: Wire::get(input),
                base: Wire::get(input),
                codes: Wire::get(input),
            },
            1 => Down::Load(Wire::get(input)),
            2 => Down::Retry(Wire::get(input)),
            3 => Down::Detail(Wire::get(input)),
            4 => Down::Search {
                text: Wire::get(input),
                n: Wire::get(input),
            },
            5 => Down::Split(Wire::get(input), Wire::get(input)),
            6 => Down::Join(Wire::get(input), Wire::get(input)),
            7 => Down::Undo(Wire::get(input)),
            8 => Down::Answer {
                n: Wire::get(input),
                answer: Wire::get(input),
            },
            9 => Down::Open(Wire::get(input)),
            10 => Down::Document(Wire::get(input)),
            11 => Down::EndDocument(Wire::get(input)),
            _ => return None,
        };
        input.is_whole().then_some((load, message))
    }

    fn tag(&self) -> u8 {
        match self {
            Down::Configure { .. } => 0,
            Down::Load(_) => 1,
            Down::Retry(_) => 2,
            Down::Detail(_) => 3,
            Down::Search { .. } => 4,
            Down::Split(..) => 5,
            Down::Join(..) => 6,
            Down::Undo(_) => 7,
            Down::Answer { .. } => 8,
            Down::Open(_) => 9,
            Down::Document(_) => 10,
            Down::EndDocument(_) => 11,
        }
    }
}

impl Up {
    /// The message as bytes, for the load numbered `load`.
    pub fn encode(&self, load: u32) -> Vec<u8> {
        let out = &mut frame(load, self.tag());
        match self {
            Up::Sources(sources) => sources.put(out),
            Up::Patch(patch) => patch.put(out),
            Up::Detail(..) | Up::Hits { .. } | Up::NotOpened(_) | Up::Document(..) => {
                asked::write(self, out);
            }
            Up::Done(summary) => summary.put(out),
            Up::Failed(faults) => faults.put(out),
            Up::Ask { n, ask } => {
                n.put(out);
                ask.put(out);
            }
            Up::Cancel(n) => n.put(out),
            Up::Notice(notice) => notice.put(out),
            Up::Now(time) | Up::Since(time) => time.put(out),
        }
        core::mem::take(out)
    }

    /// Reads what [`Up::encode`] wrote; `None` for another version or for
    /// bytes that hold no message.
    pub fn decode(bytes: &[u8]) -> Option<(u32, Up)> {
        let input = &mut Input::new(bytes);
        let (load, tag) = open(input);
        let message = match tag {
            0 => Up::Sources(Wire::get(input)),
            1 => Up::Patch(Wire::get(input)),
            4 => Up::Done(Wire::get(input)),
            5 => Up::Failed(Wire::get(input)),
            6 => Up::Ask {
                n: Wire::get(input),
                ask: Wire::get(input),
            },
            7 => Up::Cancel(Wire::get(input)),
            9 => Up::Notice(Wire::get(input)),
            10 => Up::Now(Wire::get(input)),
            12 => Up::Since(Wire::get(input)),
            2 | 3 | 8 | 11 => asked::read(tag, input)?,
            _ => return None,
        };
        input.is_whole().then_some((load, message))
    }

    fn tag(&self) -> u8 {
        match self {
            Up::Sources(_) => 0,
            Up::Patch(_) => 1,
            Up::Detail(..) => 2,
            Up::Hits { .. } => 3,
            Up::Done(_) => 4,
            Up::Failed(_) => 5,
            Up::Ask { .. } => 6,
            Up::Cancel(_) => 7,
            Up::NotOpened(_) => 8,
            Up::Notice(_) => 9,
            Up::Now(_) => 10,
            Up::Document(..) => 11,
            Up::Since(_) => 12,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Bytes;

    #[test]
    fn messages_survive_the_wire_with_their_load() {
        let down = [
            Down::Configure {
                json: "{}".into(),
                base: "http://127.0.0.1/".into(),
                codes: "http://127.0.0.1/codes.tsv".into(),
            },
            Down::Load(LoadRequest::default()),
            Down::Retry("gp".into()),
            Down::Detail(EntryId(u64::MAX)),
            Down::Search {
                text: "k".into(),
                n: 3,
            },
            Down::Split(EntryId(1), None),
            Down::Split(EntryId(1), Some(EntryId(2))),
            Down::Undo(EntryId(1)),
            Down::Join(EntryId(1), EntryId(2)),
            Down::Answer { n: 4, answer: None },
            Down::Answer {
                n: 5,
                answer: Some(Answer {
                    status: 404,
                    headers: vec![("retry-after".into(), "2".into())],
                    body: Bytes(vec![0, 255]),
                    more: true,
                }),
            },
            Down::Open(Opened::default()),
            Down::Document(DocumentRequest {
                n: 3,
                at: Some(0),
                ..DocumentRequest::default()
            }),
            Down::EndDocument(3),
        ];
        for message in down {
            assert_eq!(Down::decode(&message.encode(9)), Some((9, message)));
        }
        let up = [
            Up::Sources(vec![SourceStatus::default()]),
            Up::Patch(Patch {
                upserts: vec![Row::default()],
                removed: vec![EntryId(4)],
                person: Some(Demographics::default()),
            }),
            Up::Detail(EntryId(1), Some(Box::default())),
            Up::Detail(EntryId(1), None),
            Up::Hits {
                n: 2,
                ids: vec![EntryId(7)],
            },
            Up::Done(Summary::default()),
            Up::Failed(vec![]),
            Up::Ask {
                n: 4,
                ask: Ask::default(),
            },
            Up::Cancel(4),
            Up::NotOpened(Opened::default()),
            Up::Notice(Notice::default()),
            Up::Now(PartialDate::default()),
            Up::Document(3, Box::default()),
            Up::Since(PartialDate::default()),
        ];
        for message in up {
            assert_eq!(Up::decode(&message.encode(70_000)), Some((70_000, message)));
        }
    }

    #[test]
    fn another_version_and_noise_are_refused() {
        let mut bytes = Down::Retry(String::new()).encode(1);
        bytes[0] = VERSION + 1;
        assert_eq!(Down::decode(&bytes), None);
        assert_eq!(Up::decode(&[]), None);
        assert_eq!(Up::decode(&[VERSION, 0, 99]), None);
    }
}
