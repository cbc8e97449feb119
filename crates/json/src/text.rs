//! The inside of strings.

use std::borrow::Cow;

/// The text between the quotes that has escapes in it, or bytes that are no
/// text. What is no text becomes U+FFFD: half a surrogate pair, an unknown
/// escape, bytes that are not UTF-8.
pub(crate) fn unescape(raw: &[u8]) -> Cow<'_, str> {
    if !raw.contains(&b'\\') {
        return lossy(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
        let (plain, from) = rest.split_at_checked(at).unwrap_or((rest, &[]));
        out.push_str(&lossy(plain));
        rest = escape_sequence(from, &mut out);
    }
    out.push_str(&lossy(rest));
    Cow::Owned(out)
}

/// The bytes as text, with U+FFFD for what is none. As the standard library
/// does it, in less code.
#[inline(never)]
pub fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    let mut out = String::new();
    let mut rest = bytes;
    loop {
        let error = match core::str::from_utf8(rest) {
            Ok(text) if out.is_empty() => return Cow::Borrowed(text),
            Ok(text) => {
                out.push_str(text);
                return Cow::Owned(out);
            }
            Err(error) => error,
        };
        let (text, behind) = rest
            .split_at_checked(error.valid_up_to())
            .unwrap_or_default();
        out.push_str(core::str::from_utf8(text).unwrap_or_default());
        out.push(char::REPLACEMENT_CHARACTER);
        // What is cut short at the end is one letter.
        let wrong = error.error_len().unwrap_or(behind.len());
        rest = behind.get(wrong..).unwrap_or_default();
    }
}

/// Reads the escape at the front of `from`, which begins with a backslash, and
/// returns what follows.
fn escape_sequence<'a>(from: &'a [u8], out: &mut String) -> &'a [u8] {
    let rest = from.get(2..).unwrap_or(&[]);
    out.push(match from.get(1) {
        Some(byte @ (b'"' | b'\\' | b'/')) => char::from(*byte),
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode(rest, out),
        _ => char::REPLACEMENT_CHARACTER,
    });
    rest
}

/// Reads the four digits after `\u`, and the second half of a pair.
fn unicode<'a>(digits: &'a [u8], out: &mut String) -> &'a [u8] {
    let mut code = hex(digits);
    let mut rest = digits;
    if let Some(unit) = code {
        rest = digits.get(4..).unwrap_or(&[]);
        if let [b'\\', b'u', digits @ ..] = rest
            && (0xd800..0xdc00).contains(&unit)
            && let Some(low @ 0xdc00..0xe000) = hex(digits)
        {
            code = Some(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
            rest = rest.get(6..).unwrap_or(&[]);
        }
    }
    let letter = code.and_then(char::from_u32);
    out.push(letter.unwrap_or(char::REPLACEMENT_CHARACTER));
    rest
}

fn hex(bytes: &[u8]) -> Option<u32> {
    bytes.get(..4)?.iter().try_fold(0, |number, byte| {
        Some(number * 16 + char::from(*byte).to_digit(16)?)
    })
}

#[cfg(test)]
mod tests {
    use crate::{Arena, parse};

    fn text(json: &[u8]) -> String {
        let arena = Arena::new();
        parse(json, &arena).unwrap().as_str().unwrap().to_owned()
    }

    #[test]
    fn escapes_are_read() {
        assert_eq!(
            text(br#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#),
            "\"\\/\u{8}\u{c}\n\r\té😀"
        );
    }

    #[test]
    fn half_a_pair_costs_one_character() {
        assert_eq!(text(br#""a\ud83db""#), "a\u{fffd}b");
        assert_eq!(text(br#""a\ude00b""#), "a\u{fffd}b");
        assert_eq!(text(br#""\ud83d\u0041""#), "\u{fffd}A");
    }

    #[test]
    fn what_is_no_text_is_replaced_as_the_standard_library_does_it() {
        let all: [&[u8]; 8] = [
            b"",
            b"plain",
            b"\xff",
            b"a\xe2\x82",
            b"a\xe2\x82b\xf0\x9f\x98",
            b"\xc0\x80\xed\xa0\x80z",
            "Zo\u{eb}".as_bytes(),
            b"\xf4\x90\x80\x80",
        ];
        for bytes in all {
            assert_eq!(super::lossy(bytes), String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn bytes_that_are_no_text_cost_themselves() {
        assert_eq!(text(b"\"a\xff\xfeb\""), "a\u{fffd}\u{fffd}b");
        assert_eq!(text(b"\"\\n\xff\""), "\n\u{fffd}");
    }
}
