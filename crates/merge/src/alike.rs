//! Words that are spelt alike and are not the same. Never evidence that two
//! names are one thing: it warns that they are not.

use crate::{
    hash, order,
    words::{Words, next_word},
};

/// Whether a word that only the one name has is spelt much like a word that
/// only the other has: ileum and ilium, IgG and IgM.
pub(crate) fn look_alike(a: &Words, b: &Words) -> bool {
    let mut words = a.spelled.as_str();
    while let Some(word) = next_word(&mut words) {
        let mut others = b.spelled.as_str();
        while let Some(other) = next_word(&mut others) {
            if !order::holds(&b.tokens, hash::of_text(word))
                && !order::holds(&a.tokens, hash::of_text(other))
                && are_alike(word.as_bytes(), other.as_bytes())
            {
                return true;
            }
        }
    }
    false
}

/// Whether one name is the other cut off or in short: each of its words is the
/// beginning of one of the other's, in their order. A number is never in short.
pub(crate) fn shortens(a: &Words, b: &Words) -> bool {
    begins(a.spelled.as_str(), b.spelled.as_str()) || begins(b.spelled.as_str(), a.spelled.as_str())
}

fn begins(mut short: &str, mut long: &str) -> bool {
    let mut any = false;
    while let Some(word) = next_word(&mut short) {
        any = true;
        loop {
            let Some(full) = next_word(&mut long) else {
                return false;
            };
            let is_word = word.len() >= 2 && !word.starts_with(|c: char| c.is_ascii_digit());
            if full == word || is_word && full.starts_with(word) {
                break;
            }
        }
    }
    any
}

/// Whether all but two letters are the same from either end. Long words that
/// differ at their end alone are forms of one: diabetes and diabetic.
fn are_alike(a: &[u8], b: &[u8]) -> bool {
    let (mut rest, mut other) = (a, b);
    while let ([x, a @ ..], [y, b @ ..]) = (rest, other)
        && x == y
    {
        (rest, other) = (a, b);
    }
    let differ_within = rest.len().max(other.len());
    while let ([a @ .., x], [b @ .., y]) = (rest, other)
        && x == y
    {
        (rest, other) = (a, b);
    }
    let apart = rest.len().max(other.len());
    let longest = a.len().max(b.len());
    longest >= 3 && apart <= 2 && (apart < differ_within || longest == 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_off_or_in_short_is_the_same_word() {
        for (a, b, expected) in [
            ("nitroglycerin mu ", "nitroglycerin mucosal spray ", true),
            ("insulin 100 unit inj ", "insulin 100 unit injection ", true),
            ("creat ", "creatinine ", true),
            ("warfarin 1 ", "warfarin 10 ", false),
            ("spray nasal ", "nasal spray ", false),
            ("penicillin ", "penicillamine ", false),
            ("", "penicillin ", false),
        ] {
            assert_eq!(begins(a, b), expected, "{a} / {b}");
        }
    }

    #[test]
    fn spelt_alike_is_not_a_form_of_one_word() {
        for (a, b) in [
            ("ileum", "ilium"),
            ("igg", "igm"),
            ("dysphagia", "dysphasia"),
            ("afferent", "efferent"),
            ("colostomy", "colectomy"),
            ("prednisone", "prednisolone"),
        ] {
            assert!(are_alike(a.as_bytes(), b.as_bytes()), "{a} / {b}");
        }
        for (a, b) in [
            ("diabete", "diabetic"),
            ("infarct", "infarction"),
            ("stroke", "cerebrovascular"),
            ("of", "to"),
        ] {
            assert!(!are_alike(a.as_bytes(), b.as_bytes()), "{a} / {b}");
        }
    }
}
