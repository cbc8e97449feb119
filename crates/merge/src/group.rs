//! What a fold shows: which copy leads, why, and where the copies disagree.

use timeline_model::{
    Field, FoldReason, FoldReasonKind, Kind, Marks, Precision, StatusClass, system_name,
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

/// What speaks for and against two entries being one.
pub(crate) fn reasons(record: &Record<'_>, a: &Feature<'_>, b: &Feature<'_>) -> Vec<FoldReason> {
    let mut found = Vec::new();
    let mut add = |kind: FoldReasonKind, about: &str| {
        found.push(FoldReason {
            kind,
            about: about.to_owned(),
        });
    };
    let naming = pair::naming(record, a, b);
    if a.source() == b.source() {
        add(FoldReasonKind::SameResource, "");
    } else if pair::shares_identifier(record, a, b, naming) {
        add(FoldReasonKind::SameIdentifier, "");
    }
    if shared(&a.codes, &b.codes).is_some() {
        add(FoldReasonKind::SameCode, shared_system(a, b));
    }
    if record.words(a).same(record.words(b)) {
        add(FoldReasonKind::SameWords, "");
    } else if matches!(naming, Naming::Conflict | Naming::Related) {
        add(FoldReasonKind::WordsDiffer, "");
    }
    match pair::agreement(record, a, b) {
        Agreement::Second | Agreement::Minute | Agreement::Clock => {
            add(FoldReasonKind::SameTime, "");
        }
        Agreement::Day => add(FoldReasonKind::SameDay, ""),
        Agreement::Within => add(FoldReasonKind::TimeWithinPrecision, ""),
        Agreement::Apart(_) => add(FoldReasonKind::TimeDiffers, ""),
        Agreement::Unknown => {}
    }
    match pair::likeness(record, a, b) {
        Likeness::Same(_) => add(FoldReasonKind::SameValue, ""),
        Likeness::Differ => add(FoldReasonKind::ValueDiffers, ""),
        Likeness::None | Likeness::OneSided | Likeness::Unlike => {}
    }
    match record.forbid(a, b) {
        Some(Forbidden::Negation) => add(FoldReasonKind::NegationDiffers, ""),
        Some(Forbidden::Laterality) => add(FoldReasonKind::LateralityDiffers, ""),
        Some(Forbidden::Words) => add(FoldReasonKind::WordsDiffer, ""),
        None => {}
    }
    if pair::error_disputed(a, b) {
        add(FoldReasonKind::ErrorDisputed, "");
    } else if pair::status_differs(a, b) {
        add(FoldReasonKind::StatusDiffers, "");
    }
    if facts_differ(a, b, Field::Dose) {
        add(FoldReasonKind::DoseDiffers, "");
    }
    found
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

/// Adds reasons that are not there yet.
pub(crate) fn add_reasons(into: &mut Vec<FoldReason>, more: Vec<FoldReason>) {
    for reason in more {
        if !into.contains(&reason) {
            into.push(reason);
        }
    }
}

/// Makes the group of these members, given by their place and sorted by key.
pub(crate) fn assemble(record: &Record<'_>, members: &[u32]) -> Group {
    let features: Vec<&Feature<'_>> = members.iter().filter_map(|at| record.get(*at)).collect();
    let Some((lead, leading)) = members
        .iter()
        .zip(&features)
        .max_by(|(m, x), (n, y)| precedence(x).cmp(&precedence(y)).then(n.cmp(m)))
    else {
        return Group::default();
    };
    let mut group = Group {
        members: members.iter().map(|at| *at as usize).collect(),
        lead: *lead as usize,
        marks: marks(leading, &features),
        ..Group::default()
    };
    for (n, one) in features.iter().enumerate() {
        for two in features.get(n + 1..).unwrap_or_default() {
            differing(record, one, two, &mut group.differing);
        }
    }
    group
}

/// What makes a copy the one to show: live, precise, and full.
fn precedence(feature: &Feature<'_>) -> (bool, bool, Precision, usize) {
    let entry = feature.entry;
    let precision = entry.when.start.map_or(Precision::Year, |d| d.precision);
    let fullness = entry.facts.len() + entry.codes.len() + entry.components.len();
    (
        !entry.marks.entered_in_error,
        entry.when.start.is_some() && !feature.is_recorded_only(),
        precision,
        fullness,
    )
}

fn marks(lead: &Feature<'_>, all: &[&Feature<'_>]) -> Marks {
    let each = || all.iter().map(|f| &f.entry.marks);
    Marks {
        entered_in_error: each().all(|m| m.entered_in_error),
        negated: lead.entry.marks.negated,
        unknown_modifier: each().any(|m| m.unknown_modifier),
        covered: each().find_map(|m| m.covered.clone()),
    }
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
    let mut own = texts(a, field).peekable();
    if own.peek().is_none() || texts(b, field).next().is_none() {
        return false;
    }
    let plain = |text: &str| normalise(text, Style::Medicine).whole;
    !own.any(|one| texts(b, field).any(|two| one == two || plain(one) == plain(two)))
}

fn texts<'f>(feature: &'f Feature<'_>, field: Field) -> impl Iterator<Item = &'f str> {
    feature
        .entry
        .facts
        .iter()
        .filter(move |fact| fact.field == field)
        .map(|fact| fact.text.as_str())
}
