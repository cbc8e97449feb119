//! Words in their normal form, so that spelling, order and abbreviation do not
//! part two names of one thing. Likeness never counts: after this, names are
//! equal or they are not.

use timeline_model::{Kind, Packed, packed};

use crate::{hash, order};

/// A name in its normal form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    /// All tokens, hashed: in order for a medicine, whose strengths belong to
    /// the ingredient before them; sorted for anything else.
    pub(crate) whole: u64,
    /// The tokens that carry meaning, hashed, sorted, each once.
    pub(crate) tokens: Vec<u64>,
    /// The tokens in their order, for what they say beside the name.
    pub(crate) spelled: Vec<String>,
}

/// How names of a kind are normalised.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Style {
    Medicine,
    Vaccine,
    Plain,
}

impl Style {
    pub(crate) fn of(kind: Kind) -> Style {
        match kind {
            Kind::Medicine => Style::Medicine,
            Kind::Vaccination => Style::Vaccine,
            _ => Style::Plain,
        }
    }
}

/// Suffixes by which SNOMED CT names tell their hierarchy.
const TAGS: Packed = packed![
    "disorder",
    "finding",
    "procedure",
    "situation",
    "event",
    "substance",
    "product",
    "medicinal product",
    "clinical drug",
    "regime/therapy",
    "observable entity",
    "morphologic abnormality",
    "assessment scale",
    "record artifact",
    "environment",
    "qualifier value",
    "context-dependent category",
];

/// Phrases of tests, problems and vaccines and what they stand for. An
/// abbreviation that has two meanings in a record (MS, PE, RA) is not here.
const PLAIN: Packed = packed![
    ("o e", ""),
    ("h o", "history"),
    ("f h", "family history"),
    ("fh", "family history"),
    ("w o", "without"),
    ("nhis", ""),
    ("bmi", "body mass index"),
    ("bp", "blood pressure"),
    ("blood pressure reading", "blood pressure"),
    ("systolic blood pressure", "systolic pressure"),
    ("diastolic blood pressure", "diastolic pressure"),
    ("body weight", "weight"),
    ("body height", "height"),
    ("body temperature", "temperature"),
    ("tobacco smoking status", "smoking status"),
    ("resp rate", "respiratory rate"),
    ("respiration rate", "respiratory rate"),
    ("hdl", "high density lipoprotein"),
    ("ldl", "low density lipoprotein"),
    ("hba1c", "hemoglobin a1c"),
    ("hgb", "hemoglobin"),
    ("egfr", "estimated glomerular filtration rate"),
    ("gfr", "glomerular filtration rate"),
    ("tsh", "thyroid stimulating hormone"),
    ("crp", "c reactive protein"),
    ("esr", "erythrocyte sedimentation rate"),
    ("fbc", "full blood count"),
    ("cbc", "full blood count"),
    ("complete blood count", "full blood count"),
    ("lft", "liver function test"),
    ("tft", "thyroid function test"),
    ("alt", "alanine aminotransferase"),
    ("alp", "alkaline phosphatase"),
    ("ggt", "gamma glutamyl transferase"),
    ("mcv", "mean corpuscular volume"),
    ("mchc", "mean corpuscular hemoglobin concentration"),
    ("psa", "prostate specific antigen"),
    ("ecg", "electrocardiogram"),
    ("ekg", "electrocardiogram"),
    ("copd", "chronic obstructive pulmonary disease"),
    ("ckd", "chronic kidney disease"),
    ("ihd", "ischemic heart disease"),
    ("uti", "urinary tract infection"),
    ("dvt", "deep vein thrombosis"),
    ("tia", "transient ischemic attack"),
    ("gord", "gastroesophageal reflux disease"),
    ("gerd", "gastroesophageal reflux disease"),
    ("gastro esophageal", "gastroesophageal"),
    ("t1dm", "type 1 diabetes mellitus"),
    ("t2dm", "type 2 diabetes mellitus"),
    ("type i", "type 1"),
    ("type ii", "type 2"),
    ("stage i", "stage 1"),
    ("stage ii", "stage 2"),
    ("stage iii", "stage 3"),
    ("stage iv", "stage 4"),
    ("grade i", "grade 1"),
    ("grade ii", "grade 2"),
    ("grade iii", "grade 3"),
    ("grade iv", "grade 4"),
    ("tumour", "tumor"),
    ("fetu", "fetus"),
    ("immunisation", "immunization"),
    ("check up", "checkup"),
    ("follow up", "followup"),
    ("x ray", "xray"),
    ("of", ""),
    ("the", ""),
    ("and", ""),
    ("nos", ""),
    ("unspecified", ""),
];

