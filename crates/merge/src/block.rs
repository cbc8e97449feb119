//! Which pairs are worth a comparison. Entries meet where they share a key (an
//! identifier, a code, a name, or a word of the same day) and lie near in
//! time, so that the work grows with the record and not with its square.

use timeline_model::{Kind, Precision};

use crate::{feature::Feature, hash, order, record::Record};

const DAY: i64 = 86_400;
/// The widest zone, and the longest that a reading is received after it was
/// taken.
const NEAR: i64 = 20 * 3600;
/// How long after its onset a problem may be first recorded elsewhere.
pub(crate) const RECORDED_LATE: i64 = 60 * DAY;
/// Two entries of one key meet if no more than so many lie from the moment of
/// the one to that of the other. Reached only by records without dates, or by
/// hundreds of readings of one day, where no copy could be told from another
/// anyhow; whoever is nearest in time meets.
const MOST: usize = 64;
/// The same for identifiers and ids.
const MOST_EVER: usize = 512;

/// In the last two bits of a key: how far the entries under it reach.
const REACH: u64 = 0;
const DAY_LONG: u64 = 1;
const EVER: u64 = 2;

/// Adds the keys of a feature, each with the second from which it may meet
/// others, and its place.
pub(crate) fn keys(record: &Record, feature: &Feature, at: u32, into: &mut Vec<u128>) {
    let (from, _) = reach(feature);
    let family = feature.family as u64;
    let mut add = |what: u64, until: u64, from: i64| {
        into.push(packed(what & !3 | until, from, at));
    };
    for code in &feature.codes {
        add(hash::of_parts(b'c', family, *code), REACH, from);
    }
    record.map.keys(feature, &mut |key| {
        add(hash::of_parts(b'm', family, key), REACH, from);
    });
    let words = record.words(feature);
    if words.core != 0 {
        add(hash::of_parts(b'w', family, words.core), REACH, from);
    }
    // Results under a name that was cut meet by their values.
    if words.start != 0 && feature.family != Kind::Result {
        add(hash::of_parts(b's', family, words.start), DAY_LONG, from);
    }
    let (low, high) = (seen(feature, -EDGE), seen(feature, EDGE));
    for seen in [low, high.filter(|_| low != high)].into_iter().flatten() {
        add(hash::of_parts(b'v', family, seen), DAY_LONG, from);
    }
    // Neither identifiers nor ids care for time.
    for identifier in &feature.identifiers {
        add(of_identifier(*identifier, feature), EVER, i64::MIN);
    }
    if let Some(alias) = feature.alias {
        let whose = if feature.alias_is_unique {
            u64::MAX
        } else {
            u64::from(feature.source())
        };
        add(hash::of_parts(b'a', whose, alias), EVER, i64::MIN);
    }
    for origin in &feature.origins {
        add(hash::of_parts(b'a', u64::MAX, *origin), EVER, i64::MIN);
    }
    if may_be_narrower(feature) {
        for token in &words.tokens {
            add(hash::of_parts(b't', family, *token), DAY_LONG, from);
        }
    }
}

/// What three digits may lie beside two: a copy with fewer is rounded.
const EDGE: f64 = 0.06;

/// What copies of one moment have in common under any name: of a result roughly
/// its value, of a contact that it is one, of a
/// report the minute of the hour, in whatever zone.
fn seen(feature: &Feature, lean: f64) -> Option<u64> {
    let start = feature.start?;
    match feature.family {
        Kind::Result if start.date.precision >= Precision::Day => feature.found.roughly(lean),
        Kind::Encounter if start.date.precision >= Precision::Day => Some(0),
        Kind::Report if start.date.has_time() => Some(start.from.rem_euclid(3600) as u64 / 60),
        _ => None,
    }
}

fn of_identifier(identifier: u64, feature: &Feature) -> u64 {
    hash::of_parts(b'i', feature.family as u64, identifier)
}

