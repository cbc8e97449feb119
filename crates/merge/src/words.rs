//! Words in their normal form, so that spelling, order and abbreviation do not
//! part two names of one thing. Likeness never counts: after this, names are
//! equal or they are not.

use timeline_model::{
    Kind, Packed, lower, packed,
    part::{self, behind_last},
};

use crate::{
    aliases::{
        ALLERGY_ASIDE, CONTACT, CONTACT_ASIDE, MEDICINE, MEDICINE_ASIDE, PLAIN, SIDE, TAGS, TEST,
        TEST_ASIDE, VACCINE,
    },
    hash, order,
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
        && let Some((_, behind)) = part::cut(behind, "]")
    {
        let core = read(&[before, behind].concat(), style).core;
        if core != 0 {
            words.core = core;
        }
    }
    words
}

#[inline(never)]
fn read(text: &str, style: Style) -> Words {
    let mut spelled = tokenise(&without_tags(lower(text)), style);
    let written = spelled.clone();
    let (own, aside) = match style {
        Style::Medicine => (&MEDICINE, &MEDICINE_ASIDE),
        Style::Vaccine => (&VACCINE, &NONE),
        Style::Test => (&TEST, &TEST_ASIDE),
        Style::Contact => (&CONTACT, &CONTACT_ASIDE),
        Style::Allergy => (&NONE, &ALLERGY_ASIDE),
        Style::Plain => (&SIDE, &NONE),
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

/// Puts what each phrase of a table stands for in its place.
fn respell(spelled: &mut String, table: &Packed) {
    let mut begins = beginnings(spelled);
    let mut texts = table.iter();
    while let (Some(from), Some(to)) = (texts.next(), texts.next()) {
        // Most phrases begin with letters that no word of a name begins with.
        if begins & beginning(from) != 0 && replace(spelled, from, to) {
            begins |= beginnings(to);
        }
    }
}

/// How the words of a text begin, as bits.
fn beginnings(text: &str) -> u64 {
    let (mut bits, mut rest) = (0, text);
    loop {
        bits |= beginning(rest);
        match part::cut(rest, " ") {
            Some((_, next)) => rest = next,
            None => return bits,
        }
    }
}

/// One bit of 64 for the first two letters of a text.
fn beginning(text: &str) -> u64 {
    let mut bytes = text.bytes();
    let mut next = || u32::from(bytes.next().unwrap_or(b' '));
    1 << ((next() * 7 + next()) & 63)
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
        let within = rest.starts_with(|c: char| c.is_ascii_lowercase())
            && last.ends_with(|c: char| c.is_ascii_lowercase())
            // `Type I` and `type II` are two.
            && last.contains(|c: char| !matches!(c, 'i' | 'v' | 'x'))
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

    /// Whether both are named by some word beyond those of a table, and all
    /// such words of one are among those of the other.
    pub(crate) fn shared_but(&self, other: &Words, table: &Packed) -> bool {
        [(self, other), (other, self)]
            .into_iter()
            .any(|(own, others)| {
                let (mut rest, mut shared) = (own.spelled.as_str(), false);
                while let Some(token) = next_word(&mut rest) {
                    if table.find(token).is_none() {
                        if !order::holds(&others.tokens, hash::of_text(token)) {
                            return false;
                        }
                        shared = true;
                    }
                }
                shared
            })
    }

    /// Whether all tokens that only one of the two has are in a table.
    pub(crate) fn differ_in(&self, other: &Words, table: &Packed) -> bool {
        for (own, others) in [(self, other), (other, self)] {
            let mut rest = own.spelled.as_str();
            while let Some(token) = next_word(&mut rest) {
                if !order::holds(&others.tokens, hash::of_text(token))
                    && table.find(token).is_none()
                {
                    return false;
                }
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

/// Letters and digits; beyond ASCII all but punctuation, blanks and what has
/// no width.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || match u32::from(c) {
            0xb5 => true,
            0x80..=0xbf | 0x2000..=0x206f | 0x3000..=0x303f | 0xfeff => false,
            beyond => beyond > 0x7f,
        }
}

/// The text without the hierarchy that SNOMED CT names end in, even where it
/// is cut short or was moved.
fn without_tags(text: String) -> String {
    let Some((name, rest)) = part::cut(&text, "(") else {
        return text;
    };
    let (tag, behind) = part::cut(rest, ")").unwrap_or((rest, ""));
    let cut = rest.len() == tag.len() && TAGS.iter().any(|whole| whole.starts_with(tag));
    if (cut || TAGS.find(tag).is_some()) && !(name.trim_ascii().is_empty() && behind.is_empty()) {
        return [name, behind].concat();
    }
    [name, "(", &without_tags(rest.to_owned())].concat()
}

/// Words and numbers, each with a blank behind it; a number is parted from the
/// unit that follows it, and a query mark before a word is a word of its own.
fn tokenise(text: &str, style: Style) -> String {
    let mut tokens = String::new();
    let mut current = String::new();
    let mut before = ' ';
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let next = chars.clone().next().unwrap_or(' ');
        let in_number = current.as_bytes().first().is_some_and(u8::is_ascii_digit);
        if c == '\'' || c == '\u{2019}' {
            // "Crohn's" is "Crohn".
            if next == 's' {
                chars.next();
            }
        } else if (c == '.' || c == ',') && in_number && next.is_ascii_digit() {
            if c == '.' {
                current.push('.');
            }
        } else if is_word(c) {
            if in_number && !c.is_ascii_digit() {
                push(&mut tokens, &mut current, style);
            }
            current.push(c);
        } else {
            push(&mut tokens, &mut current, style);
            match c {
                '?' if !is_word(before) => current.push_str("query"),
                '%' | '<' | '>' => current.push(c),
                '+' if before.is_ascii_digit() => current.push('+'),
                _ => {}
            }
            push(&mut tokens, &mut current, style);
        }
        before = c;
    }
    push(&mut tokens, &mut current, style);
    tokens
}

/// Adds a token that is whole now. Plural to singular, and British to American
/// spelling; in a medicine only "sulph" is respelled: an ingredient is what it
/// is.
#[inline(never)]
fn push(tokens: &mut String, token: &mut String, style: Style) {
    if token.is_empty() {
        return;
    }
    if let [.., _, _, before, b's'] = token.as_bytes()
        && !matches!(before, b's' | b'u' | b'i' | b'o')
    {
        token.pop();
        if token.len() > 4 && token.ends_with("ie") {
            token.truncate(token.len() - 2);
            token.push('y');
        }
    }
    let spellings: &[(&str, &str)] = match style {
        Style::Medicine => &[("sulph", "sulf"), ("sylat", "silat")],
        _ => &[("ae", "e"), ("oe", "e")],
    };
    for (from, to) in spellings {
        if let Some((before, behind)) = part::cut(token, from) {
            *token = [before, to, behind].concat();
        }
    }
    tokens.push_str(token);
    tokens.push(' ');
    token.clear();
}

/// Writes every mass of a medicine in nanograms, so that `1 g` is `1000 mg`
/// and `0.5 mg` is `500 micrograms`; and every concentration in nanograms in a
/// millilitre, so that `250 mg / 5 ml` is `50 mg/ml` and `1 %` is `10 mg/g`. How
/// many doses are in the pack goes.
fn on_one_scale(tokens: &str) -> String {
    let mut out = String::new();
    let (mut rest, mut number) = (tokens, "");
    while let Some(unit) = next_word(&mut rest) {
        let mass = match unit {
            "g" => scaled(number, 9),
            "mg" => scaled(number, 6),
            "microgram" => scaled(number, 3),
            "nanogram" => scaled(number, 0),
            "%" => scaled(number, 7),
            "actuat" => scaled(number, 0),
            _ => None,
        };
        if let Some(mass) = mass {
            out.truncate(out.len() - number.len() - 1);
            if unit != "actuat" {
                let each = (unit != "%").then(|| in_one_ml(&mass, &mut rest)).flatten();
                out.push_str(each.as_ref().unwrap_or(&mass));
                out.push_str(" nanogram ");
                if unit == "%" || each.is_some() {
                    out.push_str("ml ");
                }
            }
        } else {
            out.push_str(match (number, unit) {
                ("mg" | "microgram", "g") => "ml",
                _ => unit,
            });
            out.push(' ');
        }
        number = unit;
    }
    out
}

/// A mass in a volume that follows, taken off the text, as the mass in one
/// millilitre.
fn in_one_ml(mass: &str, rest: &mut &str) -> Option<String> {
    let mut behind = *rest;
    let volume = scaled(next_word(&mut behind)?, 3)?;
    if next_word(&mut behind)? != "ml" {
        return None;
    }
    let digit = |byte: u8| u64::from(byte - b'0');
    let volume = volume.bytes().fold(0, |sum, byte| sum * 10 + digit(byte));
    let (mut out, mut left) = (String::new(), 0);
    for byte in mass.bytes().chain([b'0'; 3]) {
        left = left * 10 + digit(byte);
        let times = left.checked_div(volume)?;
        left -= times * volume;
        if times > 0 || !out.is_empty() {
            out.push(char::from(b'0' + times as u8));
        }
    }
    if left > 0 {
        return None;
    }
    *rest = behind;
    Some(out)
}

/// A decimal number with its point moved to the right, in whole digits; `None`
/// where it is no number, is too long, or has a finer part.
#[inline(never)]
fn scaled(number: &str, places: usize) -> Option<String> {
    let (whole, part) = part::cut(number, ".").unwrap_or((number, ""));
    if whole.is_empty() || whole.len() > 9 {
        return None;
    }
    let mut digits = whole.to_owned();
    for at in 0..part.len().max(places) {
        let digit = part.as_bytes().get(at).copied().unwrap_or(b'0');
        if at < places {
            digits.push(char::from(digit));
        } else if digit != b'0' {
            return None;
        }
    }
    let are_digits = digits.bytes().all(|digit| digit.is_ascii_digit());
    are_digits.then(|| digits.trim_start_matches('0').to_owned())
}

/// Replaces a phrase wherever it stands; whether it does.
fn replace(tokens: &mut String, from: &str, to: &str) -> bool {
    let mut out = String::new();
    let mut rest = tokens.as_str();
    while let Some((before, behind)) = part::cut(rest, from) {
        out.push_str(before);
        let begins = out.is_empty() || out.ends_with(' ');
        let (put, next) = match behind.strip_prefix(' ') {
            Some(next) if begins && to.is_empty() => ("", next),
            Some(_) if begins => (to, behind),
            _ => (from, behind),
        };
        out.push_str(put);
        rest = next;
    }
    let found = rest.len() < tokens.len();
    if found {
        out.push_str(rest);
        *tokens = out;
    }
    found
}

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
                assert_eq!(tokenise(row[1], style).trim(), row[1]);
                // One that nothing can bring about is of no use.
                let from = tokenise(row[0], style);
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
