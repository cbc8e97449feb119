//! All verdicts settled on the whole set: strongest evidence first, ties left
//! open. Nothing here depends on the order in which records came.

use crate::{
    feature::Feature,
    order,
    pair::{CLOCK, RECEIVED, SUPPORTED, TWICE, Verdict, judge},
    record::Record,
};

/// Entries that were found to be one, under way. They are numbered in the
/// order of their keys.
pub(crate) struct Clusters<'r> {
    record: &'r Record,
    /// The place of each entry in the record.
    slots: &'r [u32],
    /// The cluster of each entry: the smallest member's place.
    home: Vec<u32>,
    /// The members of each cluster of more than one, at its smallest member's
    /// place; sorted.
    members: Vec<Vec<u64>>,
    /// Each entry by itself.
    own: Vec<u64>,
    /// What is next in the chain of each cluster: itself, but while chains are
    /// followed.
    chain: Vec<u64>,
    /// Pairs of entries that the user holds apart; sorted.
    apart: Vec<u64>,
}

/// Evidence that two entries are one, packed: first by its rank, the strongest
/// first, then their places.
pub(crate) fn link(rank: u8, a: u32, b: u32) -> u128 {
    order::pack(u64::from(u8::MAX - rank), a, b)
}

impl<'r> Clusters<'r> {
    pub(crate) fn new(record: &'r Record, slots: &'r [u32], apart: Vec<u64>) -> Clusters<'r> {
        let (mut home, mut own, mut members) = (Vec::new(), Vec::new(), Vec::new());
        for at in 0..slots.len() as u32 {
            home.push(at);
            members.push(Vec::new());
            own.push(u64::from(at));
        }
        Clusters {
            record,
            slots,
            members,
            home,
            chain: own.clone(),
            own,
            apart,
        }
    }

    /// The feature of an entry.
    pub(crate) fn get(&self, at: u32) -> Option<&'r Feature> {
        self.record.get(self.slot(at))
    }

    /// The place of an entry in the record.
    pub(crate) fn slot(&self, at: u32) -> u32 {
        self.slots.get(at as usize).copied().unwrap_or(u32::MAX)
    }

    /// How many entries there are.
    pub(crate) fn len(&self) -> u32 {
        self.home.len() as u32
    }

    /// The place in the record of the first of those that each entry is one
    /// with.
    pub(crate) fn homes(&self) -> Vec<u32> {
        self.home.iter().map(|home| self.slot(*home)).collect()
    }

    /// Which entries are undecided, or one with an undecided one.
    pub(crate) fn unsettled(&self, undecided: &[u128]) -> Vec<bool> {
        let mut open = vec![false; self.home.len()];
        for pair in undecided {
            let (a, b) = order::pair(*pair);
            for at in [a, b] {
                if let Some(open) = open.get_mut(self.home(at) as usize) {
                    *open = true;
                }
            }
        }
        let is_open = |home: &u32| open.get(*home as usize) == Some(&true);
        self.home.iter().map(is_open).collect()
    }

    /// The cluster that an entry is in.
    pub(crate) fn home(&self, at: u32) -> u32 {
        self.home.get(at as usize).copied().unwrap_or(at)
    }

    /// The members of a cluster; empty for an entry that went into another.
    pub(crate) fn members(&self, cluster: u32) -> &[u64] {
        let at = cluster as usize;
        match self.members.get(at) {
            Some(members) if !members.is_empty() => members,
            _ if self.home(cluster) == cluster => self.own.get(at..=at).unwrap_or_default(),
            _ => &[],
        }
    }

    /// Makes one of the clusters of two entries, whatever speaks against it.
    pub(crate) fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.home(a), self.home(b));
        if a == b {
            return;
        }
        let (into, from) = (a.min(b), a.max(b));
        let mut members = self.members(into).to_vec();
        for at in self.members(from).to_vec() {
            order::insert(&mut members, at);
            if let Some(home) = self.home.get_mut(at as usize) {
                *home = into;
            }
        }
        for (cluster, members) in [(into, members), (from, Vec::new())] {
            if let Some(own) = self.members.get_mut(cluster as usize) {
                *own = members;
            }
        }
    }

    /// Whether nothing stands between any member of the one cluster and any of
    /// the other. Where the link at hand bridges hours by itself, hours between
    /// other members do not stand in the way.
    #[inline(never)]
    fn fit(&self, a: u32, b: u32, bridged: bool) -> bool {
        if a == b {
            return true;
        }
        for one in self.members(a) {
            for two in self.members(b) {
                if !self.may_be_one(*one.min(two) as u32, *one.max(two) as u32, bridged) {
                    return false;
                }
            }
        }
        true
    }

    /// Whether the user holds them apart.
    pub(crate) fn are_apart(&self, a: u32, b: u32) -> bool {
        order::holds(&self.apart, order::both(a, b))
    }

    fn may_be_one(&self, a: u32, b: u32, bridged: bool) -> bool {
        if self.are_apart(a, b) {
            return false;
        }
        let (Some(one), Some(two)) = (self.get(a), self.get(b)) else {
            return false;
        };
        match judge(self.record, one, two) {
            Verdict::Same(_) | Verdict::Possible | Verdict::Suggested | Verdict::Unrelated => true,
            Verdict::Waiting => bridged,
            Verdict::Doubtful | Verdict::Different => false,
        }
    }

    /// Settles `links`, and returns those that something contests: they are
    /// possibly the same.
    #[inline(never)]
    pub(crate) fn settle(&mut self, links: &[u128]) -> Vec<u128> {
        let mut ranked = links.to_vec();
        order::sort(&mut ranked);
        let mut rest = ranked.as_slice();
        let mut contested = Vec::new();
        while let level @ [first, ..] = order::take_alike(&mut rest, order::KEY) {
            let rank = u8::MAX - order::key(*first) as u8;
            self.settle_level(level, rank, &mut contested);
        }
        self.all_between(&ranked, &contested)
    }

    /// All links between clusters of which one link is contested: what any of
    /// their members belongs to may tell, not only the first's.
    #[inline(never)]
    fn all_between(&self, links: &[u128], contested: &[u128]) -> Vec<u128> {
        let clusters = |item: &u128| {
            let (a, b) = order::pair(*item);
            order::both(self.home(a), self.home(b))
        };
        let mut open: Vec<u64> = Vec::new();
        for item in contested {
            order::insert(&mut open, clusters(item));
        }
        let mut all = contested.to_vec();
        for item in links {
            if order::holds(&open, clusters(item)) {
                all.push(*item);
            }
        }
        order::sort(&mut all);
        all
    }

    /// Settles links of one rank.
    fn settle_level(&mut self, level: &[u128], rank: u8, contested: &mut Vec<u128>) {
        let bridged = matches!(rank, SUPPORTED | RECEIVED);
        // What stronger evidence left open, weaker evidence does not settle.
        let mut open: Vec<u64> = Vec::new();
        for item in &*contested {
            let (a, b) = order::pair(*item);
            order::insert(&mut open, order::both(self.home(a), self.home(b)));
        }
        // Between clusters as they stand, each pair once, those that fit.
        let mut between: Vec<u128> = Vec::new();
        for item in level {
            let (a, b) = order::pair(*item);
            let clusters = order::both(self.home(a), self.home(b));
            if self.home(a) != self.home(b) && !order::holds(&open, clusters) {
                between.push(order::pack(clusters, a, b));
            }
        }
        order::sort(&mut between);
        let mut fitting: Vec<u128> = Vec::new();
        let mut rest = between.as_slice();
        while let [item, ..] = order::take_alike(&mut rest, order::KEY) {
            let (a, b) = order::pair(*item);
            let (one, two) = (self.home(a), self.home(b));
            // A link between two single entries is its own verdict.
            let single = self.members(one).len() == 1 && self.members(two).len() == 1;
            let fits = if single {
                !self.are_apart(a, b)
            } else {
                // One of the minute is not kept out by what lies hours from it
                // and came with a number; yet two candidates hours apart, both
                // of one clock without a zone, are rivals below.
                self.fit(one, two, bridged || rank >= CLOCK)
            };
            if fits {
                fitting.push(*item);
            } else if rank == TWICE || self.is_open(one, two) {
                contested.push(link(rank, a, b));
            }
        }
        let rivals = self.all_rivals(&fitting, bridged);
        let mut clear = Vec::new();
        for item in fitting {
            if order::holds(&rivals, order::key(item)) {
                let (a, b) = order::pair(item);
                contested.push(link(rank, a, b));
            } else {
                clear.push(item);
            }
        }
        self.join_chains(&clear, rank, bridged, contested);
    }

    /// The pairs of clusters that are not joined because one of them has
    /// another candidate as good; sorted.
    fn all_rivals(&self, between: &[u128], bridged: bool) -> Vec<u64> {
        let mut sides: Vec<u128> = Vec::new();
        for item in between {
            let (a, b) = clusters_of(*item);
            sides.push(order::pack(0, a, b));
            sides.push(order::pack(0, b, a));
        }
        order::sort(&mut sides);
        let mut found: Vec<u64> = Vec::new();
        let mut rest = sides.as_slice();
        loop {
            let candidates = order::take_alike(&mut rest, order::KEY_AND_FIRST);
            if candidates.is_empty() {
                return found;
            }
            for (n, one) in candidates.iter().enumerate() {
                let (of, one) = order::pair(*one);
                for two in candidates.get(n + 1..).unwrap_or_default() {
                    let (_, two) = order::pair(*two);
                    if !self.fit(one, two, bridged) {
                        order::insert(&mut found, order::both(of, one));
                        order::insert(&mut found, order::both(of, two));
                    }
                }
            }
        }
    }

    /// Whether two clusters that do not fit are still worth naming together:
    /// no source holds both.
    #[inline(never)]
    pub(crate) fn is_open(&self, a: u32, b: u32) -> bool {
        let source = |at: u64| self.get(at as u32).map(Feature::source);
        for one in self.members(a) {
            for two in self.members(b) {
                if source(*one) == source(*two) {
                    return false;
                }
            }
        }
        true
    }

    /// Joins links whose whole chain fits; a chain that holds a contradiction
    /// further along is left open as a whole.
    fn join_chains(&mut self, clear: &[u128], rank: u8, bridged: bool, contested: &mut Vec<u128>) {
        // The chain of each cluster, found by following its smallest member.
        for item in clear {
            let (a, b) = clusters_of(*item);
            let (a, b) = (end_of(&self.chain, a), end_of(&self.chain, b));
            if let Some(next) = self.chain.get_mut(a.max(b) as usize) {
                *next = u64::from(a.min(b));
            }
        }
        let mut links: Vec<u128> = Vec::new();
        for (n, item) in clear.iter().enumerate() {
            let (a, _) = clusters_of(*item);
            links.push(order::pack(0, end_of(&self.chain, a), n as u32));
        }
        for item in clear {
            let (a, b) = clusters_of(*item);
            for at in [a, b] {
                if let Some(next) = self.chain.get_mut(at as usize) {
                    *next = u64::from(at);
                }
            }
        }
        order::sort(&mut links);
        let mut rest = links.as_slice();
        loop {
            let whole = order::take_alike(&mut rest, order::KEY_AND_FIRST);
            if whole.is_empty() {
                return;
            }
            let mut items: Vec<u128> = Vec::new();
            for link in whole {
                items.extend(clear.get(order::pair(*link).1 as usize));
            }
            let fits = items.len() == 1 || self.all_fit(&items, bridged);
            for item in items {
                let (a, b) = order::pair(item);
                if fits {
                    self.join(a, b);
                } else {
                    contested.push(link(rank, a, b));
                }
            }
        }
    }

    /// Whether all clusters that these links name fit each other.
    fn all_fit(&self, links: &[u128], bridged: bool) -> bool {
        let mut clusters: Vec<u64> = Vec::new();
        for link in links {
            let (a, b) = clusters_of(*link);
            order::insert(&mut clusters, u64::from(a));
            order::insert(&mut clusters, u64::from(b));
        }
        for (n, one) in clusters.iter().enumerate() {
            for two in clusters.get(n + 1..).unwrap_or_default() {
                if !self.fit(*one as u32, *two as u32, bridged) {
                    return false;
                }
            }
        }
        true
    }
}

/// The clusters that a link lies between, where they are its key.
fn clusters_of(item: u128) -> (u32, u32) {
    order::pair(u128::from(order::key(item)))
}

/// Where a chain that begins at `at` ends.
#[inline(never)]
fn end_of(chain: &[u64], mut at: u32) -> u32 {
    while let Some(next) = chain.get(at as usize)
        && *next as u32 != at
    {
        at = *next as u32;
    }
    at
}
