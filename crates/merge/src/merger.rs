use timeline_model::{Entry, FoldReason, FoldReasonKind, RecordKey};

use crate::{
    block,
    cluster::{Clusters, link},
    codes::CodeMap,
    feature::{packed_key, unpacked_key},
    group::{self, Group},
    net::{Edge, NOWHERE, Net},
    order,
    pair::judge,
    record::Record,
    support::{self, By},
};

/// What the user said of entries, for this view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// Pairs of records that are not to be shown as one.
    pub apart: Vec<(RecordKey, RecordKey)>,
    /// Pairs of records that the user called the same; stronger than `apart`.
    pub together: Vec<(RecordKey, RecordKey)>,
}

/// The entries of all sources as one record, kept up to date.
///
/// Entries may come, change and go in any order: what stands depends on those
/// that are here, and on nothing else. A change costs in proportion to what
/// changes and to what that touches.
#[derive(Default)]
pub struct Merger {
    record: Record,
    net: Net,
    overrides: Overrides,
    /// The groups, each at the place of its first record.
    groups: Vec<Option<Group>>,
}

impl Merger {
    /// Takes in entries that are new or changed, each once, and forgets those
    /// that are `gone`. Gives the first records of all groups that were made
    /// or undone; those made again as they were are among them. Sorted.
    pub fn update(&mut self, gone: &[RecordKey], entries: &[&Entry]) -> Vec<RecordKey> {
        let mut leaving: Vec<u128> = Vec::new();
        let mut leave = |key: RecordKey| {
            if let Some(at) = self.record.find(key) {
                leaving.push(u128::from(at));
            }
        };
        for key in gone {
            leave(*key);
        }
        for entry in entries {
            leave(entry.key);
        }
        order::sort(&mut leaving);
        let (mut again, mut touched) = (Vec::new(), Vec::new());
        block::crowded(&self.record, &leaving, &mut again);
        let mut firsts = Vec::new();
        self.leave(&leaving, &mut touched, &mut firsts);
        let left = self.record.take_out(&leaving);
        let (arrived, came) = self.record.put_in(entries);
        self.net.make_room(self.record.len());
        while self.groups.len() < self.record.len() {
            self.groups.push(None);
        }
        self.record.regroup(&left.identifiers, &mut again);
        self.record.regroup(&came.identifiers, &mut again);
        if core::mem::take(&mut self.record.zones.changed) {
            again = self.everything();
        } else {
            block::crowded(&self.record, &arrived, &mut again);
            again.extend_from_slice(&arrived);
        }
        self.judge(again, &mut touched);
        self.settle(touched, firsts)
    }

    /// What the user said.
    pub fn overrides(&self) -> &Overrides {
        &self.overrides
    }

    /// Keeps to what the user said from now on. Gives the same as
    /// [`Merger::update`].
    pub fn set_overrides(&mut self, overrides: Overrides) -> Vec<RecordKey> {
        let mut touched = Vec::new();
        let before = core::mem::replace(&mut self.overrides, overrides);
        for overrides in [&before, &self.overrides] {
            for pairs in [&overrides.apart, &overrides.together] {
                for pair in self.places(pairs) {
                    touched.push(u128::from(pair >> 32));
                    touched.push(u128::from(pair as u32));
                }
            }
        }
        self.settle(touched, Vec::new())
    }

    /// Joins codes of different systems by a map from now on. Gives the same as
    /// [`Merger::update`].
    pub fn set_map(&mut self, map: CodeMap) -> Vec<RecordKey> {
        self.record.set_map(map);
        let (everything, mut touched) = (self.everything(), Vec::new());
        self.judge(everything, &mut touched);
        self.settle(touched, Vec::new())
    }

    /// Whether a map could join anything: two sources named things of one kind
    /// in different systems.
    pub fn systems_differ(&self) -> bool {
        self.record.spoken.differ
    }

    /// The group whose first record is `first`.
    pub fn group(&self, first: RecordKey) -> Option<&Group> {
        self.groups.get(self.record.find(first)? as usize)?.as_ref()
    }

    /// Why the records of a group are one; empty where there is one. Names code
    /// systems at most, never what a source wrote.
    pub fn reasons(&self, group: &Group) -> Vec<FoldReason> {
        let mut reasons = Vec::new();
        for (a, b) in &self.overrides.together {
            if group.members.contains(a) && group.members.contains(b) {
                group::add(&mut reasons, FoldReasonKind::ByHand, "");
                if let (Some(a), Some(b)) = (self.record.find(*a), self.record.find(*b)) {
                    group::add_reasons(&mut reasons, &self.record, a, b);
                }
            }
        }
        for (n, one) in group.members.iter().enumerate() {
            for two in group.members.get(n + 1..).unwrap_or_default() {
                if let Some((a, b, Edge::Same(_) | Edge::Waiting)) = self.between(*one, *two) {
                    group::add_reasons(&mut reasons, &self.record, a, b);
                }
            }
        }
        reasons
    }

