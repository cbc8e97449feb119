//! Units in one spelling, and those that convert.

use timeline_model::{Packed, lower_letter, packed};

use crate::{hash, words::Words};

/// What one of a unit is in the base unit of its dimension.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scale {
    dimension: Dimension,
    /// The size of one in the base unit.
    pub(crate) size: f64,
    /// What is added before scaling, for units whose zeros differ.
    shift: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Dimension {
    /// Metres.
    Length,
    /// Kilograms.
    Mass,
    /// Degrees Celsius.
    Temperature,
    /// Grams in a litre.
    MassConcentration,
    /// Millimoles in a litre.
    Amount,
    /// Milliequivalents in a litre.
    Equivalents,
    /// Cells, in thousand millions in a litre.
    Count,
    /// Enzyme units in a litre.
    Activity,
    /// Hundredths.
    Percent,
    /// Millimoles in a mole, as glycated haemoglobin is reported.
    AmountShare,
}

/// A substance whose mass and amount convert.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Substance {
    /// Grams in a mole.
    Molar(f64),
    /// An ion of one charge, where an equivalent is a mole.
    Ion(f64),
    /// Glycated haemoglobin: NGSP percent against IFCC millimoles in a mole.
    GlycatedHaemoglobin,
}

/// Substances by a word of their names, the first that fits: molar masses in
/// grams. Urea nitrogen is weighed as its two atoms of nitrogen, and
/// triglycerides as triolein, as laboratories do.
const SUBSTANCES: &[(&str, Substance)] = &[
    ("a1c", Substance::GlycatedHaemoglobin),
    ("cholesterol", Substance::Molar(386.65)),
    ("triglyceride", Substance::Molar(885.4)),
    ("glucose", Substance::Molar(180.156)),
    ("creatinine", Substance::Molar(113.12)),
    ("nitrogen", Substance::Molar(28.014)),
    ("urea", Substance::Molar(60.056)),
    ("calcium", Substance::Molar(40.078)),
    ("magnesium", Substance::Molar(24.305)),
    ("phosphate", Substance::Molar(30.974)),
    ("bilirubin", Substance::Molar(584.66)),
    ("urate", Substance::Molar(168.11)),
    ("sodium", Substance::Ion(22.99)),
    ("potassium", Substance::Ion(39.098)),
    ("chloride", Substance::Ion(35.45)),
    ("bicarbonate", Substance::Ion(61.017)),
];

impl Substance {
    /// The substance that a name speaks of.
    pub(crate) fn named(name: &Words) -> Option<Substance> {
        SUBSTANCES
            .iter()
            .find(|(word, _)| name.tokens.binary_search(&hash::of_text(word)).is_ok())
            .map(|(_, substance)| *substance)
    }
}

/// Units that convert: their dimension, the size of one in its base unit, and
/// what is added before scaling.
const SCALES: &[(&str, Dimension, f64, f64)] = &[
    ("m", Dimension::Length, 1.0, 0.0),
    ("cm", Dimension::Length, 0.01, 0.0),
    ("mm", Dimension::Length, 0.001, 0.0),
    ("in", Dimension::Length, 0.0254, 0.0),
    ("ft", Dimension::Length, 0.3048, 0.0),
    ("kg", Dimension::Mass, 1.0, 0.0),
    ("g", Dimension::Mass, 0.001, 0.0),
    ("lb", Dimension::Mass, 0.453_592_37, 0.0),
    ("oz", Dimension::Mass, 0.028_349_523_125, 0.0),
    ("stone", Dimension::Mass, 6.350_293_18, 0.0),
    ("cel", Dimension::Temperature, 1.0, 0.0),
    ("degf", Dimension::Temperature, 5.0 / 9.0, -32.0),
    ("g/l", Dimension::MassConcentration, 1.0, 0.0),
    ("mg/ml", Dimension::MassConcentration, 1.0, 0.0),
    ("g/dl", Dimension::MassConcentration, 10.0, 0.0),
    ("mg/dl", Dimension::MassConcentration, 0.01, 0.0),
    ("mg/l", Dimension::MassConcentration, 1e-3, 0.0),
    ("ug/ml", Dimension::MassConcentration, 1e-3, 0.0),
    ("ug/dl", Dimension::MassConcentration, 1e-5, 0.0),
    ("ug/l", Dimension::MassConcentration, 1e-6, 0.0),
    ("ng/ml", Dimension::MassConcentration, 1e-6, 0.0),
    ("mmol/l", Dimension::Amount, 1.0, 0.0),
    ("umol/l", Dimension::Amount, 1e-3, 0.0),
    ("nmol/l", Dimension::Amount, 1e-6, 0.0),
    ("meq/l", Dimension::Equivalents, 1.0, 0.0),
    ("10*9/l", Dimension::Count, 1.0, 0.0),
    ("10*3/ul", Dimension::Count, 1.0, 0.0),
    ("k/ul", Dimension::Count, 1.0, 0.0),
    ("thou/ul", Dimension::Count, 1.0, 0.0),
    ("10*12/l", Dimension::Count, 1000.0, 0.0),
    ("10*6/ul", Dimension::Count, 1000.0, 0.0),
    ("m/ul", Dimension::Count, 1000.0, 0.0),
    ("u/l", Dimension::Activity, 1.0, 0.0),
    ("ukat/l", Dimension::Activity, 60.0, 0.0),
    ("%", Dimension::Percent, 1.0, 0.0),
    ("l/l", Dimension::Percent, 100.0, 0.0),
    ("1", Dimension::Percent, 100.0, 0.0),
    ("mmol/mol", Dimension::AmountShare, 1.0, 0.0),
];

