//! Rich Text Format as the markup of its text: paragraphs, line ends, tables as
//! lines, and what is struck out. Everything else of its looks is left out.

use timeline_model::{Packed, packed};

use super::letters::letter;

/// Groups that are no part of the text.
const SKIPPED: Packed = packed![
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "object",
    "listtable",
    "listoverridetable",
    "rsidtbl",
    "generator",
    "themedata",
    "datastore",
    "fldinst",
    "bkmkstart",
    "bkmkend",
    "xe",
    "tc",
    "template",
    "filetbl",
    "revtbl",
    "latentstyles",
    "shppict",
    "nonshppict",
    "pntext",
];

/// Control words that stand for letters; what begins with `<` is markup.
const WORDS: Packed = packed![
    ("par", "</p><p>"),
    ("sect", "</p><p>"),
    ("page", "</p><p>"),
    ("row", "</p><p>"),
    ("nestrow", "</p><p>"),
    ("line", "<br>"),
    ("tab", "\t"),
    ("cell", "\t"),
    ("nestcell", "\t"),
    ("emdash", "—"),
    ("endash", "–"),
    ("bullet", "•"),
    ("lquote", "‘"),
    ("rquote", "’"),
    ("ldblquote", "“"),
    ("rdblquote", "”"),
    ("emspace", "\u{2003}"),
    ("enspace", "\u{2002}"),
];

/// How deep groups nest; the text of deeper ones is taken with the deepest.
const DEPTH: usize = 200;

/// The markup of a text; `None` where it is none.
pub fn markup(bytes: &[u8]) -> Option<String> {
    let start = bytes.iter().position(|byte| *byte == b'{')?;
    let rest = bytes.get(start..)?;
    if !rest.starts_with(b"{\\rtf") {
        return None;
    }
    let mut reader = Reader {
        rest,
        out: String::from("<p>"),
        group: Group {
            skipped: false,
            struck: false,
            fallback: 1,
        },
        around: Vec::new(),
        deeper: 0,
        left_out: 0,
        high: 0,
        struck: false,
    };
    while reader.step() {}
    reader.strike(false);
    reader.out.push_str("</p>");
    Some(reader.out)
}

/// What holds inside a group.
#[derive(Clone, Copy)]
struct Group {
    /// Nothing of it is text.
    skipped: bool,
    struck: bool,
    /// How many letters stand behind each `\u` for who does not know it.
    fallback: u32,
}

