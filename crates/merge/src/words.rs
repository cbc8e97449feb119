//! Words in their normal form, so that spelling, order and abbreviation do not
//! part two names of one thing. Likeness never counts: after this, names are
//! equal or they are not.

use timeline_model::{
    Kind, Packed, packed,
    part::{self, behind_last},
};

use crate::{
    aliases::{
        ALLERGY_ASIDE, CONTACT, CONTACT_ASIDE, MEDICINE, MEDICINE_ASIDE, PLAIN, SHORT, TEST,
        TEST_ASIDE, VACCINE,
    },
    doses::on_one_scale,
    hash, order,
    spelling::{respell, words_of},
};

/// A name in its normal form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    /// All tokens, hashed: in order for a medicine, whose strengths belong to
    /// the ingredient before them; sorted for anything else.
    pub(crate) whole: u64,
    /// The same without what stands in square brackets (the property that
    /// LOINC names, the brand that RxNorm adds) and, for a test, without the
    /// words that say how it is reported.
    pub(crate) core: u64,
    /// How a long name begins, hashed; 0 for a short one.
    pub(crate) start: u64,
    /// The tokens that carry meaning, hashed, sorted, each once.
    pub(crate) tokens: Vec<u64>,
    /// The name as written, but for case and punctuation.
    written: String,
    /// The tokens in their order, each with a blank behind it, for what they
    /// say beside the name.
    pub(crate) spelled: String,
}

/// How names of a kind are normalised.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Style {
    Medicine,
    Vaccine,
    Test,
    Contact,
    Allergy,
    Plain,
}

impl Style {
    pub(crate) fn of(kind: Kind) -> Style {
        match kind {
            Kind::Medicine => Style::Medicine,
            Kind::Vaccination => Style::Vaccine,
            Kind::Encounter => Style::Contact,
            Kind::Allergy => Style::Allergy,
            Kind::Result | Kind::VitalSign | Kind::Report => Style::Test,
            _ => Style::Plain,
        }
    }
}

/// Puts a name into its normal form.
#[inline(never)]
pub(crate) fn normalise(text: &str, style: Style) -> Words {
    let mut words = read(text, style);
    if let Some((before, behind)) = part::cut(text, "[")
        && let Some((inside, behind)) = part::cut(behind, "]")
        && (style != Style::Test || is_property(inside))
    {
        let core = read(&[before, behind].concat(), style).core;
        if core != 0 {
            words.core = core;
        }
    }
    words
}

/// Whether what LOINC puts in brackets is a property (`Mass/volume`, `Volume
/// Fraction`) and not what is scored by (`MMSE`, `Morse Fall Scale`).
fn is_property(inside: &str) -> bool {
    let (mut blanks, mut small) = (0, false);
    for byte in inside.bytes() {
        blanks += u32::from(byte == b' ');
        small |= byte.is_ascii_lowercase();
    }
    part::has(inside, "/") || inside == "#" || small && blanks < 2
}

#[inline(never)]
fn read(text: &str, style: Style) -> Words {
    let mut spelled = words_of(text, style);
    let written = spelled.clone();
    let (own, aside) = match style {
        Style::Medicine => (&MEDICINE, &MEDICINE_ASIDE),
        Style::Vaccine => (&VACCINE, &NONE),
        Style::Test => (&TEST, &TEST_ASIDE),
        Style::Contact => (&CONTACT, &CONTACT_ASIDE),
        Style::Allergy => (&NONE, &ALLERGY_ASIDE),
        Style::Plain => (&SHORT, &NONE),
    };
    let in_order = style == Style::Medicine;
    if !in_order {
        respell(&mut spelled, &PLAIN);
    }
    respell(&mut spelled, own);
    if in_order {
        spelled = on_one_scale(&spelled);
    }
    let (mut whole, mut core, mut tokens) = (Vec::new(), Vec::new(), Vec::new());
    let mut rest = spelled.as_str();
    while let Some(token) = next_word(&mut rest) {
        let hash = hash::of_text(token);
        order::insert(&mut tokens, hash);
        put(&mut whole, hash, in_order);
        // A name may say a word again, in full and in short.
        if aside.find(token).is_none() && (in_order || !core.contains(&hash)) {
            put(&mut core, hash, in_order);
        }
    }
    let whole = of_all(&whole);
    Words {
        whole,
        core: if core.is_empty() {
            whole
        } else {
            of_all(&core)
        },
        start: written.get(..LONG).map_or(0, hash::of_text),
        written,
        tokens,
        spelled,
    }
}

