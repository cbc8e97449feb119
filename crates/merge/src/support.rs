//! What the surroundings of two entries say: reports by their results, contacts
//! by what happened in them, and either way round.

use timeline_model::{Kind, Role};

use crate::{
    cluster::{Clusters, Link},
    feature::Record,
    order,
    pair::{Naming, SUPPORTED, agreement, naming},
    time::Agreement,
};

/// Which entries belong to which, both ways.
struct Belonging {
    /// The whole and its part, packed and sorted.
    parts: Vec<u128>,
    /// The part and its whole.
    wholes: Vec<u128>,
}

impl Belonging {
    fn of(record: &Record<'_>) -> Belonging {
        let (mut parts, mut wholes) = (Vec::new(), Vec::new());
        for (at, feature) in record.features.iter().enumerate() {
            let at = at as u32;
            for reference in &feature.entry.references {
                let Some(other) = reference.key.and_then(|key| record.find(key)) else {
                    continue;
                };
                let (whole, part) = match reference.role {
                    Role::Member => (at, other),
                    Role::Encounter => (other, at),
                    _ => continue,
                };
                parts.push(order::pack(0, whole, part));
                wholes.push(order::pack(0, part, whole));
            }
        }
        order::sort(&mut parts);
        order::sort(&mut wholes);
        Belonging { parts, wholes }
    }
}

/// The clusters of all that `list` holds for an entry, sorted.
fn homes(list: &[u128], at: u32, clusters: &Clusters<'_, '_>) -> Vec<u64> {
    let from = list.partition_point(|item| order::pair(*item).0 < at);
    let mut homes = Vec::new();
    for item in list.get(from..).unwrap_or_default() {
        let (of, other) = order::pair(*item);
        if of != at {
            break;
        }
        order::insert(&mut homes, u64::from(clusters.home(other)));
    }
    homes
}

/// How many clusters two lists share.
fn common(one: &[u64], two: &[u64]) -> usize {
    one.iter().filter(|home| order::holds(two, **home)).count()
}

/// Of the undecided reports and contacts, those with a part in common; most
/// parts where hours lie between them, for one alone could be chance.
pub(crate) fn by_parts(
    record: &Record<'_>,
    clusters: &Clusters<'_, '_>,
    undecided: &[(u32, u32)],
) -> Vec<Link> {
    let mut links = Vec::new();
    if undecided.is_empty() {
        return links;
    }
    let belonging = Belonging::of(record);
    for (a, b) in undecided {
        let (Some(x), Some(y)) = (record.get(*a), record.get(*b)) else {
            continue;
        };
        if !matches!(x.family, Kind::Report | Kind::Encounter) {
            continue;
        }
        let one = homes(&belonging.parts, *a, clusters);
        let two = homes(&belonging.parts, *b, clusters);
        let shared = common(&one, &two);
        let apart = matches!(agreement(record, x, y), Agreement::Apart(_));
        let most = shared >= 2 && shared * 2 > one.len().min(two.len());
        if most || !apart && shared >= 1 {
            links.push(link(*a, *b));
        }
    }
    links
}

/// Of the undecided, those whose report or contact is one.
pub(crate) fn by_whole(
    record: &Record<'_>,
    clusters: &Clusters<'_, '_>,
    undecided: &[(u32, u32)],
) -> Vec<Link> {
    let mut links = Vec::new();
    if undecided.is_empty() {
        return links;
    }
    let belonging = Belonging::of(record);
    for (a, b) in undecided {
        let one = homes(&belonging.wholes, *a, clusters);
        let two = homes(&belonging.wholes, *b, clusters);
        let (Some(x), Some(y)) = (record.get(*a), record.get(*b)) else {
            continue;
        };
        if common(&one, &two) > 0 && naming(record, x, y) == Naming::Same {
            links.push(link(*a, *b));
        }
    }
    links
}

fn link(a: u32, b: u32) -> Link {
    Link {
        rank: SUPPORTED,
        a,
        b,
    }
}
