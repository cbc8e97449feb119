//! What belongs with an entry, where the data say so.

use core::cmp::Ordering;

use timeline_merge::{first_from, sort};
use timeline_model::{Kind, Linked, Mark, RecordKey, Relation};

use crate::{
    record::{Folded, Record},
    source::Source,
};

/// The entries that this one belongs with: those to which any of its copies
/// refers, and those of which any copy refers to it. References lead to what
/// the same source sent, so that only its own sources are asked.
pub fn family(record: &Record, sources: &mut [Source], open: &Folded) -> Vec<Linked> {
    let mut own: Vec<u128> = open.members.iter().map(|key| pack(*key)).collect();
    sort(&mut own);
    let mut ties = Vec::new();
    for place in &open.row.sources {
        if let Some(source) = sources.get_mut(usize::from(*place)) {
            add_ties(source, &own, &mut ties);
        }
    }
    sort(&mut ties);
    let mut family: Vec<Linked> = Vec::new();
    for other in record.folded() {
        if let Some(relation) = relation_of(other, open, &ties) {
            let at = family.partition_point(|own| {
                let order = own.relation.cmp(&relation);
                order.then_with(|| own.row.newest_first(&other.row)) == Ordering::Less
            });
            let linked = Linked {
                row: other.row.clone(),
                relation,
                reasons: Vec::new(),
            };
            family.insert(at, linked);
        }
    }
    family
}

/// How many bits a tie has below the record key: the role, and whether the
/// other refers to this one.
const TIE: u32 = 8;

fn pack(key: RecordKey) -> u128 {
    u128::from(key.source) << 64 | u128::from(key.page) << 32 | u128::from(key.place)
}

/// Adds the other end of each reference from or to one of `own`, with its role
/// and its direction.
fn add_ties(source: &mut Source, own: &[u128], ties: &mut Vec<u128>) {
    for entry in source.entries() {
        let from = pack(entry.key);
        let leads_out = own.binary_search(&from).is_ok();
        for reference in &entry.references {
            let Some(to) = reference.key.map(pack) else {
                continue;
            };
            let tie = (reference.role as u128) << 1;
            match (leads_out, own.binary_search(&to).is_ok()) {
                (true, false) => ties.push(to << TIE | tie),
                (false, true) => ties.push(from << TIE | tie | 1),
                _ => {}
            }
        }
    }
}

/// What another entry is to the open one, told by the ties of its copies. What
/// is covered says only that there is something.
#[inline(never)]
fn relation_of(other: &Folded, open: &Folded, ties: &[u128]) -> Option<Relation> {
    let mut best: Option<Relation> = None;
    for key in &other.members {
        let key = pack(*key);
        let from = first_from(ties, key << TIE);
        for tie in ties.get(from..).unwrap_or_default() {
            if tie >> TIE != key {
                break;
            }
            let relation = relation(*tie as u8, open.row.kind, other.row.kind);
            best = Some(best.map_or(relation, |best| best.min(relation)));
        }
    }
    match other.row.marks.has(Mark::Covered) {
        true => best.map(|_| Relation::Linked),
        false => best,
    }
}

/// What a tie makes of the other entry.
fn relation(tie: u8, own: Kind, other: Kind) -> Relation {
    let relation = TIES.get(usize::from(tie)).copied().unwrap_or_default();
    match (relation, own, other) {
        (Relation::AnsweredBy, Kind::Medicine, Kind::Medicine) => Relation::Issue,
        (Relation::Contains, _, Kind::Result | Kind::VitalSign) => Relation::Result,
        // Of an encounter it may be the diagnosis as well.
        (Relation::GaveRise, _, Kind::Encounter) => Relation::Contact,
        _ => relation,
    }
}

/// By role: what the other is where this refers to it, and where it refers to
/// this.
const TIES: [Relation; 16] = [
    Relation::HappenedIn,
    Relation::Happened,
    Relation::Answers,
    Relation::AnsweredBy,
    Relation::Contains,
    Relation::PartOf,
    Relation::Reason,
    Relation::GaveRise,
    Relation::PartOf,
    Relation::Contains,
    Relation::DerivedFrom,
    Relation::Derived,
    Relation::Replaces,
    Relation::ReplacedBy,
    Relation::Linked,
    Relation::Linked,
];

#[cfg(test)]
mod tests {
    use super::*;
    use timeline_model::Role;

    #[test]
    fn each_role_is_told_from_both_sides() {
        for (role, to, from) in [
            (Role::Encounter, Relation::HappenedIn, Relation::Happened),
            (Role::Request, Relation::Answers, Relation::AnsweredBy),
            (Role::Member, Relation::Contains, Relation::PartOf),
            (Role::Reason, Relation::Reason, Relation::GaveRise),
            (Role::PartOf, Relation::PartOf, Relation::Contains),
            (Role::Derived, Relation::DerivedFrom, Relation::Derived),
            (Role::Replaces, Relation::Replaces, Relation::ReplacedBy),
            (Role::Other, Relation::Linked, Relation::Linked),
        ] {
            let tie = (role as u8) << 1;
            let told = |tie| relation(tie, Kind::Problem, Kind::Document);
            assert_eq!((told(tie), told(tie | 1)), (to, from), "{role:?}");
        }
        let told = |role: Role, own, other| relation((role as u8) << 1 | 1, own, other);
        let issue = told(Role::Request, Kind::Medicine, Kind::Medicine);
        assert_eq!(issue, Relation::Issue);
        let contact = told(Role::Reason, Kind::Problem, Kind::Encounter);
        assert_eq!(contact, Relation::Contact);
    }
}