const NONE: Packed = Packed::new("", &[]);

/// Adds a token, in its order or sorted.
fn put(list: &mut Vec<u64>, token: u64, in_order: bool) {
    let at = if in_order {
        list.len()
    } else {
        list.partition_point(|other| *other < token)
    };
    list.insert(at, token);
}

/// All tokens in one number; 0 for none.
fn of_all(tokens: &[u64]) -> u64 {
    let mut hasher = hash::Hasher::new();
    for token in tokens {
        hasher.number(*token);
    }
    if tokens.is_empty() {
        0
    } else {
        hasher.finish()
    }
}

/// Takes a word, and the blank behind it, off the front of a text in its normal
/// form.
pub(crate) fn next_word<'t>(text: &mut &'t str) -> Option<&'t str> {
    let (word, rest) = part::cut(text, " ")?;
    *text = rest;
    Some(word)
}

impl Words {
    /// Whether both are the same name; a name without words is no name.
    pub(crate) fn same(&self, other: &Words) -> bool {
        self.whole != 0 && self.whole == other.whole
    }

    /// Whether both are the same but for what their cores leave out.
    pub(crate) fn same_core(&self, other: &Words) -> bool {
        self.core != 0 && self.core == other.core
    }

    /// Whether one is the other cut short within a word, or behind a word that
    /// needs another, as narrow fields do.
    pub(crate) fn is_cut(&self, other: &Words) -> bool {
        self.cut_off(other).is_some()
    }

    /// What one has lost of the other.
    fn cut_off<'w>(&'w self, other: &'w Words) -> Option<&'w str> {
        if self.start == 0 || self.start != other.start {
            return None;
        }
        let (short, long) = if self.written.len() < other.written.len() {
            (&self.written, &other.written)
        } else {
            (&other.written, &self.written)
        };
        let begun = short.trim_ascii_end();
        let rest = long.strip_prefix(begun)?;
        let last = behind_last(begun, b' ');
        let letter = |byte: Option<u8>| matches!(byte, Some(b'a'..=b'z'));
        let within = letter(rest.bytes().next())
            && letter(last.bytes().last())
            // `Type I` and `type II` are two.
            && last.bytes().any(|byte| !matches!(byte, b'i' | b'v' | b'x'))
            && (last.len() > 1 || begun.len() >= NARROW);
        (within || rest.len() > 1 && HANGING.find(last).is_some()).then_some(rest)
    }

    /// Whether what was cut off says how much.
    pub(crate) fn lost_a_number(&self, other: &Words) -> bool {
        let rest = self.cut_off(other);
        rest.is_some_and(|rest| rest.bytes().any(|byte| byte.is_ascii_digit()))
    }

    /// How many tokens both have.
    pub(crate) fn shared(&self, other: &Words) -> usize {
        let held = |token: &&u64| order::holds(&other.tokens, **token);
        self.tokens.iter().filter(held).count()
    }

    /// Whether all words of one are among those of the other, so that one
    /// names the same thing more narrowly.
    pub(crate) fn contained(&self, other: &Words) -> bool {
        let fewer = self.tokens.len().min(other.tokens.len());
        fewer > 0 && self.shared(other) == fewer
    }

    /// Whether it says all that the other does, and more.
    pub(crate) fn says_more(&self, other: &Words) -> bool {
        self.contained(other) && self.tokens.len() > other.tokens.len()
    }

    /// Whether all tokens that only one of the two has are in a table.
    pub(crate) fn differ_in(&self, other: &Words, table: &Packed) -> bool {
        self.is_within(other, table) && other.is_within(self, table)
    }

