//! What the surroundings of two entries say: reports by their results, contacts
//! by what happened in them, and either way round.

use timeline_model::Kind;

use crate::{
    cluster::{Clusters, link},
    naming::{Naming, naming},
    net::{NOWHERE, Net},
    order,
    pair::{SUPPORTED, agreement},
    record::Record,
    time::Agreement,
};

/// Of the undecided, those that what belongs to them tells to be one, or what
/// they belong to.
#[inline(never)]
pub(crate) fn links(
    record: &Record,
    net: &Net,
    clusters: &Clusters<'_>,
    undecided: &[u128],
    by: By,
) -> Vec<u128> {
    let mut links = Vec::new();
    for item in undecided {
        let (a, b) = order::pair(*item);
        let (Some(x), Some(y)) = (clusters.get(a), clusters.get(b)) else {
            continue;
        };
        let one = homes(record, net, clusters, a, by);
        let two = homes(record, net, clusters, b, by);
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
            By::Wholes => {
                shared >= 1
                    && naming(record, x, y) <= Naming::MappedLoosely
                    && !in_a_stay(record, [clusters.slot(a), clusters.slot(b)])
            }
        };
        if told {
            links.push(link(SUPPORTED, a, b));
        }
    }
    links
}

/// Whether hours lie between two readings, and what they belong to lasted as
/// long, by any copy, or may have: a stay holds many readings of a pulse.
fn in_a_stay(record: &Record, slots: [u32; 2]) -> bool {
    let [Some(x), Some(y)] = slots.map(|slot| record.get(slot)) else {
        return false;
    };
    let Agreement::Apart(seconds) = agreement(record, x, y) else {
        return false;
    };
    let mut wholes = Vec::new();
    for slot in slots {
        record.related(slot, By::Wholes, &mut wholes);
    }
    let (mut short, mut open) = (false, false);
    for whole in wholes {
        let Some(whole) = record.get(whole as u32) else {
            continue;
        };
        match (whole.start, whole.end) {
            (Some(start), Some(end)) if end.to - start.from >= seconds => return true,
            (Some(_), Some(_)) => short = true,
            _ => open |= whole.family == Kind::Encounter,
        }
    }
    open && !short
}

/// What tells.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// What belongs to them.
    Parts,
    /// What they belong to.
    Wholes,
}

/// Where all that belongs to an entry went, or all that it belongs to; sorted.
#[inline(never)]
fn homes(record: &Record, net: &Net, clusters: &Clusters<'_>, at: u32, by: By) -> Vec<u64> {
    let mut related = Vec::new();
    record.related(clusters.slot(at), by, &mut related);
    let mut homes = Vec::new();
    for other in related {
        let local = net.local(other as u32);
        let home = if local == NOWHERE {
            net.home(other as u32)
        } else {
            clusters.slot(clusters.home(local))
        };
        order::insert(&mut homes, u64::from(home));
    }
    homes
}
