//! Which pairs are worth a comparison. Entries meet where they share a key (an
//! identifier, a code, a name, or a word of the same day) and lie near in
//! time, so that the work grows with the record and not with its square.

use timeline_model::{Kind, Precision};

use crate::{
    feature::{Feature, Record},
    hash,
};

const DAY: i64 = 86_400;
/// A day either way, and the widest zone.
const NEAR: i64 = DAY + 14 * 3600;
/// How long after its onset a problem may be first recorded elsewhere.
pub(crate) const RECORDED_LATE: i64 = 60 * DAY;
/// With how many others of one key an entry is compared at most. Reached only
/// by records without dates, or by hundreds of copies of one moment, where no
/// copy could be told from another anyhow.
const MOST: usize = 256;

/// The pairs to be judged, smaller place first, each once.
pub(crate) fn pairs(record: &Record<'_>) -> Vec<(u32, u32)> {
    let mut keyed = Vec::with_capacity(record.features.len() * 4);
    for (at, feature) in record.features.iter().enumerate() {
        let (from, to) = reach(feature);
        let mut add = |key: u64, from: i64, to: i64| keyed.push((key, from, to, at as u32));
        let family = feature.family as u64;
        for code in &feature.codes {
            add(hash::of_parts(b'c', family, *code), from, to);
        }
        let words = record.words(feature);
        if words.whole != 0 {
            add(hash::of_parts(b'w', family, words.whole), from, to);
        }
        // Neither identifiers nor ids care for time.
        for identifier in &feature.identifiers {
            add(
                hash::of_parts(b'i', family, *identifier),
                i64::MIN,
                i64::MAX,
            );
        }
        if let Some(alias) = feature.alias {
            let whose = if feature.alias_is_unique {
                u64::MAX
            } else {
                u64::from(feature.source())
            };
            add(hash::of_parts(b'a', whose, alias), i64::MIN, i64::MAX);
        }
        if may_be_narrower(feature) {
            for token in &words.tokens {
                add(
                    hash::of_parts(b't', family, *token),
                    from,
                    to.min(from.saturating_add(NEAR)),
                );
            }
        }
    }
    sweep(keyed)
}

/// Whether a broader name of the same day is worth showing beside it.
fn may_be_narrower(feature: &Feature<'_>) -> bool {
    matches!(
        feature.family,
        Kind::Problem | Kind::Vaccination | Kind::Medicine
    ) && feature
        .start()
        .is_some_and(|d| d.precision >= Precision::Day)
}

/// From when to when an entry may meet another.
fn reach(feature: &Feature<'_>) -> (i64, i64) {
    match (feature.family, feature.start()) {
        (Kind::Allergy, _) | (_, None) => (i64::MIN, i64::MAX),
        (Kind::Problem, Some(start)) => (start.earliest(), start.latest() + RECORDED_LATE),
        (_, Some(start)) => (start.earliest(), start.latest() + NEAR),
    }
}

/// All pairs of one key whose reaches touch.
fn sweep(mut keyed: Vec<(u64, i64, i64, u32)>) -> Vec<(u32, u32)> {
    keyed.sort_unstable();
    let mut pairs = Vec::new();
    for block in keyed.chunk_by(|a, b| a.0 == b.0) {
        for (n, (_, _, to, at)) in block.iter().enumerate() {
            let later = block.get(n + 1..).unwrap_or_default();
            for (_, from, _, other) in later.iter().take(MOST) {
                if from > to {
                    break;
                }
                pairs.push((*at.min(other), *at.max(other)));
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}
