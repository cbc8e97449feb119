//! Whether two values are one reading, within the rounding that each shows.

use timeline_model::{Comparator, Component, Entry, Quantity, Value};

use crate::words::{Style, normalise};

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

/// Compares what two entries found, components included.
pub(crate) fn compare(a: &Entry, b: &Entry) -> Likeness {
    if a.components.is_empty() && b.components.is_empty() {
        return compare_values(a.value.as_ref(), b.value.as_ref());
    }
    let own = compare_values(a.value.as_ref(), b.value.as_ref());
    if own == Likeness::Differ {
        return own;
    }
    let mut best = match own {
        Likeness::Same(digits) => Some(digits),
        _ => None,
    };
    for part in &a.components {
        let Some(other) = b.components.iter().find(|other| same_part(part, other)) else {
            continue;
        };
        match compare_values(part.value.as_ref(), other.value.as_ref()) {
            Likeness::Differ => return Likeness::Differ,
            // Two parts that agree say more than either.
            Likeness::Same(digits) => best = Some(best.unwrap_or(0) + digits),
            _ => {}
        }
    }
    match best {
        Some(digits) => Likeness::Same(digits),
        None if a.components.is_empty() || b.components.is_empty() => Likeness::OneSided,
        None => Likeness::Unlike,
    }
}

fn same_part(a: &Component, b: &Component) -> bool {
    let coded = a.codes.iter().any(|code| {
        b.codes
            .iter()
            .any(|other| other.system == code.system && other.code == code.code)
    });
    coded || normalise(&a.title, Style::Plain).same(&normalise(&b.title, Style::Plain))
}

