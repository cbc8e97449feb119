use core::cell::Cell;
use std::sync::Arc;

use timeline_model::{EntryId, Mark, Row};

use super::lane::{self, LANES};
use crate::span::{End, Extent, extent_of};

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
    /// The first entry of each series, by its id and by its title.
    keys: Vec<(u64, u64)>,
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

    /// Gives entries that are folded under one head, or have one title, one
    /// number.
    fn find_series(&mut self) {
        let keys = &mut self.keys;
        for entry in self.lasting.iter_mut().chain(&mut self.points) {
            let own = (entry.row.id.0, hash(&entry.row));
            let head = entry.row.head.unwrap_or(EntryId(0)).0;
            let same = |key: &(u64, u64)| key.0 == head || key.1 == own.1;
            let at = keys.iter().position(same).unwrap_or_else(|| {
                keys.push(own);
                keys.len() - 1
            });
            entry.series = at as u32;
        }
        self.series = keys.len();
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
