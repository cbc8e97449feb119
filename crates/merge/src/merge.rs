use timeline_model::{Entry, FoldReason, FoldReasonKind, RecordKey};

use crate::{
    block,
    cluster::{Clusters, Link},
    feature::Record,
    group::{self, Group, Possible},
    order,
    pair::{Verdict, judge},
    support,
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
    let order: Vec<usize> = keys.iter().map(|k| order::pair(*k).1 as usize).collect();
    let sorted: Vec<&Entry> = order
        .iter()
        .filter_map(|at| entries.get(*at).copied())
        .collect();
    let record = Record::new(&sorted);
    let evidence = Evidence::gather(&record);
    let mut clusters = Clusters::new(&record, apart(&record, overrides));
    for (a, b) in together(&record, overrides) {
        clusters.join(a, b);
    }
    let mut open = clusters.settle(&evidence.links);
    // What waits, and what was contested, may be told by what belongs to it,
    // and then by what it belongs to.
    let mut undecided = evidence.waiting.clone();
    undecided.extend(open.iter().map(|link| (link.a, link.b)));
    // Twice, for a report that was told by one result tells the others, and
    // they their contact.
    for _ in 0..2 {
        let by_parts = support::by_parts(&record, &clusters, &undecided);
        open.extend(clusters.settle(&by_parts));
        let by_whole = support::by_whole(&record, &clusters, &undecided);
        open.extend(clusters.settle(&by_whole));
    }
    let mut merged = assemble(&record, &clusters, &evidence, overrides);
    name_possible(&record, &clusters, &evidence, &open, &mut merged);
    for group in &mut merged.groups {
        for member in &mut group.members {
            *member = order.get(*member).copied().unwrap_or_default();
        }
        group.lead = order.get(group.lead).copied().unwrap_or_default();
    }
    merged
}

/// What the pairs worth comparing said.
struct Evidence {
    links: Vec<Link>,
    possible: Vec<(u32, u32)>,
    waiting: Vec<(u32, u32)>,
}

impl Evidence {
    fn gather(record: &Record<'_>) -> Evidence {
        let mut evidence = Evidence {
            links: Vec::new(),
            possible: Vec::new(),
            waiting: Vec::new(),
        };
        for (a, b) in block::pairs(record) {
            let (Some(one), Some(two)) = (record.get(a), record.get(b)) else {
                continue;
            };
            match judge(record, one, two) {
                Verdict::Same(rank) => evidence.links.push(Link { rank, a, b }),
                Verdict::Possible | Verdict::Doubtful => evidence.possible.push((a, b)),
                Verdict::Waiting => evidence.waiting.push((a, b)),
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
        let places: Vec<u32> = split.iter().filter_map(|key| record.find(*key)).collect();
        for (n, one) in places.iter().enumerate() {
            for two in places.get(n + 1..).unwrap_or_default() {
                order::insert(&mut pairs, order::both(*one, *two));
            }
        }
    }
    pairs
}

fn together(record: &Record<'_>, overrides: &Overrides) -> Vec<(u32, u32)> {
    overrides
        .together
        .iter()
        .filter_map(|(a, b)| Some((record.find(*a)?, record.find(*b)?)))
        .collect()
}

fn assemble(
    record: &Record<'_>,
    clusters: &Clusters<'_, '_>,
    evidence: &Evidence,
    overrides: &Overrides,
) -> Merged {
    let mut place = vec![usize::MAX; record.features.len()];
    let mut groups = Vec::new();
    for at in 0..record.features.len() as u32 {
        let members = clusters.members(at);
        if members.is_empty() {
            continue;
        }
        if let Some(place) = place.get_mut(at as usize) {
            *place = groups.len();
        }
        groups.push(group::assemble(record, members));
    }
    let mut note = |a: u32, b: u32, reasons: Vec<FoldReason>| {
        if clusters.home(a) == clusters.home(b)
            && let Some(group) = place
                .get(clusters.home(a) as usize)
                .and_then(|at| groups.get_mut(*at))
        {
            group::add_reasons(&mut group.reasons, reasons);
        }
    };
    for (a, b) in together(record, overrides) {
        note(
            a,
            b,
            vec![FoldReason {
                kind: FoldReasonKind::ByHand,
                about: String::new(),
            }],
        );
    }
    let linked = evidence.links.iter().map(|link| (link.a, link.b));
    for (a, b) in linked.chain(evidence.waiting.iter().copied()) {
        if clusters.home(a) == clusters.home(b)
            && let (Some(one), Some(two)) = (record.get(a), record.get(b))
        {
            note(a, b, group::reasons(record, one, two));
        }
    }
    Merged {
        groups,
        possible: Vec::new(),
    }
}

/// With how many others a group is named at most. Records that a source repeats
/// without telling them apart would otherwise all be named with each other.
const MOST_NAMED: u8 = 3;

/// Names the pairs of groups that may be one.
fn name_possible(
    record: &Record<'_>,
    clusters: &Clusters<'_, '_>,
    evidence: &Evidence,
    open: &[Link],
    merged: &mut Merged,
) {
    let place = |at: u32| {
        let home = clusters.home(at) as usize;
        merged
            .groups
            .binary_search_by(|group| group.members.first().copied().unwrap_or(0).cmp(&home))
            .unwrap_or_default()
    };
    // The groups, whether there are several candidates, and the pair.
    let mut found: Vec<u128> = Vec::new();
    let mut note = |a: u32, b: u32, several: bool| {
        let (one, two) = (place(a), place(b));
        // One source contradicts itself only under one id.
        let source = |at: u32| record.get(at).map(|feature| feature.source());
        let own = source(a) == source(b);
        if one != two && (own || clusters.is_open(clusters.home(a), clusters.home(b))) {
            let groups = (one.min(two) as u128) << 97 | (one.max(two) as u128) << 65;
            found.push(groups | u128::from(several) << 64 | order::pack(0, a, b));
        }
    };
    for (a, b) in evidence.possible.iter().chain(&evidence.waiting) {
        note(*a, *b, false);
    }
    for link in open {
        note(link.a, link.b, true);
    }
    order::sort(&mut found);
    let mut named = vec![0; merged.groups.len()];
    for pairs in found.chunk_by(|x, y| x >> 65 == y >> 65) {
        let Some(first) = pairs.first() else { continue };
        let (a, b) = ((first >> 97) as usize, (first >> 65) as u32 as usize);
        let known = |at: usize| named.get(at).is_some_and(|count| *count >= MOST_NAMED);
        if known(a) || known(b) {
            continue;
        }
        for at in [a, b] {
            named.get_mut(at).into_iter().for_each(|count| *count += 1);
        }
        let mut possible = Possible {
            a,
            b,
            reasons: Vec::new(),
        };
        let mut several = false;
        for pair in pairs {
            several |= pair >> 64 & 1 == 1;
            let (one, two) = order::pair(*pair);
            if let (Some(one), Some(two)) = (record.get(one), record.get(two)) {
                group::add_reasons(&mut possible.reasons, group::reasons(record, one, two));
            }
        }
        if several {
            possible.reasons.push(FoldReason {
                kind: FoldReasonKind::SeveralCandidates,
                about: String::new(),
            });
        }
        merged.possible.push(possible);
    }
}
