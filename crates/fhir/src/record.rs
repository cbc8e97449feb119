use timeline_model::{Disposition, Person, RecordKey, part};

use crate::{draft::Link, index::Support, subject::Named};

/// One resource received, and what it says of others.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) key: RecordKey,
    /// `Type/id`, or `#id` for one that stands inside another; of an answer,
    /// what it says was deleted.
    pub(crate) alias: String,
    pub(crate) full_url: String,
    /// The bytes on its page.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The number of its version; 0 where it has none.
    pub(crate) version: u64,
    /// The place of the resource that it stands inside of.
    pub(crate) inside: Option<u32>,
    /// It came along with what was searched for.
    pub(crate) included: bool,
    /// What becomes of it if it is about the subject.
    pub(crate) nature: Disposition,
    pub(crate) disposition: Disposition,
    /// The entry that it is part of.
    pub(crate) part_of: Option<RecordKey>,
    pub(crate) about: Vec<Named>,
    pub(crate) person: Option<Box<Person>>,
    pub(crate) support: Option<Box<Support>>,
    pub(crate) links: Vec<Link>,
    /// What it gathers, in order.
    pub(crate) gathers: Vec<Gathered>,
    /// The names by which others may refer to it.
    pub(crate) named: Vec<u64>,
    /// It was put together with others before.
    pub(crate) is_settled: bool,
}

/// The records of all pages, or of one, sorted by key.
#[allow(
    clippy::vec_box,
    reason = "a page that comes between others moves pointers alone"
)]
pub(crate) type Records = Vec<Box<Record>>;

/// One thing that a list, a section or a message gathers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Gathered {
    /// The heading under which it stands.
    pub(crate) heading: String,
    /// The reference as sent; empty where there is none.
    pub(crate) target: String,
    /// What is said of it there.
    pub(crate) words: String,
}

/// A key as one number, which sorts alike: the page above the place.
pub(crate) fn pack(key: RecordKey) -> u64 {
    u64::from(key.page) << 32 | u64::from(key.place)
}

impl Record {
    pub(crate) fn unreadable(key: RecordKey, offset: usize) -> Record {
        Record {
            key,
            alias: String::new(),
            full_url: String::new(),
            start: offset,
            end: offset,
            version: 0,
            inside: None,
            included: false,
            nature: Disposition::Problem,
            disposition: Disposition::Problem,
            part_of: None,
            about: Vec::new(),
            person: None,
            support: None,
            links: Vec::new(),
            gathers: Vec::new(),
            named: Vec::new(),
            is_settled: false,
        }
    }

    /// Whether it is about the subject and has something to show.
    pub(crate) fn is_mine(&self) -> bool {
        matches!(self.disposition, Disposition::Entry | Disposition::Part)
    }

    /// The address of the server that its own address begins with; empty
    /// where it has none.
    pub(crate) fn base(&self) -> &str {
        let base = self.full_url.strip_suffix(&self.alias);
        base.filter(|base| part::has(base, "://"))
            .unwrap_or_default()
    }

    /// Its id, without the type.
    pub(crate) fn id(&self) -> &str {
        part::cut(&self.alias, "/").map_or("", |(_, id)| id)
    }

    /// The names by which others may refer to it, wherever they stand.
    pub(crate) fn names(&self) -> [&str; 4] {
        let known = !matches!(self.nature, Disposition::Message | Disposition::Problem);
        if !known || self.inside.is_some() {
            return [""; 4];
        }
        // A uuid is also found without the words before it.
        let bare = match self.full_url.starts_with("urn:") {
            true => part::behind_last(&self.full_url, b':'),
            false => "",
        };
        [&self.full_url, &self.alias, self.id(), bare]
    }
}