fn compare_values(a: Option<&Value>, b: Option<&Value>) -> Likeness {
    let known = |value: &&Value| !matches!(value, Value::Absent(_));
    match (a.filter(known), b.filter(known)) {
        (None, None) => Likeness::None,
        (None, _) | (_, None) => Likeness::OneSided,
        (Some(Value::Quantity(a)), Some(Value::Quantity(b))) => quantities(a, b),
        (Some(Value::Text(a)), Some(Value::Text(b))) => texts(a, b),
        (Some(Value::Quantity(q)), Some(Value::Text(t)))
        | (Some(Value::Text(t)), Some(Value::Quantity(q))) => number_in_words(q, t),
        (Some(Value::Ratio(a, c)), Some(Value::Ratio(b, d))) => {
            both(quantities(a, b), quantities(c, d))
        }
        (Some(Value::Range(a, c)), Some(Value::Range(b, d))) => both(bounds(a, b), bounds(c, d)),
        (Some(Value::Boolean(a)), Some(Value::Boolean(b))) => {
            if a == b {
                Likeness::Same(0)
            } else {
                Likeness::Differ
            }
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
        (Likeness::Unlike, _) | (_, Likeness::Unlike) => Likeness::Unlike,
        _ => Likeness::Differ,
    }
}

fn bounds(a: &Option<Quantity>, b: &Option<Quantity>) -> Likeness {
    match (a, b) {
        (Some(a), Some(b)) => quantities(a, b),
        (None, None) => Likeness::None,
        _ => Likeness::Differ,
    }
}

fn texts(a: &str, b: &str) -> Likeness {
    if a == b || normalise(a, Style::Plain).same(&normalise(b, Style::Plain)) {
        Likeness::Same(0)
    } else {
        Likeness::Differ
    }
}

/// A number against a text: the same only where the text is that number.
fn number_in_words(quantity: &Quantity, text: &str) -> Likeness {
    let first = text.split_whitespace().next().unwrap_or_default();
    match (decimal(&quantity.number), decimal(first)) {
        (Some(_), Some(_)) => {
            let unit = text.trim_start().strip_prefix(first).unwrap_or_default();
            let written = Quantity {
                number: first.to_owned(),
                unit: unit.trim().to_owned(),
                ..Quantity::default()
            };
            quantities(quantity, &written)
        }
        _ => Likeness::Unlike,
    }
}

/// A number as written: its size, the step of its last digit, and how many
/// digits say something.
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

fn quantities(a: &Quantity, b: &Quantity) -> Likeness {
    let comparator = |q: &Quantity| match q.comparator {
        Some(Comparator::LessOrEqual) => Some(Comparator::Less),
        Some(Comparator::GreaterOrEqual) => Some(Comparator::Greater),
        other => other,
    };
    let (Some(x), Some(y)) = (decimal(&a.number), decimal(&b.number)) else {
        return Likeness::Unlike;
    };
    if comparator(a) != comparator(b) {
        return Likeness::Differ;
    }
    let (one, two) = (unit_of(a), unit_of(b));
    let (scale_x, scale_y) = if one == two || one.is_empty() || two.is_empty() {
        ((1.0, 0.0), (1.0, 0.0))
    } else {
        match (scale(&one), scale(&two)) {
            (Some((of, f, zero)), Some((too, g, naught))) if of == too => ((f, zero), (g, naught)),
            _ => return Likeness::Unlike,
        }
    };
    let difference = ((x.size + scale_x.1) * scale_x.0 - (y.size + scale_y.1) * scale_y.0).abs();
    let (step_x, step_y) = (x.step * scale_x.0, y.step * scale_y.0);
    // Half a step of the coarser, and a hair for binary fractions; a converted
    // value was rounded twice.
    let converted = scale_x != scale_y;
    let room = if converted {
        (step_x + step_y) / 2.0
    } else {
        step_x.max(step_y) / 2.0
    };
    if difference <= room * 1.000_001 + 1e-9 {
        let coarser = if step_x >= step_y { x.digits } else { y.digits };
        Likeness::Same(coarser)
    } else {
        Likeness::Differ
    }
}

/// A unit's spelling, without what does not change it.
fn unit_of(quantity: &Quantity) -> String {
    let text = if quantity.ucum.is_empty() {
        &quantity.unit
    } else {
        &quantity.ucum
    };
    let mut plain = String::new();
    for c in text.chars() {
        match c {
            '[' | ']' | '{' | '}' | ' ' | '(' | ')' | '_' => {}
            '\u{3bc}' | '\u{b5}' => plain.push('u'),
            _ => plain.extend(c.to_lowercase()),
        }
    }
    match plain.as_str() {
        "lbav" | "lbs" | "lb" => "lb".to_owned(),
        "ozav" | "oz" => "oz".to_owned(),
        "ini" | "inches" | "in" | "inus" => "in".to_owned(),
        "cel" | "degc" | "\u{b0}c" | "c" => "cel".to_owned(),
        "degf" | "\u{b0}f" | "f" => "degf".to_owned(),
        "bpm" | "beats/minute" | "beats/min" | "breaths/minute" | "breaths/min" | "/minute"
        | "beat/min" => "/min".to_owned(),
        "kg/m\u{b2}" | "kg/m^2" | "kg/mxm" => "kg/m2".to_owned(),
        _ => plain,
    }
}

/// The dimension of a unit, its size in that dimension's base, and what is
/// added before scaling.
fn scale(unit: &str) -> Option<(u8, f64, f64)> {
    Some(match unit {
        "m" => (b'l', 1.0, 0.0),
        "cm" => (b'l', 0.01, 0.0),
        "mm" => (b'l', 0.001, 0.0),
        "in" => (b'l', 0.0254, 0.0),
        "kg" => (b'm', 1.0, 0.0),
        "g" => (b'm', 0.001, 0.0),
        "lb" => (b'm', 0.453_592_37, 0.0),
        "oz" => (b'm', 0.028_349_523_125, 0.0),
        "cel" => (b't', 1.0, 0.0),
        "degf" => (b't', 5.0 / 9.0, -32.0),
        "g/l" => (b'c', 1.0, 0.0),
        "g/dl" => (b'c', 10.0, 0.0),
        "mg/dl" => (b'c', 0.01, 0.0),
        "mg/l" => (b'c', 0.001, 0.0),
        "mmol/l" => (b'n', 1.0, 0.0),
        "umol/l" => (b'n', 0.001, 0.0),
        "10*9/l" | "10^9/l" | "x10^9/l" | "10*3/ul" | "10^3/ul" | "k/ul" => (b'k', 1.0, 0.0),
        "10*12/l" | "10^12/l" | "x10^12/l" | "10*6/ul" | "10^6/ul" => (b'k', 1000.0, 0.0),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(a: (&str, &str), b: (&str, &str)) -> Likeness {
        let quantity = |(number, unit): (&str, &str)| Quantity {
            number: number.into(),
            unit: unit.into(),
            ..Quantity::default()
        };
        let (a, b) = (quantity(a), quantity(b));
        assert_eq!(quantities(&a, &b), quantities(&b, &a), "symmetric");
        quantities(&a, &b)
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
        assert_eq!(quantities(&below, &plain), Likeness::Differ);
    }
}
