//! Many texts in one. A table of texts of their own has an address and a length
//! for each, which no compression makes small; here each costs one byte.

/// Texts that stand one behind the other, made by [`packed!`](crate::packed).
pub struct Packed {
    text: &'static str,
    lengths: &'static [u8],
}

impl Packed {
    /// Only for the macro.
    #[doc(hidden)]
    pub const fn new(text: &'static str, lengths: &'static [u8]) -> Packed {
        Packed { text, lengths }
    }

    /// Only for the macro: the length of a text.
    #[doc(hidden)]
    pub const fn length(text: &str) -> u8 {
        assert!(text.len() < 256, "a packed text is at most 255 bytes long");
        text.len() as u8
    }

    /// The text at a place; an empty one where there is none.
    #[inline(never)]
    pub fn get(&self, at: usize) -> &'static str {
        let before = self.lengths.get(..at).unwrap_or_default();
        let start: usize = before.iter().map(|length| usize::from(*length)).sum();
        let length = self.lengths.get(at).copied().unwrap_or_default();
        let text = self.text.get(start..start + usize::from(length));
        text.unwrap_or_default()
    }

    /// All of them in a row.
    pub fn iter(&self) -> Texts {
        Texts {
            text: self.text,
            lengths: self.lengths,
        }
    }

    /// The place of a text.
    #[inline(never)]
    pub fn find(&self, text: &str) -> Option<usize> {
        self.iter().position(|own| own == text)
    }

    /// In a table of names, each with what it stands for, what `name` stands
    /// for.
    pub fn meaning(&self, name: &str) -> Option<&'static str> {
        self.meaning_of(&|own| own == name)
    }

    /// The same for the first name that fits.
    #[inline(never)]
    pub fn meaning_of(&self, fits: &dyn Fn(&str) -> bool) -> Option<&'static str> {
        let mut texts = self.iter();
        while let (Some(own), Some(meaning)) = (texts.next(), texts.next()) {
            if fits(own) {
                return Some(meaning);
            }
        }
        None
    }
}

/// The texts of a [`Packed`].
pub struct Texts {
    text: &'static str,
    lengths: &'static [u8],
}

impl Iterator for Texts {
    type Item = &'static str;

    #[inline(never)]
    fn next(&mut self) -> Option<&'static str> {
        let (length, lengths) = self.lengths.split_first()?;
        let (text, rest) = self.text.split_at_checked(usize::from(*length))?;
        self.text = rest;
        self.lengths = lengths;
        Some(text)
    }
}

/// A table of literals, or of pairs of literals, as [`Packed`].
#[macro_export]
macro_rules! packed {
    ($($text:literal),* $(,)?) => {
        $crate::Packed::new(concat!($($text),*), &[$($crate::Packed::length($text)),*])
    };
    ($(($name:literal, $meaning:literal)),* $(,)?) => {
        $crate::packed![$($name, $meaning),*]
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_is_found_at_its_place() {
        const TEXTS: Packed = packed![("a", ""), ("Zoë", "a")];
        let all: Vec<&str> = TEXTS.iter().collect();
        assert_eq!(all, ["a", "", "Zoë", "a"]);
        let each: Vec<&str> = (0..4).map(|at| TEXTS.get(at)).collect();
        assert_eq!(each, all);
        assert_eq!(TEXTS.get(4), "");
        assert_eq!((TEXTS.find("Zoë"), TEXTS.find("b")), (Some(2), None));
        let meanings = ["a", "Zoë", ""].map(|name| TEXTS.meaning(name));
        assert_eq!(meanings, [Some(""), Some("a"), None]);
    }
}
