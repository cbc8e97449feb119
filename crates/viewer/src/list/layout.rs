use std::sync::Arc;

use super::items::{Heading, Item, ItemKey, Items};

/// Where each item of the list stands, in pixels: measured where it has been
/// on screen, estimated elsewhere.
pub(crate) struct Layout {
    pub(crate) items: Arc<Vec<Item>>,
    /// The top of each item, and the end of the last.
    tops: Vec<f64>,
    /// By key.
    measured: Vec<(ItemKey, f64)>,
    entry_estimate: Estimate,
    heading_estimate: Estimate,
}

/// How high an item is taken to be that was not on screen yet.
struct Estimate {
    height: f64,
    /// It rests on some that were.
    told: bool,
}

/// A place in the list that is to stay where it is on screen: the items there,
/// each with where it was and how far its top lies below the top of the view.
pub(crate) type Anchor = Vec<(usize, ItemKey, f64)>;

impl Default for Layout {
    fn default() -> Layout {
        Layout {
            items: Arc::default(),
            tops: vec![0.0],
            measured: Vec::new(),
            entry_estimate: Estimate::new(32.0),
            heading_estimate: Estimate::new(27.0),
        }
    }
}

impl Estimate {
    fn new(height: f64) -> Estimate {
        Estimate {
            height,
            told: false,
        }
    }

    /// Most titles do not wrap: the lowest ever seen is what others will be.
    /// Whether it is another one now.
    fn hear(&mut self, height: f64) -> bool {
        let news = !self.told && height != self.height || height < self.height;
        self.told = true;
        if news {
            self.height = height;
        }
        news
    }
}

impl Layout {
    /// Takes other items; what was measured is kept.
    pub(crate) fn replace(&mut self, items: &Items) {
        self.items = Arc::clone(&items.items);
        self.place();
    }

    /// Forgets what was measured: the width has changed.
    pub(crate) fn forget(&mut self) {
        self.measured.clear();
        self.entry_estimate.told = false;
        self.heading_estimate.told = false;
        self.place();
    }

    /// Takes the heights that were read of items on screen, from the item at
    /// `first` on. Whether any is news: as high as was thought is none.
    pub(crate) fn measure(&mut self, first: usize, heights: &[(ItemKey, f64)]) -> bool {
        let mut news = false;
        let mut estimates = false;
        for (key, height) in heights {
            let estimate = match key {
                ItemKey::Heading(_) => &mut self.heading_estimate,
                ItemKey::Entry(_) => &mut self.entry_estimate,
            };
            estimates |= estimate.hear(*height);
            let thought = estimate.height;
            let at = self.measured.partition_point(|(own, _)| own < key);
            match self.measured.get_mut(at) {
                Some((own, known)) if own == key => {
                    if (*known - height).abs() > 0.1 {
                        news = true;
                        *known = *height;
                    }
                }
                _ => {
                    news |= thought != *height;
                    self.measured.insert(at, (*key, *height));
                }
            }
        }
        if estimates {
            self.place();
        } else if news {
            self.place_from(first, heights.len());
        }
        news || estimates
    }

    /// Puts every item in its place.
    fn place(&mut self) {
        self.tops.clear();
        self.tops.reserve(self.items.len() + 1);
        let mut top = 0.0;
        self.tops.push(top);
        for item in self.items.iter() {
            top += self.height_of(item);
            self.tops.push(top);
        }
    }

    /// Puts so many items in their places, and moves those behind them: this is
    /// done for each step of a movement.
    fn place_from(&mut self, first: usize, count: usize) {
        let mut top = self.top(first);
        let end = (first + count).min(self.items.len());
        let before = self.top(end);
        for at in first..end {
            top += self.items.get(at).map_or(0.0, |item| self.height_of(item));
            if let Some(next) = self.tops.get_mut(at + 1) {
                *next = top;
            }
        }
        let by = top - before;
        if by == 0.0 {
            return;
        }
        for next in self.tops.iter_mut().skip(end + 1) {
            *next += by;
        }
    }

