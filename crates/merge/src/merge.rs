use timeline_model::{Entry, FoldReason, FoldReasonKind, RecordKey};

use crate::{
    block,
    cluster::{Clusters, link},
    feature::Record,
    group::{self, Group, Possible},
    order,
    pair::{Verdict, judge},
    support::{self, By},
};

/// What the user said of entries, for this view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// The records of each group that the user wants to see apart.
    pub apart: Vec<Vec<RecordKey>>,
    /// Pairs of records that the user called the same; stronger than `apart`.
    pub together: Vec<(RecordKey, RecordKey)>,
}

/// The entries of all sources as one record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// Every entry is in exactly one; by the smallest record key.
    pub groups: Vec<Group>,
    /// Pairs of groups that may be one event, by their places.
    pub possible: Vec<Possible>,
}

/// Groups entries that are copies of one event. The answer depends on the
/// entries and on `overrides` alone, not on the order of either.
pub fn merge(entries: &[&Entry], overrides: &Overrides) -> Merged {
    // Places by key; all work is on the sorted list, and the answer speaks of
    // the list as it was given.
    let mut keys: Vec<u128> = Vec::with_capacity(entries.len());
    for (at, entry) in entries.iter().enumerate() {
        let key = u64::from(entry.key.source) << 32 | u64::from(entry.key.page);
        keys.push(order::pack(key, entry.key.place, at as u32));
    }
    order::sort(&mut keys);
    let mut sorted: Vec<&Entry> = Vec::with_capacity(entries.len());
    for key in &keys {
        sorted.extend(entries.get(given(*key)));
    }
    let record = Record::new(&sorted);
    let evidence = Evidence::gather(&record);
    let mut clusters = Clusters::new(&record, apart(&record, overrides));
    for (a, b) in &overrides.together {
        if let (Some(a), Some(b)) = (record.find(*a), record.find(*b)) {
            clusters.join(a, b);
        }
    }
    let mut open = clusters.settle(&evidence.links);
    // What waits, and what was contested, may be told by what belongs to it,
    // and then by what it belongs to.
    let mut undecided = evidence.waiting.clone();
    undecided.extend_from_slice(&open);
    // Twice, for a report that was told by one result tells the others, and
    // they their contact.
    for by in [By::Parts, By::Wholes, By::Parts, By::Wholes] {
        let links = support::links(&record, &clusters, &undecided, by);
        open.append(&mut clusters.settle(&links));
    }
    let (mut merged, places) = assemble(&record, &clusters, &evidence, overrides);
    name_possible(&record, &clusters, &evidence, &open, &places, &mut merged);
    for group in &mut merged.groups {
        for member in group.members.iter_mut().chain([&mut group.lead]) {
            *member = keys.get(*member).map(|key| given(*key)).unwrap_or_default();
        }
    }
    merged
}

/// The place among the entries as given, from a sorted key.
fn given(key: u128) -> usize {
    order::pair(key).1 as usize
}

/// What the pairs worth comparing said, packed.
#[derive(Default)]
struct Evidence {
    links: Vec<u128>,
    possible: Vec<u128>,
    waiting: Vec<u128>,
}

impl Evidence {
    fn gather(record: &Record<'_>) -> Evidence {
        let mut evidence = Evidence::default();
        for pair in block::pairs(record) {
            let (a, b) = order::pair(pair);
            let (Some(one), Some(two)) = (record.get(a), record.get(b)) else {
                continue;
            };
            match judge(record, one, two) {
                Verdict::Same(rank) => evidence.links.push(link(rank, a, b)),
                Verdict::Possible | Verdict::Doubtful => evidence.possible.push(pair),
                Verdict::Waiting => evidence.waiting.push(pair),
                Verdict::Unrelated | Verdict::Different => {}
            }
        }
        evidence
    }
}

/// Every two records of a group that the user split.
fn apart(record: &Record<'_>, overrides: &Overrides) -> Vec<u64> {
    let mut pairs = Vec::new();
    for split in &overrides.apart {
        for (n, one) in split.iter().enumerate() {
            for two in split.get(n + 1..).unwrap_or_default() {
                if let (Some(one), Some(two)) = (record.find(*one), record.find(*two)) {
                    order::insert(&mut pairs, order::both(one, two));
                }
            }
        }
    }
    pairs
}

