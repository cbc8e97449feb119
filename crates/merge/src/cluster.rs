//! All verdicts settled on the whole set: strongest evidence first, ties left
//! open. Nothing here depends on the order in which records came.

use crate::{
    feature::Record,
    order,
    pair::{RECEIVED, SUPPORTED, TWICE, Verdict, judge},
};

/// Entries that were found to be one, under way.
pub(crate) struct Clusters<'r, 'a> {
    record: &'r Record<'a>,
    /// The cluster of each entry: the smallest member's place.
    home: Vec<u32>,
    /// The members of each cluster, at its smallest member's place; sorted.
    members: Vec<Vec<u32>>,
    /// Pairs of entries that the user holds apart; sorted.
    apart: Vec<u64>,
}

/// Evidence that two entries are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Link {
    pub(crate) rank: u8,
    pub(crate) a: u32,
    pub(crate) b: u32,
}

impl<'r, 'a> Clusters<'r, 'a> {
    pub(crate) fn new(record: &'r Record<'a>, apart: Vec<u64>) -> Clusters<'r, 'a> {
        let count = record.features.len() as u32;
        Clusters {
            record,
            home: (0..count).collect(),
            members: (0..count).map(|at| vec![at]).collect(),
            apart,
        }
    }

    /// The cluster that an entry is in.
    pub(crate) fn home(&self, at: u32) -> u32 {
        self.home.get(at as usize).copied().unwrap_or(at)
    }

    /// The members of a cluster; empty for an entry that went into another.
    pub(crate) fn members(&self, cluster: u32) -> &[u32] {
        self.members
            .get(cluster as usize)
            .map_or(&[], Vec::as_slice)
    }

