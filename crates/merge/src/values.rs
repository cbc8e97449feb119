//! Whether two values are one reading, within the rounding that each shows.

use timeline_model::{Comparator, Component, Entry, Quantity, Value};

use crate::{
    hash,
    units::{self, Scale, Substance},
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
enum Reading {
    #[default]
    None,
    Number(Measure),
    /// Words in their normal form, and the number that they begin with.
    Text(u64, Option<Measure>),
    /// Two numbers, either may be missing: a range or a ratio.
    Pair(bool, Option<Measure>, Option<Measure>),
    Boolean(bool),
    /// A number that is none.
    Unreadable,
}

impl Found {
    /// Reads an entry's value and components.
    pub(crate) fn of(entry: &Entry) -> Found {
        Found {
            value: reading(entry.value.as_ref()),
            parts: entry.components.iter().map(part).collect(),
        }
    }

    /// Compares what two entries found of a substance, components included.
    pub(crate) fn compare(&self, other: &Found, of: Option<Substance>) -> Likeness {
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
            match compare(&part.value, &matching.value, None) {
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

fn part(component: &Component) -> Part {
    let code = |code: &timeline_model::Code| {
        hash::of_parts(b'c', hash::of_text(&code.system), hash::of_text(&code.code))
    };
    Part {
        codes: component.codes.iter().map(code).collect(),
        words: normalise(&component.title, Style::Plain).whole,
        value: reading(component.value.as_ref()),
    }
}

fn reading(value: Option<&Value>) -> Reading {
    let optional = |quantity: &Option<Quantity>| quantity.as_ref().and_then(measure);
    match value {
        None | Some(Value::Absent(..)) => Reading::None,
        Some(Value::Quantity(quantity)) => {
            measure(quantity).map_or(Reading::Unreadable, Reading::Number)
        }
        Some(Value::Text(text)) => {
            Reading::Text(normalise(text, Style::Plain).whole, number_in(text))
        }
        Some(Value::Range(low, high)) => Reading::Pair(true, optional(low), optional(high)),
        Some(Value::Ratio(of, to)) => Reading::Pair(false, measure(of), measure(to)),
        Some(Value::Boolean(yes)) => Reading::Boolean(*yes),
    }
}

/// The number and unit that a text begins with.
fn number_in(text: &str) -> Option<Measure> {
    let first = text.split_whitespace().next()?;
    let unit = text.trim_start().strip_prefix(first)?;
    measure(&Quantity {
        number: first.to_owned(),
        unit: unit.trim().to_owned(),
        ..Quantity::default()
    })
}

fn compare(a: &Reading, b: &Reading, of: Option<Substance>) -> Likeness {
    let same = |equal: bool| {
        if equal {
            Likeness::Same(0)
        } else {
            Likeness::Differ
        }
    };
    match (a, b) {
        (Reading::None, Reading::None) => Likeness::None,
        (Reading::None, _) | (_, Reading::None) => Likeness::OneSided,
        (Reading::Number(a), Reading::Number(b)) => measures(a, b, of),
        (Reading::Text(a, _), Reading::Text(b, _)) => same(a == b),
        (Reading::Number(number), Reading::Text(_, Some(text)))
        | (Reading::Text(_, Some(text)), Reading::Number(number)) => measures(number, text, of),
        (Reading::Pair(x, a, c), Reading::Pair(y, b, d)) if x == y => {
            both(bounds(a, b), bounds(c, d))
        }
        (Reading::Boolean(a), Reading::Boolean(b)) => same(a == b),
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

fn bounds(a: &Option<Measure>, b: &Option<Measure>) -> Likeness {
    match (a, b) {
        (Some(a), Some(b)) => measures(a, b, None),
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

/// A number as written: its size, the step of its last digit, and how many
/// digits say something.
#[derive(Clone, Copy, Debug)]
struct Decimal {
    size: f64,
    step: f64,
    digits: u32,
}

fn decimal(text: &str) -> Option<Decimal> {
    let (negative, rest) = match text.trim().strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.trim()),
    };
    let (mut mantissa, mut digits, mut step, mut point, mut any) = (0.0, 0, 1.0, false, false);
    let mut chars = rest.chars();
    for c in chars.by_ref() {
        match c {
            '0'..='9' => {
                any = true;
                let digit = c.to_digit(10)?;
                mantissa = mantissa * 10.0 + f64::from(digit);
                if digits > 0 || digit > 0 {
                    digits += 1;
                }
                if point {
                    step /= 10.0;
                }
            }
            '.' if !point => point = true,
            'e' | 'E' => {
                let power: i32 = chars.as_str().parse().ok()?;
                for _ in 0..power.unsigned_abs().min(300) {
                    step = if power < 0 { step / 10.0 } else { step * 10.0 };
                }
                break;
            }
            _ => return None,
        }
    }
    let size = if negative { -mantissa } else { mantissa };
    any.then_some(Decimal {
        size: size * step,
        step,
        digits,
    })
}

fn measure(quantity: &Quantity) -> Option<Measure> {
    let unit = units::plain(if quantity.ucum.is_empty() {
        &quantity.unit
    } else {
        &quantity.ucum
    });
    Some(Measure {
        comparator: match quantity.comparator {
            Some(Comparator::LessOrEqual) => Some(Comparator::Less),
            Some(Comparator::GreaterOrEqual) => Some(Comparator::Greater),
            other => other,
        },
        decimal: decimal(&quantity.number)?,
        scale: Scale::of(&unit),
        unit: if unit.is_empty() {
            0
        } else {
            hash::of_text(&unit)
        },
    })
}

fn measures(a: &Measure, b: &Measure, of: Option<Substance>) -> Likeness {
    if a.comparator != b.comparator {
        return Likeness::Differ;
    }
    let (x, y) = (a.decimal, b.decimal);
    let coarser = |step_x: f64, step_y: f64| {
        Likeness::Same(if step_x >= step_y { x.digits } else { y.digits })
    };
    if a.unit == b.unit || a.unit == 0 || b.unit == 0 {
        // Half a step of the coarser, and a hair for binary fractions.
        let room = x.step.max(y.step) / 2.0;
        return if (x.size - y.size).abs() <= room * 1.000_001 + 1e-9 {
            coarser(x.step, y.step)
        } else {
            Likeness::Differ
        };
    }
    let (Some(one), Some(two)) = (a.scale, b.scale) else {
        return Likeness::Unlike;
    };
    let Some((one, two)) = one.common(two, of) else {
        return Likeness::Unlike;
    };
    let (size_x, size_y) = (one.apply(x.size), two.apply(y.size));
    let (step_x, step_y) = (x.step * one.size, y.step * two.size);
    // Rounded once before and once after, by a factor that was rounded too.
    let room = (step_x + step_y) / 2.0 + size_x.abs() * 0.000_5;
    if (size_x - size_y).abs() <= room + 1e-9 {
        coarser(step_x, step_y)
    } else {
        Likeness::Differ
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(a: (&str, &str), b: (&str, &str)) -> Likeness {
        of_substance(a, b, "")
    }

    fn of_substance(a: (&str, &str), b: (&str, &str), name: &str) -> Likeness {
        let substance = Substance::named(&normalise(name, Style::Plain));
        let quantity = |(number, unit): (&str, &str)| Quantity {
            number: number.into(),
            unit: unit.into(),
            ..Quantity::default()
        };
        let (a, b) = (quantity(a), quantity(b));
        let (a, b) = (measure(&a).unwrap(), measure(&b).unwrap());
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
    fn units_are_converted() {
        assert_eq!(of(("178.33", "cm"), ("1.78", "m")), Likeness::Same(3));
        assert_eq!(
            of(("62.3902", "kg"), ("137.5", "[lb_av]")),
            Likeness::Same(4)
        );
        assert_eq!(of(("98.6", "[degF]"), ("37.0", "Cel")), Likeness::Same(3));
        assert_eq!(of(("13.2", "g/dL"), ("132", "g/L")), Likeness::Same(3));
        assert_eq!(of(("72", "bpm"), ("72", "/min")), Likeness::Same(2));
    }

    #[test]
    fn mass_and_amount_convert_by_the_substance() {
        for (a, b, name) in [
            (("99", "mg/dL"), ("5.5", "mmol/L"), "Glucose"),
            (("172.39", "mg/dL"), ("4.46", "mmol/L"), "Total cholesterol"),
            (("0.9454", "mg/dL"), ("83.6", "umol/L"), "Creatinine"),
            (("139", "meq/L"), ("139.2", "mmol/L"), "Sodium"),
            (("6.5", "%"), ("48", "mmol/mol"), "HbA1c"),
        ] {
            assert!(
                matches!(of_substance(a, b, name), Likeness::Same(_)),
                "{name}"
            );
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
        let below = Quantity {
            comparator: Some(Comparator::Less),
            number: "5".into(),
            ..Quantity::default()
        };
        let plain = Quantity {
            comparator: None,
            ..below.clone()
        };
        let (below, plain) = (measure(&below).unwrap(), measure(&plain).unwrap());
        assert_eq!(measures(&below, &plain, None), Likeness::Differ);
    }
}
