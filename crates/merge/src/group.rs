//! What a fold shows: which copy leads, why, and where the copies disagree.

use timeline_model::{
    Fact, Field, FoldReason, FoldReasonKind, Kind, Marks, Precision, StatusClass, system_name,
};

use crate::{
    feature::{Feature, Record, shared},
    pair::{self, Naming},
    qualifiers::Forbidden,
    time::Agreement,
    values::Likeness,
    words::{Style, normalise},
};

/// One event, as one or more sources hold it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// The places of its copies among the entries given, by record key.
    pub members: Vec<usize>,
    /// The copy whose words and time are shown: the most precise time, then
    /// the fullest.
    pub lead: usize,
    /// Why its copies are shown as one; empty where there is one. Names code
    /// systems at most, never what a source wrote.
    pub reasons: Vec<FoldReason>,
    /// The fields in which copies truly disagree.
    pub differing: Vec<Field>,
    /// What holds of the whole: entered in error only if every copy says so,
    /// covered if any copy is.
    pub marks: Marks,
}

/// Two groups that may be one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Possible {
    /// The place of the one among the groups; the smaller.
    pub a: usize,
    /// The place of the other.
    pub b: usize,
    /// What speaks for it, and what stood in the way.
    pub reasons: Vec<FoldReason>,
}

/// Adds what speaks for and against two entries being one.
#[inline(never)]
pub(crate) fn add_reasons(into: &mut Vec<FoldReason>, record: &Record<'_>, a: u32, b: u32) {
    let (Some(a), Some(b)) = (record.get(a), record.get(b)) else {
        return;
    };
    let naming = pair::naming(record, a, b);
    let same_words = record.words(a).same(record.words(b)) || naming == Naming::Looser;
    let holds = |kind: FoldReasonKind, condition: bool| condition.then_some(kind);
    let found = [
        if a.source() == b.source() {
            Some(FoldReasonKind::SameResource)
        } else {
            holds(
                FoldReasonKind::SameIdentifier,
                pair::shares_identifier(record, a, b, naming),
            )
        },
        holds(
            FoldReasonKind::SameCode,
            shared(&a.codes, &b.codes).is_some(),
        ),
        if same_words {
            Some(FoldReasonKind::SameWords)
        } else {
            let differ = matches!(naming, Naming::Conflict | Naming::Related);
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
            holds(FoldReasonKind::StatusDiffers, pair::status_differs(a, b))
        },
        holds(FoldReasonKind::DoseDiffers, facts_differ(a, b, Field::Dose)),
    ];
    for kind in found.into_iter().flatten() {
        let about = match kind {
            FoldReasonKind::SameCode => shared_system(a, b),
            _ => "",
        };
        add(into, kind, about);
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

/// The short name of the first system in which both share a code.
fn shared_system(a: &Feature<'_>, b: &Feature<'_>) -> &'static str {
    a.entry
        .codes
        .iter()
        .filter(|code| b.entry.codes.iter().any(|c| c.code == code.code))
        .find_map(|code| system_name(&code.system))
        .unwrap_or_default()
}

/// Makes the group of these members, given by their place and sorted by key.
pub(crate) fn assemble(record: &Record<'_>, members: &[u64]) -> Group {
    let mut group = Group::default();
    group.marks.entered_in_error = true;
    let mut features: Vec<&Feature<'_>> = Vec::with_capacity(members.len());
    let mut highest = 0;
    for at in members {
        let Some(feature) = record.get(*at as u32) else {
            continue;
        };
        for other in &features {
            differing(record, other, feature, &mut group.differing);
        }
        features.push(feature);
        group.members.push(*at as usize);
        let marks = &feature.entry.marks;
        let precedence = precedence(feature);
        if precedence > highest {
            highest = precedence;
            group.lead = *at as usize;
            group.marks.negated = marks.negated;
        }
        group.marks.entered_in_error &= marks.entered_in_error;
        group.marks.unknown_modifier |= marks.unknown_modifier;
        if group.marks.covered.is_none() {
            group.marks.covered.clone_from(&marks.covered);
        }
    }
    group
}

/// What makes a copy the one to show: live, precise, and full. Never 0.
fn precedence(feature: &Feature<'_>) -> u64 {
    let entry = feature.entry;
    let live = u64::from(!entry.marks.entered_in_error);
    let dated = u64::from(entry.when.start.is_some() && !feature.is_recorded_only());
    let precision = entry.when.start.map_or(Precision::Year, |d| d.precision) as u64;
    let fullness = entry.facts.len() + entry.codes.len() + entry.components.len();
    live << 49 | dated << 48 | precision << 40 | (fullness as u64 + 1)
}

/// The facts that may contradict each other; others add up.
const TELLING: &[Field] = &[
    Field::Dose,
    Field::Route,
    Field::Severity,
    Field::Stage,
    Field::BodySite,
    Field::Method,
    Field::Specimen,
];

fn differing(record: &Record<'_>, a: &Feature<'_>, b: &Feature<'_>, all: &mut Vec<Field>) {
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
    if pair::likeness(record, a, b) == Likeness::Differ {
        add(Field::Value);
    }
    if pair::naming(record, a, b) == Naming::Conflict {
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
fn both_stopped(a: &Feature<'_>, b: &Feature<'_>) -> bool {
    let settled = |class: StatusClass| {
        matches!(
            class,
            StatusClass::Completed | StatusClass::Amended | StatusClass::Preliminary
        )
    };
    a.family == Kind::Result && settled(a.entry.status.class) && settled(b.entry.status.class)
}

/// Whether both hold a field, and no text of the one is among the other's.
fn facts_differ(a: &Feature<'_>, b: &Feature<'_>, field: Field) -> bool {
    let mut both = false;
    for one in &a.entry.facts {
        for two in &b.entry.facts {
            if one.field == field && two.field == field {
                both = true;
                let plain = |fact: &Fact| normalise(&fact.text, Style::Medicine).whole;
                if one.text == two.text || plain(one) == plain(two) {
                    return false;
                }
            }
        }
    }
    both
}