/// A key, the second from which an entry may meet others, and its place: 64,
/// 40 and 24 bits. Forty bits of seconds are 17,000 years either way.
fn packed(key: u64, from: i64, at: u32) -> u128 {
    let biased = (from.clamp(-(1 << 39), (1 << 39) - 1) + (1 << 39)) as u64;
    u128::from(key) << 64 | u128::from(biased << 24 | u64::from(at & 0x00ff_ffff))
}

/// The place in an item.
pub(crate) fn place(item: u128) -> u32 {
    (item & 0x00ff_ffff) as u32
}

/// Whether a broader name of the same day is worth showing beside it.
fn may_be_narrower(feature: &Feature) -> bool {
    matches!(
        feature.family,
        Kind::Problem | Kind::Vaccination | Kind::Medicine | Kind::Procedure
    ) && feature
        .start
        .is_some_and(|start| start.date.precision >= Precision::Day)
}

/// From when to when an entry may meet another.
fn reach(feature: &Feature) -> (i64, i64) {
    match (feature.family, feature.start) {
        (Kind::Allergy, _) | (_, None) => (i64::MIN, i64::MAX),
        (Kind::Problem, Some(start)) => (start.from, start.to + RECORDED_LATE),
        (_, Some(start)) => (start.from, start.to + NEAR),
    }
}

/// The last item that an item may meet.
fn until(record: &Record, item: u128) -> u128 {
    let (from, to) = record.get(place(item)).map(reach).unwrap_or_default();
    let key = order::key(item);
    let to = match key & 3 {
        DAY_LONG => to.min(from.saturating_add(DAY + NEAR)),
        EVER => i64::MAX,
        _ => to,
    };
    packed(key, to, u32::MAX)
}

fn most(item: u128) -> usize {
    if order::key(item) & 3 == EVER {
        MOST_EVER
    } else {
        MOST
    }
}

/// The bits of an item that hold its key and its moment.
const MOMENT: u128 = !0 << 24;

/// Where the items of the moment of that at `at` begin.
fn begin(blocks: &[u128], mut at: usize) -> usize {
    while let (Some(before), Some(item)) = (
        at.checked_sub(1).and_then(|b| blocks.get(b)),
        blocks.get(at),
    ) && (before ^ item) & MOMENT == 0
    {
        at -= 1;
    }
    at
}

/// Behind which the items of the moment of that at `at` end.
fn end(blocks: &[u128], mut at: usize) -> usize {
    while let (Some(item), Some(next)) = (blocks.get(at), blocks.get(at + 1))
        && (next ^ item) & MOMENT == 0
    {
        at += 1;
    }
    at + 1
}

/// Calls for each item that the one at `at` meets and that stands behind it.
fn later(record: &Record, at: usize, call: &mut dyn FnMut(u128)) {
    let blocks = record.blocks.as_slice();
    let [Some(item), Some(next)] = [at, at + 1].map(|at| blocks.get(at)) else {
        return;
    };
    if order::key(*item) != order::key(*next) {
        return;
    }
    let (last, first, most) = (until(record, *item), begin(blocks, at), most(*item));
    let mut from = at + 1;
    let mut to = end(blocks, at);
    while to - first <= most {
        for other in blocks.get(from..to).unwrap_or_default() {
            call(*other);
        }
        match blocks.get(to) {
            Some(next) if *next <= last => (from, to) = (to, end(blocks, to)),
            _ => return,
        }
    }
}

/// Calls for each item that meets the one at `at` and stands before it.
fn earlier(record: &Record, at: usize, call: &mut dyn FnMut(u128)) {
    let blocks = record.blocks.as_slice();
    let Some(item) = blocks.get(at) else {
        return;
    };
    let (last, most) = (end(blocks, at), most(*item));
    let mut from = begin(blocks, at);
    let mut to = at;
    while last - from <= most {
        for other in blocks.get(from..to).unwrap_or_default() {
            if until(record, *other) >= *item {
                call(*other);
            }
        }
        match from.checked_sub(1) {
            Some(before)
                if blocks.get(before).map(|b| order::key(*b)) == Some(order::key(*item)) =>
            {
                (from, to) = (begin(blocks, before), from);
            }
            _ => return,
        }
    }
}

