//! Small letters of the scripts that names and records here are
//! written in: Latin, Greek and Cyrillic. By rules instead of the standard
//! library's tables, which weigh eleven kilobytes in the browser; letters of
//! other scripts stay as they are.

/// The text in small letters, for comparing and searching.
pub fn lower(text: &str) -> String {
    text.chars().map(lower_letter).collect()
}

/// The small letter of a capital; anything else as it is.
pub fn lower_letter(letter: char) -> char {
    let code = u32::from(letter);
    let even = code & 1 == 0;
    let small = match code {
        0x41..=0x5a | 0xc0..=0xd6 | 0xd8..=0xde | 0x391..=0x3a1 | 0x3a3..=0x3ab => code + 32,
        0x410..=0x42f => code + 32,
        0x400..=0x40f => code + 80,
        0x130 => 0x69,
        0x178 => 0xff,
        0x386 => 0x3ac,
        0x388..=0x38a => code + 37,
        0x38c => 0x3cc,
        0x38e | 0x38f => code + 63,
        0x139..=0x148 | 0x179..=0x17e if !even => code + 1,
        0x100..=0x12f | 0x132..=0x137 | 0x14a..=0x177 if even => code + 1,
        0x460..=0x481 | 0x48a..=0x4bf | 0x4d0..=0x52f if even => code + 1,
        0x1e00..=0x1e95 | 0x1ea0..=0x1eff if even => code + 1,
        _ => return letter,
    };
    char::from_u32(small).unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_those_of_the_standard_library() {
        let ranges = [
            0..0x180,
            0x386..0x3cf,
            0x400..0x4c0,
            0x4d0..0x530,
            0x1e00..0x1e96,
            0x1ea0..0x1f00,
        ];
        for code in ranges.into_iter().flatten() {
            let Some(letter) = char::from_u32(code) else {
                continue;
            };
            let small: String = letter.to_lowercase().collect();
            // Capital I with a dot, and capital sharp s, have no single letter.
            if !matches!(code, 0x130 | 0x1e9e) {
                assert_eq!(lower_letter(letter).to_string(), small, "{code:x}");
            }
        }
        assert_eq!(lower("ŁÓDŹ Ω Ж"), "łódź ω ж");
    }
}
