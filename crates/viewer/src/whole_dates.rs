//! Where a date stands in a text, so that it never breaks over a line: whoever
//! wrote it, for a browser breaks behind a hyphen.

/// What stands before the first date as it is written here (`05-Apr-2008`,
/// `Apr-2008`), the date, and what stands behind it.
pub(crate) fn part_at_date(text: &str) -> Option<(&str, &str, &str)> {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    for (at, byte) in bytes.iter().enumerate() {
        let year = at + 1..at + 5;
        if *byte != b'-' || is_digit(year.end) || !year.clone().all(is_digit) {
            continue;
        }
        let before = bytes.get(..at).unwrap_or_default();
        let letters = |byte: &&u8| byte.is_ascii_alphabetic() || !byte.is_ascii();
        let month = before.iter().rev().take_while(letters).count();
        let mut start = at - month;
        if month < 3 {
            continue;
        }
        if start >= 3 && bytes.get(start - 1) == Some(&b'-') && (start - 3..start - 1).all(is_digit)
        {
            start -= 3;
        }
        let (date, behind) = text.split_at_checked(year.end)?;
        let (before, date) = date.split_at_checked(start)?;
        return Some((before, date, behind));
    }
    None
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_date_is_found_as_far_as_it_is_known() {
        for (text, parts) in [
            ("05-Apr-2008", Some(("", "05-Apr-2008", ""))),
            ("in Apr-2008.", Some(("in ", "Apr-2008", "."))),
            (
                "to 5-März-2008 14:05",
                Some(("to 5-", "März-2008", " 14:05")),
            ),
            (
                "a-b c-d-2008, 05-Apr-2008",
                Some(("a-b c-d-2008, ", "05-Apr-2008", "")),
            ),
            ("Apr-20081", None),
            ("2008-04-05", None),
            ("2008", None),
            ("-2008", None),
            ("26H301100-2823-3", None),
        ] {
            assert_eq!(part_at_date(text), parts, "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_is_lost(text in r"([0-9]{0,3}|[a-zé\u{202e}\u{a0}]{0,4}|-| ){0,12}") {
            let mut rest = &*text;
            let mut joined = String::new();
            while let Some((before, date, behind)) = part_at_date(rest) {
                prop_assert!(date.len() >= 8);
                joined.push_str(before);
                joined.push_str(date);
                rest = behind;
            }
            joined.push_str(rest);
            prop_assert_eq!(joined, text);
        }
    }
}