/// All pairs to be judged, packed, smaller place first, each once.
pub(crate) fn all_pairs(record: &Record) -> Vec<u128> {
    let mut pairs: Vec<u128> = Vec::new();
    for (at, item) in record.blocks.iter().enumerate() {
        later(record, at, &mut |other| {
            pairs.push(u128::from(order::both(place(*item), place(other))));
        });
    }
    order::sort(&mut pairs);
    pairs
}

/// The pairs that these entries are in.
pub(crate) fn pairs_of(record: &Record, places: &[u128]) -> Vec<u128> {
    let mut pairs: Vec<u128> = Vec::new();
    each_item(record, places, &mut |at, item| {
        let mut call = |other: u128| pairs.push(u128::from(order::both(place(item), place(other))));
        earlier(record, at, &mut call);
        later(record, at, &mut call);
    });
    order::sort(&mut pairs);
    pairs
}

/// The entries whom a newcomer takes a place away from, or who get one if it
/// goes: too many stand about it.
pub(crate) fn crowded(record: &Record, places: &[u128], found: &mut Vec<u128>) {
    each_item(record, places, &mut |at, item| {
        let most = most(item);
        if bucket(record, order::key(item)).len() <= most {
            return;
        }
        let mut one = at;
        while let Some(other) = record.blocks.get(one)
            && order::key(*other) == order::key(item)
        {
            let first = begin(&record.blocks, one);
            if at - first > most {
                return;
            }
            if let Some(far) = record.blocks.get(first + most)
                && order::key(*far) == order::key(item)
                && *far <= until(record, *other)
            {
                found.push(u128::from(place(*other)));
            }
            let Some(before) = one.checked_sub(1) else {
                return;
            };
            one = before;
        }
    });
}

/// Calls for each item of these entries, with where it stands.
fn each_item(record: &Record, places: &[u128], call: &mut dyn FnMut(usize, u128)) {
    let mut items: Vec<u128> = Vec::new();
    for at in places {
        if let Some(feature) = record.get(*at as u32) {
            keys(record, feature, *at as u32, &mut items);
        }
    }
    for item in items {
        if let Ok(at) = record.blocks.binary_search(&item) {
            call(at, item);
        }
    }
}

/// The identifiers of a feature, each with its class.
pub(crate) fn identifiers(feature: &Feature, into: &mut Vec<u128>) {
    for identifier in &feature.identifiers {
        into.push(of_class(*identifier, feature));
    }
}

/// An identifier as a class of records bears it.
pub(crate) fn of_class(identifier: u64, feature: &Feature) -> u128 {
    let key = of_identifier(identifier, feature) & !3 | EVER;
    u128::from(key) << 64 | u128::from(feature.class)
}

/// Whether an identifier names a whole group of records of a class in some
/// source, such as the number of a whole panel. A resource sent twice is one.
pub(crate) fn names_a_group(record: &Record, identifier: u128) -> bool {
    let mut known: Vec<u128> = Vec::new();
    for item in bearers(record, identifier) {
        let Some(other) = record.get(place(*item)) else {
            continue;
        };
        if other.class != identifier as u64 {
            continue;
        }
        let which = other.alias.unwrap_or(u64::from(place(*item)));
        let source = u32::from(other.source());
        match known.iter().find(|known| order::pair(**known).0 == source) {
            Some(known) if order::key(*known) != which => return true,
            Some(_) => {}
            None => known.push(order::pack(which, source, 0)),
        }
    }
    false
}

/// The items of an identifier.
pub(crate) fn bearers(record: &Record, identifier: u128) -> &[u128] {
    bucket(record, order::key(identifier))
}

/// The items of a key.
fn bucket(record: &Record, key: u64) -> &[u128] {
    let blocks = record.blocks.as_slice();
    let smallest = order::smallest(key);
    let from = order::first_from(blocks, smallest);
    let to = order::first_from(blocks, smallest | !order::KEY);
    blocks.get(from..to).unwrap_or_default()
}