    fn height_of(&self, item: &Item) -> f64 {
        let key = item.key();
        let at = self.measured.partition_point(|(own, _)| *own < key);
        match self.measured.get(at) {
            Some((own, height)) if *own == key => *height,
            _ if matches!(key, ItemKey::Heading(_)) => self.heading_estimate.height,
            _ => self.entry_estimate.height,
        }
    }

    /// The height of the whole list.
    pub(crate) fn total(&self) -> f64 {
        self.tops.last().copied().unwrap_or_default()
    }

    /// Where an item begins; the end of the list for one that is not there.
    pub(crate) fn top(&self, at: usize) -> f64 {
        self.tops.get(at).copied().unwrap_or_else(|| self.total())
    }

    /// The item that covers the pixel `y`.
    pub(crate) fn at(&self, y: f64) -> usize {
        let after = self.tops.partition_point(|top| *top <= y);
        after
            .saturating_sub(1)
            .min(self.items.len().saturating_sub(1))
    }

    /// The item with this key.
    pub(crate) fn find(&self, key: ItemKey) -> Option<usize> {
        self.items.iter().position(|item| item.key() == key)
    }

    /// What is to stay in place for a view that begins at `top`.
    pub(crate) fn anchor(&self, top: f64, height: f64) -> Anchor {
        let mut anchor = Anchor::new();
        let first = self.at(top);
        for (i, item) in self.items.iter().enumerate().skip(first) {
            if self.top(i) > top + height {
                break;
            }
            anchor.push((i, item.key(), self.top(i) - top));
        }
        anchor
    }

    /// Where the view has to begin so that the first item of the anchor that
    /// is still there stays in place.
    pub(crate) fn restore(&self, anchor: &Anchor) -> Option<f64> {
        anchor.iter().find_map(|(place, key, below)| {
            // As a rule it is where it was.
            let same = self.items.get(*place).is_some_and(|i| i.key() == *key);
            let at = if same { *place } else { self.find(*key)? };
            Some((self.top(at) - below).max(0.0))
        })
    }

    /// The first entry at or after an item, or at or before it.
    pub(crate) fn entry_from(&self, at: usize, forward: bool) -> Option<usize> {
        let is_entry = |i: &usize| matches!(self.items.get(*i), Some(Item::Entry(_)));
        let last = self.items.len().checked_sub(1)?;
        if forward {
            (at..=last).find(is_entry)
        } else {
            (0..=at.min(last)).rev().find(is_entry)
        }
    }

    /// The heading that an item stands under.
    pub(crate) fn heading_of(&self, at: usize) -> Option<Heading> {
        (0..=at).rev().find_map(|i| match self.items.get(i) {
            Some(Item::Heading(heading)) => Some(*heading),
            _ => None,
        })
    }

    /// The time of the first entry at or after an item, in seconds on the rows'
    /// wall clock; of a family its head's.
    pub(crate) fn time_at(&self, at: usize) -> Option<i64> {
        let items = self.items.get(at..)?;
        items.iter().find_map(time_of)
    }

    /// The first entry in the list that is at or before a time, or the last
    /// one where the oldest come first.
    pub(crate) fn at_time(&self, seconds: i64, oldest_first: bool) -> Option<usize> {
        let is_there = |item: &Item| time_of(item).is_some_and(|time| time <= seconds);
        match oldest_first {
            true => self.items.iter().rposition(is_there),
            false => self.items.iter().position(is_there),
        }
    }
}

