//! The words for what is missing: of which source, of which kinds, and why.

use timeline_model::{Completeness, KindSet, KindStatus, PartialDate, SourceStatus, lower};

use crate::{
    Message,
    dates::time_words,
    gaps::{has_gap, is_complete, is_missing, is_nothing, parts, weight, whole},
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
        if part.page > 0 {
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
    /// `Results: failed, page 3`. What an agreement leaves out is not listed.
    pub(crate) fn part(self, source: &SourceStatus, part: &KindStatus, full: bool) -> String {
        let state = self.state(source, part, full);
        if part.completeness == Completeness::NotShared {
            return self.fill(Message::OtherKinds, &[("state", &state)]);
        }
        let mut out = self.kinds(part.kinds);
        terms::append(&mut out, &state);
        out
    }

    /// A source, its state, and the kinds of which something is missing, in one
    /// sentence.
    pub(crate) fn source_state(self, source: &SourceStatus, full: bool) -> String {
        let mut said = self.state(source, &whole(source), full);
        for part in parts(source).iter().skip(1) {
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
    /// full, or in short with the time at which they were read.
    pub(crate) fn completeness(
        self,
        sources: &[SourceStatus],
        read: Option<PartialDate>,
        full: bool,
    ) -> String {
        let mut rest = String::new();
        for weight_wanted in (1..4).rev() {
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
            for (at, part) in parts(source).iter().enumerate() {
                let kinds = part.kinds.and(wanted);
                let told = if wanted.is_empty() {
                    has_gap(part.completeness)
                } else {
                    is_missing(part.completeness) && !kinds.is_empty()
                };
                if told {
                    let named = self.named(source, part, kinds, at == 0);
                    lines.push(self.line(source, part, &named));
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
            false if shared => self.kinds(part.kinds),
            _ => self.say(Message::OtherEntries),
        }
    }

    fn line(self, source: &SourceStatus, part: &KindStatus, named: &str) -> String {
        let message = match is_nothing(part.completeness) {
            true => Message::NoneFrom,
            false => Message::NotAllFrom,
        };
        let values = [
            ("kinds", &*lower(named)),
            ("Kinds", named),
            ("source", self.title(source)),
            ("state", &self.state(source, part, true)),
        ];
        self.fill(message, &values)
    }
}
