//! How a load of a source ends, and what is said of it.

use timeline_model::{Completeness, KindSet, PartialDate, SourceStatus, protocol::OpenedWhat};

use super::Source;
use crate::{agreement, gaps, strands::Strands};

impl Source {
    /// Ends a load: decides how complete it is.
    ///
    /// Gives what is still under way; nothing where it has ended before.
    pub fn end_all(&mut self, now: PartialDate) -> Option<Strands> {
        let own = self.loading();
        if own.read_at.is_some() {
            return None;
        }
        own.end_load(now);
        Some(core::mem::take(&mut own.strands))
    }

    /// Decides whether what is shown is replaced by the load that has ended.
    pub fn settle(&mut self) {
        let Some(mut next) = self.next.take() else {
            return;
        };
        let replaces = match next.completeness {
            Completeness::Failed | Completeness::TimedOut => false,
            Completeness::Partial => next.count() >= self.count(),
            _ => true,
        };
        if replaces {
            *self = *next;
        } else {
            // What was read before is what there is, as of then.
            self.completeness = Completeness::Partial;
            self.reason = next.reason;
            self.page = next.page;
            self.offset = next.offset;
            self.failed_again = next.failed_again;
            self.parts.clear();
        }
    }

    fn end_load(&mut self, now: PartialDate) {
        self.read_at = Some(now);
        if self.completeness != Completeness::Loading {
            return;
        }
        let reason = self.reason;
        self.failed_again = (self.failed && self.is_amiss()).then_some(now);
        for part in &mut self.parts {
            // Not asked for any more, for what went wrong before.
            if part.completeness == Completeness::Loading {
                part.completeness = gaps::left_by(reason);
                part.reason = reason;
            }
        }
        let nothing = self.count() == 0;
        self.completeness = match reason {
            None if self.tally().problems > 0 => Completeness::Partial,
            None if self.config.since.is_some() => Completeness::CutShort,
            None if nothing => Completeness::Empty,
            None => Completeness::Complete,
            Some(reason) => match gaps::left_by(Some(reason)) {
                Completeness::CutShort => Completeness::CutShort,
                gap if nothing => gap,
                _ => Completeness::Partial,
            },
        };
    }

    /// What the strip of sources says.
    pub fn status(&mut self) -> SourceStatus {
        let mut agreement = String::new();
        if let Some(own) = &self.config.agreement {
            agreement.clone_from(&own.title);
        }
        if self.unrecorded {
            let asked = self.completeness != Completeness::NotAsked;
            return SourceStatus {
                id: self.config.id.clone(),
                title: self.config.title.clone(),
                completeness: match asked {
                    true => Completeness::Loading,
                    false => Completeness::NotAsked,
                },
                kinds: agreement::note(&self.config).into_iter().collect(),
                attempt: self.attempt,
                own: self.config.own,
                agreement,
                contact: self.config.contact.clone(),
                ..SourceStatus::default()
            };
        }
        let tally = self.tally();
        let shown = self.may_be_shown();
        let mut status = SourceStatus {
            id: self.config.id.clone(),
            title: self.config.title.clone(),
            completeness: self.completeness,
            reason: self.reason,
            page: self.page,
            offset: self.offset,
            format: self.format.to_owned(),
            records: if shown { tally.entries } else { 0 },
            tally,
            read_at: self.read_at,
            attempt: self.attempt,
            failed_again: self.failed_again,
            warning: self.warning,
            differences: self.differences.clone(),
            own: self.config.own,
            agreement,
            contact: self.config.contact.clone(),
            may_be_opened: self.may_be_opened(OpenedWhat::HeldBack),
            more_in_emergency: self.may_be_opened(OpenedWhat::Emergency),
            ..SourceStatus::default()
        };
        if self.next.is_some() {
            status.completeness = Completeness::Loading;
            status.reason = None;
            status.kinds.extend(agreement::note(&self.config));
        } else {
            let mut held = KindSet::NONE;
            for entry in self.entries() {
                held.insert(entry.kind);
            }
            status.kinds = gaps::kinds(&status, &self.parts, &self.notes, held);
        }
        status
    }
}
