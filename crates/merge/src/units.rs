//! Units in one spelling, and those that convert.

use timeline_model::{Packed, lower_letter, packed, part};

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

/// What two values are of, where it is known.
pub(crate) type Substances = (Option<Substance>, Option<Substance>);

const MOLAR: u8 = b'm';
/// An ion of one charge, where an equivalent is a mole.
const ION: u8 = b'i';
/// An ion of two charges, where an equivalent is half a mole.
const DOUBLE_ION: u8 = b'j';
/// NGSP percent against IFCC millimoles in a mole.
const GLYCATED_HAEMOGLOBIN: u8 = b'h';

/// Substances by a word of their names, the first that fits: their form, and
/// molar masses in grams, summed from standard atomic weights. Urea nitrogen is
/// weighed as its two atoms of nitrogen, triglycerides as triolein, and
/// haemoglobin as its single chain, as laboratories do; carbon dioxide and the
/// anion gap are reckoned as ions.
const SUBSTANCES: Packed = packed![
    ("a1c", "h0"),
    ("cholesterol", "m386.65"),
    ("triglyceride", "m885.4"),
    ("glucose", "m180.156"),
    ("creatinine", "m113.12"),
    ("nitrogen", "m28.014"),
    ("urea", "m60.056"),
    ("calcium", "j40.078"),
    ("magnesium", "j24.305"),
    ("phosphate", "m30.974"),
    ("phosphorus", "m30.974"),
    ("bilirubin", "m584.66"),
    ("uric", "m168.11"),
    ("sodium", "i22.99"),
    ("potassium", "i39.098"),
    ("chloride", "i35.45"),
    ("bicarbonate", "i61.017"),
    ("dioxide", "i44.009"),
    ("anion", "i1"),
    ("lithium", "i6.94"),
    ("hemoglobin", "m16114"),
    ("iron", "m55.845"),
    ("zinc", "m65.38"),
    ("copper", "m63.546"),
    ("lead", "m207.2"),
    ("lactate", "m90.08"),
    ("ammonia", "m17.031"),
    ("homocysteine", "m135.18"),
    ("hydroxyvitamin", "m400.65"),
    ("d", "m400.65"),
    ("b12", "m1355.4"),
    ("folate", "m441.4"),
    ("t4", "m776.87"),
    ("t3", "m650.97"),
    ("testosterone", "m288.43"),
    ("estradiol", "m272.39"),
    ("progesterone", "m314.47"),
    ("cortisol", "m362.47"),
    ("aldosterone", "m360.45"),
    ("digoxin", "m780.95"),
    ("phenytoin", "m252.27"),
    ("carbamazepine", "m236.27"),
    ("theophylline", "m180.17"),
    ("valproate", "m144.21"),
    ("acetaminophen", "m151.17"),
    ("salicylate", "m138.12"),
    ("ethanol", "m46.07"),
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
/// millions in a litre, activities (h) in units in a litre, pressures (k) in
/// millimetres of mercury, volumes (l) in litres, flows (n) in
/// millilitres in a minute, shares by mass (m) in
/// milligrams in a gram, and of creatinine in its molar mass.
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
    ("ng/dl", "d1e-8"),
    ("ng/l", "d1e-9"),
    ("pg/ml", "d1e-9"),
    ("mmol/l", "e1"),
    ("umol/l", "e0.001"),
    ("nmol/l", "e0.000001"),
    ("pmol/l", "e1e-9"),
    ("meq/l", "f1"),
    ("109/l", "g1"),
    ("103/ul", "g1"),
    ("103/mm3", "g1"),
    ("k/ul", "g1"),
    ("thou/ul", "g1"),
    ("/nl", "g1"),
    ("1012/l", "g1000"),
    ("106/ul", "g1000"),
    ("106/mm3", "g1000"),
    ("m/ul", "g1000"),
    ("mil/ul", "g1000"),
    ("106/l", "g0.001"),
    ("/ul", "g0.001"),
    ("/mm3", "g0.001"),
    ("u/l", "h1"),
    ("mu/ml", "h1"),
    ("mu/l", "h0.001"),
    ("uu/ml", "h0.001"),
    ("u/ml", "h1000"),
    ("ku/l", "h1000"),
    ("ukat/l", "h60"),
    ("nkat/l", "h0.06"),
    ("%", "i1"),
    ("l/l", "i100"),
    ("1", "i100"),
    ("mmol/mol", "j1"),
    ("mmhg", "k1"),
    ("kpa", "k7.50062"),
    ("l", "l1"),
    ("ml", "l0.001"),
    ("ml/min", "n1"),
    ("ml/s", "n60"),
    ("l/min", "n1000"),
    ("l/s", "n60000"),
    ("mg/g", "m1"),
    ("ug/mg", "m1"),
    ("mg/mmol", "m8.84"),
];

/// The one unit of those whose zero is not that of its base unit.
const FAHRENHEIT: &str = "degf";

impl Scale {
    /// A number as it stands.
    pub(crate) const NONE: Scale = Scale {
        dimension: 0,
        size: 1.0,
        shift: 0.0,
    };

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

