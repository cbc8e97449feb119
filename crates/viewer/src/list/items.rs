use std::sync::Arc;

use timeline_model::{EntryId, Row};

use crate::{filters::bit, lines::Line};

/// A line of the list as shown.
#[derive(Clone)]
pub(crate) enum Item {
    /// The heading of a group, with how many of its entries are shown.
    Heading { group: u32, count: u32 },
    /// An entry, with its place among the entries shown, from 1.
    Entry {
        row: Arc<Row>,
        group: u32,
        place: u32,
    },
}

/// What an item is, whatever its content: by this it is found again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum ItemKey {
    Heading(u32),
    Entry(EntryId),
}

/// The items of a list, and how many of them are entries.
#[derive(Clone, Default)]
pub(crate) struct Items {
    pub(crate) items: Arc<Vec<Item>>,
    pub(crate) entries: u32,
    /// The changes of what they were worked out from.
    pub(crate) changes: u32,
}

impl Item {
    pub(crate) fn key(&self) -> ItemKey {
        match self {
            Item::Heading { group, .. } => ItemKey::Heading(*group),
            Item::Entry { row, .. } => ItemKey::Entry(row.id),
        }
    }

    /// Differs where an item with the same key has to be drawn anew.
    pub(crate) fn version(&self) -> (usize, u32) {
        match self {
            Item::Heading { count, .. } => (0, *count),
            Item::Entry { row, place, .. } => (Arc::as_ptr(row) as usize, *place),
        }
    }

    pub(crate) fn group(&self) -> u32 {
        match self {
            Item::Heading { group, .. } | Item::Entry { group, .. } => *group,
        }
    }
}

impl Items {
    /// Forgets every item.
    pub(crate) fn clear(&mut self) {
        self.items = Arc::default();
        self.entries = 0;
    }

    /// The lines that pass the filters, under headings.
    pub(crate) fn of(lines: &[Line], kinds: u32, hits: Option<&[EntryId]>) -> Items {
        let mut items: Vec<Item> = Vec::with_capacity(lines.len() + lines.len() / 4);
        let mut heading = None;
        let mut entries = 0;
        for line in lines {
            let row = &line.row;
            let passes = (kinds == 0 || kinds & bit(row.kind) != 0)
                && hits.is_none_or(|hits| hits.binary_search(&row.id).is_ok());
            if !passes {
                continue;
            }
            if heading.and_then(|at| items.get(at)).map(Item::group) != Some(line.group) {
                heading = Some(items.len());
                items.push(Item::Heading {
                    group: line.group,
                    count: 0,
                });
            }
            if let Some(Item::Heading { count, .. }) = heading.and_then(|at| items.get_mut(at)) {
                *count += 1;
            }
            entries += 1;
            items.push(Item::Entry {
                row: Arc::clone(row),
                group: line.group,
                place: entries,
            });
        }
        Items {
            items: Arc::new(items),
            entries,
            changes: 0,
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use timeline_model::{Kind, PartialDate};

    pub(crate) fn line(id: u64, kind: Kind, start: &str) -> Line {
        Line::new(Row {
            id: EntryId(id),
            kind,
            start: PartialDate::parse(start),
            ..Row::default()
        })
    }

    fn keys(items: &Items) -> Vec<ItemKey> {
        items.items.iter().map(Item::key).collect()
    }

    #[test]
    fn entries_stand_under_their_day_with_its_count() {
        let lines = [
            line(1, Kind::Result, "2026-03-06T11:05Z"),
            line(2, Kind::Report, "2026-03-06"),
            line(3, Kind::Result, ""),
        ];
        let items = Items::of(&lines, 0, None);
        assert_eq!(
            keys(&items),
            [
                ItemKey::Heading(20_260_306),
                ItemKey::Entry(EntryId(1)),
                ItemKey::Entry(EntryId(2)),
                ItemKey::Heading(0),
                ItemKey::Entry(EntryId(3)),
            ]
        );
        assert!(matches!(items.items[0], Item::Heading { count: 2, .. }));
        assert_eq!(items.entries, 3);
    }

    #[test]
    fn kind_and_search_both_narrow() {
        let lines = [
            line(1, Kind::Result, "2026"),
            line(2, Kind::Report, "2026"),
            line(3, Kind::Result, "2026"),
        ];
        let hits = [EntryId(2), EntryId(3)];
        let items = Items::of(&lines, bit(Kind::Result), Some(&hits));
        assert_eq!(
            keys(&items),
            [ItemKey::Heading(20_260_000), ItemKey::Entry(EntryId(3))]
        );
    }
}
