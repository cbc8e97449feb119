//! The words for what is missing: of which source, of which kinds, and why.

use timeline_model::{Completeness, KindSet, KindStatus, PartialDate, SourceStatus, lower};

use crate::{
    Message,
    dates::time_words,
    gaps::{
        can_retry, has_gap, is_complete, is_gappy, is_missing, is_nothing, parts, weight, whole,
    },
    terms,
    words::Words,
};

impl Words {
    /// The title of a source.
    pub(crate) fn title(self, source: &SourceStatus) -> &str {
        match source.title.as_str() {
            "" => &source.id,
            title => title,
        }
    }

    /// A state; in full also why and on which page, nothing of it twice.
    pub(crate) fn state(self, source: &SourceStatus, part: &KindStatus, full: bool) -> String {
        let never = source.completeness.is_settled();
        let mut out = self.say(match part.completeness {
            Completeness::NotAsked if never => Message::AbsentNotAsked,
            state => terms::completeness(state).1,
        });
        if !full {
            return out;
        }
        if let Some(reason) = part.reason
            && !terms::says_reason(part.completeness, reason)
        {
            out.push_str(", ");
            out.push_str(&self.fill(terms::reason(reason), &[("format", &source.format)]));
        }
        // That the first page failed says no more than that it failed.
        if part.page > 1 {
            let page = self.number(part.page);
            out.push_str(", ");
            out.push_str(&self.fill(Message::OnPage, &[("n", &page)]));
        }
        out
    }

    /// The names of kinds in a row.
    pub(crate) fn kinds(self, kinds: KindSet) -> String {
        let mut out = String::new();
        for kind in kinds.iter() {
            terms::join(&mut out, ", ", &self.say(terms::kinds(kind)));
        }
        out
    }

    /// What is to be said of kinds that are not as complete as their source:
    /// `Results: failed, page 3`; of most kinds, which are not among them. What
    /// an agreement leaves out is not listed, nor a reason that the source as a
    /// whole has as well.
    pub(crate) fn part(self, source: &SourceStatus, part: &KindStatus, full: bool) -> String {
        let own = (part.reason, part.page) != (source.reason, source.page);
        let state = self.state(source, part, full && own);
        if part.completeness == Completeness::NotShared {
            return self.fill(Message::OtherKinds, &[("state", &state)]);
        }
        let mut out = match are_most(part.kinds) {
            true => {
                let others = self.kinds(KindSet::ALL.without(part.kinds));
                self.fill(Message::AllBut, &[("kinds", &others)])
            }
            false => self.kinds(part.kinds),
        };
        terms::append(&mut out, &state);
        out
    }

    /// When a source was asked again and failed again, where it did.
    pub(crate) fn failed_again(self, source: &SourceStatus) -> Option<String> {
        let time = source.failed_again.filter(|_| can_retry(source))?;
        let values = [
            ("time", &*time_words(time)),
            ("state", &self.state(source, &whole(source), false)),
        ];
        Some(self.fill(Message::FailedAgain, &values))
    }

    /// Whom to ask about the gap of a source, where the integrator says.
    pub(crate) fn contact(self, source: &SourceStatus) -> Option<String> {
        let told = !source.contact.is_empty() && is_gappy(source);
        told.then(|| self.fill(Message::AskWhom, &[("contact", &source.contact)]))
    }

    /// A source and its state in one sentence: in full with why, and with the
    /// kinds of which something is missing.
    pub(crate) fn source_state(self, source: &SourceStatus, full: bool) -> String {
        // That it failed again is what a retry came to.
        let again = self.failed_again(source).filter(|_| full);
        let parts = if again.is_some() || !full {
            Vec::new()
        } else {
            parts(source)
        };
        let mut said = again.unwrap_or_else(|| match full && is_said_by_parts(source) {
            true => String::new(),
            false => self.state(source, &whole(source), full),
        });
        for part in parts.iter().skip(1) {
            if is_missing(part.completeness) {
                terms::join(&mut said, ", ", &self.part(source, part, full));
            }
        }
        if let Some(warning) = source.warning {
            terms::join(&mut said, ", ", &self.say(terms::reason(warning)));
        }
        let values = [("source", self.title(source)), ("state", &said)];
        self.fill(Message::SourceAnnouncement, &values)
    }

