//! What every pair of entries that met was judged to be, and where each entry
//! went.

use crate::pair::Verdict;

/// What two entries that met are to each other, where it is worth keeping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edge {
    Same(u8),
    /// Possible, or doubtful.
    Possible,
    /// To be told by what belongs to them, or what they belong to.
    Waiting,
}

impl Edge {
    pub(crate) fn of(verdict: Verdict) -> Option<Edge> {
        match verdict {
            Verdict::Same(rank) => Some(Edge::Same(rank)),
            Verdict::Possible | Verdict::Doubtful => Some(Edge::Possible),
            Verdict::Suggested | Verdict::Waiting => Some(Edge::Waiting),
            Verdict::Unrelated | Verdict::Different => None,
        }
    }

    fn pack(self, other: u32) -> u64 {
        let edge = match self {
            Edge::Same(rank) => rank,
            Edge::Possible => POSSIBLE,
            Edge::Waiting => WAITING,
        };
        u64::from(other) << 8 | u64::from(edge)
    }

    fn unpack(packed: u64) -> (u32, Edge) {
        let edge = match packed as u8 {
            POSSIBLE => Edge::Possible,
            WAITING => Edge::Waiting,
            rank => Edge::Same(rank),
        };
        ((packed >> 8) as u32, edge)
    }
}

/// Above every rank.
const POSSIBLE: u8 = 254;
const WAITING: u8 = 255;

/// Not among the entries that are being settled.
pub(crate) const NOWHERE: u32 = u32::MAX;

/// By the places of the entries.
#[derive(Default)]
pub(crate) struct Net {
    /// The edges of each, packed.
    edges: Vec<Vec<u64>>,
    states: Vec<State>,
}

#[derive(Clone, Copy)]
struct State {
    /// The first of the entries that it is shown as one with.
    home: u32,
    /// Where it stands among those that are being settled.
    local: u32,
    /// Something about it, or about those that it is one with, had to be told
    /// by what belongs to it, or still has.
    unsettled: bool,
}

impl Net {
    /// Makes room for as many places.
    pub(crate) fn make_room(&mut self, len: usize) {
        while self.states.len() < len {
            self.edges.push(Vec::new());
            self.states.push(State {
                home: self.states.len() as u32,
                local: NOWHERE,
                unsettled: false,
            });
        }
    }

    pub(crate) fn tie(&mut self, a: u32, b: u32, edge: Edge) {
        for (one, two) in [(a, b), (b, a)] {
            if let Some(edges) = self.edges.get_mut(one as usize) {
                edges.push(edge.pack(two));
            }
        }
    }

    /// Cuts all edges of an entry, and adds those at their other ends.
    pub(crate) fn cut(&mut self, at: u32, ends: &mut Vec<u128>) {
        let edges = self.edges.get_mut(at as usize).map(core::mem::take);
        for packed in edges.unwrap_or_default() {
            let (other, _) = Edge::unpack(packed);
            ends.push(u128::from(other));
            if let Some(others) = self.edges.get_mut(other as usize) {
                others.retain(|edge| Edge::unpack(*edge).0 != at);
            }
        }
    }

    /// Calls for each edge of an entry.
    pub(crate) fn each(&self, at: u32, call: &mut dyn FnMut(u32, Edge)) {
        for packed in self.edges.get(at as usize).into_iter().flatten() {
            let (other, edge) = Edge::unpack(*packed);
            call(other, edge);
        }
    }

    /// Adds all entries at the other ends of an entry's edges.
    pub(crate) fn tied(&self, at: u32, into: &mut Vec<u128>) {
        self.each(at, &mut |other, _| into.push(u128::from(other)));
    }

    /// The edge between two entries.
    pub(crate) fn between(&self, a: u32, b: u32) -> Option<Edge> {
        let mut found = None;
        self.each(a, &mut |other, edge| {
            if other == b {
                found = Some(edge);
            }
        });
        found
    }

    pub(crate) fn home(&self, at: u32) -> u32 {
        self.states.get(at as usize).map_or(at, |state| state.home)
    }

    pub(crate) fn local(&self, at: u32) -> u32 {
        self.states
            .get(at as usize)
            .map_or(NOWHERE, |state| state.local)
    }

    pub(crate) fn is_unsettled(&self, at: u32) -> bool {
        self.states
            .get(at as usize)
            .is_some_and(|state| state.unsettled)
    }

    pub(crate) fn set_local(&mut self, at: u32, local: u32) {
        if let Some(state) = self.states.get_mut(at as usize) {
            state.local = local;
        }
    }

    /// Notes where an entry went, and that it is no longer being settled.
    pub(crate) fn set_home(&mut self, at: u32, home: u32, unsettled: bool) {
        if let Some(state) = self.states.get_mut(at as usize) {
            *state = State {
                home,
                local: NOWHERE,
                unsettled,
            };
        }
    }
}
