use core::cmp::Ordering;
use std::{collections::BTreeMap, sync::Arc};

use timeline_model::{EntryId, PartialDate, Row};

use crate::dates::group_of;

/// A row in its place: with its group and time worked out once, for sorting.
#[derive(Clone)]
pub(crate) struct Line {
    pub(crate) group: u32,
    at: i64,
    pub(crate) row: Arc<Row>,
}

impl Line {
    pub(crate) fn new(row: Row) -> Line {
        Line {
            group: group_of(row.start),
            at: row.start.map_or(i64::MIN, PartialDate::earliest),
            row: Arc::new(row),
        }
    }

    /// Newest first, and by group before the instant: rows stand on a wall
    /// clock, and a time without a zone may not tear a day in two.
    fn newest_first(&self, other: &Line) -> Ordering {
        other
            .group
            .cmp(&self.group)
            .then(other.at.cmp(&self.at))
            .then_with(|| self.row.newest_first(&other.row))
    }
}

/// Applies a patch to lines that are sorted, and leaves them sorted: one pass
/// over the lines, and a sort of what is new.
pub(crate) fn apply(lines: &mut Vec<Line>, upserts: Vec<Row>, removed: Vec<EntryId>) {
    // One by one: collecting would bring a second way of sorting along.
    let mut changed: BTreeMap<EntryId, Option<Row>> = BTreeMap::new();
    for id in removed {
        changed.insert(id, None);
    }
    for row in upserts {
        changed.insert(row.id, Some(row));
    }
    if !lines.is_empty() {
        lines.retain(|line| !changed.contains_key(&line.row.id));
    }
    let mut new: Vec<Line> = changed.into_values().flatten().map(Line::new).collect();
    new.sort_unstable_by(Line::newest_first);
    if lines.is_empty() {
        *lines = new;
        return;
    }
    let old = core::mem::take(lines);
    lines.reserve(old.len() + new.len());
    let mut new = new.into_iter().peekable();
    for line in old {
        while let Some(earlier) = new.next_if(|n| n.newest_first(&line) == Ordering::Less) {
            lines.push(earlier);
        }
        lines.push(line);
    }
    lines.extend(new);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: u64, start: &str) -> Row {
        Row {
            id: EntryId(id),
            start: PartialDate::parse(start),
            ..Row::default()
        }
    }

    fn ids(lines: &[Line]) -> Vec<u64> {
        lines.iter().map(|line| line.row.id.0).collect()
    }

    #[test]
    fn patches_keep_the_list_newest_first() {
        let mut lines = Vec::new();
        apply(
            &mut lines,
            vec![row(1, "2020-01-01"), row(2, "2021-01-01")],
            vec![],
        );
        apply(
            &mut lines,
            vec![row(3, ""), row(4, "2020-06"), row(1, "2022-01-01")],
            vec![EntryId(2)],
        );
        assert_eq!(ids(&lines), [1, 4, 3]);
    }

    #[test]
    fn a_time_without_zone_does_not_tear_a_day_in_two() {
        let mut lines = Vec::new();
        apply(
            &mut lines,
            vec![
                row(1, "2026-07-02T00:15+01:00"),
                row(2, "2026-07-01T23:30"),
                row(3, "2026-07-02T09:00+01:00"),
            ],
            vec![],
        );
        assert_eq!(ids(&lines), [3, 1, 2]);
    }
}
