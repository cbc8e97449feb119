//! What is missing: of which source, of which kinds, and why. Each state of
//! each kind reads differently, for an empty place may not mean two things.

use timeline_model::{Completeness, Kind, KindSet, KindStatus, SourceState, SourceStatus};

/// Whether a source in this state may hold what is not shown. One that does not
/// know the patient has answered, and holds nothing.
pub(crate) fn has_gap(completeness: Completeness) -> bool {
    completeness.is_settled() && is_missing(completeness)
}

/// The same, where it may still come as well, or was not asked for.
pub(crate) fn is_missing(completeness: Completeness) -> bool {
    !matches!(
        completeness,
        Completeness::Complete | Completeness::Empty | Completeness::NoSuchPatient
    )
}

/// Whether nothing of it is here.
pub(crate) fn is_nothing(completeness: Completeness) -> bool {
    !matches!(
        completeness,
        Completeness::Loading | Completeness::Partial | Completeness::CutShort
    )
}

/// What is said of a source before its kinds: one of which some kind failed is
/// not complete.
pub(crate) fn whole(source: &SourceStatus) -> KindStatus {
    let mut whole = rest(source);
    if !is_missing(whole.completeness) && weight(source) > 1 && !is_complete(source) {
        whole.completeness = Completeness::Partial;
    }
    whole
}

/// How complete a source is, kind by kind: all that are as complete as the
/// whole in the first, then those that are not. A kind that is not asked yet is
/// still loading.
pub(crate) fn parts(source: &SourceStatus) -> Vec<KindStatus> {
    let mut parts = vec![rest(source)];
    for part in &source.kinds {
        let mut part = part.clone();
        if part.completeness == Completeness::NotAsked && !source.completeness.is_settled() {
            part.completeness = Completeness::Loading;
        }
        parts.push(part);
    }
    parts
}

/// All kinds that are as complete as the whole.
fn rest(source: &SourceStatus) -> KindStatus {
    let mut kinds = KindSet::ALL;
    for part in &source.kinds {
        kinds = kinds.without(part.kinds);
    }
    KindStatus {
        kinds,
        completeness: source.completeness,
        reason: source.reason,
        page: source.page,
    }
}

/// Whether anything of the source is missing for good.
pub(crate) fn is_gappy(source: &SourceStatus) -> bool {
    parts(source).iter().any(|part| has_gap(part.completeness))
}

/// Whether everything of every source is here.
pub(crate) fn is_whole(sources: &[SourceStatus]) -> bool {
    !sources.iter().any(|source| {
        parts(source)
            .iter()
            .any(|part| is_missing(part.completeness))
    })
}

/// Whether entries of this kind in particular could not be had.
pub(crate) fn lacks(sources: &[SourceStatus], kind: Kind) -> bool {
    let amiss = |part: &KindStatus| {
        part.kinds.contains(kind)
            && has_gap(part.completeness)
            && part.completeness != Completeness::NotShared
    };
    sources.iter().any(|source| source.kinds.iter().any(amiss))
}

/// Whether all is here that was asked for.
pub(crate) fn is_complete(source: &SourceStatus) -> bool {
    use Completeness as C;
    let mut parts = parts(source).into_iter().map(|part| part.completeness);
    matches!(parts.next(), Some(C::Complete | C::Empty))
        && parts.all(|part| matches!(part, C::Complete | C::Empty | C::NotShared | C::NotAsked))
}

/// How much a source is to be seen before others: 3 where it failed or is held
/// back, 2 where part of it is amiss, 1 where something else is to be said.
pub(crate) fn weight(source: &SourceStatus) -> u32 {
    let mut weight = u32::from(source.completeness == Completeness::NoSuchPatient);
    if source.warning.is_some() || source.tally.problems > 0 {
        weight = 2;
    }
    for part in parts(source) {
        weight = weight.max(match part.completeness {
            Completeness::Failed | Completeness::TimedOut | Completeness::HeldBack => 3,
            Completeness::Partial | Completeness::CutShort | Completeness::Withheld => 2,
            completeness => is_missing(completeness).into(),
        });
    }
    weight
}

/// Whether asking again may help.
pub(crate) fn can_retry(source: &SourceStatus) -> bool {
    parts(source).iter().any(|part| {
        matches!(
            part.completeness,
            Completeness::Partial | Completeness::Failed | Completeness::TimedOut
        )
    })
}

/// Whether it has to be mended by whoever looks after the system.
pub(crate) fn is_for_support(source: &SourceStatus) -> bool {
    use SourceState as S;
    parts(source).iter().any(|part| {
        matches!(
            part.reason,
            Some(
                S::SignIn
                    | S::Forbidden
                    | S::NotFound
                    | S::NotJson
                    | S::UnsupportedFormat
                    | S::NextElsewhere
                    | S::PagesRepeat
                    | S::TooLarge
                    | S::Host
                    | S::NotRecorded
                    | S::SeveralPatients
            )
        )
    })
}
