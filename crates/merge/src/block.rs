//! Which pairs are worth a comparison. Entries meet where they share a key (an
//! identifier, a code, a name, or a word of the same day) and lie near in
//! time, so that the work grows with the record and not with its square.

use timeline_model::{Kind, Precision};

use crate::{
    feature::{Feature, Record},
    hash, order,
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
const MOST: usize = 64;

/// The pairs to be judged, packed, smaller place first, each once.
pub(crate) fn pairs(record: &Record<'_>) -> Vec<u128> {
    let mut keyed: Vec<u128> = Vec::new();
    for (at, feature) in record.features.iter().enumerate() {
        let (from, _) = reach(feature);
        let family = feature.family as u64;
        let mut add = |what: u64, until: u64, from: i64| {
            keyed.push(packed(what & !3 | until, from, at as u32));
        };
        for code in &feature.codes {
            add(hash::of_parts(b'c', family, *code), REACH, from);
        }
        let words = record.words(feature);
        if words.core != 0 {
            add(hash::of_parts(b'w', family, words.core), REACH, from);
        }
        // Neither identifiers nor ids care for time.
        for identifier in &feature.identifiers {
            add(hash::of_parts(b'i', family, *identifier), EVER, i64::MIN);
        }
        if let Some(alias) = feature.alias {
            let whose = if feature.alias_is_unique {
                u64::MAX
            } else {
                u64::from(feature.source())
            };
            add(hash::of_parts(b'a', whose, alias), EVER, i64::MIN);
        }
        if may_be_narrower(feature) {
            for token in &words.tokens {
                add(hash::of_parts(b't', family, *token), DAY_LONG, from);
            }
        }
    }
    sweep(record, keyed)
}

/// In the last two bits of a key: how far the entries under it reach.
const REACH: u64 = 0;
const DAY_LONG: u64 = 1;
const EVER: u64 = 2;

/// A key, the second from which an entry may meet others, and its place: 64,
/// 40 and 24 bits. Forty bits of seconds are 17,000 years either way.
fn packed(key: u64, from: i64, at: u32) -> u128 {
    let biased = (from.clamp(-(1 << 39), (1 << 39) - 1) + (1 << 39)) as u64;
    u128::from(key) << 64 | u128::from(biased << 24 | u64::from(at & 0x00ff_ffff))
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

/// All pairs of one key whose reaches touch, smaller place first, each once.
fn sweep(record: &Record<'_>, mut keyed: Vec<u128>) -> Vec<u128> {
    order::sort(&mut keyed);
    let mut pairs: Vec<u128> = Vec::new();
    for (n, one) in keyed.iter().enumerate() {
        let key = order::key(*one);
        let at = (one & 0x00ff_ffff) as u32;
        let Some((from, to)) = record.get(at).map(reach) else {
            continue;
        };
        let to = match key & 3 {
            DAY_LONG => to.min(from.saturating_add(DAY + NEAR)),
            EVER => i64::MAX,
            _ => to,
        };
        let last = packed(key, to, u32::MAX);
        let later = keyed.get(n + 1..).unwrap_or_default();
        for two in later.get(..MOST).unwrap_or(later) {
            if *two > last {
                break;
            }
            let other = (two & 0x00ff_ffff) as u32;
            pairs.push(order::pack(0, at.min(other), at.max(other)));
        }
    }
    order::sort(&mut pairs);
    pairs
}
