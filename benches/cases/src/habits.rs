//! What is usual in a source. Each number is the share of its records that it befalls.

use crate::moment::Exact;
use crate::random::Random;

/// The four sources of a case.
pub const SOURCES: [(&str, &str); 4] = [
    ("gp", "Riverside Surgery"),
    ("hospital", "St Anne's Hospital"),
    ("community", "County Community Services"),
    ("exchange", "Regional Exchange"),
];

/// How its ids look.
#[derive(Clone, Copy)]
pub enum Ids {
    Upper,
    Digits,
    Short,
    Long,
}

pub struct Habits {
    pub ids: Ids,
    pub time: Exact,
    pub day: f64,
    pub month: f64,
    /// Only when it was written down is known of a problem, or an allergy is dated when this source heard of it.
    pub recorded: f64,
    /// An encounter begins with the arrival, not with being seen.
    pub arrival: f64,
    /// A result bears the time at which the specimen was received.
    pub received: f64,
    /// The number of the record where it came from is passed on.
    pub number: f64,
    pub own_number: f64,
    /// The laboratory's number of a specimen stands on each result and on the report.
    pub accession: bool,
    /// Numbers of a daybook, begun anew again and again.
    pub daybook: bool,
    pub no_code: f64,
    pub own_code: f64,
    pub own_system: String,
    pub alias: f64,
    pub case: f64,
    pub suffix: f64,
    pub order: f64,
    pub short: f64,
    /// Typed or passed on untidily.
    pub typed: f64,
    /// Longer names are cut.
    pub longest: Option<usize>,
    pub dose: f64,
    pub unit: f64,
    pub spelling: f64,
    pub decimals: Option<usize>,
    /// A quantity is sent as words.
    pub in_words: f64,
    /// Another of FHIR's ways to say the same: a period for a time, a medicine beside its request.
    pub shape: f64,
    pub status: f64,
    pub in_error: f64,
    /// The very same resource once more.
    pub twice: f64,
    /// An older version before the newest.
    pub versions: f64,
    /// Once more under another id, with the number of the record.
    pub resent: f64,
}

impl Habits {
    /// Those of a source, by its place among the four; no two cases have the same.
    pub fn draw(source: usize, random: &mut Random) -> Self {
        let name = SOURCES.get(source).map_or("other", |(name, _)| name);
        let mut usual = |shares: [f64; 4]| {
            shares.get(source).copied().unwrap_or(0.0) * random.between(0.4, 1.6)
        };
        let mut habits = Self {
            ids: [Ids::Upper, Ids::Digits, Ids::Short, Ids::Long]
                .get(source)
                .copied()
                .unwrap_or(Ids::Long),
            time: Exact::Universal,
            day: usual([0.1, 0.02, 0.04, 0.5]),
            month: usual([0.01, 0.0, 0.04, 0.01]),
            recorded: usual([0.1, 0.02, 0.1, 0.25]),
            arrival: usual([0.02, 0.1, 0.05, 0.05]),
            received: usual([0.12, 0.02, 0.05, 0.05]),
            number: usual([0.35, 0.3, 0.2, 0.35]),
            own_number: usual([0.5, 0.5, 0.3, 0.2]),
            accession: false,
            daybook: false,
            no_code: usual([0.02, 0.02, 0.45, 0.3]),
            own_code: usual([0.08, 0.08, 0.1, 0.02]),
            own_system: format!("https://{name}.example/codes"),
            alias: usual([0.15, 0.08, 0.3, 0.2]),
            case: usual([0.03, 0.08, 0.05, 0.05]),
            suffix: usual([0.06, 0.01, 0.03, 0.06]),
            order: usual([0.05, 0.02, 0.1, 0.05]),
            short: usual([0.05, 0.02, 0.15, 0.05]),
            typed: usual([0.03, 0.02, 0.06, 0.04]),
            longest: None,
            dose: usual([0.6, 0.15, 0.4, 0.3]),
            unit: usual([0.12, 0.02, 0.1, 0.1]),
            spelling: usual([0.15, 0.05, 0.2, 0.1]),
            decimals: None,
            in_words: usual([0.01, 0.0, 0.03, 0.02]),
            shape: usual([0.03, 0.03, 0.02, 0.06]),
            status: usual([0.06, 0.02, 0.05, 0.08]),
            in_error: usual([0.008, 0.008, 0.005, 0.004]),
            twice: usual([0.01, 0.01, 0.01, 0.02]),
            versions: usual([0.01, 0.02, 0.0, 0.02]),
            resent: usual([0.0, 0.005, 0.0, 0.02]),
        };
        habits.time = match (source, random.below(4)) {
            (0, 0..=2) | (2, 0) => Exact::Minute,
            (2, 1) => Exact::Unzoned,
            (2, _) | (3, 0) => Exact::London,
            _ => Exact::Universal,
        };
        habits.decimals = match (source, random.below(3)) {
            (0, _) => Some(2),
            (1, _) => None,
            (2, 0) => Some(0),
            _ => Some(1),
        };
        habits.accession = source != 2 && random.chance(0.3);
        habits.daybook = (source == 1 || source == 2) && random.chance(0.3);
        habits.longest = (source == 2 && random.chance(0.25)).then_some(30);
        habits
    }

    pub fn id(&self, random: &mut Random) -> String {
        match self.ids {
            Ids::Upper => {
                let hex = random.hex(32).to_uppercase();
                let cut = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
                [cut(0, 8), cut(8, 12), cut(12, 16), cut(16, 20), cut(20, 32)].join("-")
            }
            Ids::Digits => format!("{}", 1_000_000_000 + random.next() % 89_000_000_000),
            Ids::Short => format!("cc{}", random.hex(10)),
            Ids::Long => random.hex(24),
        }
    }
}