/// When an entry was that stands by itself.
pub(crate) fn time_of(item: &Item) -> Option<i64> {
    match item {
        Item::Entry(entry) if !entry.member => Some(entry.row.start?.on_the_wall().0),
        _ => None,
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use crate::list::arrangement::tests::{items, line};
    use timeline_model::EntryId;

    fn layout(ids: &[u64]) -> Layout {
        let lines: Vec<_> = ids.iter().map(|id| line(*id, "2026")).collect();
        let mut layout = Layout::default();
        layout.replace(&items(&lines));
        layout
    }

    #[test]
    fn items_stand_under_each_other_and_are_found_by_pixel() {
        let layout = layout(&[1, 2, 3]);
        assert_eq!(layout.total(), 27.0 + 3.0 * 32.0);
        assert_eq!(
            [0.0, 26.9, 27.0, 60.0, 1e6].map(|y| layout.at(y)),
            [0, 0, 1, 2, 3]
        );
    }

    #[test]
    fn what_is_on_screen_stays_when_rows_arrive_above() {
        let mut layout = layout(&[5, 6, 7, 8]);
        let top = layout.top(3) + 4.0;
        let anchor = layout.anchor(top, 40.0);
        let lines = [1, 2, 3, 5, 6, 7, 8].map(|id| line(id, "2026"));
        layout.replace(&items(&lines));
        assert_eq!(layout.restore(&anchor), Some(top + 3.0 * 32.0));
    }

    #[test]
    fn where_the_first_row_on_screen_is_gone_the_next_stays() {
        let mut layout = layout(&[5, 6, 7, 8]);
        let anchor = layout.anchor(layout.top(2), 100.0);
        let lines = [5, 7, 8].map(|id| line(id, "2026"));
        layout.replace(&items(&lines));
        assert_eq!(layout.restore(&anchor), Some(layout.top(2) - 32.0));
    }

    #[test]
    fn a_measured_height_moves_what_is_below() {
        let mut layout = layout(&[1, 2]);
        let tall = [
            (ItemKey::Entry(EntryId(1)), 50.0),
            (ItemKey::Entry(EntryId(2)), 32.0),
        ];
        assert!(layout.measure(1, &tall));
        assert!(!layout.measure(1, &tall));
        assert_eq!(layout.top(2), 77.0);
    }

    proptest::proptest! {
        #[test]
        fn what_is_measured_piece_by_piece_stands_where_all_at_once_would_put_it(
            pieces in proptest::collection::vec((0..40usize, proptest::collection::vec(20u8..60, 1..9)), 1..12),
        ) {
            let ids: Vec<u64> = (1..=40).collect();
            let mut layout = layout(&ids);
            for (first, heights) in pieces {
                let items = layout.items.iter().skip(first).zip(heights);
                let read: Vec<_> = items.map(|(i, height)| (i.key(), f64::from(height))).collect();
                layout.measure(first, &read);
                let found = layout.tops.clone();
                layout.place();
                proptest::prop_assert_eq!(found, layout.tops.clone());
            }
        }
    }

    #[test]
    fn moving_by_key_skips_headings() {
        let layout = layout(&[1, 2]);
        assert_eq!(layout.entry_from(0, true), Some(1));
        assert_eq!(layout.entry_from(0, false), None);
        assert_eq!(layout.entry_from(9, false), Some(2));
        assert_eq!(Layout::default().entry_from(0, true), None);
    }

    #[test]
    fn the_list_is_found_by_time_and_told_by_it() {
        let lines = [
            line(1, "2026-03-06T10:00"),
            line(2, "2026-03-04"),
            line(3, ""),
        ];
        let mut layout = Layout::default();
        layout.replace(&items(&lines));
        let seconds = |text| {
            timeline_model::PartialDate::parse(text)
                .unwrap()
                .on_the_wall()
                .0
        };
        for (time, newest, oldest) in [
            ("2027", Some(1), Some(3)),
            ("2026-03-06T10:00", Some(1), Some(3)),
            ("2026-03-05", Some(3), Some(3)),
            ("2025", None, None),
        ] {
            let found = [false, true].map(|oldest| layout.at_time(seconds(time), oldest));
            assert_eq!(found, [newest, oldest], "{time}");
        }
        assert_eq!(layout.time_at(0), Some(seconds("2026-03-06T10:00")));
        assert_eq!(layout.time_at(2), Some(seconds("2026-03-04")));
        assert_eq!(layout.time_at(4), None);
    }
}
