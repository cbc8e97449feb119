//! What may be said of allergies, decided over all sources.

use std::sync::Arc;

use timeline_model::{Absence, Completeness, Kind, Mark, Row, SourceStatus, StatusClass, part};

use crate::{
    Message,
    gaps::{is_missing, parts},
    lines::Line,
};

/// What may be said of allergies.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Allergies {
    /// Those that some source holds as in force.
    pub(crate) live: Vec<Arc<Row>>,
    /// How many more are covered for sensitivity.
    pub(crate) restricted: u32,
    /// Statements that there is none of all or of some.
    pub(crate) denied: Vec<Arc<Row>>,
    /// Those that are refuted, resolved or in error wherever they are held.
    pub(crate) past: Vec<Arc<Row>>,
    /// The places of the sources that may hold some which are not here.
    pub(crate) gaps: Vec<u16>,
    /// The places of those that were never asked for any.
    pub(crate) not_asked: Vec<u16>,
    /// Of those that answered and hold nothing about allergies.
    pub(crate) silent: Vec<u16>,
    /// Some source answered in full.
    answered: bool,
}

/// Whether a source calls an allergy's risk high or one of its reactions severe,
/// by FHIR's codes for `criticality` and `reaction.severity`.
fn is_grave(row: &Row) -> bool {
    part::has(&row.severity, "high") || part::has(&row.value, "severe")
}

impl Allergies {
    /// What the entries and the states of the sources come to.
    pub(crate) fn of(lines: &[Line], sources: &[SourceStatus]) -> Allergies {
        let mut out = Allergies::default();
        for line in lines {
            if line.row.kind == Kind::Allergy {
                out.add(&line.row);
            }
        }
        for (place, source) in sources.iter().enumerate() {
            let place = place as u16;
            let own = parts(source)
                .into_iter()
                .find(|part| part.kinds.contains(Kind::Allergy));
            let state = own.map_or(Completeness::NotAsked, |part| part.completeness);
            let asked = state != Completeness::NotAsked || !source.completeness.is_settled();
            if !asked {
                out.not_asked.push(place);
            } else if is_missing(state) {
                out.gaps.push(place);
            } else if state != Completeness::NoSuchPatient {
                out.answered = true;
                if !holds(lines, place) {
                    out.silent.push(place);
                }
            }
        }
        out
    }

    fn add(&mut self, row: &Arc<Row>) {
        let in_error = row.marks.has(Mark::EnteredInError);
        let over = matches!(row.status, StatusClass::Inactive | StatusClass::NotDone);
        let to = if row.marks.has(Mark::Covered) {
            self.restricted += 1;
            return;
        } else if row.marks.has(Mark::InForce) {
            &mut self.live
        } else if row.marks.has(Mark::NoneAtAll) {
            &mut self.denied
        } else {
            match row.absence {
                Some(Absence::NoneKnown) if !in_error && !over => &mut self.denied,
                // It says that nothing is said.
                Some(Absence::NoInformation) => return,
                _ => &mut self.past,
            }
        };
        // What may kill is named first.
        let at = match is_grave(row) {
            true => to.partition_point(|own| is_grave(own)),
            false => to.len(),
        };
        to.insert(at, Arc::clone(row));
    }

    /// One of the four phrases.
    pub(crate) fn phrase(&self) -> Message {
        let in_general = |row: &Arc<Row>| row.marks.has(Mark::NoneAtAll);
        if self.restricted > 0 || !self.live.is_empty() {
            Message::KnownAllergies
        } else if !self.gaps.is_empty() {
            Message::AllergiesUnavailable
        } else if self.denied.iter().any(in_general) {
            Message::NoKnownAllergies
        } else if !self.answered && !self.not_asked.is_empty() {
            // Nobody was asked, which is not that nothing is recorded.
            Message::AllergiesUnavailable
        } else {
            Message::AllergiesNotRecorded
        }
    }
}