struct Reader<'a> {
    rest: &'a [u8],
    out: String,
    group: Group,
    around: Vec<Group>,
    /// Groups that nest too deep to be told apart.
    deeper: usize,
    /// How many letters are still to be left out behind a `\u`.
    left_out: u32,
    /// The first half of a letter that takes two.
    high: u32,
    /// The markup stands in what is struck out.
    struck: bool,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    /// Takes bytes as long as they fit.
    fn take(&mut self, fits: fn(&u8) -> bool) -> &'a [u8] {
        let end = self.rest.iter().position(|byte| !fits(byte));
        let (taken, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        taken
    }

    /// Reads on; `false` at the end.
    fn step(&mut self) -> bool {
        match self.next() {
            None => return false,
            Some(b'{') => {
                self.left_out = 0;
                match self.around.len() < DEPTH {
                    true => self.around.push(self.group),
                    false => self.deeper += 1,
                }
            }
            Some(b'}') => {
                self.left_out = 0;
                if self.deeper > 0 {
                    self.deeper -= 1;
                } else if let Some(around) = self.around.pop() {
                    self.group = around;
                }
                // What stands behind the last group is no part of it.
                return !self.around.is_empty();
            }
            Some(b'\\') => self.control(),
            Some(b'\r' | b'\n') => {}
            Some(byte) => self.letter(letter(byte)),
        }
        true
    }

    fn control(&mut self) {
        let word = self.take(u8::is_ascii_alphabetic);
        if word.is_empty() {
            match self.next() {
                Some(b'\'') => {
                    let code = self.hex() << 4 | self.hex();
                    self.letter(letter(code));
                }
                Some(b'*') => self.group.skipped = true,
                Some(b'~') => self.letter('\u{a0}'),
                Some(b'_') => self.letter('\u{2011}'),
                Some(b'-') => {}
                Some(b'\r' | b'\n') => self.said("</p><p>"),
                Some(byte) => self.letter(char::from(byte)),
                None => {}
            }
            return;
        }
        let sign = self.rest.first() == Some(&b'-');
        if sign {
            self.next();
        }
        let digits = self.take(u8::is_ascii_digit);
        let number = digits.iter().fold(0i32, |sum, digit| {
            sum.wrapping_mul(10).wrapping_add(i32::from(digit - b'0'))
        });
        let number = if sign { number.wrapping_neg() } else { number };
        if self.rest.first() == Some(&b' ') {
            self.next();
        }
        let number = (!digits.is_empty()).then_some(number);
        self.word(core::str::from_utf8(word).unwrap_or_default(), number);
    }

    fn hex(&mut self) -> u8 {
        let digit = self.next().map(char::from).and_then(|c| c.to_digit(16));
        digit.unwrap_or(0) as u8
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        match word {
            "u" => {
                self.unit(number.unwrap_or(0) as u16);
                self.left_out = self.group.fallback;
            }
            "uc" => self.group.fallback = number.unwrap_or(1).unsigned_abs().min(9),
            "bin" => {
                let length = number.unwrap_or(0).unsigned_abs() as usize;
                self.rest = self.rest.get(length..).unwrap_or_default();
            }
            "strike" | "striked" | "deleted" => self.group.struck = number != Some(0),
            "plain" => self.group.struck = false,
            _ if SKIPPED.find(word).is_some() => self.group.skipped = true,
            _ => {
                if let Some(said) = WORDS.meaning(word) {
                    self.said(said);
                }
            }
        }
    }

    /// Half of a letter, or the whole of one.
    fn unit(&mut self, unit: u16) {
        self.left_out = 0;
        let unit = u32::from(unit);
        match unit {
            0xd800..=0xdbff => self.high = unit,
            0xdc00..=0xdfff if self.high > 0 => {
                let code = 0x10000 + ((self.high - 0xd800) << 10) + (unit - 0xdc00);
                self.high = 0;
                self.letter(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            unit => self.letter(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)),
        }
    }

    fn letter(&mut self, letter: char) {
        if self.left_out > 0 {
            self.left_out -= 1;
            return;
        }
        if self.group.skipped {
            return;
        }
        self.strike(self.group.struck);
        match letter {
            '<' => self.out.push_str("&lt;"),
            '&' => self.out.push_str("&amp;"),
            letter => self.out.push(letter),
        }
    }

    fn said(&mut self, said: &str) {
        if !self.group.skipped {
            self.left_out = 0;
            self.strike(self.group.struck && !said.starts_with('<'));
            self.out.push_str(said);
        }
    }

    /// Begins or ends what is struck out.
    fn strike(&mut self, struck: bool) {
        if self.struck != struck {
            self.struck = struck;
            self.out.push_str(if struck { "<s>" } else { "</s>" });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(rtf: &str) -> String {
        let markup = markup(rtf.as_bytes()).unwrap();
        let inner = markup.strip_prefix("<p>").unwrap();
        inner.strip_suffix("</p>").unwrap().to_owned()
    }

    #[test]
    fn the_text_is_read_and_the_looks_are_not() {
        for (rtf, text) in [
            (r"{\rtf1\ansi Dear {\b Dr} Shah}", "Dear Dr Shah"),
            (r"{\rtf1 a\par b\line c\tab d}", "a</p><p>b<br>c\td"),
            (
                r"{\rtf1{\fonttbl{\f0 Arial;}}{\colortbl;\red0;}{\info{\author X}}\f0\fs24 a}",
                "a",
            ),
            (r"{\rtf1{\*\generator Word;}a{\*\unknown b}c}", "ac"),
            (r"{\rtf1{\pict\pngblip 89504e47}a}", "a"),
            (r"{\rtf1 caf\'e9 \'80 5}", "café € 5"),
            (r"{\rtf1\uc1 \u8364? 5 \u-10179?\u-8704?}", "€ 5 \u{1f600}"),
            (r"{\rtf1\uc2\u228??b}", "äb"),
            (r"{\rtf1\uc0\u228b}", "äb"),
            (r"{\rtf1 a \{b\} \\ c\~d\_e}", "a {b} \\ c\u{a0}d\u{2011}e"),
            (r"{\rtf1 < 5 & x}", "&lt; 5 &amp; x"),
            ("{\\rtf1 a\nb\\\nc}", "ab</p><p>c"),
            (
                r"{\rtf1 {\field{\*\fldinst HYPERLINK x}{\fldrslt here}}}",
                "here",
            ),
            (r"{\rtf1\trowd a\cell b\cell\row c}", "a\tb\t</p><p>c"),
            (
                r"{\rtf1 {\strike not penicillin} x}",
                "<s>not penicillin</s> x",
            ),
            (r"{\rtf1 \strike a\strike0 b}", "<s>a</s>b"),
            (r"{\rtf1 {\strike a\par b}c}", "<s>a</s></p><p><s>b</s>c"),
            (r"{\rtf1\bin3 }}}a}", "a"),
            (r"{\rtf1 a} behind", "a"),
            (r"{\rtf1 a", "a"),
            (r"{\rtf1 \'", "\0"),
        ] {
            assert_eq!(read(rtf), text, "{rtf}");
        }
    }

    #[test]
    fn what_is_no_such_text_is_none() {
        for bytes in [&b""[..], b"{", b"plain", b"{rtf1 a}", b"\xff"] {
            assert_eq!(markup(bytes), None);
        }
    }

    #[test]
    fn no_cut_and_no_depth_breaks_it() {
        let whole = r"{\rtf1\ansi{\fonttbl{\f0 A;}}a\u8364?\'e9{\strike b}\bin4 abcd\par}";
        for end in 6..whole.len() {
            assert!(markup(&whole.as_bytes()[..end]).is_some());
        }
        let deep = [
            "{\\rtf1",
            &"{".repeat(100_000),
            "a",
            &"}".repeat(100_000),
            "}",
        ]
        .concat();
        assert_eq!(read(&deep), "a");
    }

    proptest::proptest! {
        #[test]
        fn whatever_comes_behind_the_head_is_read_without_a_fault(tail in r"[\\{}'*a-z0-9 é<]{0,60}") {
            let markup = markup(["{\\rtf1", &tail].concat().as_bytes()).unwrap();
            proptest::prop_assert!(markup.starts_with("<p>") && markup.ends_with("</p>"));
            proptest::prop_assert_eq!(markup.matches("<s>").count(), markup.matches("</s>").count());
        }
    }
}
