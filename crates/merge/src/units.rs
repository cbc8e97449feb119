//! Units in one spelling, and those that convert.

use timeline_model::{Packed, lower_letter, packed};

use crate::{decimal::decimal, hash, order, words::Words};

/// What one of a unit is in the base unit of its dimension.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scale {
    dimension: u8,
    /// The size of one in the base unit.
    pub(crate) size: f64,
    /// What is added before scaling, for units whose zeros differ.
    shift: f64,
}

/// Grams in a litre. Dimensions are letters, so that a table can name them; of
/// two that convert, the later is the one that both are brought to.
const MASS_CONCENTRATION: u8 = b'd';
/// Millimoles in a litre.
const AMOUNT: u8 = b'e';
/// Milliequivalents in a litre.
const EQUIVALENTS: u8 = b'f';
/// Hundredths.
const PERCENT: u8 = b'i';
/// Millimoles in a mole, as glycated haemoglobin is reported.
const AMOUNT_SHARE: u8 = b'j';

/// A substance whose mass and amount convert.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Substance {
    form: u8,
    /// Grams in a mole.
    mass: f64,
}

const MOLAR: u8 = b'm';
/// An ion of one charge, where an equivalent is a mole.
const ION: u8 = b'i';
/// NGSP percent against IFCC millimoles in a mole.
const GLYCATED_HAEMOGLOBIN: u8 = b'h';

/// Substances by a word of their names, the first that fits: their form, and
/// molar masses in grams. Urea nitrogen is weighed as its two atoms of
/// nitrogen, and triglycerides as triolein, as laboratories do.
const SUBSTANCES: Packed = packed![
    ("a1c", "h0"),
    ("cholesterol", "m386.65"),
    ("triglyceride", "m885.4"),
    ("glucose", "m180.156"),
    ("creatinine", "m113.12"),
    ("nitrogen", "m28.014"),
    ("urea", "m60.056"),
    ("calcium", "m40.078"),
    ("magnesium", "m24.305"),
    ("phosphate", "m30.974"),
    ("bilirubin", "m584.66"),
    ("urate", "m168.11"),
    ("sodium", "i22.99"),
    ("potassium", "i39.098"),
    ("chloride", "i35.45"),
    ("bicarbonate", "i61.017"),
];

impl Substance {
    /// The substance that a name speaks of.
    pub(crate) fn named(name: &Words) -> Option<Substance> {
        let found = |word: &str| order::holds(&name.tokens, hash::of_text(word));
        let (form, mass) = letter_and_number(SUBSTANCES.meaning_of(&found)?)?;
        Some(Substance { form, mass })
    }
}

/// A letter, and the number behind it.
#[inline(never)]
fn letter_and_number(text: &str) -> Option<(u8, f64)> {
    let number = decimal(text.get(1..)?)?;
    Some((*text.as_bytes().first()?, number.size))
}

/// Units that convert: their dimension and the size of one in its base unit.
/// Beside those above: lengths (a) in metres, masses (b) in kilograms,
/// temperatures (c) in degrees Celsius, counts of cells (g) in thousand
/// millions in a litre, enzymes' activities (h) in units in a litre.
const SCALES: Packed = packed![
    ("m", "a1"),
    ("cm", "a0.01"),
    ("mm", "a0.001"),
    ("in", "a0.0254"),
    ("ft", "a0.3048"),
    ("kg", "b1"),
    ("g", "b0.001"),
    ("lb", "b0.45359237"),
    ("oz", "b0.028349523125"),
    ("stone", "b6.35029318"),
    ("cel", "c1"),
    ("degf", "c0.5555555555555556"),
    ("g/l", "d1"),
    ("mg/ml", "d1"),
    ("g/dl", "d10"),
    ("mg/dl", "d0.01"),
    ("mg/l", "d0.001"),
    ("ug/ml", "d0.001"),
    ("ug/dl", "d0.00001"),
    ("ug/l", "d0.000001"),
    ("ng/ml", "d0.000001"),
    ("mmol/l", "e1"),
    ("umol/l", "e0.001"),
    ("nmol/l", "e0.000001"),
    ("meq/l", "f1"),
    ("10*9/l", "g1"),
    ("10*3/ul", "g1"),
    ("k/ul", "g1"),
    ("thou/ul", "g1"),
    ("10*12/l", "g1000"),
    ("10*6/ul", "g1000"),
    ("m/ul", "g1000"),
    ("u/l", "h1"),
    ("ukat/l", "h60"),
    ("%", "i1"),
    ("l/l", "i100"),
    ("1", "i100"),
    ("mmol/mol", "j1"),
];

/// The one unit of those whose zero is not that of its base unit.
const FAHRENHEIT: &str = "degf";

impl Scale {
    /// The scale of a unit in its plain spelling; `None` for units that stand
    /// for themselves.
    pub(crate) fn of(unit: &str) -> Option<Scale> {
        let (dimension, size) = letter_and_number(SCALES.meaning(unit)?)?;
        Some(Scale {
            dimension,
            size,
            shift: if unit == FAHRENHEIT { -32.0 } else { 0.0 },
        })
    }

    /// A size in this unit, in the base unit.
    pub(crate) fn apply(&self, size: f64) -> f64 {
        (size + self.shift) * self.size
    }

    /// Both scales in one base unit, where they have one.
    pub(crate) fn common(self, other: Scale, of: Option<Substance>) -> Option<(Scale, Scale)> {
        let target = self.dimension.max(other.dimension);
        Some((self.into_base(target, of)?, other.into_base(target, of)?))
    }

    #[inline(never)]
    fn into_base(mut self, target: u8, of: Option<Substance>) -> Option<Scale> {
        if self.dimension != target {
            let Substance { form, mass } = of?;
            self.size *= match (self.dimension, target, form) {
                (MASS_CONCENTRATION, AMOUNT, MOLAR | ION)
                | (MASS_CONCENTRATION, EQUIVALENTS, ION) => 1000.0 / mass,
                (AMOUNT, EQUIVALENTS, ION) => 1.0,
                (PERCENT, AMOUNT_SHARE, GLYCATED_HAEMOGLOBIN) => {
                    self.shift -= 2.15;
                    10.929
                }
                _ => return None,
            };
            self.dimension = target;
        }
        Some(self)
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
    while plain.starts_with(['x', '*']) {
        plain.remove(0);
    }
    match SPELLINGS.meaning(&plain) {
        Some(known) => known.to_owned(),
        None => plain,
    }
}
