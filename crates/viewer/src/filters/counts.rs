use timeline_model::{Kind, Mark, Row};

use super::filter::{is_abnormal, is_elsewhere};

/// How many entries of the whole record there are of what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) kinds: [u32; Kind::ALL.len()],
    /// By the source's place; an entry counts for each that holds it.
    pub(crate) sources: Vec<u32>,
    pub(crate) abnormal: u32,
    pub(crate) new: u32,
    /// Of which nobody can tell whether they are.
    pub(crate) untold: u32,
    /// Held by none of the user's own systems.
    pub(crate) elsewhere: u32,
    /// Those of them that may be the same as another entry.
    pub(crate) maybe: u32,
}

impl Counts {
    /// Counts one more entry. `own` are the user's own systems.
    pub(crate) fn add(&mut self, row: &Row, own: &[u16]) {
        if let Some(count) = self.kinds.get_mut(row.kind as usize) {
            *count += 1;
        }
        for place in &row.sources {
            let place = usize::from(*place);
            if self.sources.len() <= place {
                self.sources.resize(place + 1, 0);
            }
            if let Some(count) = self.sources.get_mut(place) {
                *count += 1;
            }
        }
        self.abnormal += u32::from(is_abnormal(row));
        self.new += u32::from(row.marks.has(Mark::New));
        // What has happened since was not recorded before, whatever is said.
        self.untold += u32::from(row.recorded.is_none() && !row.marks.has(Mark::New));
        if is_elsewhere(row, own) {
            self.elsewhere += 1;
            self.maybe += u32::from(row.marks.has(Mark::PossibleDuplicate));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use timeline_model::{Flag, PartialDate, RowMarks};

    #[test]
    fn each_entry_counts_for_all_that_it_is() {
        let mut counts = Counts::default();
        let row = |sources: &[u16], mark: Option<Mark>, flag| {
            let mut marks = RowMarks::default();
            if let Some(mark) = mark {
                marks.set(mark, true);
            }
            Row {
                kind: Kind::Result,
                sources: sources.to_vec(),
                flag,
                marks,
                ..Row::default()
            }
        };
        counts.add(&row(&[0, 2], Some(Mark::New), Some(Flag::Low)), &[0]);
        counts.add(&row(&[2], Some(Mark::PossibleDuplicate), None), &[0]);
        let told = Row {
            recorded: PartialDate::parse("2026"),
            ..row(&[1], None, Some(Flag::Normal))
        };
        counts.add(&told, &[0]);
        let mut expected = Counts {
            sources: vec![1, 1, 2],
            abnormal: 1,
            new: 1,
            untold: 1,
            elsewhere: 2,
            maybe: 1,
            ..Counts::default()
        };
        expected.kinds[Kind::Result as usize] = 3;
        assert_eq!(counts, expected);
    }
}
