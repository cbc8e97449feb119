use core::cmp::Ordering;
use std::sync::Arc;

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
/// over the lines. What is new is put in its place one by one, for every kind
/// of item that is sorted is another way of sorting to ship; patches are short.
pub(crate) fn apply(lines: &mut Vec<Line>, upserts: Vec<Row>, removed: Vec<EntryId>) {
    let removed = sorted(&removed);
    let mut changed: Vec<EntryId> = Vec::with_capacity(upserts.len());
    let mut new: Vec<Line> = Vec::with_capacity(upserts.len());
    // The last of an entry's rows counts.
    for row in upserts.into_iter().rev() {
        if let Err(at) = changed.binary_search(&row.id) {
            changed.insert(at, row.id);
            let line = Line::new(row);
            let at = new.partition_point(|other| other.newest_first(&line) == Ordering::Less);
            new.insert(at, line);
        }
    }
    let stays =
        |id: &EntryId| changed.binary_search(id).is_err() && removed.binary_search(id).is_err();
    if !lines.is_empty() {
        lines.retain(|line| stays(&line.row.id));
    }
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

/// Ids in their order, as numbers of the one size that is sorted elsewhere too.
pub(crate) fn sorted(ids: &[EntryId]) -> Vec<EntryId> {
    let mut numbers: Vec<u128> = ids.iter().map(|id| u128::from(id.0)).collect();
    numbers.sort_unstable();
    numbers.iter().map(|n| EntryId(*n as u64)).collect()
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
    fn the_last_row_of_an_entry_counts_and_outdoes_its_removal() {
        let mut lines = Vec::new();
        let twice = vec![row(1, "2020"), row(2, "2021"), row(1, "2022")];
        apply(&mut lines, twice, vec![EntryId(1)]);
        assert_eq!(ids(&lines), [1, 2]);
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
