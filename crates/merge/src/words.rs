//! Words in their normal form, so that spelling, order and abbreviation do not
//! part two names of one thing. Likeness never counts: after this, names are
//! equal or they are not.

use timeline_model::{Kind, Packed, lower, packed, part};

use crate::{hash, order};

/// A name in its normal form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    /// All tokens, hashed: in order for a medicine, whose strengths belong to
    /// the ingredient before them; sorted for anything else.
    pub(crate) whole: u64,
    /// The tokens that carry meaning, hashed, sorted, each once.
    pub(crate) tokens: Vec<u64>,
    /// The tokens in their order, each with a blank behind it, for what they
    /// say beside the name.
    pub(crate) spelled: String,
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
#[inline(never)]
pub(crate) fn normalise(text: &str, style: Style) -> Words {
    let mut spelled = tokenise(without_tag(&lower(text)), style);
    let tables: &[Packed] = match style {
        Style::Medicine => &[MEDICINE],
        Style::Vaccine => &[PLAIN, VACCINE],
        Style::Plain => &[PLAIN],
    };
    for table in tables {
        let mut texts = table.iter();
        while let (Some(from), Some(to)) = (texts.next(), texts.next()) {
            replace(&mut spelled, from, to);
        }
    }
    if style == Style::Medicine {
        spelled = on_one_scale(&spelled);
    }
    let mut tokens = Vec::new();
    let mut each: Vec<u64> = Vec::new();
    let mut rest = spelled.as_str();
    while let Some(token) = next_word(&mut rest) {
        let hash = hash::of_text(token);
        order::insert(&mut tokens, hash);
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
        tokens,
        spelled,
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
    let tagged = trimmed.strip_suffix(')');
    match tagged.and_then(|tagged| part::cut_last(tagged, b'(')) {
        Some((name, tag)) if TAGS.find(tag).is_some() && !name.trim_ascii().is_empty() => name,
        _ => trimmed,
    }
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
    }
    let spellings: &[(&str, &str)] = match style {
        Style::Medicine => &[("sulph", "sulf")],
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
/// and `0.5 mg` is `500 micrograms`.
fn on_one_scale(tokens: &str) -> String {
    let mut out = String::new();
    let (mut rest, mut number) = (tokens, "");
    while let Some(unit) = next_word(&mut rest) {
        let mass = match unit {
            "g" => scaled(number, 9),
            "mg" => scaled(number, 6),
            "microgram" => scaled(number, 3),
            "nanogram" => scaled(number, 0),
            _ => None,
        };
        if let Some(mass) = mass {
            out.truncate(out.len() - number.len() - 1);
            out.push_str(&mass);
            out.push_str(" nanogram ");
        } else {
            out.push_str(unit);
            out.push(' ');
        }
        number = unit;
    }
    out
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

/// Replaces a phrase wherever it stands.
fn replace(tokens: &mut String, from: &str, to: &str) {
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
    if rest.len() < tokens.len() {
        out.push_str(rest);
        *tokens = out;
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