impl Scale {
    /// The scale of a unit in its plain spelling; `None` for units that stand
    /// for themselves.
    pub(crate) fn of(unit: &str) -> Option<Scale> {
        SCALES
            .iter()
            .find(|(name, ..)| *name == unit)
            .map(|(_, dimension, size, shift)| Scale {
                dimension: *dimension,
                size: *size,
                shift: *shift,
            })
    }

    /// A size in this unit, in the base unit.
    pub(crate) fn apply(&self, size: f64) -> f64 {
        (size + self.shift) * self.size
    }

    /// Both scales in one base unit, where they have one.
    pub(crate) fn common(self, other: Scale, of: Option<Substance>) -> Option<(Scale, Scale)> {
        let target = if self.dimension <= other.dimension {
            other.dimension
        } else {
            self.dimension
        };
        Some((self.into_base(target, of)?, other.into_base(target, of)?))
    }

    fn into_base(self, target: Dimension, of: Option<Substance>) -> Option<Scale> {
        if self.dimension == target {
            return Some(self);
        }
        let (factor, shift) = match (self.dimension, target, of?) {
            (
                Dimension::MassConcentration,
                Dimension::Amount,
                Substance::Molar(mass) | Substance::Ion(mass),
            ) => (1000.0 / mass, 0.0),
            (Dimension::MassConcentration, Dimension::Equivalents, Substance::Ion(mass)) => {
                (1000.0 / mass, 0.0)
            }
            (Dimension::Amount, Dimension::Equivalents, Substance::Ion(_)) => (1.0, 0.0),
            (Dimension::Percent, Dimension::AmountShare, Substance::GlycatedHaemoglobin) => {
                (10.929, -2.15)
            }
            _ => return None,
        };
        Some(Scale {
            dimension: target,
            size: self.size * factor,
            shift: self.shift + shift,
        })
    }
}

/// Other spellings of a unit.
const SPELLINGS: Packed = packed![
    ("lbav", "lb"),
    ("lbs", "lb"),
    ("pound", "lb"),
    ("ozav", "oz"),
    ("st", "stone"),
    ("stoneav", "stone"),
    ("ini", "in"),
    ("inus", "in"),
    ("inch", "in"),
    ("inches", "in"),
    ("fti", "ft"),
    ("kgs", "kg"),
    ("cms", "cm"),
    ("c", "cel"),
    ("degc", "cel"),
    ("f", "degf"),
    ("mm*hg", "mmhg"),
    ("bpm", "/min"),
    ("/minute", "/min"),
    ("beats/min", "/min"),
    ("beats/minute", "/min"),
    ("breaths/min", "/min"),
    ("breaths/minute", "/min"),
    ("kg/m*2", "kg/m2"),
    ("iu/l", "u/l"),
];

/// A unit's spelling, without what does not change it.
pub(crate) fn plain(unit: &str) -> String {
    let mut plain = String::new();
    for c in unit.chars() {
        match c {
            '[' | ']' | '{' | '}' | ' ' | '(' | ')' | '_' | '.' | '\u{b0}' => {}
            '\u{3bc}' | '\u{b5}' => plain.push('u'),
            '^' | '\u{d7}' => plain.push('*'),
            '\u{b2}' => plain.push('2'),
            _ => plain.push(lower_letter(c)),
        }
    }
    // A count is written `x10*9/L` as often as `10*9/L`.
    let times = plain
        .bytes()
        .take_while(|b| matches!(b, b'x' | b'*'))
        .count();
    plain.drain(..times);
    match SPELLINGS.meaning(&plain) {
        Some(known) => known.to_owned(),
        None => plain,
    }
}
