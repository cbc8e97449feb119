use timeline_model::{Completeness, KindSet, SourceStatus};

use crate::gaps::{is_missing, parts};

/// The places of the sources that may hold some of these kinds which are not
/// here. One that is never asked for them is none of these.
pub(super) fn gaps(sources: &[SourceStatus], kinds: KindSet) -> Vec<u16> {
    let mut gaps = Vec::new();
    for (place, source) in sources.iter().enumerate() {
        let lacks = parts(source).iter().any(|part| {
            let never = part.completeness == Completeness::NotAsked;
            !part.kinds.and(kinds).is_empty()
                && is_missing(part.completeness)
                && !(never && source.completeness.is_settled())
        });
        if lacks {
            gaps.push(place as u16);
        }
    }
    gaps
}