/// Phrases of vaccines only.
const VACCINE: Packed = packed![
    ("flu", "influenza"),
    ("hep", "hepatitis"),
    ("mmr", "measles mumps rubella"),
    ("pneumo", "pneumococcal"),
    ("jab", ""),
    ("vaccine", ""),
    ("vaccination", ""),
    ("immunization", ""),
    ("immunisation", ""),
];

/// Phrases of medicines: units, forms and modified release. Ingredients are
/// never touched.
const MEDICINE: Packed = packed![
    ("milligram", "mg"),
    ("mgs", "mg"),
    ("mcg", "microgram"),
    ("ug", "microgram"),
    ("\u{b5}g", "microgram"),
    ("\u{3bc}g", "microgram"),
    ("gram", "g"),
    ("millilitre", "ml"),
    ("milliliter", "ml"),
    ("international unit", "unit"),
    ("iu", "unit"),
    ("tab", "tablet"),
    ("cap", "capsule"),
    ("oral tablet", "tablet"),
    ("oral capsule", "capsule"),
    ("topical cream", "cream"),
    ("topical ointment", "ointment"),
    ("topical gel", "gel"),
    ("m r", "mr"),
    ("modified release", "mr"),
    ("of", ""),
];

/// Puts a name into its normal form.
pub(crate) fn normalise(text: &str, style: Style) -> Words {
    let lower: String = text.chars().map(lower).collect();
    let mut tokens = tokenise(without_tag(&lower));
    for token in &mut tokens {
        respell(token, style);
    }
    let tables: &[Packed] = match style {
        Style::Medicine => &[MEDICINE],
        Style::Vaccine => &[PLAIN, VACCINE],
        Style::Plain => &[PLAIN],
    };
    for table in tables {
        let mut texts = table.iter();
        while let (Some(from), Some(to)) = (texts.next(), texts.next()) {
            replace(&mut tokens, from, to);
        }
    }
    if style == Style::Medicine {
        one_scale(&mut tokens);
    }
    let mut hashes = Vec::with_capacity(tokens.len());
    let mut each: Vec<u64> = Vec::with_capacity(tokens.len());
    for token in &tokens {
        let hash = hash::of_text(token);
        order::insert(&mut hashes, hash);
        let at = if style == Style::Medicine {
            each.len()
        } else {
            each.partition_point(|other| *other < hash)
        };
        each.insert(at, hash);
    }
    let mut whole = hash::Hasher::new();
    for hash in &each {
        whole.number(*hash);
    }
    Words {
        whole: if each.is_empty() { 0 } else { whole.finish() },
        tokens: hashes,
        spelled: tokens,
    }
}

impl Words {
    /// Whether both are the same name; a name without words is no name.
    pub(crate) fn same(&self, other: &Words) -> bool {
        self.whole != 0 && self.whole == other.whole
    }

    /// How many tokens both have.
    pub(crate) fn shared(&self, other: &Words) -> usize {
        self.tokens
            .iter()
            .filter(|t| other.tokens.binary_search(t).is_ok())
            .count()
    }

    /// Whether all words of one are among those of the other, so that one
    /// names the same thing more narrowly.
    pub(crate) fn contained(&self, other: &Words) -> bool {
        let fewer = self.tokens.len().min(other.tokens.len());
        fewer > 0 && self.shared(other) == fewer
    }

    /// The tokens that only one of the two has.
    pub(crate) fn beyond<'a>(&'a self, other: &'a Words) -> impl Iterator<Item = &'a str> {
        let only = |own: &'a Words, others: &'a Words| {
            own.spelled
                .iter()
                .filter(|t| others.tokens.binary_search(&hash::of_text(t)).is_err())
                .map(String::as_str)
        };
        only(self, other).chain(only(other, self))
    }
}

/// Lower case for the letters of Western Europe; others stay as they are.
/// Unicode's own tables would weigh more than this whole file.
fn lower(c: char) -> char {
    match c {
        'A'..='Z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{de}' => {
            char::from_u32(u32::from(c) + 32).unwrap_or(c)
        }
        _ => c,
    }
}

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

