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
}

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

/// The record of this key among records sorted by key, and its place.
#[inline(never)]
pub(crate) fn by_key(records: &[Record], key: RecordKey) -> Option<(usize, &Record)> {
    let at = records.binary_search_by_key(&key, |r| r.key).ok()?;
    Some((at, records.get(at)?))
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
