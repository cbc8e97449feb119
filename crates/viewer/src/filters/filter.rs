use timeline_model::{Flag, Kind, Mark, Row};

/// What the record is narrowed to: an entry has to pass all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    /// The kinds, a bit each; 0 is all.
    pub(crate) kinds: u32,
    /// The sources by place; none is all.
    pub(crate) sources: Vec<u16>,
    /// A bit for each [`Only`].
    only: u8,
}

/// What an entry may have to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Only {
    /// Flagged as outside its range.
    Abnormal,
    /// Recorded after the host's time.
    New,
    /// Held by no source that is the user's own system.
    Elsewhere,
}

/// The bit of a kind in the filter.
pub(crate) fn bit(kind: Kind) -> u32 {
    1 << kind as u32
}

impl Filter {
    /// Whether anything is narrowed to.
    pub(crate) fn is_on(&self) -> bool {
        self.kinds != 0 || !self.sources.is_empty() || self.only != 0
    }

    /// Whether only these are shown.
    pub(crate) fn has(&self, only: Only) -> bool {
        self.only & 1 << only as u8 != 0
    }

    /// Whether what is looked for may hide among others of its family: by kind
    /// and source whole families are chosen.
    pub(crate) fn picks(&self) -> bool {
        self.only != 0
    }

    /// Turns one of them on or off.
    pub(crate) fn toggle(&mut self, only: Only) {
        self.only ^= 1 << only as u8;
    }

    /// Adds a source or takes it out.
    pub(crate) fn toggle_source(&mut self, place: u16) {
        match self.sources.iter().position(|own| *own == place) {
            Some(at) => drop(self.sources.remove(at)),
            None => self.sources.push(place),
        }
    }

    /// Whether an entry passes. `own` are the sources that are the user's own
    /// system; `None` where nothing can be said of what they hold.
    pub(crate) fn lets(&self, row: &Row, own: Option<&[u16]>) -> bool {
        (self.kinds == 0 || self.kinds & bit(row.kind) != 0)
            && (self.sources.is_empty() || row.sources.iter().any(|s| self.sources.contains(s)))
            && (!self.has(Only::Abnormal) || is_abnormal(row))
            && (!self.has(Only::New) || row.marks.has(Mark::New))
            && (!self.has(Only::Elsewhere) || own.is_none_or(|own| is_elsewhere(row, own)))
    }
}

/// Whether a value is flagged as outside its range.
pub(crate) fn is_abnormal(row: &Row) -> bool {
    row.flag.is_some_and(|flag| flag != Flag::Normal)
}

/// Whether none of the sources `own` holds the entry.
pub(crate) fn is_elsewhere(row: &Row, own: &[u16]) -> bool {
    !row.sources.iter().any(|place| own.contains(place))
}

#[cfg(test)]
mod tests {
    use super::*;
    use timeline_model::RowMarks;

    #[test]
    fn an_entry_passes_what_is_chosen_and_all_of_it() {
        let row = Row {
            kind: Kind::Result,
            sources: vec![1, 2],
            flag: Some(Flag::High),
            marks: RowMarks::default().with(Mark::New),
            ..Row::default()
        };
        let plain = Row {
            flag: Some(Flag::Normal),
            marks: RowMarks::default(),
            ..row.clone()
        };
        let filter = |kinds, sources: &[u16], only: &[Only]| {
            let mut filter = Filter {
                kinds,
                sources: sources.to_vec(),
                only: 0,
            };
            for one in only {
                filter.toggle(*one);
            }
            filter
        };
        use Only::{Abnormal, Elsewhere, New};
        let kinds = bit(Kind::Result) | bit(Kind::Problem);
        for (filter, own, passes) in [
            (filter(0, &[], &[]), None, (true, true)),
            (filter(kinds, &[], &[]), None, (true, true)),
            (filter(bit(Kind::Problem), &[], &[]), None, (false, false)),
            (filter(0, &[0, 2], &[]), None, (true, true)),
            (filter(0, &[0], &[]), None, (false, false)),
            (filter(0, &[], &[Abnormal]), None, (true, false)),
            (filter(0, &[], &[New]), None, (true, false)),
            (filter(0, &[2], &[New, Abnormal]), None, (true, false)),
            (filter(0, &[], &[Elsewhere]), Some(&[1][..]), (false, false)),
            (filter(0, &[], &[Elsewhere]), Some(&[0][..]), (true, true)),
            // Nothing is hidden where nobody can say.
            (filter(0, &[], &[Elsewhere]), None, (true, true)),
        ] {
            let said = (filter.lets(&row, own), filter.lets(&plain, own));
            assert_eq!(said, passes, "{filter:?} {own:?}");
        }
    }

    #[test]
    fn what_is_pressed_twice_is_let_go() {
        let mut filter = Filter::default();
        filter.toggle(Only::New);
        filter.toggle_source(3);
        assert!(filter.is_on() && filter.has(Only::New));
        filter.toggle(Only::New);
        filter.toggle_source(3);
        assert_eq!(filter, Filter::default());
        assert!(!filter.is_on());
    }
}
