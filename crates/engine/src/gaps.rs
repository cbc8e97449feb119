//! How complete a source is in each kind of record, by what was asked for.

use timeline_model::{Completeness, Kind, KindSet, KindStatus, SourceState, SourceStatus};

/// What is left of an answer for which this is the reason that it is not whole,
/// where nothing of it is here; all of it where there is none.
pub fn left_by(reason: Option<SourceState>) -> Completeness {
    match reason {
        None => Completeness::Complete,
        Some(SourceState::PageLimit) => Completeness::CutShort,
        Some(SourceState::Timeout) => Completeness::TimedOut,
        Some(_) => Completeness::Failed,
    }
}

/// The kinds in which a source is not as complete as it is as a whole.
///
/// A kind is as complete as the worst of the requests that may give it. What
/// is noted of a kind goes before that; `held` are the kinds of which something
/// is here.
pub fn kinds(
    status: &SourceStatus,
    parts: &[KindStatus],
    notes: &[KindStatus],
    held: KindSet,
) -> Vec<KindStatus> {
    let mut differ: Vec<KindStatus> = Vec::new();
    if matches!(
        status.completeness,
        Completeness::NotAsked
            | Completeness::NoSuchPatient
            | Completeness::HeldBack
            | Completeness::NotShared
    ) {
        return differ;
    }
    for kind in Kind::ALL {
        let noted = notes.iter().find(|note| note.kinds.contains(kind));
        let own = match noted {
            Some(note) => note.clone(),
            None => of(kind, parts, held).unwrap_or_else(|| whole(status)),
        };
        if as_whole(&own, status) {
            continue;
        }
        let same = |other: &&mut KindStatus| {
            other.completeness == own.completeness
                && other.reason == own.reason
                && other.page == own.page
        };
        match differ.iter_mut().find(same) {
            Some(other) => other.kinds.insert(kind),
            None => differ.push(KindStatus {
                kinds: KindSet::of(kind),
                ..own
            }),
        }
    }
    differ
}

fn whole(status: &SourceStatus) -> KindStatus {
    KindStatus {
        kinds: KindSet::NONE,
        completeness: status.completeness,
        reason: status.reason,
        page: status.page,
    }
}

fn as_whole(own: &KindStatus, status: &SourceStatus) -> bool {
    own.completeness == status.completeness
        && own.reason == status.reason
        && own.page == status.page
}

/// How complete a kind is by what was asked for; `None` before the record was.
fn of(kind: Kind, parts: &[KindStatus], held: KindSet) -> Option<KindStatus> {
    let mut own = KindStatus::default();
    let mut planned = false;
    let mut whole = false;
    for part in parts {
        planned |= !part.kinds.is_empty();
        if !part.kinds.contains(kind) {
            continue;
        }
        whole |= part.completeness == Completeness::Complete;
        if rank(part.completeness) > rank(own.completeness) {
            own = part.clone();
        }
    }
    if !planned {
        return None;
    }
    let here = held.contains(kind);
    own.completeness = match own.completeness {
        Completeness::Complete if !here => Completeness::Empty,
        Completeness::Failed | Completeness::TimedOut if here || whole => Completeness::Partial,
        as_is => as_is,
    };
    Some(own)
}

/// The worse the higher; what is not asked for is no answer at all.
fn rank(completeness: Completeness) -> u8 {
    match completeness {
        Completeness::NotAsked => 0,
        Completeness::Complete => 1,
        Completeness::Partial => 2,
        Completeness::CutShort => 3,
        Completeness::Loading => 4,
        _ => 5,
    }
}
