//! What the surroundings of two entries say: reports by their results, contacts
//! by what happened in them, and either way round.

use timeline_model::{Kind, Role};

use crate::{
    cluster::{Clusters, link},
    feature::Record,
    order,
    pair::{Naming, SUPPORTED, agreement, naming},
    time::Agreement,
};

/// Of the undecided, those that what belongs to them tells to be one, or what
/// they belong to.
#[inline(never)]
pub(crate) fn links(
    record: &Record<'_>,
    clusters: &Clusters<'_, '_>,
    undecided: &[u128],
    by: By,
) -> Vec<u128> {
    let mut links = Vec::new();
    if undecided.is_empty() {
        return links;
    }
    let belonging = belonging(record, by);
    for item in undecided {
        let (a, b) = order::pair(*item);
        let (Some(x), Some(y)) = (record.get(a), record.get(b)) else {
            continue;
        };
        let one = homes(&belonging, a, clusters);
        let two = homes(&belonging, b, clusters);
        let shared = one.iter().filter(|home| order::holds(&two, **home)).count();
        let told = match by {
            // Reports and contacts with a part in common; most parts where
            // hours lie between them, for one alone could be chance.
            By::Parts => {
                let most = shared >= 2 && shared * 2 > one.len().min(two.len());
                matches!(x.family, Kind::Report | Kind::Encounter)
                    && shared >= 1
                    && (most || !matches!(agreement(record, x, y), Agreement::Apart(_)))
            }
            By::Wholes => shared >= 1 && naming(record, x, y) == Naming::Same,
        };
        if told {
            links.push(link(SUPPORTED, a, b));
        }
    }
    links
}

/// What tells.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// What belongs to them.
    Parts,
    /// What they belong to.
    Wholes,
}

/// Which parts belong to which whole, or the other way round, packed and
/// sorted.
fn belonging(record: &Record<'_>, by: By) -> Vec<u128> {
    let mut found = Vec::new();
    for (at, feature) in record.features.iter().enumerate() {
        let at = at as u32;
        for reference in &feature.entry.references {
            let Some(other) = reference.key.and_then(|key| record.find(key)) else {
                continue;
            };
            let is_whole = match reference.role {
                Role::Member => true,
                Role::Encounter => false,
                _ => continue,
            };
            found.push(if is_whole == (by == By::Parts) {
                order::pack(0, at, other)
            } else {
                order::pack(0, other, at)
            });
        }
    }
    order::sort(&mut found);
    found
}

/// The clusters of all that `list` holds for an entry, sorted.
#[inline(never)]
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
