//! Names that are spelt alike and are not the same. Never evidence that two
//! names are one thing: it warns that they are not.

use crate::words::Words;

/// Whether all but two letters of two names are the same from either end: ileum
/// and ilium. Those that differ at their end alone are forms of one word:
/// diabetes and diabetic.
pub(crate) fn look_alike(a: &Words, b: &Words) -> bool {
    let (mut rest, mut other) = (a.spelled.as_bytes(), b.spelled.as_bytes());
    while let ([x, one @ ..], [y, two @ ..]) = (rest, other)
        && x == y
    {
        (rest, other) = (one, two);
    }
    let behind = rest.len().max(other.len());
    while let ([one @ .., x], [two @ .., y]) = (rest, other)
        && x == y
    {
        (rest, other) = (one, two);
    }
    let apart = rest.len().max(other.len());
    // The blank behind the last word is the same in both.
    apart <= 2 && apart + 1 < behind
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Style, normalise};

    #[test]
    fn spelt_alike_is_not_a_form_of_one_word() {
        let alike = |a, b| look_alike(&normalise(a, Style::Plain), &normalise(b, Style::Plain));
        for (a, b) in [
            ("Pain in ileum", "Pain in ilium"),
            ("Dysphagia", "Dysphasia"),
            ("Afferent loop", "Efferent loop"),
            ("Colostomy", "Colectomy"),
        ] {
            assert!(alike(a, b), "{a} / {b}");
        }
        for (a, b) in [
            ("Diabetes", "Diabetic"),
            ("Infarct", "Infarction"),
            ("Stroke", "Cerebrovascular accident"),
        ] {
            assert!(!alike(a, b), "{a} / {b}");
        }
    }
}
