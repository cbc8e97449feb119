/// What stands before the first telephone number in a text, the number as it is
/// written, and what stands behind it; `None` where there is none that cannot be
/// mistaken for anything else, such as a date or a code.
pub(crate) fn telephone(text: &str) -> Option<(&str, &str, &str)> {
    let bytes = text.as_bytes();
    let at = |place: usize| bytes.get(place).copied().unwrap_or(b' ');
    for (from, byte) in bytes.iter().enumerate() {
        let before = |back| from.checked_sub(back).map_or(b' ', at);
        let begins = matches!(before(1), b' ' | b':' | b',') && !before(2).is_ascii_digit();
        if !begins || !matches!(byte, b'+' | b'0') {
            continue;
        }
        let (mut digits, mut until) = (0, from + 1);
        for place in from..=bytes.len() {
            match at(place) {
                b'0'..=b'9' => {
                    digits += 1;
                    until = place + 1;
                }
                b' ' if at(place + 1) != b' ' => {}
                b'+' if place == from => {}
                _ => break,
            }
        }
        let least = if *byte == b'+' { 8..=15 } else { 10..=11 };
        if least.contains(&digits) && matches!(at(until), b' ' | b',' | b';') {
            return Some((
                text.get(..from)?,
                text.get(from..until)?,
                text.get(until..)?,
            ));
        }
    }
    None
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_is_found_and_what_may_be_something_else_is_not() {
        for (text, number) in [
            ("Records office, 0117 496 0123", Some("0117 496 0123")),
            ("ask: +44 117 496 0123, option 2", Some("+44 117 496 0123")),
            ("01174960123 (office hours)", Some("01174960123")),
            (
                "Ward 7: 0117 496 0123 or 0117 496 0124",
                Some("0117 496 0123"),
            ),
            ("Bed 7 0117 496 0123", None),
            ("Since 01-02-2026 10:00", None),
            ("Case 0123456", None),
            ("+44 (0)117 496 0123", None),
            ("0117 496 0123 09:00 to 17:00", None),
            ("999 214 7083", None),
            ("Ref0117496012", None),
            ("0117 496 0123-4", None),
            ("records@example.org", None),
            ("", None),
        ] {
            let found = telephone(text).map(|(_, number, _)| number);
            assert_eq!(found, number, "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_of_the_text_is_lost(text in "[a-z 0-9+,:–é()-]{0,40}") {
            if let Some((before, number, behind)) = telephone(&text) {
                prop_assert_eq!([before, number, behind].concat(), text);
            }
        }
    }
}
