//! What became of each request to a source.

use timeline_model::{Completeness, KindSet, KindStatus, Missing, SourceState};

use super::Source;
use crate::gaps;

impl Source {
    /// Expects the answer to a request, and gives its number.
    pub fn expect(&mut self, kinds: KindSet) -> u32 {
        self.parts.push(KindStatus {
            kinds,
            completeness: Completeness::Loading,
            ..KindStatus::default()
        });
        self.parts.len() as u32 - 1
    }

    /// Says of kinds what holds whatever is answered.
    pub fn note(&mut self, kinds: KindSet, completeness: Completeness, reason: SourceState) {
        self.notes.push(KindStatus {
            kinds,
            completeness,
            reason: Some(reason),
            page: 0,
        });
    }

    /// Takes note of what the source says is not there. That something is empty
    /// needs no note: what is not here of an answer that is whole is not there.
    pub fn hear(&mut self, missing: Missing) {
        for (kinds, completeness, reason) in [
            (
                missing.withheld,
                Completeness::Withheld,
                SourceState::Withheld,
            ),
            (
                missing.unavailable,
                Completeness::Partial,
                SourceState::Refused,
            ),
        ] {
            if !kinds.is_empty() {
                self.note(kinds, completeness, reason);
            }
        }
        self.more_in_emergency |= missing.emergency;
    }

    /// Whether something failed, or was said not to be had.
    pub fn is_amiss(&self) -> bool {
        let partial = |note: &KindStatus| note.completeness == Completeness::Partial;
        self.reason.is_some() || self.notes.iter().any(partial)
    }

    /// All that was asked for by a request is here.
    pub fn end(&mut self, request: u32) {
        let all = match self.config.since {
            Some(_) => Completeness::CutShort,
            None => Completeness::Complete,
        };
        self.set_part(request, all, None, 0);
    }

    /// Something that came by a request could not be read.
    pub fn spoil(&mut self, request: u32) {
        self.set_part(request, Completeness::Partial, None, 0);
    }

    /// Notes what went wrong with a request.
    pub fn fail_in(&mut self, request: u32, reason: SourceState, page: u32, offset: u32) {
        self.fail(reason, page, offset);
        self.set_part(request, gaps::left_by(Some(reason)), Some(reason), page);
    }

    /// Notes how complete the answer to a request is, unless something is amiss
    /// already.
    #[inline(never)]
    fn set_part(
        &mut self,
        request: u32,
        completeness: Completeness,
        reason: Option<SourceState>,
        page: u32,
    ) {
        if let Some(part) = self.parts.get_mut(request as usize)
            && part.reason.is_none()
            && (part.completeness == Completeness::Loading || reason.is_some())
        {
            part.completeness = completeness;
            part.reason = reason;
            part.page = page;
        }
    }

    /// Notes the first thing that went wrong; later ones do not cover it.
    pub fn fail(&mut self, reason: SourceState, page: u32, offset: u32) {
        if self.reason.is_none() {
            self.reason = Some(reason);
            self.page = page;
            self.offset = offset;
        }
    }
}
