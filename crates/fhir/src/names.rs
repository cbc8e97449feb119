//! Who names whom, over all pages of a source.

use timeline_model::Entry;

use crate::{record::Record, reference};

/// Which record a name names: a hash table with open addressing, of which a
/// name that repeats belongs to the first record by key. Of names it holds the
/// hashes, which are above the keys.
#[derive(Debug, Default)]
pub(crate) struct Names {
    slots: Vec<u128>,
    held: usize,
}

impl Names {
    /// Notes that a name names the record of this key; `false` where it goes on
    /// naming an earlier one.
    pub(crate) fn add(&mut self, name: u64, key: u64) -> bool {
        if self.held * 2 >= self.slots.len() {
            let room = (self.held * 4).max(64).next_power_of_two();
            for slot in core::mem::replace(&mut self.slots, vec![0; room]) {
                let at = self.place((slot >> 64) as u64);
                if let Some(place) = self.slots.get_mut(at).filter(|_| slot != 0) {
                    *place = slot;
                }
            }
        }
        let at = self.place(name);
        let Some(slot) = self.slots.get_mut(at) else {
            return false;
        };
        if *slot != 0 && *slot as u64 <= key {
            return false;
        }
        self.held += usize::from(*slot == 0);
        *slot = u128::from(name) << 64 | u128::from(key);
        true
    }

    /// The record of exactly this name.
    pub(crate) fn exact(&self, name: u64) -> Option<u64> {
        let slot = self.slots.get(self.place(name)).filter(|slot| **slot != 0);
        slot.map(|slot| *slot as u64)
    }

    /// The record that `target` names.
    pub(crate) fn find(&self, target: &str) -> Option<u64> {
        self.exact(hash(target))
            .or_else(|| self.exact(hash(reference::tail(target))))
            .or_else(|| match reference::bare(target) {
                "" => None,
                bare => {
                    let lower = self.exact(hash(&bare.to_ascii_lowercase()));
                    lower.or_else(|| self.exact(hash(bare)))
                }
            })
    }

    /// Where a name is or would be: by its hash, then the next that is free.
    fn place(&self, name: u64) -> usize {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = name as usize & mask;
        while let Some(slot) = self.slots.get(at)
            && *slot != 0
            && (*slot >> 64) as u64 != name
        {
            at = (at + 1) & mask;
        }
        at
    }
}

/// A name as eight bytes; 0 for none.
pub(crate) fn hash(name: &str) -> u64 {
    let mut hash = 0_u64;
    let mut mix = |word: u64| {
        hash = (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        hash ^= hash >> 32;
    };
    let (words, rest) = name.as_bytes().as_chunks();
    for word in words {
        mix(u64::from_le_bytes(*word));
    }
    for byte in rest {
        mix(u64::from(*byte) + 1);
    }
    match name {
        "" => 0,
        _ => hash.max(1),
    }
}

/// The name by which a resource and its copies and versions are one: its type
/// and id, or its text where it has none.
pub(crate) fn own_name(record: &Record, text: &str) -> u64 {
    match record.alias.as_str() {
        _ if record.inside.is_some() => 0,
        "" => hash(text),
        alias => hash(alias),
    }
}

/// All names of a record: its own, and how one asks for its identifiers.
pub(crate) fn names(record: &Record, entry: Option<&Entry>, text: &str) -> Vec<u64> {
    let mut names = Vec::new();
    for name in &record.names() {
        push(hash(name), &mut names);
    }
    if entry.is_some() {
        push(own_name(record, text), &mut names);
    }
    let own = entry.map_or(&[][..], |entry| &entry.identifiers);
    let support = record.support.as_ref();
    let support = support.map_or(&[][..], |support| &support.identifiers);
    for identifiers in &[own, support] {
        for identifier in *identifiers {
            push(hash(&reference::condition(identifier)), &mut names);
        }
    }
    names
}

/// The names for which a record waits: whatever they come to name, or no longer
/// do, changes what it is given.
pub(crate) fn waits(record: &Record, text: &str) -> Vec<u64> {
    let mut waits = vec![own_name(record, text)];
    let mut wait = |target: &str| {
        push(hash(target), &mut waits);
        push(hash(reference::tail(target)), &mut waits);
        let bare = reference::bare(target);
        push(hash(bare), &mut waits);
        push(hash(&bare.to_ascii_lowercase()), &mut waits);
    };
    for link in &record.links {
        wait(&link.target);
    }
    for item in &record.gathers {
        wait(&item.target);
    }
    if let Some(support) = &record.support {
        for role in [&support.person, &support.organisation]
            .into_iter()
            .flatten()
        {
            wait(role);
        }
    }
    waits
}

fn push(name: u64, names: &mut Vec<u64>) {
    if name != 0 && !names.contains(&name) {
        names.push(name);
    }
}
