use core::cell::Cell;
use std::sync::Arc;

use timeline_model::{EntryId, Mark, Row};

use super::lane::{self, LANES};
use crate::{
    lines::sorted,
    span::{End, Extent, extent_of},
};

/// The lines by lanes, each in order of time: made once for a change of the
/// lines, not for each frame.
#[derive(Default)]
pub(crate) struct Index {
    pub(crate) lanes: [LaneIndex; LANES],
    /// What has no date.
    pub(crate) undated: Vec<Arc<Row>>,
}

/// The entries of a lane.
#[derive(Default)]
pub(crate) struct LaneIndex {
    /// What has no duration, by the middle of when it may have been.
    pub(crate) points: Vec<Entry>,
    /// What has a duration, by its start.
    pub(crate) lasting: Vec<Entry>,
    /// How many series there are.
    pub(crate) series: usize,
}

/// An entry in its place in time.
pub(crate) struct Entry {
    pub(crate) row: Arc<Row>,
    pub(crate) extent: Extent,
    /// The middle of when it may have begun, or happened.
    pub(crate) middle: i64,
    /// Entries of a named lane that belong on one row: issues of one medicine.
    pub(crate) series: u32,
    /// How wide its title is; 0 until it was measured.
    pub(crate) width: Cell<f64>,
}

impl Index {
    /// The index of rows, newest first.
    pub(crate) fn of<'a>(rows: impl DoubleEndedIterator<Item = &'a Arc<Row>>) -> Index {
        let mut index = Index::default();
        for row in rows.rev() {
            index.add(row);
        }
        for (at, lane) in index.lanes.iter_mut().enumerate() {
            if lane::is_named(at) {
                lane.find_series();
            }
        }
        index
    }

    /// Forgets how wide titles are: the letters are of another size.
    pub(crate) fn forget_widths(&self) {
        for lane in &self.lanes {
            for entry in lane.points.iter().chain(&lane.lasting) {
                entry.width.set(0.0);
            }
        }
    }

    fn add(&mut self, row: &Arc<Row>) {
        let lane = self.lanes.get_mut(lane::of(row.kind));
        let (Some(extent), Some(lane)) = (extent_of(row), lane) else {
            self.undated.push(Arc::clone(row));
            return;
        };
        let (first, last) = extent.start;
        let entry = Entry {
            row: Arc::clone(row),
            extent,
            middle: first + (last - first) / 2,
            series: 0,
            width: Cell::new(0.0),
        };
        let points = matches!(extent.end, End::Point | End::NotRecorded);
        let list = if points {
            &mut lane.points
        } else {
            &mut lane.lasting
        };
        // Lines come in order but for vague dates and zones: little moves.
        let mut at = list.len();
        while at > 0 && list.get(at - 1).is_some_and(|e| e.middle > entry.middle) {
            at -= 1;
        }
        list.insert(at, entry);
    }
}

impl LaneIndex {
    /// How many entries are in it.
    pub(crate) fn total(&self) -> usize {
        self.points.len() + self.lasting.len()
    }

    /// Gives entries that have one title, or are folded under one head, one
    /// number.
    fn find_series(&mut self) {
        let mut titles: Vec<(u64, u32)> = Vec::new();
        let mut heads: Vec<EntryId> = Vec::new();
        for entry in self.lasting.iter_mut().chain(&mut self.points) {
            let title = hash(&entry.row);
            let at = titles.partition_point(|own| own.0 < title);
            let found = titles.get(at).filter(|own| own.0 == title);
            entry.series = match found {
                Some(own) => own.1,
                None => {
                    let new = titles.len() as u32;
                    titles.insert(at, (title, new));
                    new
                }
            };
            heads.extend(entry.row.head);
        }
        self.series = titles.len();
        let heads = sorted(&heads);
        let mut of_heads: Vec<u32> = vec![u32::MAX; heads.len()];
        for entry in self.lasting.iter().chain(&self.points) {
            let at = heads.partition_point(|own| *own < entry.row.id);
            if heads.get(at) == Some(&entry.row.id)
                && let Some(own) = of_heads.get_mut(at)
            {
                *own = entry.series;
            }
        }
        for entry in self.lasting.iter_mut().chain(&mut self.points) {
            let Some(head) = entry.row.head else {
                continue;
            };
            let at = heads.partition_point(|own| *own < head);
            if let Some(own) = of_heads.get(at).filter(|own| **own != u32::MAX) {
                entry.series = *own;
            }
        }
    }
}

/// A number for a title. What is covered stands by itself.
fn hash(row: &Row) -> u64 {
    if row.marks.has(Mark::Covered) {
        return row.id.0;
    }
    let mix = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
    row.title.as_bytes().iter().fold(0xcbf2_9ce4_8422_2325, mix)
}
