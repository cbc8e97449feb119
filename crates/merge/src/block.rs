//! Which pairs are worth a comparison. Entries meet where they share a key (an
//! identifier, a code, a name, or a word of the same day) and lie near in
//! time, so that the work grows with the record and not with its square.

use timeline_model::{Kind, Precision};

use crate::{
    feature::{Feature, Record},
    hash,
};

const DAY: i64 = 86_400;
/// The widest zone, and the longest that a reading is received after it was
/// taken.
const NEAR: i64 = 20 * 3600;
/// How long after its onset a problem may be first recorded elsewhere.
pub(crate) const RECORDED_LATE: i64 = 60 * DAY;
/// With how many others of one key an entry is compared at most. Reached only
/// by records without dates, or by hundreds of copies of one moment, where no
/// copy could be told from another anyhow.
const MOST: usize = 256;

/// The pairs to be judged, smaller place first, each once.
pub(crate) fn pairs(record: &Record<'_>) -> Vec<(u32, u32)> {
    let mut keyed: Vec<(u64, Place)> = Vec::with_capacity(record.features.len() * 4);
    for (at, feature) in record.features.iter().enumerate() {
        let (from, to) = reach(feature);
        let at = at as u32;
        let near = Place { from, to, at };
        // Neither identifiers nor ids care for time.
        let ever = Place {
            from: i64::MIN,
            to: i64::MAX,
            at,
        };
        let family = feature.family as u64;
        for code in &feature.codes {
            keyed.push((hash::of_parts(b'c', family, *code), near));
        }
        let words = record.words(feature);
        if words.whole != 0 {
            keyed.push((hash::of_parts(b'w', family, words.whole), near));
        }
        for identifier in &feature.identifiers {
            keyed.push((hash::of_parts(b'i', family, *identifier), ever));
        }
        if let Some(alias) = feature.alias {
            let whose = if feature.alias_is_unique {
                u64::MAX
            } else {
                u64::from(feature.source())
            };
            keyed.push((hash::of_parts(b'a', whose, alias), ever));
        }
        if may_be_narrower(feature) {
            let day = Place {
                to: to.min(from.saturating_add(DAY + NEAR)),
                ..near
            };
            for token in &words.tokens {
                keyed.push((hash::of_parts(b't', family, *token), day));
            }
        }
    }
    sweep(keyed)
}

/// An entry under a key: from when to when it may meet another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    from: i64,
    to: i64,
    at: u32,
}

/// Whether a broader name of the same day is worth showing beside it.
fn may_be_narrower(feature: &Feature<'_>) -> bool {
    matches!(
        feature.family,
        Kind::Problem | Kind::Vaccination | Kind::Medicine
    ) && feature
        .start
        .is_some_and(|start| start.date.precision >= Precision::Day)
}

/// From when to when an entry may meet another.
fn reach(feature: &Feature<'_>) -> (i64, i64) {
    match (feature.family, feature.start) {
        (Kind::Allergy, _) | (_, None) => (i64::MIN, i64::MAX),
        (Kind::Problem, Some(start)) => (start.from, start.to + RECORDED_LATE),
        (_, Some(start)) => (start.from, start.to + NEAR),
    }
}

/// All pairs of one key whose reaches touch.
fn sweep(mut keyed: Vec<(u64, Place)>) -> Vec<(u32, u32)> {
    keyed.sort_unstable();
    let mut pairs = Vec::new();
    for block in keyed.chunk_by(|a, b| a.0 == b.0) {
        for (n, (_, one)) in block.iter().enumerate() {
            let later = block.get(n + 1..).unwrap_or_default();
            for (_, two) in later.iter().take(MOST) {
                if two.from > one.to {
                    break;
                }
                pairs.push((one.at.min(two.at), one.at.max(two.at)));
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}
