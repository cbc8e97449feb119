//! One page as it is kept.

use crate::{join::Told, names, record::Record};

/// A record and another that hang together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tie {
    /// The place of the one on its page.
    pub(crate) place: u32,
    /// The one only says something of the other, which says nothing of it.
    pub(crate) says: bool,
    /// The key of the other.
    pub(crate) other: u64,
}

/// The bytes of a page, and who on it hangs together with whom.
#[derive(Debug)]
pub(crate) struct Text {
    pub(crate) page: u32,
    pub(crate) bytes: Vec<u8>,
    /// The place of its first record among all.
    pub(crate) first: usize,
    /// How many records it has.
    pub(crate) records: usize,
    /// The names for which records wait, each with the record's place.
    pub(crate) waits: Vec<(u64, u32)>,
    /// With whom records hang together.
    pub(crate) bound: Vec<Tie>,
}

impl Text {
    /// A page, and the names of its records.
    pub(crate) fn new(
        page: u32,
        bytes: Vec<u8>,
        records: &mut [Box<Record>],
        entries: &[Option<Box<Told>>],
    ) -> Text {
        let mut waits = Vec::new();
        for (record, told) in records.iter_mut().zip(entries) {
            let own = match (record.alias.as_str(), told) {
                ("", Some(_)) => bytes.get(record.start..record.end).unwrap_or_default(),
                _ => &[],
            };
            let own = core::str::from_utf8(own).unwrap_or_default();
            let entry = told.as_ref().map(|told| &told.entry);
            record.named = names::names(record, entry, own);
            for name in names::waits(record, own) {
                waits.push((name, record.key.place));
            }
        }
        Text {
            page,
            bytes,
            first: 0,
            records: records.len(),
            waits,
            bound: Vec::new(),
        }
    }
}

/// The bytes of a record as sent.
pub(crate) fn original<'p>(pages: &'p [Text], record: &Record) -> &'p [u8] {
    let at = pages.binary_search_by_key(&record.key.page, |text| text.page);
    let page = at.ok().and_then(|at| pages.get(at));
    let bytes = page.and_then(|page| page.bytes.get(record.start..record.end));
    bytes.unwrap_or_default()
}

/// The place among all records of the one with this key.
pub(crate) fn position(pages: &[Text], key: u64) -> Option<usize> {
    let page = (key >> 32) as u32;
    let at = pages.binary_search_by_key(&page, |text| text.page);
    let text = pages.get(at.ok()?)?;
    let place = key as u32 as usize;
    (place < text.records).then_some(text.first + place)
}
