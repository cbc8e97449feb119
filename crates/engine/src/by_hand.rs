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
    /// The records, each with the part that was, or was to be, shown by itself.
    keys: Vec<(usize, RecordKey)>,
    /// The parts are one from then on.
    joins: bool,
}

impl ByHand {
    /// Shows these parts apart from each other, each of them as one; or all as
    /// one, where the deed `joins` them.
    pub fn change(&mut self, keys: Vec<(usize, RecordKey)>, joins: bool) {
        self.deeds.push(Deed { keys, joins });
    }

    /// Takes back the last that made the entry of these records what it is.
    pub fn undo(&mut self, members: &[RecordKey]) {
        let tells = |deed: &Deed| !deed.others(members).is_empty();
        if let Some(at) = self.deeds.iter().rposition(tells) {
            self.deeds.remove(at);
        }
    }

    /// What holds of each two records after all that was done: of two deeds
    /// the later counts.
    pub fn overrides(&self) -> Overrides {
        let mut overrides = Overrides::default();
        let mut known: Vec<(RecordKey, RecordKey)> = Vec::new();
        for deed in self.deeds.iter().rev() {
            for (part, a) in &deed.keys {
                for (other, b) in &deed.keys {
                    let pair = (*a, *b);
                    if a >= b || known.contains(&pair) {
                        continue;
                    }
                    known.push(pair);
                    if deed.joins || part == other {
                        overrides.together.push(pair);
                    } else {
                        overrides.apart.push(pair);
                    }
                }
            }
        }
        overrides
    }

    /// Adds to an entry what is said of it, unless it is covered.
    pub fn mark(&self, folded: &mut Folded) {
        for deed in &self.deeds {
            for (_, key) in &deed.keys {
                folded.by_hand |= folded.members.contains(key);
            }
            let mark = match deed.joins {
                true => Mark::JoinedByHand,
                false => Mark::PartedByHand,
            };
            let covered = folded.row.marks.has(Mark::Covered);
            let tells = !covered && !deed.others(&folded.members).is_empty();
            folded.row.marks.set(mark, tells);
        }
    }

    /// The records from which the entry of these was parted.
    pub fn parted_from(&self, members: &[RecordKey]) -> Vec<RecordKey> {
        let mut others = Vec::new();
        for deed in &self.deeds {
            if !deed.joins {
                others.append(&mut deed.others(members));
            }
        }
        others
    }
}

impl Deed {
    /// Those of other parts that the entry of these records is one with, or
    /// apart from, by this.
    #[inline(never)]
    fn others(&self, members: &[RecordKey]) -> Vec<RecordKey> {
        let mut others = Vec::new();
        for (part, a) in &self.keys {
            for (other, b) in &self.keys {
                let within = members.contains(a) && members.contains(b) == self.joins;
                if part != other && within {
                    others.push(*b);
                }
            }
        }
        others
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

    fn parts(parts: &[&[u32]]) -> Vec<(usize, RecordKey)> {
        let parts = parts.iter().enumerate();
        let keys = parts.flat_map(|(n, part)| part.iter().map(move |place| (n, key(*place))));
        keys.collect()
    }

    fn pairs(overrides: &Overrides) -> (Vec<[u32; 2]>, Vec<[u32; 2]>) {
        let places = |pairs: &[(RecordKey, RecordKey)]| {
            let pairs = pairs.iter().map(|(a, b)| [a.place, b.place]);
            pairs.collect()
        };
        (places(&overrides.together), places(&overrides.apart))
    }

    #[test]
    fn the_rest_stays_one_when_one_copy_is_parted() {
        let mut by_hand = ByHand::default();
        by_hand.change(parts(&[&[3], &[1, 2]]), false);
        let (together, apart) = pairs(&by_hand.overrides());
        assert_eq!(together, [[1, 2]]);
        assert_eq!(apart, [[1, 3], [2, 3]]);
        assert_eq!(by_hand.parted_from(&keys(&[3, 9])), keys(&[1, 2]));
        assert_eq!(by_hand.parted_from(&keys(&[9])), []);
    }

    #[test]
    fn the_later_of_two_deeds_counts_and_undone_it_leaves_the_earlier() {
        let mut by_hand = ByHand::default();
        by_hand.change(parts(&[&[1], &[2], &[3]]), false);
        by_hand.change(parts(&[&[1], &[2]]), true);
        let (together, apart) = pairs(&by_hand.overrides());
        assert_eq!(together, [[1, 2]]);
        assert_eq!(apart, [[1, 3], [2, 3]]);
        let deeds = by_hand.deeds.iter();
        let told: Vec<bool> = deeds
            .map(|deed| !deed.others(&keys(&[1, 2])).is_empty())
            .collect();
        assert_eq!(told, [true, true], "parted from the third, and joined");
        by_hand.undo(&keys(&[1, 2]));
        let (together, apart) = pairs(&by_hand.overrides());
        assert_eq!((together.len(), apart.len()), (0, 3));
        by_hand.undo(&keys(&[1]));
        assert_eq!(by_hand.overrides(), Overrides::default());
    }
}
