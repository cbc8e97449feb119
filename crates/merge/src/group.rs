//! What a fold shows: which copy leads, why, and where the copies disagree.

use timeline_model::{Field, FoldReason, FoldReasonKind, Kind, RecordKey, StatusClass};

use crate::{
    cluster::Clusters,
    feature::{Feature, shared},
    identified::shares_identifier,
    naming::{Naming, naming},
    order, pair,
    qualifiers::Forbidden,
    record::Record,
    time::Agreement,
    values::Likeness,
};

/// One event, as one or more sources hold it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// Its copies, by record key.
    pub members: Vec<RecordKey>,
    /// The copy whose words and time are shown: a live one, the most precise
    /// time, then the fullest.
    pub lead: RecordKey,
    /// The fields in which copies truly disagree.
    pub differing: Vec<Field>,
    /// The groups that may be the same event, by their first copies; sorted.
    pub possible: Vec<RecordKey>,
}

impl Group {
    /// The first of its copies, which names it.
    pub fn first(&self) -> RecordKey {
        self.members.first().copied().unwrap_or_default()
    }
}

/// Adds what speaks for and against two entries being one.
#[inline(never)]
pub(crate) fn add_reasons(into: &mut Vec<FoldReason>, record: &Record, a: u32, b: u32) {
    let (Some(a), Some(b)) = (record.get(a), record.get(b)) else {
        return;
    };
    let naming = naming(record, a, b);
    let same_words = record.words(a).same(record.words(b)) || naming == Naming::Looser;
    let joined = match naming {
        Naming::Mapped | Naming::MappedLoosely => record.map.joined(a, b),
        _ => None,
    };
    let holds = |kind: FoldReasonKind, condition: bool| condition.then_some(kind);
    let found = [
        if a.source() == b.source() {
            Some(FoldReasonKind::SameResource)
        } else {
            holds(
                FoldReasonKind::SameIdentifier,
                shares_identifier(record, a, b, naming),
            )
        },
        holds(
            FoldReasonKind::SameCode,
            shared(&a.codes, &b.codes).is_some(),
        ),
        joined.map(|_| FoldReasonKind::MappedCode),
        if same_words {
            Some(FoldReasonKind::SameWords)
        } else {
            let differ = !matches!(naming, Naming::Same | Naming::Looser | Naming::Mapped);
            holds(FoldReasonKind::WordsDiffer, differ)
        },
        match pair::agreement(record, a, b) {
            Agreement::Second | Agreement::Minute | Agreement::Clock => {
                Some(FoldReasonKind::SameTime)
            }
            Agreement::Day => Some(FoldReasonKind::SameDay),
            Agreement::Within => Some(FoldReasonKind::TimeWithinPrecision),
            Agreement::Apart(_) => Some(FoldReasonKind::TimeDiffers),
            Agreement::Unknown => None,
        },
        match pair::likeness(record, a, b) {
            Likeness::Same(_) => Some(FoldReasonKind::SameValue),
            Likeness::Differ => Some(FoldReasonKind::ValueDiffers),
            Likeness::None | Likeness::OneSided | Likeness::Unlike => None,
        },
        record.forbid(a, b).map(|forbidden| match forbidden {
            Forbidden::Negation => FoldReasonKind::NegationDiffers,
            Forbidden::Laterality => FoldReasonKind::LateralityDiffers,
            Forbidden::Words => FoldReasonKind::WordsDiffer,
        }),
        if pair::error_disputed(a, b) {
            Some(FoldReasonKind::ErrorDisputed)
        } else {
            let differ = pair::status_differs(a, b) || a.is_meant() != b.is_meant();
            holds(FoldReasonKind::StatusDiffers, differ)
        },
        holds(FoldReasonKind::IdentifierDiffers, a.numbers_differ(b)),
        holds(FoldReasonKind::DoseDiffers, facts_differ(a, b, Field::Dose)),
    ];
    for kind in found.iter().flatten() {
        let about = match kind {
            FoldReasonKind::SameCode => record.system_of(shared(&a.codes, &b.codes)),
            FoldReasonKind::MappedCode => joined.map_or("", |joined| record.map.source(joined)),
            _ => "",
        };
        add(into, *kind, about);
    }
}

/// Adds a reason, if it is not there yet.
#[inline(never)]
pub(crate) fn add(into: &mut Vec<FoldReason>, kind: FoldReasonKind, about: &str) {
    for reason in &*into {
        if reason.kind == kind && reason.about == about {
            return;
        }
    }
    into.push(FoldReason {
        kind,
        about: about.to_owned(),
    });
}

/// Makes the groups of all clusters, in the order of their keys.
pub(crate) fn assemble_all(record: &Record, clusters: &Clusters<'_>) -> Vec<Group> {
    let mut groups = Vec::new();
    for at in 0..clusters.len() {
        if !clusters.members(at).is_empty() {
            groups.push(assemble(record, clusters, at));
        }
    }
    groups
}