/// The groups, and the place among them of the group of each entry.
fn assemble(
    record: &Record<'_>,
    clusters: &Clusters<'_, '_>,
    evidence: &Evidence,
    overrides: &Overrides,
) -> (Merged, Vec<u32>) {
    let mut merged = Merged::default();
    let mut places: Vec<u32> = Vec::new();
    for at in 0..record.features.len() as u32 {
        let members = clusters.members(at);
        if members.is_empty() {
            // It went into an earlier one.
            places.extend(places.get(clusters.home(at) as usize).copied());
        } else {
            places.push(merged.groups.len() as u32);
            merged.groups.push(group::assemble(record, members));
        }
    }
    for (a, b) in &overrides.together {
        if let (Some(a), Some(b)) = (record.find(*a), record.find(*b))
            && clusters.home(a) == clusters.home(b)
            && let Some(reasons) = reasons_of(&mut merged, &places, a)
        {
            group::add(reasons, FoldReasonKind::ByHand, "");
        }
    }
    for list in [&evidence.links, &evidence.waiting] {
        for pair in list {
            let (a, b) = order::pair(*pair);
            if clusters.home(a) == clusters.home(b)
                && let Some(reasons) = reasons_of(&mut merged, &places, a)
            {
                group::add_reasons(reasons, record, a, b);
            }
        }
    }
    (merged, places)
}

/// Why the entries of the group that an entry is in are one.
fn reasons_of<'m>(
    merged: &'m mut Merged,
    places: &[u32],
    at: u32,
) -> Option<&'m mut Vec<FoldReason>> {
    let group = merged.groups.get_mut(*places.get(at as usize)? as usize)?;
    Some(&mut group.reasons)
}

/// With how many others a group is named at most. Records that a source repeats
/// without telling them apart would otherwise all be named with each other.
const MOST_NAMED: u8 = 3;

/// Names the pairs of groups that may be one.
fn name_possible(
    record: &Record<'_>,
    clusters: &Clusters<'_, '_>,
    evidence: &Evidence,
    open: &[u128],
    places: &[u32],
    merged: &mut Merged,
) {
    // The groups, whether there are several candidates, and the pair.
    let mut found: Vec<u128> = Vec::new();
    for (list, several) in [
        (evidence.possible.as_slice(), 0),
        (&evidence.waiting, 0),
        (open, 1),
    ] {
        for item in list {
            let (a, b) = order::pair(*item);
            let (Some(one), Some(two)) = (places.get(a as usize), places.get(b as usize)) else {
                continue;
            };
            // One source contradicts itself only under one id.
            let source = |at: u32| record.get(at).map(|feature| feature.source());
            let own = source(a) == source(b);
            if one != two && (own || clusters.is_open(clusters.home(a), clusters.home(b))) {
                let groups = order::both(*one, *two);
                found.push(u128::from(groups) << 65 | several << 64 | order::pack(0, a, b));
            }
        }
    }
    order::sort(&mut found);
    let mut named: Vec<u8> = vec![0; merged.groups.len()];
    let mut rest = found.as_slice();
    while let pairs @ [first, ..] = order::take_alike(&mut rest, GROUPS) {
        let (a, b) = ((first >> 97) as usize, (first >> 65) as u32 as usize);
        let known = |at: usize| named.get(at).is_some_and(|count| *count >= MOST_NAMED);
        if known(a) || known(b) {
            continue;
        }
        for at in [a, b] {
            if let Some(count) = named.get_mut(at) {
                *count += 1;
            }
        }
        let mut reasons = Vec::new();
        let mut several = false;
        for pair in pairs {
            several |= pair >> 64 & 1 == 1;
            let (one, two) = order::pair(*pair);
            group::add_reasons(&mut reasons, record, one, two);
        }
        if several {
            group::add(&mut reasons, FoldReasonKind::SeveralCandidates, "");
        }
        merged.possible.push(Possible { a, b, reasons });
    }
}

/// The bits of two groups that may be one.
const GROUPS: u128 = !0 << 65;
