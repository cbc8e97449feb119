//! Numbers as written, with how finely they say what they say.

/// A number as written: its size, the step of its last digit, and how many
/// digits say something.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decimal {
    pub(crate) size: f64,
    pub(crate) step: f64,
    pub(crate) digits: u32,
}

/// The size of a number as written; `None` where it is none.
pub fn number(text: &str) -> Option<f64> {
    decimal(text).map(|decimal| decimal.size)
}

/// Reads a number; `None` where it is none.
#[inline(never)]
pub(crate) fn decimal(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let rest = text.strip_prefix('-').unwrap_or(text);
    let (mut mantissa, mut digits, mut step, mut point, mut any) = (0.0, 0, 1.0, false, false);
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            b'0'..=b'9' => {
                any = true;
                let digit = byte - b'0';
                mantissa = mantissa * 10.0 + f64::from(digit);
                if digits > 0 || digit > 0 {
                    digits += 1;
                }
                if point {
                    step /= 10.0;
                }
            }
            b'.' if !point => point = true,
            b'e' | b'E' => {
                let power = power(rest.get(at + 1..)?)?;
                for _ in 0..power.unsigned_abs() {
                    step = if power < 0 { step / 10.0 } else { step * 10.0 };
                }
                break;
            }
            _ => return None,
        }
    }
    let size = if rest.len() < text.len() {
        -mantissa
    } else {
        mantissa
    };
    any.then_some(Decimal {
        size: size * step,
        step,
        digits,
    })
}

/// A power of ten, 300 at most either way.
fn power(text: &str) -> Option<i32> {
    let (sign, digits) = match text.as_bytes() {
        [b'-', digits @ ..] => (-1, digits),
        [b'+', digits @ ..] => (1, digits),
        digits => (1, digits),
    };
    let mut power = 0;
    for byte in digits {
        if !byte.is_ascii_digit() {
            return None;
        }
        power = (power * 10 + i32::from(byte - b'0')).min(300);
    }
    (!digits.is_empty()).then_some(sign * power)
}