fn assemble(record: &Record, clusters: &Clusters<'_>, cluster: u32) -> Group {
    let mut group = Group::default();
    let mut features: Vec<&Feature> = Vec::new();
    let mut highest = 0;
    for at in clusters.members(cluster) {
        let Some(feature) = clusters.get(*at as u32) else {
            continue;
        };
        for other in &features {
            differing(record, other, feature, &mut group.differing);
        }
        features.push(feature);
        group.members.push(feature.key);
        if feature.precedence > highest {
            highest = feature.precedence;
            group.lead = feature.key;
        }
    }
    group
}

/// With how many others a group is named at most. Records that a source repeats
/// without telling them apart would otherwise all be named with each other.
const MOST_NAMED: usize = 3;

/// Names with each of `groups`, which are those of all clusters, the others
/// that may be one with it, from pairs of entries.
pub(crate) fn name_possible(clusters: &Clusters<'_>, pairs: &[Vec<u128>; 3], groups: &mut [Group]) {
    let mut places: Vec<u32> = Vec::new();
    let mut count = 0;
    for at in 0..clusters.len() {
        places.push(count);
        count += u32::from(!clusters.members(at).is_empty());
    }
    let place = |cluster: u32| places.get(cluster as usize).copied().unwrap_or_default();
    let mut found: Vec<u128> = Vec::new();
    for item in pairs.iter().flatten() {
        let (a, b) = order::pair(*item);
        let (one, two) = (clusters.home(a), clusters.home(b));
        // One source contradicts itself only under one id.
        let source = |at: u32| clusters.get(at).map(Feature::source);
        // What the user holds apart is no question any more.
        let asked = one != two && !clusters.are_apart(a, b);
        if asked && (source(a) == source(b) || clusters.is_open(one, two)) {
            found.push(u128::from(order::both(place(one), place(two))));
        }
    }
    order::sort(&mut found);
    for pair in found {
        let (a, b) = order::pair(pair);
        let (a, b) = (a as usize, b as usize);
        let (Some(one), Some(two)) = (groups.get(a), groups.get(b)) else {
            continue;
        };
        if one.possible.len() >= MOST_NAMED || two.possible.len() >= MOST_NAMED {
            continue;
        }
        for (at, other) in [(a, two.first()), (b, one.first())] {
            if let Some(group) = groups.get_mut(at)
                && let Err(at) = group.possible.binary_search(&other)
            {
                group.possible.insert(at, other);
            }
        }
    }
}

/// The facts that may contradict each other; others add up.
pub(crate) const TELLING: &[Field] = &[
    Field::Dose,
    Field::Route,
    Field::Severity,
    Field::Stage,
    Field::BodySite,
    Field::Method,
    Field::Specimen,
];

fn differing(record: &Record, a: &Feature, b: &Feature, all: &mut Vec<Field>) {
    let mut add = |field: Field| {
        if let Err(at) = all.binary_search(&field) {
            all.insert(at, field);
        }
    };
    let dated = !(a.is_recorded_only() || b.is_recorded_only());
    let ends = match (&a.end, &b.end) {
        (Some(x), Some(y)) => record.zones.compare(x, y),
        _ => Agreement::Unknown,
    };
    let apart = |agreement: Agreement| matches!(agreement, Agreement::Apart(_));
    if dated && apart(pair::agreement(record, a, b)) || apart(ends) {
        add(Field::When);
    }
    if pair::error_disputed(a, b) || pair::status_differs(a, b) && !both_stopped(a, b) {
        add(Field::Status);
    }
    // A number against words cannot be compared, and is not said to agree.
    let found = pair::likeness(record, a, b);
    if matches!(found, Likeness::Differ | Likeness::Unlike) {
        add(Field::Value);
    }
    if naming(record, a, b) == Naming::Conflict {
        add(Field::RecordedAs);
    }
    if record.forbid(a, b) == Some(Forbidden::Laterality) {
        add(Field::BodySite);
    }
    for field in TELLING {
        if facts_differ(a, b, *field) {
            add(*field);
        }
    }
}

/// A preliminary result and its final one are not at odds.
fn both_stopped(a: &Feature, b: &Feature) -> bool {
    let settled = |class: StatusClass| {
        matches!(
            class,
            StatusClass::Completed | StatusClass::Amended | StatusClass::Preliminary
        )
    };
    a.family == Kind::Result && settled(a.status) && settled(b.status)
}

/// Whether both hold a field, and no text of the one is among the other's.
fn facts_differ(a: &Feature, b: &Feature, field: Field) -> bool {
    let mut both = false;
    for (one, words) in &a.telling {
        for (two, others) in &b.telling {
            if *one == field && *two == field {
                both = true;
                if words == others {
                    return false;
                }
            }
        }
    }
    both
}
