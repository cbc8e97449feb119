use crate::wire::{wire_enum, wire_struct};

wire_enum! {
    /// A bound instead of a number: `<5` is never shown as 5 (FHIR
    /// `Quantity.comparator`).
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum Comparator {
        /// Less than the number.
        Less,
        /// Less than or equal to the number.
        LessOrEqual,
        /// Greater than the number.
        Greater,
        /// Greater than or equal to the number.
        GreaterOrEqual,
        /// Sufficient to reach the number (FHIR R5 `ad`).
        Sufficient,
    }
}

wire_struct! {
    /// A measured amount as sent.
    #[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
    pub struct Quantity {
        /// Present where the number is only a bound.
        pub comparator: Option<Comparator>,
        /// The decimal number as it was written, so that `5.0` stays `5.0`.
        pub number: String,
        /// The unit in words as sent, or the code where no words were.
        pub unit: String,
        /// The UCUM code, where the source gave one; for comparing.
        pub ucum: String,
    }
}

wire_enum! {
    /// Where a value lies against its own laboratory's range, by the
    /// laboratory's word alone (FHIR `Observation.interpretation`).
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum Flag {
        /// Within the range.
        Normal,
        /// Above the range.
        High,
        /// Below the range.
        Low,
        /// Critically above the range.
        CriticalHigh,
        /// Critically below the range.
        CriticalLow,
        /// Outside what is expected, without a direction.
        Abnormal,
    }
}

wire_enum! {
    /// Why something is not there. An empty place never means two things: the
    /// viewer has a message for each (FHIR `dataAbsentReason`, HL7's null
    /// flavours, the reasons for which a list is empty).
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum Absence {
        /// Not known, and nothing more is said.
        Unknown,
        /// The patient was asked and did not know.
        AskedUnknown,
        /// Not known yet, and expected later.
        TemporarilyUnknown,
        /// The patient was not asked.
        NotAsked,
        /// The patient was asked and did not want to say.
        AskedDeclined,
        /// Known to the source, which does not show it.
        Withheld,
        /// There can be none, such as a last menstruation of a man.
        NotApplicable,
        /// The source's system cannot hold or send it.
        Unsupported,
        /// It stands in the narrative alone.
        AsText,
        /// The measurement failed, or gave no number.
        Error,
        /// It was not carried out.
        NotPerformed,
        /// It may not be given out.
        NotPermitted,
        /// It was looked for and there is none.
        NoneKnown,
        /// Not to be had where the record was made.
        Unavailable,
        /// On its way from one system to another.
        InTransit,
        /// Received by the source and not filed yet.
        AwaitingFiling,
        /// Nobody has begun to record it.
        NotStarted,
        /// The record says nothing about it: neither that there is any nor
        /// that there is none.
        NoInformation,
        /// Another reason, in the source's words.
        Other,
    }
}

/// What was found or measured.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// A number with its unit.
    Quantity(Quantity),
    /// Low and high bound, either may be missing.
    Range(Option<Quantity>, Option<Quantity>),
    /// A ratio of two amounts, such as `1:128`.
    Ratio(Quantity, Quantity),
    /// Words: free text, or the words of a coded value.
    Text(String),
    /// Yes or no.
    Boolean(bool),
    /// Why there is no value, with the source's own words where it gave any.
    Absent(Absence, String),
}

impl Quantity {
    /// The amount in words: bound, number and unit, with `gap` between the
    /// last two.
    pub fn words(&self, gap: &str) -> String {
        let bound = match self.comparator {
            Some(Comparator::Less) => "<",
            Some(Comparator::LessOrEqual) => "≤",
            Some(Comparator::Greater) => ">",
            Some(Comparator::GreaterOrEqual | Comparator::Sufficient) => "≥",
            None => "",
        };
        let (gap, unit) = match self.unit.as_str() {
            "" | "1" => ("", ""),
            "%" => ("", "%"),
            unit => (gap, unit),
        };
        [bound, &self.number, gap, unit].concat()
    }
}

impl Value {
    /// The value in words; `gap` stands between a number and its unit.
    pub fn words(&self, gap: &str) -> String {
        match self {
            Value::Quantity(amount) => amount.words(gap),
            Value::Range(Some(low), Some(high)) => {
                let low = match low.unit == high.unit || low.unit.is_empty() {
                    true => low.number.clone(),
                    false => low.words(gap),
                };
                [&low, " – ", &high.words(gap)].concat()
            }
            Value::Range(Some(low), None) => ["≥", &low.words(gap)].concat(),
            Value::Range(None, Some(high)) => ["≤", &high.words(gap)].concat(),
            Value::Range(None, None) => String::new(),
            Value::Ratio(above, below) => {
                let titre = above.unit.is_empty() && below.unit.is_empty();
                let between = if titre { ":" } else { " / " };
                [&above.words(gap), between, &below.words(gap)].concat()
            }
            Value::Text(text) | Value::Absent(_, text) => text.clone(),
            Value::Boolean(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        }
    }
}
