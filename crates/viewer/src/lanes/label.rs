use timeline_model::{Basis, Kind, Mark, PartialDate, Precision, Row, digits, part};

use super::index::Entry;
use crate::{Message, dates::day_words, span::End, words::Words};

/// The words that stand in labels, read once for a frame.
#[derive(Default)]
pub(crate) struct LabelWords {
    pub(crate) months: String,
    since: String,
    prescribed: String,
    not_recorded: String,
    words: Option<Words>,
}

impl LabelWords {
    pub(crate) fn of(words: Words) -> LabelWords {
        LabelWords {
            months: words.say(Message::Months),
            since: words.say(Message::LaneSince),
            prescribed: words.say(Message::BasisPrescribed),
            not_recorded: words.say(Message::LaneEndNotRecorded),
            words: Some(words),
        }
    }

    #[cfg(test)]
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn english() -> LabelWords {
        LabelWords {
            months: Message::Months.english().into(),
            since: Message::LaneSince.english().into(),
            prescribed: Message::BasisPrescribed.english().into(),
            not_recorded: Message::LaneEndNotRecorded.english().into(),
            words: None,
        }
    }

    /// What several entries are called together.
    pub(crate) fn several(&self, count: usize) -> String {
        let count = count as u32;
        match self.words {
            Some(words) => words.count(Message::Entries, count),
            None => digits(count),
        }
    }

    /// What stands behind the title of an entry: since when, for what began
    /// before `from`; that it was only prescribed; that its end is not known.
    pub(crate) fn behind(&self, entry: &Entry, from: i64) -> String {
        let row = &*entry.row;
        let mut out = String::new();
        if row.marks.has(Mark::Covered) {
            return out;
        }
        let last = entry.extent.start.1;
        if let (Some(start), true) = (row.start, last < from && is_lasting(entry)) {
            // The year says enough, but for what began in the same one.
            let edge = PartialDate::from_epoch(from, 0);
            let mut since = start;
            if start.year != edge.year {
                since.precision = Precision::Year;
            }
            let date = day_words(&self.months, since);
            out.push_str(", ");
            out.push_str(&part::replaced(&self.since, "{date}", &date));
        }
        if is_prescribed(row) && !is_lasting(entry) {
            out.push_str(", ");
            out.push_str(&self.prescribed);
        }
        if entry.extent.end == End::NotRecorded {
            out.push_str(", ");
            out.push_str(&self.not_recorded);
        }
        out
    }
}

fn is_lasting(entry: &Entry) -> bool {
    !matches!(entry.extent.end, End::Point | End::NotRecorded)
}

/// Whether the date is only that of a prescription.
fn is_prescribed(row: &Row) -> bool {
    row.basis == Basis::Authored && row.kind == Kind::Medicine
}
