use crate::wire::{wire_enum, wire_struct};

wire_struct! {
    /// Where a resource was received: the one key that every record has, for
    /// a server's own ids repeat and are missing.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct RecordKey {
        /// The source's place in the configuration, from 0.
        pub source: u16,
        /// The page: which request of the plan in the high half, which page of
        /// its answer in the low half, both from 0; it does not depend on the
        /// order in which pages arrive.
        pub page: u32,
        /// The place on the page, from 0.
        pub place: u32,
    }
}

wire_struct! {
    /// The name of an entry, opaque to hosts: a hash of its smallest record
    /// key, so that it survives re-folding.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct EntryId(pub u64);
}

impl EntryId {
    /// The id of the entry whose smallest record key is `key`.
    pub fn of(key: RecordKey) -> EntryId {
        // SplitMix64's finisher over the packed key: well spread and stable.
        let mut x = (u64::from(key.source) << 48)
            ^ (u64::from(key.page) << 24)
            ^ u64::from(key.place)
            ^ 0x9e37_79b9_7f4a_7c15;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        EntryId(x ^ (x >> 31))
    }

    /// Sixteen hexadecimal digits, as hosts see it.
    pub fn to_hex(self) -> String {
        let digits = b"0123456789abcdef";
        (0..16)
            .rev()
            .filter_map(|i| digits.get((self.0 >> (i * 4) & 15) as usize))
            .map(|b| char::from(*b))
            .collect()
    }

    /// Reads what [`EntryId::to_hex`] wrote.
    pub fn from_hex(text: &str) -> Option<EntryId> {
        (text.len() == 16)
            .then(|| u64::from_str_radix(text, 16).ok())
            .flatten()
            .map(EntryId)
    }
}

wire_enum! {
    /// What became of a resource that was received. Each has exactly one, and
    /// the six counts add up to what was received.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum Disposition {
        /// It became an entry of its own.
        Entry,
        /// It became part of another entry, such as a member of a panel.
        Part,
        /// It says who, where or from whence: patients, people,
        /// organisations, places, medicines referred to, provenance.
        Supporting,
        /// It is about somebody else and is never shown.
        SomebodyElse,
        /// It is the server's word, not the record's: an OperationOutcome.
        Message,
        /// It could not be read, and is listed with its place.
        Problem,
    }
}

/// One resource received and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    /// Where it was received.
    pub key: RecordKey,
    /// `Type/id` as sent, for people; empty where there is no id.
    pub alias: String,
    /// What became of it.
    pub disposition: Disposition,
    /// The entry that it is part of.
    pub part_of: Option<RecordKey>,
    /// It was not searched for and came along with what was (FHIR
    /// `Bundle.entry.search.mode` include).
    pub included: bool,
}

wire_struct! {
    /// How many of the resources received went where.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct Tally {
        /// All resources received.
        pub received: u32,
        /// [`Disposition::Entry`].
        pub entries: u32,
        /// [`Disposition::Part`].
        pub parts: u32,
        /// [`Disposition::Supporting`].
        pub supporting: u32,
        /// [`Disposition::SomebodyElse`].
        pub somebody_else: u32,
        /// [`Disposition::Message`].
        pub messages: u32,
        /// [`Disposition::Problem`].
        pub problems: u32,
    }
}

impl Tally {
    /// Counts one more resource.
    pub fn add(&mut self, disposition: Disposition) {
        self.received += 1;
        *match disposition {
            Disposition::Entry => &mut self.entries,
            Disposition::Part => &mut self.parts,
            Disposition::Supporting => &mut self.supporting,
            Disposition::SomebodyElse => &mut self.somebody_else,
            Disposition::Message => &mut self.messages,
            Disposition::Problem => &mut self.problems,
        } += 1;
    }

    /// Adds another tally to this one.
    pub fn merge(&mut self, other: Tally) {
        self.received += other.received;
        self.entries += other.entries;
        self.parts += other.parts;
        self.supporting += other.supporting;
        self.somebody_else += other.somebody_else;
        self.messages += other.messages;
        self.problems += other.problems;
    }

    /// Whether the six dispositions add up to what was received.
    pub fn adds_up(&self) -> bool {
        self.received
            == self.entries
                + self.parts
                + self.supporting
                + self.somebody_else
                + self.messages
                + self.problems
    }
}

wire_enum! {
    /// What is wrong with something a source sent.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum ProblemCode {
        /// The text is not JSON, or breaks off: what stood before the break
        /// was kept.
        BrokenJson,
        /// The answer is no JSON at all, such as a page of HTML.
        NotJson,
        /// An entry of a bundle holds no resource.
        NoResource,
        /// A resource does not say its type.
        NoType,
        /// A field has a shape that its type does not allow; the rest of the
        /// resource was kept.
        FieldShape,
        /// A date that no calendar has; shown as sent, sorted as undated.
        BadDate,
        /// A text with something in it that is no text, replaced by U+FFFD.
        BadText,
        /// Nested deeper than is read.
        TooDeep,
        /// An item of a feed does not fit any declared mapping.
        NotMapped,
        /// A row of a table cannot be taken apart: its quotes do not close.
        BrokenRow,
        /// The answer is in a format that is not read yet; the path is its
        /// name.
        UnsupportedFormat,
    }
}

impl ProblemCode {
    /// The stable name, as the command-line tool prints it.
    pub fn code(self) -> &'static str {
        match self {
            ProblemCode::BrokenJson => "broken-json",
            ProblemCode::NotJson => "not-json",
            ProblemCode::NoResource => "no-resource",
            ProblemCode::NoType => "no-type",
            ProblemCode::FieldShape => "field-shape",
            ProblemCode::BadDate => "bad-date",
            ProblemCode::BadText => "bad-text",
            ProblemCode::TooDeep => "too-deep",
            ProblemCode::NotMapped => "not-mapped",
            ProblemCode::BrokenRow => "broken-row",
            ProblemCode::UnsupportedFormat => "unsupported-format",
        }
    }
}

wire_struct! {
    /// Something a source sent that could not be taken as it is, and where.
    /// Holds no clinical text.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Problem {
        /// What is wrong.
        pub code: ProblemCode,
        /// The page, as in [`RecordKey::page`], with the resource's place on
        /// it; `place` is `u32::MAX` where the page as a whole is meant.
        pub key: RecordKey,
        /// The byte of the page at which it was met.
        pub offset: u32,
        /// The path to the field, such as `Observation.valueQuantity.value`;
        /// element names and indexes only, or the name of a format.
        pub path: String,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_id_survives_its_text() {
        let id = EntryId::of(RecordKey {
            source: 3,
            page: 65_537,
            place: 12,
        });
        assert_eq!(EntryId::from_hex(&id.to_hex()), Some(id));
        assert_eq!(EntryId::from_hex("12"), None);
    }

    #[test]
    fn a_tally_adds_up_whatever_is_counted() {
        let mut tally = Tally::default();
        for d in [
            Disposition::Entry,
            Disposition::Part,
            Disposition::Supporting,
            Disposition::SomebodyElse,
            Disposition::Message,
            Disposition::Problem,
        ] {
            tally.add(d);
            assert!(tally.adds_up());
        }
        assert_eq!(tally.received, 6);
    }
}