    /// Both scales in one base unit, where they have one; each is of its own
    /// substance: the nitrogen of urea weighs half of it.
    pub(crate) fn common(self, other: Scale, of: Substances) -> Option<(Scale, Scale)> {
        let target = self.dimension.max(other.dimension);
        Some((
            self.into_base(target, of.0)?,
            other.into_base(target, of.1)?,
        ))
    }

    #[inline(never)]
    fn into_base(mut self, target: u8, of: Option<Substance>) -> Option<Scale> {
        if self.dimension != target {
            let Substance { form, mass } = of?;
            self.size *= match (self.dimension, target, form) {
                (MASS_CONCENTRATION, AMOUNT, MOLAR | ION | DOUBLE_ION)
                | (MASS_CONCENTRATION, EQUIVALENTS, ION) => 1000.0 / mass,
                (MASS_CONCENTRATION, EQUIVALENTS, DOUBLE_ION) => 2000.0 / mass,
                (AMOUNT, EQUIVALENTS, ION) => 1.0,
                (AMOUNT, EQUIVALENTS, DOUBLE_ION) => 2.0,
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

/// Other spellings of a unit, and units of what has none.
const SPELLINGS: Packed = packed![
    ("lbav", "lb"),
    ("pound", "lb"),
    ("ozav", "oz"),
    ("ounce", "oz"),
    ("st", "stone"),
    ("stoneav", "stone"),
    ("ini", "in"),
    ("kilog", "kg"),
    ("centim", "cm"),
    ("inus", "in"),
    ("inch", "in"),
    ("inches", "in"),
    ("fti", "ft"),
    ("ftus", "ft"),
    ("feet", "ft"),
    ("c", "cel"),
    ("degc", "cel"),
    ("celsius", "cel"),
    ("f", "degf"),
    ("fahrenheit", "degf"),
    ("bpm", "/min"),
    ("1/min", "/min"),
    ("min-1", "/min"),
    ("beat/min", "/min"),
    ("breath/min", "/min"),
    ("mm/hr", "mm/h"),
    ("percent", "%"),
    ("pct", "%"),
    ("%oftotal", "%"),
    ("%hemoglobin", "%"),
    ("mg%", "mg/dl"),
    ("g%", "g/dl"),
    ("thousand/ul", "k/ul"),
    ("million/ul", "m/ul"),
    ("um3", "fl"),
    ("ratio", ""),
    ("inr", ""),
    ("score", ""),
    ("/10", ""),
    ("ph", ""),
];

/// What stands in units for something shorter.
const PARTS: Packed = packed![
    ("s/", "/"),
    ("per", "/"),
    ("micro", "u"),
    ("mcg", "ug"),
    ("milli", "m"),
    ("nano", "n"),
    ("pico", "p"),
    ("femto", "f"),
    ("gram", "g"),
    ("gm", "g"),
    ("litre", "l"),
    ("liter", "l"),
    ("metre", "m"),
    ("meter", "m"),
    ("mole", "mol"),
    ("minute", "min"),
    ("hour", "h"),
    ("/100ml", "/dl"),
    ("unit", "u"),
    ("cell", ""),
    ("iu", "u"),
];

/// A unit's spelling, without what does not change it.
pub(crate) fn plain(unit: &str) -> String {
    let mut plain = String::new();
    for c in unit.chars() {
        match c {
            '\u{3bc}' | '\u{b5}' => plain.push('u'),
            '\u{b2}' => plain.push('2'),
            '\u{b3}' => plain.push('3'),
            '\u{2076}' => plain.push('6'),
            '\u{2079}' => plain.push('9'),
            // A count is written `x10*9/L`, `10^9/L` or `10E9/L`.
            'e' | 'E' if plain == "10" => {}
            'x' if plain.is_empty() => {}
            // Moles in a litre.
            'M' if plain.len() == 1 && unit.len() < 4 && !unit.starts_with('M') => {
                plain.push_str("mol/l")
            }
            _ if c.is_ascii_alphanumeric() || matches!(c, '/' | '%' | '-') => {
                plain.push(lower_letter(c));
            }
            _ => {}
        }
    }
    if SCALES.meaning(&plain).is_some() {
        return plain;
    }
    if let Some(known) = SPELLINGS.meaning(&plain) {
        return known.to_owned();
    }
    // To which surface a clearance is related is not always said.
    for flow in ["ml/min", "ml/s"] {
        if plain.starts_with(flow) && part::has(&plain, "173") {
            return flow.to_owned();
        }
    }
    // Grams, cells per microlitre.
    if let [.., _, _, b's'] = plain.as_bytes() {
        plain.pop();
    }
    let mut parts = PARTS.iter();
    while let (Some(from), Some(to)) = (parts.next(), parts.next()) {
        plain = part::replaced(&plain, from, to);
    }
    match SPELLINGS.meaning(&plain) {
        Some(known) => known.to_owned(),
        None => plain,
    }
}