/// The text without the hierarchy that a SNOMED CT name ends in.
fn without_tag(lower: &str) -> &str {
    let trimmed = lower.trim_ascii_end();
    let Some(open) = trimmed.bytes().rposition(|b| b == b'(') else {
        return trimmed;
    };
    let (name, tag) = (trimmed.get(..open), trimmed.get(open + 1..));
    match (name, tag.and_then(|tag| tag.strip_suffix(')'))) {
        (Some(name), Some(tag)) if TAGS.find(tag).is_some() && !name.trim_ascii().is_empty() => {
            name
        }
        _ => trimmed,
    }
}

/// Words and numbers; a number is parted from the unit that follows it, and a
/// query mark before a word is a word of its own.
fn tokenise(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut current = String::new();
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().unwrap_or(' ');
        let in_number = current.starts_with(|d: char| d.is_ascii_digit());
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
                push(&mut tokens, &mut current);
            }
            current.push(c);
        } else {
            push(&mut tokens, &mut current);
            match c {
                '?' if !is_word(before) => tokens.push("query".to_owned()),
                '%' | '<' | '>' => tokens.push(c.to_string()),
                '+' if before.is_ascii_digit() => tokens.push("+".to_owned()),
                _ => {}
            }
        }
        before = c;
    }
    push(&mut tokens, &mut current);
    tokens
}

fn push(tokens: &mut Vec<String>, current: &mut String) {
    if !current.is_empty() {
        tokens.push(core::mem::take(current));
    }
}

/// Plural to singular, and British to American spelling. In a medicine only
/// "sulph" is respelled: an ingredient is what it is.
fn respell(token: &mut String, style: Style) {
    if token.len() > 3
        && token.ends_with('s')
        && !["ss", "us", "is", "os"]
            .iter()
            .any(|end| token.ends_with(end))
    {
        token.pop();
    }
    if style == Style::Medicine {
        swap(token, "sulph", "sulf");
    } else {
        swap(token, "ae", "e");
        swap(token, "oe", "e");
    }
}

/// Replaces the first `from` in a token.
fn swap(token: &mut String, from: &str, to: &str) {
    let found = token
        .as_bytes()
        .windows(from.len())
        .position(|window| window == from.as_bytes());
    if let Some(at) = found {
        token.replace_range(at..at + from.len(), to);
    }
}

/// Writes every mass of a medicine in nanograms, so that `1 g` is `1000 mg`
/// and `0.5 mg` is `500 micrograms`.
fn one_scale(tokens: &mut [String]) {
    for at in 1..tokens.len() {
        let Some([number, unit]) = tokens.get_mut(at - 1..=at) else {
            continue;
        };
        let nanograms = match unit.as_str() {
            "g" => 1_000_000_000,
            "mg" => 1_000_000,
            "microgram" => 1000,
            "nanogram" => 1,
            _ => continue,
        };
        if let Some(mass) = scaled(number, nanograms) {
            *number = mass;
            "nanogram".clone_into(unit);
        }
    }
}

/// A decimal number times a power of ten, in whole digits; `None` where it is
/// no number, is too long, or has a finer part.
fn scaled(number: &str, factor: u64) -> Option<String> {
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() || whole.len() > 9 {
        return None;
    }
    let (mut total, mut place) = (0, factor);
    for digit in whole.chars() {
        total = total * 10 + u64::from(digit.to_digit(10)?) * factor;
    }
    for digit in part.chars() {
        let digit = u64::from(digit.to_digit(10)?);
        place /= 10;
        if place == 0 && digit > 0 {
            return None;
        }
        total += digit * place;
    }
    let mut digits = Vec::new();
    while total > 0 {
        digits.insert(0, char::from(b'0' + (total % 10) as u8));
        total /= 10;
    }
    Some(digits.into_iter().collect())
}

/// Replaces a phrase wherever it stands.
fn replace(tokens: &mut Vec<String>, from: &str, to: &str) {
    let count = from.bytes().filter(|b| *b == b' ').count() + 1;
    let mut at = 0;
    while let Some(window) = tokens.get(at..at + count) {
        // Nearly every phrase fails at its first word.
        if !window
            .first()
            .is_some_and(|first| from.starts_with(first.as_str()))
            || !window.iter().map(String::as_str).eq(from.split(' '))
        {
            at += 1;
            continue;
        }
        for _ in 0..count {
            tokens.remove(at);
        }
        for word in to.split(' ').filter(|word| !word.is_empty()) {
            tokens.insert(at, word.to_owned());
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(a: &str, b: &str, style: Style) -> bool {
        normalise(a, style).same(&normalise(b, style))
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
