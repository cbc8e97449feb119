//! Whether two values are one reading, within the rounding that each shows.

use timeline_model::{Comparator, Component, Entry, Quantity, Value};

use crate::{
    decimal::{Decimal, decimal},
    hash,
    seen::Seen,
    units::{Scale, Substances},
    words::{Style, normalise},
};

/// How two values stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Likeness {
    /// Neither has one.
    None,
    /// Only one has one.
    OneSided,
    /// They agree; how many digits the coarser one has to agree in, 0 where
    /// it is no number.
    Same(u32),
    /// They cannot be compared: other units, other shapes.
    Unlike,
    /// They disagree.
    Differ,
}

/// What an entry found, read once so that it can be compared often.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    value: Reading,
    parts: Vec<Part>,
}

/// A component: its name and what was found.
#[derive(Clone, Debug)]
struct Part {
    codes: Vec<u64>,
    words: u64,
    value: Reading,
}

/// One value.
#[derive(Clone, Debug, Default)]
struct Reading {
    shape: Shape,
    /// Words in their normal form; 1 for yes.
    words: u64,
    /// The number, the one that a text begins with, or the first of two; none
    /// where it cannot be read.
    first: Option<Box<Measure>>,
    /// The second of two.
    second: Option<Box<Measure>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Shape {
    #[default]
    None,
    Number,
    Text,
    Range,
    Ratio,
    Boolean,
}

impl Found {
    /// Reads an entry's value and components.
    pub(crate) fn of(entry: &Entry, seen: &mut Seen) -> Found {
        let mut parts = Vec::new();
        for component in &entry.components {
            parts.push(part(component, seen));
        }
        Found {
            value: reading(entry.value.as_ref(), seen),
            parts,
        }
    }

    /// The first two digits of the largest number found, in its base unit, or
    /// the words; `None` without either. What lies between two such numbers is
    /// the one or the other by `lean`.
    pub(crate) fn roughly(&self, lean: f64) -> Option<u64> {
        let mut largest = self.value.first.as_deref();
        for part in &self.parts {
            if let Some(number) = part.value.first.as_deref()
                && largest.is_none_or(|other| number.decimal.size > other.decimal.size)
            {
                largest = Some(number);
            }
        }
        let Some(number) = largest else {
            return (self.value.words != 0).then_some(self.value.words);
        };
        let scale = number.scale.unwrap_or(Scale::NONE);
        let mut size = scale.apply(number.decimal.size).abs();
        while size >= 99.5 {
            size /= 10.0;
        }
        let mut places = 0;
        while size < 9.95 && places < 12 {
            (size, places) = (size * 10.0, places + 1);
        }
        Some((size + 0.5 + lean) as u64)
    }

