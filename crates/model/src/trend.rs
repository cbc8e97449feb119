use crate::{Comparator, EntryId, Flag, PartialDate, wire::wire_struct};

wire_struct! {
    /// Earlier and later values of the same thing, measured alike.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Trend {
        /// What is measured: one, or two of one measurement, such as systolic
        /// and diastolic pressure.
        pub series: Vec<Series>,
        /// The measurements, oldest first; none where there is no other than the
        /// open one.
        pub points: Vec<TrendPoint>,
        /// How many others are of the same thing and cannot stand among them.
        pub unlike: u32,
        /// Why not, a bit for each [`Unlike`] in its order.
        pub why: u32,
        /// In which other units they are, as sent.
        pub units: Vec<String>,
        /// How many more there are, further away in time.
        pub further: u32,
    }
}

/// Why a measurement cannot stand among others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unlike {
    /// It is in another unit.
    Unit,
    /// It was measured by another method, or reckoned by another equation.
    Method,
    /// It is no number.
    NoNumber,
    /// It has no date.
    NoDate,
    /// It was entered in error.
    InError,
}

wire_struct! {
    /// One thing that is measured.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Series {
        /// What it is called.
        pub title: String,
        /// Its unit as sent; may be empty.
        pub unit: String,
    }
}

wire_struct! {
    /// One measurement. Places are in thousandths of the drawing, from its
    /// start and from its foot.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct TrendPoint {
        /// The entry that it is.
        pub id: EntryId,
        /// When it was so.
        pub when: Option<PartialDate>,
        /// The first moment that this may mean.
        pub from: u32,
        /// The last.
        pub until: u32,
        /// The sources that hold it, as places in the configuration.
        pub sources: Vec<u16>,
        /// Where the value lies against its range.
        pub flag: Option<Flag>,
        /// What was found of each series, in their order.
        pub values: Vec<Option<TrendValue>>,
    }
}

wire_struct! {
    /// One number of a measurement.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct TrendValue {
        /// The number as sent, with its bound.
        pub words: String,
        /// Present where the number is only a bound.
        pub bound: Option<Comparator>,
        /// How high it is.
        pub height: u32,
        /// The range of its own laboratory, where one was sent.
        pub range: Option<TrendRange>,
    }
}

wire_struct! {
    /// A laboratory's range.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct TrendRange {
        /// Its bounds as sent.
        pub words: String,
        /// How high its lower bound is, where there is one.
        pub low: Option<u32>,
        /// How high its upper bound is, where there is one.
        pub high: Option<u32>,
    }
}