fn holds(lines: &[Line], place: u16) -> bool {
    lines
        .iter()
        .any(|line| line.row.kind == Kind::Allergy && line.row.sources.contains(&place))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Completeness as C;
    use timeline_model::{EntryId, KindSet, KindStatus, RowMarks};

    /// A row of source 0.
    fn row(id: u64, change: impl FnOnce(&mut Row)) -> Line {
        let mut row = Row {
            id: EntryId(id),
            kind: Kind::Allergy,
            sources: vec![0],
            ..Row::default()
        };
        change(&mut row);
        Line::new(row)
    }

    fn marked(mark: Mark) -> impl FnOnce(&mut Row) {
        move |row| row.marks = RowMarks::default().with(mark)
    }

    /// What rows may say, one bit each.
    const LIVE: u32 = 1;
    const COVERED: u32 = 2;
    const NONE_AT_ALL: u32 = 4;
    const NONE_OF_SOME: u32 = 8;
    const RESOLVED: u32 = 16;
    const REFUTED: u32 = 32;
    const IN_ERROR: u32 = 64;
    // The last bit is an entry by which the source says that it says nothing.

    fn lines(said: u32) -> Vec<Line> {
        let none = |row: &mut Row| row.absence = Some(Absence::NoneKnown);
        let all = [
            row(0, marked(Mark::InForce)),
            row(1, marked(Mark::Covered)),
            row(2, |row| {
                none(row);
                marked(Mark::NoneAtAll)(row);
            }),
            row(3, none),
            row(4, |row| row.status = StatusClass::Inactive),
            row(5, |row| row.status = StatusClass::NotDone),
            row(6, |row| {
                none(row);
                marked(Mark::EnteredInError)(row);
            }),
            row(7, |row| row.absence = Some(Absence::NoInformation)),
        ];
        let mut lines = Vec::new();
        for (bit, line) in all.into_iter().enumerate() {
            if said & 1 << bit != 0 {
                lines.push(line);
            }
        }
        lines
    }

    fn source(whole: C, of_allergies: Option<C>) -> SourceStatus {
        let kinds = of_allergies.map(|completeness| KindStatus {
            kinds: KindSet::of(Kind::Allergy),
            completeness,
            ..KindStatus::default()
        });
        SourceStatus {
            completeness: whole,
            kinds: kinds.into_iter().collect(),
            ..SourceStatus::default()
        }
    }

    /// What a state of a source comes to for allergies.
    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Means {
        /// It may hold some that are not here.
        Gap,
        Answer,
        NobodyKnown,
        NeverAsked,
    }

    /// Every state that a source may be in.
    fn states() -> Vec<(SourceStatus, Means)> {
        let mut states = vec![
            (source(C::NotAsked, None), Means::Gap),
            (source(C::Loading, Some(C::NotAsked)), Means::Gap),
            (source(C::Complete, Some(C::NotAsked)), Means::NeverAsked),
            (source(C::Failed, Some(C::NotAsked)), Means::NeverAsked),
        ];
        for (state, means) in [
            (C::Loading, Means::Gap),
            (C::Complete, Means::Answer),
            (C::Empty, Means::Answer),
            (C::Partial, Means::Gap),
            (C::CutShort, Means::Gap),
            (C::Failed, Means::Gap),
            (C::TimedOut, Means::Gap),
            (C::NoSuchPatient, Means::NobodyKnown),
            (C::HeldBack, Means::Gap),
            (C::Withheld, Means::Gap),
            (C::NotShared, Means::Gap),
        ] {
            states.push((source(state, None), means));
            // The same of allergies alone, whatever the rest is.
            states.push((source(C::Complete, Some(state)), means));
            states.push((source(C::Failed, Some(state)), means));
        }
        states
    }

    fn expected(said: u32, means: [Means; 2]) -> Message {
        if said & (LIVE | COVERED) != 0 {
            Message::KnownAllergies
        } else if means.contains(&Means::Gap) {
            Message::AllergiesUnavailable
        } else if said & NONE_AT_ALL != 0 {
            Message::NoKnownAllergies
        } else if means.contains(&Means::NeverAsked) && !means.contains(&Means::Answer) {
            Message::AllergiesUnavailable
        } else {
            Message::AllergiesNotRecorded
        }
    }

    #[test]
    fn the_phrase_follows_from_every_combination_of_entries_and_states() {
        let states = states();
        for said in 0..256 {
            let lines = lines(said);
            let count = |what: u32| (said & what).count_ones() as usize;
            for (one, own) in &states {
                for (two, other) in &states {
                    let means = [*own, *other];
                    let known = Allergies::of(&lines, &[one.clone(), two.clone()]);
                    let context = (said, one.completeness, two.completeness, means);
                    assert_eq!(known.phrase(), expected(said, means), "{context:?}");
                    let mut gaps = Vec::new();
                    for (place, means) in (0..).zip(means) {
                        if means == Means::Gap {
                            gaps.push(place);
                        }
                    }
                    assert_eq!(known.gaps, gaps, "{context:?}");
                    assert_eq!(known.restricted as usize, count(COVERED));
                    assert_eq!(known.live.len(), count(LIVE));
                    assert_eq!(known.denied.len(), count(NONE_AT_ALL | NONE_OF_SOME));
                    assert_eq!(known.past.len(), count(RESOLVED | REFUTED | IN_ERROR));
                }
            }
        }
    }

    #[test]
    fn a_source_that_was_never_asked_is_named_and_stands_for_no_answer() {
        let lab = source(C::Complete, Some(C::NotAsked));
        let surgery = source(C::Complete, None);
        let alone = Allergies::of(&[], core::slice::from_ref(&lab));
        assert_eq!(alone.phrase(), Message::AllergiesUnavailable);
        let both = Allergies::of(&[], &[surgery.clone(), lab.clone()]);
        assert_eq!(both.phrase(), Message::AllergiesNotRecorded);
        assert_eq!((both.not_asked, both.silent), (vec![1], vec![0]));
        let said = Allergies::of(&lines(NONE_AT_ALL), &[surgery, lab]);
        assert_eq!(said.phrase(), Message::NoKnownAllergies);
        assert_eq!(said.not_asked, [1]);
    }

    #[test]
    fn what_the_others_say_is_told_where_one_has_a_gap() {
        let sources = [
            source(C::Complete, None),
            source(C::Complete, None),
            source(C::NoSuchPatient, None),
            source(C::Failed, None),
        ];
        let known = Allergies::of(&lines(NONE_AT_ALL), &sources);
        assert_eq!(known.phrase(), Message::AllergiesUnavailable);
        assert_eq!((known.gaps, known.silent), (vec![3], vec![1]));
        assert_eq!(known.denied.len(), 1);
    }
}