    /// Whether all its tokens, but those in a table, are among another's.
    pub(crate) fn is_within(&self, other: &Words, table: &Packed) -> bool {
        let mut rest = self.spelled.as_str();
        while let Some(token) = next_word(&mut rest) {
            if !order::holds(&other.tokens, hash::of_text(token)) && table.find(token).is_none() {
                return false;
            }
        }
        true
    }
}

/// From how many letters on a name may have been cut short.
const LONG: usize = 20;

/// From how many letters on a single letter may be left of a word.
const NARROW: usize = 28;

/// Words that no name ends in.
const HANGING: Packed = packed![
    "in", "with", "without", "by", "for", "to", "on", "at", "from", "due"
];

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "tests")]
    use super::*;

    fn same(a: &str, b: &str, style: Style) -> bool {
        normalise(a, style).same(&normalise(b, style))
    }

    #[test]
    fn what_phrases_stand_for_is_in_its_normal_form() {
        for (table, style) in [
            (&PLAIN, Style::Plain),
            (&TEST, Style::Test),
            (&VACCINE, Style::Vaccine),
            (&MEDICINE, Style::Medicine),
        ] {
            let rows: Vec<&str> = table.iter().collect();
            for row in rows.chunks(2) {
                assert_eq!(words_of(row[1], style).trim(), row[1]);
                // One that nothing can bring about is of no use.
                let from = words_of(row[0], style);
                assert_eq!(from.trim(), row[0]);
            }
        }
    }

    #[test]
    fn spelling_order_and_abbreviation_do_not_part_names() {
        for (a, b) in [
            ("Chronic sinusitis (disorder)", "chronic  Sinusitis"),
            ("Body Mass Index", "BMI"),
            ("O/E - blood pressure reading", "BP"),
            ("O/E - weight", "Body Weight"),
            ("Hyperlipidaemia, unspecified", "Hyperlipidemia"),
            ("HDL cholesterol", "High Density Lipoprotein Cholesterol"),
            ("Fracture of left wrist", "Left wrist fracture"),
            (
                "Hemoglobin [Mass/\u{200b}volume] in Blood",
                "hemoglobin [mass/volume] in blood",
            ),
            ("Crohn's disease", "Crohn disease"),
        ] {
            assert!(same(a, b, Style::Plain), "{a} / {b}");
        }
        for (a, b) in [
            ("Simvastatin 20 MG Oral Tablet", "simvastatin 20mg tablets"),
            (
                "Levothyroxine 25 micrograms tablets",
                "levothyroxine 25mcg tablet",
            ),
            ("Paracetamol 1 g", "paracetamol 1000mg"),
            (
                "Digoxin 0.125 MG Oral Tablet",
                "Digoxin 125microgram tablets",
            ),
            (
                "Morphine 10mg M/R tablets",
                "Morphine 10 mg modified-release tablet",
            ),
        ] {
            assert!(same(a, b, Style::Medicine), "{a} / {b}");
        }
        assert!(same("Flu vaccination", "Influenza vaccine", Style::Vaccine));
    }

    #[test]
    fn names_that_only_look_alike_stay_apart() {
        for (a, b) in [
            ("Carbimazole 5mg tablets", "Carbamazepine 5mg tablets"),
            ("Penicillin", "Penicillamine"),
            (
                "Levothyroxine 25 microgram tablets",
                "Levothyroxine 25 mg tablets",
            ),
            (
                "Morphine 10mg tablets",
                "Morphine 10mg modified-release tablets",
            ),
            ("A 10 mg / B 20 mg tablet", "A 20 mg / B 10 mg tablet"),
            ("Hydrochlorothiazide 6.25 MG", "Hydrochlorothiazide 625 MG"),
        ] {
            assert!(!same(a, b, Style::Medicine), "{a} / {b}");
        }
        for (a, b) in [
            ("? MI", "MI"),
            ("Type 1 diabetes mellitus", "Type II diabetes mellitus"),
            ("H/O asthma", "Asthma"),
            ("FH: asthma", "Asthma"),
            ("Hepatitis A", "Hepatitis B"),
            ("", ""),
        ] {
            assert!(!same(a, b, Style::Plain), "{a} / {b}");
        }
    }
}
