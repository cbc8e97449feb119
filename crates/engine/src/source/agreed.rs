//! What of a source may be asked for and shown: by its agreement, once the
//! access is recorded, and where something is opened with a reason.

use timeline_model::{
    Completeness, PartialDate, SourceState,
    protocol::{LoadRequest, OpenedWhat},
};

use super::Source;
use crate::agreement;

impl Source {
    /// Holds the agreement against who asks and why. What it does not cover is
    /// asked for nothing, and what was read before goes.
    pub fn agree(&mut self, who: &LoadRequest, now: PartialDate) {
        let reason = agreement::refusal(&self.config, who, self.purpose(who), now);
        if let Some(reason) = reason {
            self.read_at = None;
            self.empty(Completeness::NotShared, reason);
        }
    }

    /// Forgets what was read in this try, and says why.
    fn empty(&mut self, completeness: Completeness, reason: SourceState) {
        let (attempt, read_at) = (self.attempt, self.read_at);
        *self = self.fresh();
        self.attempt = attempt;
        self.read_at = read_at;
        self.completeness = completeness;
        self.reason = Some(reason);
        self.unrecorded = false;
    }

    /// The purpose with which it is asked.
    pub fn purpose<'a>(&'a self, who: &'a LoadRequest) -> &'a str {
        match self.emergency {
            true => &self.config.emergency,
            false => &who.purpose,
        }
    }

    /// Whether this may be opened with a reason.
    pub fn may_be_opened(&self, what: OpenedWhat) -> bool {
        match what {
            OpenedWhat::Covered => false,
            OpenedWhat::HeldBack => {
                self.rules.may_open_held_back
                    && self.completeness == Completeness::HeldBack
                    && self.reason == Some(SourceState::OtherBirthDate)
            }
            OpenedWhat::Emergency => {
                self.is_settled()
                    && self.more_in_emergency
                    && !self.emergency
                    && agreement::covers_purpose(&self.config, &self.config.emergency)
            }
        }
    }

    /// Opens it from its next load on, for this context.
    pub fn open(&mut self, what: OpenedWhat) {
        match what {
            OpenedWhat::Covered => {}
            OpenedWhat::HeldBack => self.opened = true,
            OpenedWhat::Emergency => self.emergency = true,
        }
    }

    /// Shows what was read, or forgets it where the record of it is not
    /// accepted.
    pub fn recorded(&mut self, accepted: bool) {
        if !accepted {
            self.empty(Completeness::Failed, SourceState::NotRecorded);
        }
        self.unrecorded = false;
    }
}
