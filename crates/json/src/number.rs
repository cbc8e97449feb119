/// How many bytes at the front of `bytes` are a JSON number. `Err` holds the
/// place of the byte that should not be there (the length, where it ends).
pub(crate) fn length(bytes: &[u8]) -> Result<usize, usize> {
    let mut at = usize::from(bytes.first() == Some(&b'-'));
    let first = bytes.get(at).copied();
    at = digits(bytes, at)?;
    // A number that begins with 0 has no further digits before the point.
    let sign = usize::from(bytes.first() == Some(&b'-'));
    if first == Some(b'0') && at > sign + 1 {
        return Err(at - 1);
    }
    if bytes.get(at) == Some(&b'.') {
        at = digits(bytes, at + 1)?;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        at += 1;
        at += usize::from(matches!(bytes.get(at), Some(b'+' | b'-')));
        at = digits(bytes, at)?;
    }
    Ok(at)
}

/// The end of the digits from `at` on, of which there must be one.
fn digits(bytes: &[u8], at: usize) -> Result<usize, usize> {
    let rest = bytes.get(at..).unwrap_or(&[]);
    let count = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    if count == 0 { Err(at) } else { Ok(at + count) }
}

/// The number that at most 18 decimal digits write.
#[inline(never)]
pub fn whole(digits: &str) -> Option<u64> {
    if !matches!(digits.len(), 1..=18) {
        return None;
    }
    let mut number = 0;
    for byte in digits.bytes() {
        if !byte.is_ascii_digit() {
            return None;
        }
        number = number * 10 + u64::from(byte - b'0');
    }
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn a_whole_number_has_digits_alone_and_not_too_many() {
        for (digits, expected) in [
            ("0", Some(0)),
            ("042", Some(42)),
            ("999999999999999999", Some(999_999_999_999_999_999)),
            ("1000000000000000000", None),
            ("", None),
            ("-1", None),
            ("1.0", None),
        ] {
            assert_eq!(whole(digits), expected, "{digits}");
        }
    }
}