    /// Makes one of the clusters of two entries, whatever speaks against it.
    pub(crate) fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.home(a), self.home(b));
        if a == b {
            return;
        }
        let (into, from) = (a.min(b), a.max(b));
        let moved = self
            .members
            .get_mut(from as usize)
            .map(core::mem::take)
            .unwrap_or_default();
        for at in &moved {
            if let Some(home) = self.home.get_mut(*at as usize) {
                *home = into;
            }
        }
        if let Some(members) = self.members.get_mut(into as usize) {
            for at in moved {
                members.insert(members.partition_point(|m| *m < at), at);
            }
        }
    }

    /// Whether nothing stands between any member of the one cluster and any of
    /// the other. Where the link at hand bridges hours by itself, hours between
    /// other members do not stand in the way.
    fn fit(&self, a: u32, b: u32, bridged: bool) -> bool {
        a == b
            || self.members(a).iter().all(|one| {
                self.members(b)
                    .iter()
                    .all(|two| self.may_be_one(*one.min(two), *one.max(two), bridged))
            })
    }

    /// Whether the user holds them apart.
    fn are_apart(&self, a: u32, b: u32) -> bool {
        order::holds(&self.apart, order::both(a, b))
    }

    fn may_be_one(&self, a: u32, b: u32, bridged: bool) -> bool {
        if self.are_apart(a, b) {
            return false;
        }
        let (Some(one), Some(two)) = (self.record.get(a), self.record.get(b)) else {
            return false;
        };
        match judge(self.record, one, two) {
            Verdict::Same(_) | Verdict::Possible | Verdict::Unrelated => true,
            Verdict::Waiting => bridged,
            Verdict::Doubtful | Verdict::Different => false,
        }
    }

    /// Settles `links`, and returns those that something contests: they are
    /// possibly the same.
    pub(crate) fn settle(&mut self, links: &[Link]) -> Vec<Link> {
        let mut ranked: Vec<u128> = Vec::with_capacity(links.len());
        for link in links {
            ranked.push(order::pack(u64::from(u8::MAX - link.rank), link.a, link.b));
        }
        order::sort(&mut ranked);
        let mut contested = Vec::new();
        for level in ranked.chunk_by(|x, y| order::key(*x) == order::key(*y)) {
            self.settle_level(level, &mut contested);
        }
        contested
    }

    /// Settles links of one rank, packed.
    fn settle_level(&mut self, level: &[u128], contested: &mut Vec<Link>) {
        let Some(first) = level.first() else { return };
        let rank = u8::MAX - order::key(*first) as u8;
        let bridged = matches!(rank, SUPPORTED | RECEIVED);
        // Between clusters as they stand, each pair once, those that fit.
        let mut between: Vec<u128> = Vec::with_capacity(level.len());
        for link in level {
            let (a, b) = order::pair(*link);
            let clusters = order::both(self.home(a), self.home(b));
            if self.home(a) != self.home(b) {
                between.push(order::pack(clusters, a, b));
            }
        }
        order::sort(&mut between);
        between.dedup_by_key(|link| order::key(*link));
        between.retain(|item| {
            let (a, b) = order::pair(*item);
            let (one, two) = (self.home(a), self.home(b));
            // A link between two single entries is its own verdict.
            let single = self.members(one).len() == 1 && self.members(two).len() == 1;
            let fits = if single {
                !self.are_apart(a, b)
            } else {
                self.fit(one, two, bridged)
            };
            if !fits && (rank == TWICE || self.is_open(one, two)) {
                contested.push(Link { rank, a, b });
            }
            fits
        });
        let rivals = self.all_rivals(&between, bridged);
        let mut clear = Vec::new();
        for item in between {
            if order::holds(&rivals, order::key(item)) {
                let (a, b) = order::pair(item);
                contested.push(Link { rank, a, b });
            } else {
                clear.push(item);
            }
        }
        self.join_chains(&clear, rank, bridged, contested);
    }

    /// The pairs of clusters that are not joined because one of them has
    /// another candidate as good; sorted.
    fn all_rivals(&self, between: &[u128], bridged: bool) -> Vec<u64> {
        let mut sides: Vec<u128> = Vec::with_capacity(between.len() * 2);
        for item in between {
            let (a, b) = order::pair(u128::from(order::key(*item)));
            sides.push(order::pack(0, a, b));
            sides.push(order::pack(0, b, a));
        }
        order::sort(&mut sides);
        let mut found: Vec<u128> = Vec::new();
        for candidates in sides.chunk_by(|x, y| x >> 32 == y >> 32) {
            for (n, one) in candidates.iter().enumerate() {
                let (of, one) = order::pair(*one);
                for two in candidates.get(n + 1..).unwrap_or_default() {
                    let (_, two) = order::pair(*two);
                    if !self.fit(one, two, bridged) {
                        found.push(u128::from(order::both(of, one)));
                        found.push(u128::from(order::both(of, two)));
                    }
                }
            }
        }
        order::sort(&mut found);
        found.into_iter().map(|pair| pair as u64).collect()
    }

    /// Whether two clusters that do not fit are still worth naming together:
    /// no source holds both.
    pub(crate) fn is_open(&self, a: u32, b: u32) -> bool {
        let source = |at: &u32| self.record.get(*at).map(|f| f.source());
        !self
            .members(a)
            .iter()
            .any(|one| self.members(b).iter().any(|two| source(one) == source(two)))
    }

    /// Joins links whose whole chain fits; a chain that holds a contradiction
    /// further along is left open as a whole.
    fn join_chains(&mut self, clear: &[u128], rank: u8, bridged: bool, contested: &mut Vec<Link>) {
        // The chain of each cluster, found by following its smallest member.
        let mut chain: Vec<u32> = (0..self.home.len() as u32).collect();
        for item in clear {
            let (a, b) = order::pair(u128::from(order::key(*item)));
            let (a, b) = (end_of(&chain, a), end_of(&chain, b));
            if let Some(next) = chain.get_mut(a.max(b) as usize) {
                *next = a.min(b);
            }
        }
        let mut links: Vec<u128> = Vec::with_capacity(clear.len());
        for (n, item) in clear.iter().enumerate() {
            let (a, _) = order::pair(u128::from(order::key(*item)));
            links.push(order::pack(0, end_of(&chain, a), n as u32));
        }
        order::sort(&mut links);
        for whole in links.chunk_by(|x, y| x >> 32 == y >> 32) {
            let members = || {
                whole
                    .iter()
                    .filter_map(|link| clear.get(order::pair(*link).1 as usize))
            };
            let fits = whole.len() == 1 || self.all_fit(members(), bridged);
            for item in members().copied().collect::<Vec<u128>>() {
                let (a, b) = order::pair(item);
                if fits {
                    self.join(a, b);
                } else {
                    contested.push(Link { rank, a, b });
                }
            }
        }
    }

    /// Whether all clusters that these links name fit each other.
    fn all_fit<'i>(&self, links: impl Iterator<Item = &'i u128>, bridged: bool) -> bool {
        let mut clusters: Vec<u64> = Vec::new();
        for link in links {
            let (a, b) = order::pair(u128::from(order::key(*link)));
            order::insert(&mut clusters, u64::from(a));
            order::insert(&mut clusters, u64::from(b));
        }
        clusters.iter().enumerate().all(|(n, one)| {
            let others = clusters.get(n + 1..).unwrap_or_default();
            others
                .iter()
                .all(|two| self.fit(*one as u32, *two as u32, bridged))
        })
    }
}

/// Where a chain that begins at `at` ends.
fn end_of(chain: &[u32], mut at: u32) -> u32 {
    while let Some(next) = chain.get(at as usize)
        && *next != at
    {
        at = *next;
    }
    at
}