    /// Compares what two entries found, each of its substance, components
    /// included.
    pub(crate) fn compare(&self, other: &Found, of: Substances) -> Likeness {
        let own = compare(&self.value, &other.value, of);
        if own == Likeness::Differ || self.parts.is_empty() && other.parts.is_empty() {
            return own;
        }
        let mut best = match own {
            Likeness::Same(digits) => Some(digits),
            _ => None,
        };
        for part in &self.parts {
            let Some(matching) = other.parts.iter().find(|other| part.is(other)) else {
                continue;
            };
            match compare(&part.value, &matching.value, (None, None)) {
                Likeness::Differ => return Likeness::Differ,
                // Two parts that agree say more than either.
                Likeness::Same(digits) => best = Some(best.unwrap_or(0) + digits),
                _ => {}
            }
        }
        match best {
            Some(digits) => Likeness::Same(digits),
            None if self.parts.is_empty() || other.parts.is_empty() => Likeness::OneSided,
            None => Likeness::Unlike,
        }
    }
}

impl Part {
    fn is(&self, other: &Part) -> bool {
        self.codes.iter().any(|code| other.codes.contains(code))
            || self.words != 0 && self.words == other.words
    }
}

fn part(component: &Component, seen: &mut Seen) -> Part {
    let mut codes = Vec::new();
    for code in &component.codes {
        let (system, code) = (hash::of_text(&code.system), hash::of_text(&code.code));
        codes.push(hash::of_parts(b'c', system, code));
    }
    Part {
        codes,
        words: seen.name(&component.title, Style::Test),
        value: reading(component.value.as_ref(), seen),
    }
}

#[inline(never)]
fn reading(value: Option<&Value>, seen: &mut Seen) -> Reading {
    let mut reading = Reading::default();
    let (mut first, mut second) = (None, None);
    reading.shape = match value {
        None | Some(Value::Absent(..)) => Shape::None,
        Some(Value::Quantity(quantity)) => {
            first = Some(quantity);
            Shape::Number
        }
        Some(Value::Text(text)) => {
            reading.words = normalise(text, Style::Plain).whole;
            reading.first = number_in(text, seen);
            Shape::Text
        }
        Some(Value::Range(low, high)) => {
            (first, second) = (low.as_ref(), high.as_ref());
            Shape::Range
        }
        Some(Value::Ratio(of, to)) => {
            (first, second) = (Some(of), Some(to));
            Shape::Ratio
        }
        Some(Value::Boolean(yes)) => {
            reading.words = u64::from(*yes);
            Shape::Boolean
        }
    };
    if let Some(first) = first {
        reading.first = measure(first, seen);
    }
    if let Some(second) = second {
        reading.second = measure(second, seen);
    }
    reading
}

/// The number and unit that a text begins with, with `<` or `>` before them.
fn number_in(text: &str, seen: &mut Seen) -> Option<Box<Measure>> {
    let text = text.trim_ascii();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(b'<' | b'>' | b'=' | b' ') = bytes.get(at) {
        at += 1;
    }
    let number = at;
    while let Some(b'0'..=b'9' | b'.' | b'-') = bytes.get(at) {
        at += 1;
    }
    let comparator = match bytes.first()? {
        b'<' => Some(Comparator::Less),
        b'>' => Some(Comparator::Greater),
        _ => None,
    };
    match (bytes.get(at), bytes.get(at + 1)) {
        // `1:40` and `120/80` are no single number.
        (Some(b':' | b',' | b'+'), _) | (Some(b'/'), Some(b'0'..=b'9')) => None,
        _ => {
            let (number, unit) = (text.get(number..at)?, text.get(at..)?);
            amount(comparator, number, unit, seen)
        }
    }
}

#[inline(never)]
fn compare(a: &Reading, b: &Reading, of: Substances) -> Likeness {
    match (a.shape, b.shape) {
        (Shape::None, Shape::None) => Likeness::None,
        (Shape::None, _) | (_, Shape::None) => Likeness::OneSided,
        (Shape::Number | Shape::Text, Shape::Number | Shape::Text)
        | (Shape::Boolean, Shape::Boolean) => {
            let measured = match (&a.first, &b.first) {
                (Some(a), Some(b)) => measures(a, b, of),
                _ => Likeness::Unlike,
            };
            if measured != Likeness::Unlike || a.shape != b.shape || a.shape == Shape::Number {
                measured
            } else if a.words == b.words {
                Likeness::Same(0)
            } else {
                Likeness::Differ
            }
        }
        (Shape::Range, Shape::Range) | (Shape::Ratio, Shape::Ratio) => {
            both(bounds(&a.first, &b.first), bounds(&a.second, &b.second))
        }
        _ => Likeness::Unlike,
    }
}

fn both(a: Likeness, b: Likeness) -> Likeness {
    match (a, b) {
        (Likeness::Same(x), Likeness::Same(y)) => Likeness::Same(x + y),
        (Likeness::Same(x), Likeness::None) | (Likeness::None, Likeness::Same(x)) => {
            Likeness::Same(x)
        }
        (Likeness::None, Likeness::None) | (Likeness::Unlike, _) | (_, Likeness::Unlike) => {
            Likeness::Unlike
        }
        _ => Likeness::Differ,
    }
}

fn bounds(a: &Option<Box<Measure>>, b: &Option<Box<Measure>>) -> Likeness {
    match (a, b) {
        (Some(a), Some(b)) => measures(a, b, (None, None)),
        (None, None) => Likeness::None,
        _ => Likeness::Differ,
    }
}

/// An amount, ready to compare.
#[derive(Clone, Debug)]
struct Measure {
    comparator: Option<Comparator>,
    decimal: Decimal,
    /// The unit's plain spelling, hashed; 0 for none.
    unit: u64,
    scale: Option<Scale>,
}

fn measure(quantity: &Quantity, seen: &mut Seen) -> Option<Box<Measure>> {
    let unit = if quantity.ucum.is_empty() {
        &quantity.unit
    } else {
        &quantity.ucum
    };
    amount(quantity.comparator, &quantity.number, unit, seen)
}

#[inline(never)]
fn amount(
    comparator: Option<Comparator>,
    number: &str,
    unit: &str,
    seen: &mut Seen,
) -> Option<Box<Measure>> {
    let decimal = decimal(number)?;
    let (unit, scale) = seen.unit(unit);
    Some(Box::new(Measure {
        comparator: match comparator {
            Some(Comparator::LessOrEqual) => Some(Comparator::Less),
            Some(Comparator::GreaterOrEqual) => Some(Comparator::Greater),
            other => other,
        },
        decimal,
        unit,
        scale,
    }))
}

#[inline(never)]
fn measures(a: &Measure, b: &Measure, of: Substances) -> Likeness {
    if a.comparator != b.comparator {
        return Likeness::Differ;
    }
    let (x, y) = (a.decimal, b.decimal);
    let (mut one, mut two, mut hair) = (Scale::NONE, Scale::NONE, 1e-6);
    let mut unknown = false;
    if a.unit != b.unit && a.unit != 0 && b.unit != 0 {
        match (a.scale, b.scale) {
            (Some(own), Some(other)) => {
                let Some(common) = own.common(other, of) else {
                    return Likeness::Unlike;
                };
                // By a factor that was rounded too.
                ((one, two), hair) = (common, 0.001);
            }
            _ => unknown = true,
        }
    }
    let (size_x, size_y) = (one.apply(x.size), two.apply(y.size));
    let (step_x, step_y) = (x.step * one.size, y.step * two.size);
    let apart = (size_x - size_y).abs();
    let hair = size_x.abs().max(size_y.abs()) * hair + 1e-9;
    // Half a step of the coarser; a converted value was rounded twice.
    let room = if one == two {
        step_x.max(step_y)
    } else {
        step_x + step_y
    } / 2.0;
    let digits = if step_x >= step_y { x.digits } else { y.digits };
    // In a unit that is not known the same number is the same reading, where it
    // has digits enough to be no chance, and another number says nothing.
    match apart <= room + hair {
        same if unknown && !(same && digits >= 2) => Likeness::Unlike,
        true => Likeness::Same(digits),
        false => Likeness::Differ,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Substance;

    fn of(a: (&str, &str), b: (&str, &str)) -> Likeness {
        of_substance(a, b, "")
    }

    fn of_substance(a: (&str, &str), b: (&str, &str), name: &str) -> Likeness {
        let substance = Substance::named(&normalise(name, Style::Test));
        let substance = (substance, substance);
        let quantity = |(number, unit): (&str, &str)| Quantity {
            number: number.into(),
            unit: unit.into(),
            ..Quantity::default()
        };
        let (a, b) = (quantity(a), quantity(b));
        let (a, b) = (
            measure(&a, &mut Seen::default()).unwrap(),
            measure(&b, &mut Seen::default()).unwrap(),
        );
        assert_eq!(
            measures(&a, &b, substance),
            measures(&b, &a, substance),
            "symmetric"
        );
        measures(&a, &b, substance)
    }

    #[test]
    fn rounding_does_not_part_values() {
        assert_eq!(of(("166.83", "cm"), ("166.8", "cm")), Likeness::Same(4));
        assert_eq!(of(("41.05", "%"), ("41.0484", "%")), Likeness::Same(4));
        assert_eq!(of(("10.15", "fL"), ("10.1", "fL")), Likeness::Same(3));
        assert_eq!(of(("0.0", "x"), ("0.0137", "x")), Likeness::Same(0));
        assert_eq!(of(("8.3912", "g/dL"), ("8.4", "")), Likeness::Same(2));
    }

    #[test]
    fn each_value_is_of_its_own_substance() {
        let named = |name: &str| Substance::named(&normalise(name, Style::Test));
        let of = (named("Urea nitrogen"), named("Serum urea level"));
        let value = |number: &str, unit: &str| {
            let (number, unit) = (number.into(), unit.into());
            let quantity = Quantity {
                number,
                unit,
                ..Quantity::default()
            };
            measure(&quantity, &mut Seen::default()).unwrap()
        };
        let (nitrogen, urea) = (value("15.7246", "mg/dL"), value("5.6", "mmol/L"));
        assert_eq!(measures(&nitrogen, &urea, of), Likeness::Same(2));
        assert_eq!(measures(&urea, &nitrogen, (of.1, of.0)), Likeness::Same(2));
    }

    #[test]
    fn in_a_unit_that_is_not_known_only_the_same_number_speaks() {
        assert_eq!(of(("7.2", "mmol/L"), ("7.2", "zorks")), Likeness::Same(2));
        assert_eq!(of(("7", "mmol/L"), ("7", "zorks")), Likeness::Unlike);
        assert_eq!(of(("7.2", "mmol/L"), ("130", "zorks")), Likeness::Unlike);
    }

    #[test]
    fn units_are_converted() {
        assert_eq!(of(("178.33", "cm"), ("1.78", "m")), Likeness::Same(3));
        assert_eq!(
            of(("62.3902", "kg"), ("137.5", "[lb_av]")),
            Likeness::Same(4)
        );
        assert_eq!(of(("98.6", "[degF]"), ("37.0", "Cel")), Likeness::Same(3));
        assert_eq!(of(("13.2", "g/dL"), ("132", "g/L")), Likeness::Same(3));
        assert_eq!(of(("72", "bpm"), ("72", "/min")), Likeness::Same(2));
        assert_eq!(of(("40", "mm[Hg]"), ("5.3", "kPa")), Likeness::Same(2));
        assert_eq!(of(("30", "mg/g"), ("3.4", "mg/mmol")), Likeness::Same(2));
        assert_eq!(of(("2.5", "uIU/mL"), ("2.5", "mIU/L")), Likeness::Same(2));
        assert_eq!(of(("3.21", "L"), ("3210", "mL")), Likeness::Same(3));
        assert_eq!(of(("98", "%"), ("0.98", "1")), Likeness::Same(2));
        for unit in [
            "x10E3/uL",
            "10^3/\u{3bc}L",
            "K/uL",
            "x10*9/L",
            "\u{d7}10\u{2079}/L",
        ] {
            assert_eq!(of(("7.2", "10*3/uL"), ("7.2", unit)), Likeness::Same(2));
            assert_eq!(of(("7200", "cells/uL"), ("7.2", unit)), Likeness::Same(2));
        }
        for unit in ["mL/min/1.73m2", "ml/min/1.73 m^2", "mL/min/1.73 sq. m"] {
            let ucum = ("88", "mL/min/{1.73_m2}");
            assert_eq!(of(ucum, ("88", unit)), Likeness::Same(2));
            assert_eq!(
                of(("1.47", "mL/s/{1.73_m2}"), ("88", unit)),
                Likeness::Same(2)
            );
        }
        for unit in ["micromol/litre", "umol/l", "\u{b5}mol/L"] {
            assert_eq!(of(("88", "umol/L"), ("88", unit)), Likeness::Same(2));
        }
    }

    /// Worked examples from published tables of conversion factors: conventional
    /// value times factor, in the digits that laboratories report.
    #[test]
    fn mass_and_amount_convert_by_the_substance() {
        for (a, b, name) in [
            (("99", "mg/dL"), ("5.5", "mmol/L"), "Glucose"),
            (("172.39", "mg/dL"), ("4.46", "mmol/L"), "Total cholesterol"),
            (("150", "mg/dL"), ("1.69", "mmol/L"), "Triglycerides"),
            (("0.9454", "mg/dL"), ("83.6", "umol/L"), "Creatinine"),
            (
                ("1.0", "mg/dL"),
                ("88.4", "\u{3bc}mol/l"),
                "Serum creatinine",
            ),
            (("14", "mg/dL"), ("5.0", "mmol/L"), "Urea nitrogen"),
            (("139", "meq/L"), ("139.2", "mmol/L"), "Sodium"),
            (("24", "mEq/L"), ("24", "mmol/L"), "Carbon dioxide, total"),
            (("6.5", "%"), ("48", "mmol/mol"), "HbA1c"),
            (("7.0", "%"), ("53", "mmol/mol"), "Haemoglobin A1c"),
            (("9.5", "mg/dL"), ("2.37", "mmol/L"), "Calcium"),
            (("2.0", "mEq/L"), ("1.00", "mmol/L"), "Magnesium"),
            (("2.0", "mg/dL"), ("0.82", "mmol/L"), "Magnesium"),
            (("3.5", "mg/dL"), ("1.13", "mmol/L"), "Phosphate"),
            (("1.0", "mg/dL"), ("17.1", "umol/L"), "Total bilirubin"),
            (("5.0", "mg/dL"), ("297", "umol/L"), "Urate"),
            (("100", "ug/dL"), ("17.9", "umol/L"), "Iron"),
            (("30", "ng/mL"), ("74.9", "nmol/L"), "25-Hydroxyvitamin D"),
            (("500", "pg/mL"), ("369", "pmol/L"), "Vitamin B12"),
            (("10", "ng/mL"), ("22.7", "nmol/L"), "Folate"),
            (("1.2", "ng/dL"), ("15.4", "pmol/L"), "Free T4"),
            (("3.0", "pg/mL"), ("4.6", "pmol/L"), "Free T3"),
            (("500", "ng/dL"), ("17.3", "nmol/L"), "Testosterone"),
            (("100", "pg/mL"), ("367", "pmol/L"), "Estradiol"),
            (("10", "ug/dL"), ("276", "nmol/L"), "Cortisol"),
            (("1.5", "ng/mL"), ("1.92", "nmol/L"), "Digoxin"),
            (("10", "ug/mL"), ("39.6", "umol/L"), "Phenytoin"),
            (("18", "mg/dL"), ("2.0", "mmol/L"), "Lactate"),
            (("50", "ug/dL"), ("29.4", "umol/L"), "Ammonia"),
            (("5", "ug/dL"), ("0.241", "umol/L"), "Lead"),
            (("14.0", "g/dL"), ("8.69", "mmol/L"), "Haemoglobin"),
        ] {
            let likeness = of_substance(a, b, name);
            assert!(matches!(likeness, Likeness::Same(_)), "{name}");
        }
        let glucose = of_substance(("99", "mg/dL"), ("6.5", "mmol/L"), "Glucose");
        assert_eq!(glucose, Likeness::Differ);
        let unknown = of_substance(("99", "mg/dL"), ("5.5", "mmol/L"), "Ferritin");
        assert_eq!(unknown, Likeness::Unlike);
    }

    #[test]
    fn other_readings_differ() {
        assert_eq!(of(("66.56", "kg"), ("69.89", "kg")), Likeness::Differ);
        assert_eq!(of(("5.0", "mmol/L"), ("5.1", "mmol/L")), Likeness::Differ);
        assert_eq!(of(("5.0", "mmol/L"), ("5.0", "mg/dL")), Likeness::Unlike);
        for (a, b, likeness) in [
            ("5.5 mmol/L", "5.5mmol/l", Likeness::Same(2)),
            ("<5 mg/L", "< 5", Likeness::Same(1)),
            ("<5", "5", Likeness::Differ),
            ("1:40", "1:80", Likeness::Differ),
            ("120/80", "120/90", Likeness::Differ),
            ("NEG", "Negative", Likeness::Same(0)),
            ("POS", "positive", Likeness::Same(0)),
            ("Negative", "Positive", Likeness::Differ),
        ] {
            let text = |text: &str| reading(Some(&Value::Text(text.into())), &mut Seen::default());
            assert_eq!(
                compare(&text(a), &text(b), (None, None)),
                likeness,
                "{a} / {b}"
            );
        }
        let below = Quantity {
            comparator: Some(Comparator::Less),
            number: "5".into(),
            ..Quantity::default()
        };
        let plain = Quantity {
            comparator: None,
            ..below.clone()
        };
        let seen = &mut Seen::default();
        let (below, plain) = (
            measure(&below, seen).unwrap(),
            measure(&plain, seen).unwrap(),
        );
        assert_eq!(measures(&below, &plain, (None, None)), Likeness::Differ);
    }
}
