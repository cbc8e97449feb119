//! Bytes to letters.

use timeline_json::lossy;
use timeline_model::{lower, part};

/// The text that bytes are, by what stands at their beginning, else by the
/// `charset` of a media type, else by what they look like. `None` where the
/// charset is not known here and they are no UTF-8.
pub fn text(bytes: &[u8], media_type: &str) -> Option<String> {
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => return Some(lossy(rest).into_owned()),
        [0xff, 0xfe, rest @ ..] => return Some(wide(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => return Some(wide(rest, u16::from_be_bytes)),
        _ => {}
    }
    let lower = lower(media_type);
    let charset = part::cut(&lower, "charset=").map_or("", |(_, rest)| rest);
    let charset = part::before(charset, ";").trim_matches([' ', '"', '\'']);
    Some(match charset {
        "utf-8" | "utf8" | "us-ascii" | "ascii" => lossy(bytes).into_owned(),
        "iso-8859-1" | "latin1" | "windows-1252" | "cp1252" => western(bytes),
        "utf-16" | "utf-16be" => wide(bytes, u16::from_be_bytes),
        "utf-16le" => wide(bytes, u16::from_le_bytes),
        _ => match core::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) if charset.is_empty() => western(bytes),
            Err(_) => return None,
        },
    })
}

fn wide(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let mut out = String::new();
    let units = bytes.chunks_exact(2).map(|pair| match pair {
        [a, b] => unit([*a, *b]),
        _ => 0,
    });
    for letter in char::decode_utf16(units) {
        out.push(letter.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    out
}

fn western(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| letter(*byte)).collect()
}

/// What Windows-1252 has where Latin-1 has no letters.
const WINDOWS: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";

/// A letter of Windows-1252.
pub fn letter(byte: u8) -> char {
    let own = byte.checked_sub(0x80).filter(|at| *at < 32);
    let letter = own.and_then(|at| WINDOWS.chars().nth(usize::from(at)));
    letter.unwrap_or(char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_read_as_they_were_written() {
        for (bytes, media_type, expected) in [
            (
                &b"\xef\xbb\xbf\xc3\xbc"[..],
                "text/plain;charset=latin1",
                Some("ü"),
            ),
            (b"\xff\xfe\xfc\0", "", Some("ü")),
            (b"\xfe\xff\0\xfc", "", Some("ü")),
            (b"\xc3\xbc", "", Some("ü")),
            (b"\xc3\xbc", "text/plain; charset=koi8-r", Some("ü")),
            (b"\xfc\x80", "", Some("ü€")),
            (b"\xfc", "text/plain; Charset=\"ISO-8859-1\"", Some("ü")),
            (b"\xfc", "text/plain; charset=utf-8", Some("\u{fffd}")),
            (b"\xfc", "text/plain; charset=koi8-r", None),
            (b"\0\xfc", "text/plain; charset=utf-16", Some("ü")),
            (b"\xfc\0", "text/plain; charset=UTF-16LE; x=y", Some("ü")),
        ] {
            assert_eq!(
                text(bytes, media_type).as_deref(),
                expected,
                "{bytes:?} {media_type}"
            );
        }
        assert_eq!(
            (letter(0x9f), letter(0xa0), letter(b'a')),
            ('Ÿ', '\u{a0}', 'a')
        );
    }
}
