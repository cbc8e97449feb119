use std::sync::Arc;

use timeline_model::{EntryId, Kind, Row};

/// A line of the list as shown.
#[derive(Clone)]
pub(crate) enum Item {
    Heading(Heading),
    Entry(Entry),
}

/// The heading of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Heading {
    pub(crate) group: Group,
    /// How many of its entries are shown, folded ones included.
    pub(crate) count: u32,
    /// How many of them are folded under others.
    pub(crate) folded: u32,
}

/// What stands together under one heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Group {
    /// Of a day, a month or a year, as [`crate::dates::group_of`] numbers them.
    Time(u32),
    Encounter(EntryId),
}

/// An entry in the list.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) row: Arc<Row>,
    pub(crate) group: Group,
    /// Its place among the entries that are to be seen, from 1.
    pub(crate) place: u32,
    /// What is folded under it.
    pub(crate) family: Option<Arc<Family>>,
    /// It stands under its head.
    pub(crate) member: bool,
    /// It is one of those that are shown; not so where it stands only for what
    /// is under it.
    pub(crate) shown: bool,
}

/// What is folded under an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Family {
    /// How many there are, and how many of them are shown.
    pub(crate) members: u32,
    pub(crate) passing: u32,
    /// Those of them that are flagged, and those that are new.
    pub(crate) abnormal: u32,
    pub(crate) new: u32,
    /// What they are, where they are all the same.
    pub(crate) kind: Option<Kind>,
    /// They are to be seen.
    pub(crate) open: bool,
}

/// What an item is, whatever its content: by this it is found again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum ItemKey {
    Heading(Group),
    Entry(EntryId),
}

/// The items of a list.
#[derive(Clone, Default)]
pub(crate) struct Items {
    pub(crate) items: Arc<Vec<Item>>,
    /// How many entries are shown, folded ones included.
    pub(crate) entries: u32,
    /// How many of them are folded under others.
    pub(crate) folded: u32,
    /// How many entries stand in the list.
    pub(crate) options: u32,
    /// The changes of what they were worked out from.
    pub(crate) changes: (crate::filters::Changes, u32),
}

impl Item {
    pub(crate) fn key(&self) -> ItemKey {
        match self {
            Item::Heading(heading) => ItemKey::Heading(heading.group),
            Item::Entry(entry) => ItemKey::Entry(entry.row.id),
        }
    }

    /// Differs where an item with the same key has to be drawn anew.
    pub(crate) fn version(&self) -> [u32; 6] {
        match self {
            Item::Heading(heading) => [heading.count, heading.folded, 0, 0, 0, 0],
            Item::Entry(entry) => {
                let row = Arc::as_ptr(&entry.row) as usize as u32;
                let how = u32::from(entry.member) << 1 | u32::from(entry.shown);
                match &entry.family {
                    Some(family) => [
                        row,
                        entry.place,
                        family.members << 3 | u32::from(family.open) << 2 | how,
                        family.passing,
                        family.abnormal,
                        family.new,
                    ],
                    None => [row, entry.place, how, 0, 0, 0],
                }
            }
        }
    }
}

impl Items {
    /// Forgets every item.
    pub(crate) fn clear(&mut self) {
        *self = Items::default();
    }
}