    /// What speaks for two groups being one, and what stands in the way.
    pub fn reasons_between(&self, one: &Group, two: &Group) -> Vec<FoldReason> {
        let mut reasons = Vec::new();
        let mut several = false;
        for a in &one.members {
            for b in &two.members {
                if let Some((a, b, edge)) = self.between(*a, *b) {
                    several |= matches!(edge, Edge::Same(_));
                    group::add_reasons(&mut reasons, &self.record, a, b);
                }
            }
        }
        if several {
            group::add(&mut reasons, FoldReasonKind::SeveralCandidates, "");
        }
        reasons
    }

    /// The places of two records, and the edge between them.
    fn between(&self, one: RecordKey, two: RecordKey) -> Option<(u32, u32, Edge)> {
        let (a, b) = (self.record.find(one)?, self.record.find(two)?);
        let (a, b) = if one < two { (a, b) } else { (b, a) };
        Some((a, b, self.net.between(a, b)?))
    }

    /// The places of all entries.
    fn everything(&self) -> Vec<u128> {
        let mut all = Vec::new();
        for at in 0..self.record.len() as u32 {
            if self.record.get(at).is_some() {
                all.push(u128::from(at));
            }
        }
        all
    }

    /// Forgets what was known of these entries; whom that may concern is
    /// `touched`, and their groups are no more.
    fn leave(&mut self, leaving: &[u128], touched: &mut Vec<u128>, firsts: &mut Vec<u128>) {
        let together = self.places(&self.overrides.together);
        for at in leaving {
            let at = *at as u32;
            self.net.cut(at, touched);
            self.related(at, touched);
            let home = self.net.home(at);
            self.undo(home, firsts);
            tied_by_hand(&together, at, touched);
        }
    }

    /// Adds all that is part of an entry, and all that it is part of.
    fn related(&self, at: u32, found: &mut Vec<u128>) {
        let mut related = Vec::new();
        self.record.related(at, By::Parts, &mut related);
        self.record.related(at, By::Wholes, &mut related);
        for other in related {
            found.push(u128::from(other));
        }
    }

    /// The places of the records of each pair that is here, as one number;
    /// sorted.
    #[inline(never)]
    fn places(&self, pairs: &[(RecordKey, RecordKey)]) -> Vec<u64> {
        let mut places = Vec::new();
        for (a, b) in pairs {
            if let (Some(a), Some(b)) = (self.record.find(*a), self.record.find(*b)) {
                order::insert(&mut places, order::both(a, b));
            }
        }
        places
    }

    /// Judges all pairs of these entries.
    fn judge(&mut self, mut again: Vec<u128>, touched: &mut Vec<u128>) {
        order::sort(&mut again);
        let live = |at: &u128| self.record.get(*at as u32).is_some();
        again.retain(live);
        for at in &again {
            self.net.cut(*at as u32, touched);
        }
        let all = again.len() == self.record.live();
        let pairs = if all {
            block::all_pairs(&self.record)
        } else {
            block::pairs_of(&self.record, &again)
        };
        for pair in pairs {
            let (a, b) = order::pair(pair);
            if let (Some(one), Some(two)) = (self.record.get(a), self.record.get(b))
                && let Some(edge) = Edge::of(judge(&self.record, one, two))
            {
                self.net.tie(a, b, edge);
            }
        }
        touched.append(&mut again);
    }

    /// Settles all that is tied to what was `touched`.
    fn settle(&mut self, touched: Vec<u128>, mut firsts: Vec<u128>) -> Vec<RecordKey> {
        let together = self.places(&self.overrides.together);
        let apart = self.places(&self.overrides.apart);
        let mut around = Vec::new();
        self.reach(touched, &together, &mut around);
        // At first what was open before, which is what is open still, mostly.
        let mut slots = self.number(&mut around);
        let before = slots.iter().map(|at| self.net.is_unsettled(*at));
        let more = self.beyond(&slots, &before.collect::<Vec<bool>>());
        self.reach(more, &together, &mut around);
        loop {
            slots = self.number(&mut around);
            let mut clusters = Clusters::new(&self.record, &slots, self.numbered(&apart));
            for pair in self.numbered(&together) {
                clusters.join((pair >> 32) as u32, pair as u32);
            }
            let evidence = Evidence::of(&self.net, &slots);
            let mut open = clusters.settle(&evidence.links);
            let mut undecided = evidence.waiting.clone();
            undecided.extend_from_slice(&open);
            let unsettled = clusters.unsettled(&undecided);
            let more = self.beyond(&slots, &unsettled);
            if !more.is_empty() {
                self.reach(more, &together, &mut around);
                continue;
            }
            // What waits, and what was contested, may be told by what belongs
            // to it, and then by what it belongs to. Twice, for a report that
            // was told by one result tells the others, and they their contact.
            for by in [By::Parts, By::Wholes, By::Parts, By::Wholes] {
                let links = support::links(&self.record, &self.net, &clusters, &undecided, by);
                open.append(&mut clusters.settle(&links));
            }
            let homes = clusters.homes();
            let mut groups = group::assemble_all(&self.record, &clusters);
            let possible = [evidence.possible, evidence.waiting, open];
            group::name_possible(&clusters, &possible, &mut groups);
            for slot in &slots {
                let home = self.net.home(*slot);
                self.undo(home, &mut firsts);
            }
            for ((slot, home), unsettled) in slots.iter().zip(homes).zip(unsettled) {
                self.net.set_home(*slot, home, unsettled);
            }
            return self.replace(firsts, groups);
        }
    }

