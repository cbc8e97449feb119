use crate::{
    Kind,
    wire::{Input, Wire},
};

/// A set of kinds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct KindSet(u16);

impl KindSet {
    /// No kind.
    pub const NONE: KindSet = KindSet(0);

    /// Every kind.
    pub const ALL: KindSet = KindSet((1 << Kind::ALL.len()) - 1);

    /// The set of this kind alone.
    pub const fn of(kind: Kind) -> KindSet {
        KindSet(1 << kind as u16)
    }

    /// Whether the kind is in it.
    pub const fn contains(self, kind: Kind) -> bool {
        self.0 & KindSet::of(kind).0 != 0
    }

    /// Whether nothing is in it.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Puts a kind into it.
    pub fn insert(&mut self, kind: Kind) {
        *self = self.or(KindSet::of(kind));
    }

    /// What is in either.
    pub const fn or(self, other: KindSet) -> KindSet {
        KindSet(self.0 | other.0)
    }

    /// What is in both.
    pub const fn and(self, other: KindSet) -> KindSet {
        KindSet(self.0 & other.0)
    }

    /// What is in this one and not in the other.
    pub const fn without(self, other: KindSet) -> KindSet {
        KindSet(self.0 & !other.0)
    }

    /// The kinds in it, in the order of the filters.
    pub fn iter(self) -> impl Iterator<Item = Kind> {
        Kind::ALL
            .into_iter()
            .filter(move |kind| self.contains(*kind))
    }
}

impl Wire for KindSet {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
    }
    fn get(input: &mut Input<'_>) -> KindSet {
        KindSet(u16::get(input)).and(KindSet::ALL)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_hold_what_was_put_into_them() {
        let mut set = KindSet::of(Kind::Allergy);
        set.insert(Kind::Problem);
        assert_eq!(
            set.iter().collect::<Vec<_>>(),
            [Kind::Problem, Kind::Allergy]
        );
        assert!(!set.contains(Kind::Other) && KindSet::ALL.contains(Kind::Other));
        assert_eq!(KindSet::ALL.iter().count(), Kind::ALL.len());
        assert!(set.without(set).is_empty());
        let mut bytes = Vec::new();
        set.put(&mut bytes);
        assert_eq!(KindSet::get(&mut Input::new(&bytes)), set);
    }
}
