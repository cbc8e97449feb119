//! All verdicts settled on the whole set: strongest evidence first, ties left
//! open. Nothing here depends on the order in which records came.

use std::collections::BTreeMap;

use crate::{
    feature::Record,
    pair::{RECEIVED, SUPPORTED, TWICE, Verdict, judge},
};

/// Entries that were found to be one, under way.
pub(crate) struct Clusters<'r, 'a> {
    record: &'r Record<'a>,
    /// The cluster of each entry: the smallest member's place.
    home: Vec<u32>,
    /// The members of each cluster, at its smallest member's place; sorted.
    members: Vec<Vec<u32>>,
    /// Pairs of entries that the user holds apart, smaller first; sorted.
    apart: Vec<(u32, u32)>,
}

/// Evidence that two entries are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Link {
    pub(crate) rank: u8,
    pub(crate) a: u32,
    pub(crate) b: u32,
}

impl<'r, 'a> Clusters<'r, 'a> {
    pub(crate) fn new(record: &'r Record<'a>, mut apart: Vec<(u32, u32)>) -> Clusters<'r, 'a> {
        let count = record.features.len() as u32;
        apart.sort_unstable();
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
            members.extend(moved);
            members.sort_unstable();
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
        self.apart.binary_search(&(a, b)).is_ok()
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
    pub(crate) fn settle(&mut self, mut links: Vec<Link>) -> Vec<Link> {
        links.sort_unstable_by(|x, y| (y.rank, x.a, x.b).cmp(&(x.rank, y.a, y.b)));
        let mut contested = Vec::new();
        for level in links.chunk_by(|x, y| x.rank == y.rank) {
            self.settle_level(level, &mut contested);
        }
        contested
    }

    fn settle_level(&mut self, level: &[Link], contested: &mut Vec<Link>) {
        let bridged = level
            .first()
            .is_some_and(|link| matches!(link.rank, SUPPORTED | RECEIVED));
        // Between clusters as they stand, each pair once, those that fit.
        let mut between: BTreeMap<(u32, u32), Link> = BTreeMap::new();
        for link in level {
            let (a, b) = (self.home(link.a), self.home(link.b));
            if a == b || between.contains_key(&(a.min(b), a.max(b))) {
                continue;
            }
            // A link between two single entries is its own verdict.
            let single = self.members(a).len() == 1 && self.members(b).len() == 1;
            let apart = || self.are_apart(a.min(b), a.max(b));
            if single && !apart() || !single && self.fit(a, b, bridged) {
                between.insert((a.min(b), a.max(b)), *link);
            } else if link.rank == TWICE || self.is_open(a, b) {
                contested.push(*link);
            }
        }
        let mut neighbours: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (a, b) in between.keys() {
            neighbours.entry(*a).or_default().push(*b);
            neighbours.entry(*b).or_default().push(*a);
        }
        // In the order of the map's keys, and so sorted.
        let rivals: Vec<(u32, u32)> = neighbours
            .iter()
            .flat_map(|(of, all)| self.rivals(*of, all, bridged))
            .collect();
        let is_rival = |a: u32, b: u32| {
            rivals.binary_search(&(a, b)).is_ok() || rivals.binary_search(&(b, a)).is_ok()
        };
        let mut clear = Vec::new();
        for ((a, b), link) in &between {
            if is_rival(*a, *b) {
                contested.push(*link);
            } else {
                clear.push((*a, *b, *link));
            }
        }
        self.join_chains(&clear, contested, bridged);
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

    /// Which of the candidates for one cluster exclude each other: neither is
    /// taken.
    fn rivals(&self, of: u32, candidates: &[u32], bridged: bool) -> Vec<(u32, u32)> {
        let mut found = Vec::new();
        for (n, one) in candidates.iter().enumerate() {
            for two in candidates.get(n + 1..).unwrap_or_default() {
                if !self.fit(*one, *two, bridged) {
                    found.push((of, *one));
                    found.push((of, *two));
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Joins links whose whole chain fits; a chain that holds a contradiction
    /// further along is left open as a whole.
    fn join_chains(
        &mut self,
        clear: &[(u32, u32, Link)],
        contested: &mut Vec<Link>,
        bridged: bool,
    ) {
        let mut chain_of: BTreeMap<u32, u32> = BTreeMap::new();
        let mut chains: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (a, b, _) in clear {
            let one = chain_of.get(a).copied().unwrap_or(*a);
            let two = chain_of.get(b).copied().unwrap_or(*b);
            if one == two {
                continue;
            }
            let mut whole = chains.remove(&one).unwrap_or_else(|| vec![one]);
            whole.extend(chains.remove(&two).unwrap_or_else(|| vec![two]));
            for cluster in &whole {
                chain_of.insert(*cluster, one);
            }
            chains.insert(one, whole);
        }
        // Sorted, for it comes from the map.
        let broken: Vec<u32> = chains
            .iter()
            .filter(|(_, whole)| whole.len() > 2 && !self.rivals(0, whole, bridged).is_empty())
            .map(|(chain, _)| *chain)
            .collect();
        for (a, b, link) in clear {
            if chain_of
                .get(a)
                .is_some_and(|chain| broken.binary_search(chain).is_ok())
            {
                contested.push(*link);
            } else {
                self.join(*a, *b);
            }
        }
    }
}
