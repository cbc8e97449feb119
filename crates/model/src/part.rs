//! Texts in texts. The standard library searches long texts fast, with a few
//! kilobytes of code for each form of asking; here texts are short.

/// Whether `part` stands in the text.
pub fn has(text: &str, part: &str) -> bool {
    find(text, part).is_some()
}

/// What stands before and behind the first `part`.
#[inline(never)]
pub fn cut<'t>(text: &'t str, part: &str) -> Option<(&'t str, &'t str)> {
    let at = find(text, part)?;
    Some((text.get(..at)?, text.get(at + part.len()..)?))
}

/// The text with `by` in the place of each `part`.
#[inline(never)]
pub fn replaced(text: &str, part: &str, by: &str) -> String {
    let mut rest = text;
    let mut out = String::new();
    while let Some((before, behind)) = cut(rest, part) {
        out.push_str(before);
        out.push_str(by);
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// What stands before and behind the last `mark`, which is an ASCII byte.
#[inline(never)]
pub fn cut_last(text: &str, mark: u8) -> Option<(&str, &str)> {
    let at = text.bytes().rposition(|byte| byte == mark)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// What stands behind the last `mark`; the whole where it does not occur.
pub fn behind_last(text: &str, mark: u8) -> &str {
    cut_last(text, mark).map_or(text, |(_, behind)| behind)
}

/// What stands before the first `part`; the whole where it does not occur.
pub fn before<'t>(text: &'t str, part: &str) -> &'t str {
    cut(text, part).map_or(text, |(before, _)| before)
}

/// The first line, without its end.
pub fn first_line(text: &str) -> &str {
    match cut(text, "\n") {
        Some((line, _)) => line.strip_suffix('\r').unwrap_or(line),
        None => text,
    }
}

/// At which byte the first `part` begins.
#[inline(never)]
pub fn find(text: &str, part: &str) -> Option<usize> {
    let (text, part) = (text.as_bytes(), part.as_bytes());
    let (first, rest) = part.split_first()?;
    let mut left = text;
    while let Some((byte, behind)) = left.split_first() {
        if byte == first && behind.starts_with(rest) {
            return Some(text.len() - left.len());
        }
        left = behind;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_where_the_standard_library_finds_them() {
        for text in ["a\nb", "a\r\nb", "\n", "a\r"] {
            assert_eq!(Some(first_line(text)), text.lines().next(), "{text:?}");
        }
        for text in ["", "a", "aab", "abaabab", "Zoë://ü", "://", "ab://cd://"] {
            for part in ["a", "ab", "aab", "://", "ü", "abaabab", "x"] {
                assert_eq!(find(text, part), text.find(part), "{text} {part}");
                assert_eq!(has(text, part), text.contains(part), "{text} {part}");
                assert_eq!(cut(text, part), text.split_once(part), "{text} {part}");
                assert_eq!(before(text, part), text.split(part).next().unwrap());
                let expected = text.replace(part, "-a");
                assert_eq!(replaced(text, part, "-a"), expected, "{text} {part}");
            }
            for mark in ['a', ':', '/', 'x'] {
                let last = text.rsplit(mark).next().unwrap();
                assert_eq!(cut_last(text, mark as u8), text.rsplit_once(mark));
                assert_eq!(behind_last(text, mark as u8), last);
            }
        }
    }
}