    /// Numbers entries in the order of their keys, and gives their places.
    fn number(&mut self, around: &mut Vec<u128>) -> Vec<u32> {
        self.record.by_key(around);
        let mut slots = Vec::with_capacity(around.len());
        for (n, item) in around.iter().enumerate() {
            self.net.set_local(*item as u32, n as u32);
            slots.push(*item as u32);
        }
        slots
    }

    /// Adds all entries that are tied to these, through however many.
    fn reach(&mut self, mut from: Vec<u128>, together: &[u64], into: &mut Vec<u128>) {
        while let Some(at) = from.pop() {
            let at = at as u32;
            if self.record.get(at).is_none() || self.net.local(at) != NOWHERE {
                continue;
            }
            self.net.set_local(at, 0);
            into.push(u128::from(at));
            self.net.tied(at, &mut from);
            tied_by_hand(together, at, &mut from);
        }
    }

    /// Those beyond these entries that tell what is still open among them, or
    /// that they may tell.
    fn beyond(&self, slots: &[u32], unsettled: &[bool]) -> Vec<u128> {
        let mut more = Vec::new();
        if slots.len() == self.record.live() {
            return more;
        }
        let mut related = Vec::new();
        for (at, open) in slots.iter().zip(unsettled) {
            related.clear();
            self.related(*at, &mut related);
            for other in &related {
                let place = *other as u32;
                if self.net.local(place) == NOWHERE && (*open || self.net.is_unsettled(place)) {
                    more.push(*other);
                }
            }
        }
        more
    }

    /// The same pairs, numbered as those that are being settled; sorted.
    fn numbered(&self, pairs: &[u64]) -> Vec<u64> {
        let mut numbered = Vec::new();
        for pair in pairs {
            let (a, b) = (
                self.net.local((pair >> 32) as u32),
                self.net.local(*pair as u32),
            );
            if a != NOWHERE && b != NOWHERE {
                order::insert(&mut numbered, order::both(a, b));
            }
        }
        numbered
    }

    /// Makes a group undone, and adds its first record.
    fn undo(&mut self, home: u32, firsts: &mut Vec<u128>) {
        if let Some(group) = self.groups.get_mut(home as usize).and_then(Option::take) {
            firsts.push(packed_key(group.first()));
        }
    }

    /// Keeps the groups, and adds their first records to those of the groups
    /// before.
    fn replace(&mut self, mut firsts: Vec<u128>, groups: Vec<Group>) -> Vec<RecordKey> {
        for group in groups {
            let first = group.first();
            firsts.push(packed_key(first));
            let at = self.record.find(first).unwrap_or(NOWHERE);
            if let Some(slot) = self.groups.get_mut(at as usize) {
                *slot = Some(group);
            }
        }
        order::sort(&mut firsts);
        let mut keys = Vec::with_capacity(firsts.len());
        for first in firsts {
            keys.push(unpacked_key(first));
        }
        keys
    }
}

/// Adds both of each pair that an entry is in.
#[inline(never)]
fn tied_by_hand(pairs: &[u64], at: u32, into: &mut Vec<u128>) {
    for pair in pairs {
        let (a, b) = ((pair >> 32) as u32, *pair as u32);
        if a == at || b == at {
            into.push(u128::from(a));
            into.push(u128::from(b));
        }
    }
}

/// What the pairs among some entries said, packed.
struct Evidence {
    links: Vec<u128>,
    possible: Vec<u128>,
    waiting: Vec<u128>,
}

impl Evidence {
    fn of(net: &Net, slots: &[u32]) -> Evidence {
        let mut evidence = Evidence {
            links: Vec::new(),
            possible: Vec::new(),
            waiting: Vec::new(),
        };
        for (a, slot) in slots.iter().enumerate() {
            let a = a as u32;
            net.each(*slot, &mut |other, edge| {
                let b = net.local(other);
                if b <= a || b == NOWHERE {
                    return;
                }
                match edge {
                    Edge::Same(rank) => evidence.links.push(link(rank, a, b)),
                    Edge::Possible => evidence.possible.push(order::pack(0, a, b)),
                    Edge::Waiting => evidence.waiting.push(order::pack(0, a, b)),
                }
            });
        }
        evidence
    }
}
