//! How much a medicine's name says, on one scale.

use timeline_model::part;

use crate::words::next_word;

/// Writes every mass of a medicine in nanograms, so that `1 g` is `1000 mg`
/// and `0.5 mg` is `500 micrograms`; and every concentration in nanograms in a
/// millilitre, so that `250 mg / 5 ml` is `50 mg/ml` and `1 %` is `10 mg/g`. How
/// many doses are in the pack goes.
pub(crate) fn on_one_scale(tokens: &str) -> String {
    let mut out = String::new();
    let (mut rest, mut number) = (tokens, "");
    while let Some(unit) = next_word(&mut rest) {
        let mass = match unit {
            "g" => scaled(number, 9),
            "mg" => scaled(number, 6),
            "microgram" => scaled(number, 3),
            "nanogram" => scaled(number, 0),
            "%" => scaled(number, 7),
            "actuat" => scaled(number, 0),
            _ => None,
        };
        if let Some(mass) = mass {
            out.truncate(out.len() - number.len() - 1);
            if unit != "actuat" {
                let each = (unit != "%").then(|| in_one_ml(&mass, &mut rest)).flatten();
                out.push_str(each.as_ref().unwrap_or(&mass));
                out.push_str(" nanogram ");
                if unit == "%" || each.is_some() {
                    out.push_str("ml ");
                }
            }
        } else {
            out.push_str(match (number, unit) {
                ("mg" | "microgram", "g") => "ml",
                _ => unit,
            });
            out.push(' ');
        }
        number = unit;
    }
    out
}

/// A mass in a volume that follows, taken off the text, as the mass in one
/// millilitre. Only of the volumes by which liquids are measured out: that of a
/// syringe or a vial is how much it holds.
fn in_one_ml(mass: &str, rest: &mut &str) -> Option<String> {
    let mut behind = *rest;
    let volume = scaled(next_word(&mut behind)?, 3)?;
    if next_word(&mut behind)? != "ml" {
        return None;
    }
    let out = match &*volume {
        "1000" => mass.to_owned(),
        "5000" => a_fifth(mass)?,
        _ => return None,
    };
    *rest = behind;
    Some(out)
}

/// A fifth of a whole number; `None` where that is none.
fn a_fifth(number: &str) -> Option<String> {
    let (mut out, mut left) = (String::new(), 0);
    for byte in number.bytes() {
        left = left * 10 + (byte - b'0');
        if left >= 5 || !out.is_empty() {
            out.push(char::from(b'0' + left / 5));
        }
        left %= 5;
    }
    (left == 0).then_some(out)
}

/// A decimal number with its point moved to the right, in whole digits; `None`
/// where it is no number, is too long, or has a finer part.
#[inline(never)]
fn scaled(number: &str, places: usize) -> Option<String> {
    let (whole, part) = part::cut(number, ".").unwrap_or((number, ""));
    if whole.is_empty() || whole.len() > 9 {
        return None;
    }
    let mut digits = whole.to_owned();
    for at in 0..part.len().max(places) {
        let digit = part.as_bytes().get(at).copied().unwrap_or(b'0');
        if at < places {
            digits.push(char::from(digit));
        } else if digit != b'0' {
            return None;
        }
    }
    let are_digits = digits.bytes().all(|digit| digit.is_ascii_digit());
    are_digits.then(|| digits.trim_start_matches('0').to_owned())
}
