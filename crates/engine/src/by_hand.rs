//! What the user split and joined by hand, for one view.

use timeline_merge::Overrides;
use timeline_model::{Mark, RecordKey};

use crate::record::Folded;

/// What was done by hand, in its order. It speaks of records, and so survives
/// later pages and retries.
#[derive(Default)]
pub struct ByHand {
    deeds: Vec<Deed>,
}

/// One split or join.
struct Deed {
    /// The records of each part that was, or was to be, shown by itself.
    parts: Vec<Vec<RecordKey>>,
    /// The parts are one from then on.
    joins: bool,
}

impl ByHand {
    /// Shows these parts apart from each other, each of them as one; or all as
    /// one, where the deed `joins` them.
    pub fn change(&mut self, parts: Vec<Vec<RecordKey>>, joins: bool) {
        self.deeds.push(Deed { parts, joins });
    }

    /// Takes back the last that made the entry of these records what it is.
    pub fn undo(&mut self, members: &[RecordKey]) {
        let last = self.deeds.iter().rposition(|deed| deed.tells_of(members));
        if let Some(at) = last {
            self.deeds.remove(at);
        }
    }

    /// What holds of each two records after all that was done: of two deeds
    /// the later counts.
    pub fn overrides(&self) -> Overrides {
        let mut overrides = Overrides::default();
        for deed in &self.deeds {
            for (n, part) in deed.parts.iter().enumerate() {
                for (m, other) in deed.parts.iter().enumerate().skip(n) {
                    let one = deed.joins || n == m;
                    for a in part {
                        for b in other {
                            settle(&mut overrides, *a.min(b), *a.max(b), one);
                        }
                    }
                }
            }
        }
        overrides
    }

    /// Adds to an entry what is said of it, unless it is covered.
    pub fn mark(&self, folded: &mut Folded) {
        for deed in &self.deeds {
            folded.by_hand |= deed
                .parts
                .iter()
                .flatten()
                .any(|key| folded.members.contains(key));
            let mark = match deed.joins {
                true => Mark::JoinedByHand,
                false => Mark::PartedByHand,
            };
            let told = deed.tells_of(&folded.members) && !folded.row.marks.has(Mark::Covered);
            folded.row.marks.set(mark, told);
        }
    }

    /// The records from which the entry of these was parted.
    pub fn parted_from(&self, members: &[RecordKey]) -> Vec<RecordKey> {
        let mut others = Vec::new();
        for pair in self.overrides().apart {
            for key in &pair {
                if !members.contains(key) && pair.iter().any(|one| members.contains(one)) {
                    others.push(*key);
                }
            }
        }
        others
    }
}

impl Deed {
    /// Whether the entry of these records is what it is by this.
    fn tells_of(&self, members: &[RecordKey]) -> bool {
        let here = |part: &&Vec<RecordKey>| part.iter().any(|key| members.contains(key));
        let within = self.parts.iter().filter(here).count();
        match self.joins {
            true => within > 1,
            false => within > 0 && within < self.parts.len(),
        }
    }
}

/// Holds two records together or apart, whatever was said of them before.
fn settle(overrides: &mut Overrides, a: RecordKey, b: RecordKey, one: bool) {
    overrides.together.retain(|pair| *pair != (a, b));
    overrides.apart.retain(|pair| *pair != [a, b]);
    if a == b {
        return;
    }
    if one {
        overrides.together.push((a, b));
    } else {
        overrides.apart.push(vec![a, b]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(place: u32) -> RecordKey {
        RecordKey {
            place,
            ..RecordKey::default()
        }
    }

    fn keys(places: &[u32]) -> Vec<RecordKey> {
        places.iter().map(|place| key(*place)).collect()
    }

    fn pairs(overrides: &Overrides) -> (Vec<[u32; 2]>, Vec<[u32; 2]>) {
        let apart = overrides
            .apart
            .iter()
            .map(|pair| [pair[0].place, pair[1].place]);
        let together = overrides.together.iter().map(|(a, b)| [a.place, b.place]);
        (together.collect(), apart.collect())
    }

    #[test]
    fn the_rest_stays_one_when_one_copy_is_parted() {
        let mut by_hand = ByHand::default();
        by_hand.change(vec![keys(&[3]), keys(&[1, 2])], false);
        let (together, apart) = pairs(&by_hand.overrides());
        assert_eq!(together, [[1, 2]]);
        assert_eq!(apart, [[1, 3], [2, 3]]);
        assert_eq!(by_hand.parted_from(&keys(&[3, 9])), keys(&[1, 2]));
    }

    #[test]
    fn the_later_of_two_deeds_counts_and_undone_it_leaves_the_earlier() {
        let mut by_hand = ByHand::default();
        by_hand.change(vec![keys(&[1]), keys(&[2]), keys(&[3])], false);
        by_hand.change(vec![keys(&[1]), keys(&[2])], true);
        let (together, apart) = pairs(&by_hand.overrides());
        assert_eq!(together, [[1, 2]]);
        assert_eq!(apart, [[1, 3], [2, 3]]);
        let deeds = by_hand.deeds.iter();
        let told: Vec<bool> = deeds.map(|deed| deed.tells_of(&keys(&[1, 2]))).collect();
        assert_eq!(told, [true, true], "parted from the third, and joined");
        by_hand.undo(&keys(&[1, 2]));
        let (together, apart) = pairs(&by_hand.overrides());
        assert_eq!((together.len(), apart.len()), (0, 3));
        by_hand.undo(&keys(&[1]));
        assert_eq!(by_hand.overrides(), Overrides::default());
    }
}