    /// How many sources are complete, and each that is not, the worst first: in
    /// full, or in short with the time at which they were read. In short, where
    /// any is amiss only those that are are named, with their states alone.
    pub(crate) fn completeness(
        self,
        sources: &[SourceStatus],
        read: Option<PartialDate>,
        full: bool,
    ) -> String {
        let mut rest = String::new();
        for weight_wanted in (1..4).rev() {
            if weight_wanted == 1 && !full && !rest.is_empty() {
                break;
            }
            for source in sources {
                if weight(source) == weight_wanted {
                    terms::join(&mut rest, "; ", &self.source_state(source, full));
                }
            }
        }
        let mut out = self.complete_of(sources, read);
        terms::join(&mut out, "; ", &rest);
        out
    }

    /// How many sources are complete, and when they were read.
    pub(crate) fn complete_of(self, sources: &[SourceStatus], read: Option<PartialDate>) -> String {
        let complete = sources.iter().filter(|source| is_complete(source)).count();
        let complete = self.number(complete as u32);
        let all = sources.len() as u32;
        let mut out = self.count_fill(Message::CompleteOf, all, &[("complete", &complete)]);
        if let Some(read) = read {
            let time = time_words(read);
            terms::join(
                &mut out,
                ", ",
                &self.fill(Message::ReadAt, &[("time", &time)]),
            );
        }
        out
    }

    /// What is missing of `wanted`, or of anything where that is empty: a line
    /// for each source and reason.
    pub(crate) fn missing(self, sources: &[SourceStatus], wanted: KindSet) -> Vec<String> {
        let mut lines = Vec::new();
        for source in sources {
            let mut contact = self.contact(source);
            for (at, part) in parts(source).iter().enumerate() {
                let kinds = part.kinds.and(wanted);
                let told = if wanted.is_empty() {
                    has_gap(part.completeness)
                } else {
                    is_missing(part.completeness) && !kinds.is_empty()
                };
                if told {
                    let named = self.named(source, part, kinds, at == 0);
                    // Of everything the strip says why.
                    let mut line = self.line(source, part, &named, !wanted.is_empty());
                    if let Some(contact) = contact.take() {
                        terms::join(&mut line, "; ", &contact);
                    }
                    lines.push(line);
                }
            }
        }
        lines
    }

    /// What a part is called in a sentence.
    fn named(
        self,
        source: &SourceStatus,
        part: &KindStatus,
        kinds: KindSet,
        first: bool,
    ) -> String {
        if !kinds.is_empty() {
            return self.kinds(kinds);
        }
        let shared = part.completeness != Completeness::NotShared;
        // Of what else the source gave something.
        let here = |own: &KindStatus| !is_missing(own.completeness);
        let some = is_nothing(part.completeness) && source.kinds.iter().any(here);
        match first {
            true if !some => self.say(Message::AnyEntries),
            false if shared && !are_most(part.kinds) => self.kinds(part.kinds),
            _ => self.say(Message::OtherEntries),
        }
    }

    fn line(self, source: &SourceStatus, part: &KindStatus, named: &str, full: bool) -> String {
        let message = match is_nothing(part.completeness) {
            true => Message::NoneFrom,
            false => Message::NotAllFrom,
        };
        let values = [
            ("kinds", &*lower(named)),
            ("Kinds", named),
            ("source", self.title(source)),
            ("state", &self.state(source, part, full)),
        ];
        self.fill(message, &values)
    }
}

/// Whether these are so many that it is shorter to say which are not.
fn are_most(kinds: KindSet) -> bool {
    kinds.iter().count() > 8
}

/// Whether what is said of its kinds says already that it is incomplete.
pub(crate) fn is_said_by_parts(source: &SourceStatus) -> bool {
    let partial = |part: &KindStatus| part.completeness == Completeness::Partial;
    let mut parts = parts(source).into_iter();
    !parts
        .next()
        .is_some_and(|rest| is_missing(rest.completeness))
        && parts.any(|part| partial(&part))
}
