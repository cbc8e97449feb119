//! What forbids a fold: words beside the name that make it another thing.
//!
//! Each such word says a degree on a scale (`left` on that of sides), and each
//! scale has a rule for what two names may say on it.

use timeline_model::{Entry, Fact, Field, Kind};

use crate::{
    hash, order,
    scales::{self, Scales, item},
    words::{Style, Words, next_word, normalise},
};

/// What a name says beside what it names: the scale in the upper eight bits,
/// the degree in the others. Sorted, each once.
pub(crate) type Qualifiers = Vec<u64>;

/// Which of the qualifiers stand in the way, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Forbidden {
    /// One says that it is so, the other that it is not, was, or may be.
    Negation,
    /// Different sides of the body.
    Laterality,
    /// Type, stage, grade, strength, form, release, specimen or fasting.
    Words,
}

/// Reads the qualifiers off a name.
pub(crate) fn of_name(scales: &Scales, name: &Words, kind: Kind) -> Qualifiers {
    let mut found = Qualifiers::new();
    let among = scales::of_kind(kind);
    let (mut rest, mut before) = (name.spelled.as_str(), "");
    while let Some(word) = next_word(&mut rest) {
        scales.read(&mut found, word.as_bytes(), among);
        match word.as_bytes() {
            [b'0'..=b'9', ..] if kind == Kind::Medicine => {
                let unit = next_word(&mut { rest }).unwrap_or_default();
                strength(&mut found, word.as_bytes(), unit);
            }
            [.., b'a', b't', b'e'] if kind == Kind::Medicine => {
                add(&mut found, scales::SALTS, word.as_bytes());
            }
            bytes => {
                numbers(&mut found, bytes);
                let group = before == "group" && bytes.len() == 2;
                if group || is_letter(bytes) || is_roman(bytes) {
                    // A vaccine against A and B is not the one against A.
                    let scale = match kind {
                        Kind::Vaccination => scales::STRAINS,
                        _ => scales::LETTERS,
                    };
                    add(&mut found, scale, bytes);
                }
            }
        }
        before = word;
    }
    found
}

/// What an entry says beside its name.
pub(crate) fn beside(scales: &Scales, entry: &Entry) -> Qualifiers {
    let mut found = Qualifiers::new();
    for Fact { field, text, .. } in &entry.facts {
        let among = match field {
            Field::BodySite | Field::Specimen | Field::Method | Field::Route => {
                scales::of_kind(entry.kind) & !scales::STRICT
            }
            Field::Relation => {
                scales.read(&mut found, b"family", !0);
                continue;
            }
            _ => continue,
        };
        let words = normalise(text, Style::Plain);
        let mut rest = words.spelled.as_str();
        while let Some(word) = next_word(&mut rest) {
            scales.read(&mut found, word.as_bytes(), among);
        }
    }
    if entry.marks.negated {
        scales.read(&mut found, b"no", !0);
    }
    found
}

/// What forbids that two names are one thing, each with what its entry says
/// beside it; `None` where nothing does.
pub(crate) fn forbid(own: [&[u64]; 2], others: [&[u64]; 2]) -> Option<Forbidden> {
    if own == others {
        return None;
    }
    let (one, more) = compare(own, others);
    let (two, less) = compare(others, own);
    let conflict = (more | less) & (scales::STRICT | one & two & scales::EQUAL) | more & less;
    if conflict & scales::TRUTHS != 0 {
        Some(Forbidden::Negation)
    } else if conflict & scales::SIDES != 0 {
        Some(Forbidden::Laterality)
    } else {
        (conflict != 0).then_some(Forbidden::Words)
    }
}

/// The scales on which `own` says something, and those on which it says more
/// than `others`, one bit for each.
#[inline(never)]
fn compare(own: [&[u64]; 2], others: [&[u64]; 2]) -> (u64, u64) {
    let (mut said, mut more) = (0, 0);
    for item in own.into_iter().flatten() {
        let scale = 1 << (item >> 56);
        said |= scale;
        if !others.iter().any(|list| order::holds(list, *item)) {
            more |= scale;
        }
    }
    (said, more)
}

/// Notes a degree on a scale.
#[inline(never)]
fn add(into: &mut Qualifiers, scale: u64, degree: &[u8]) {
    order::insert(into, item(scale, hash::of_bytes(degree)));
}

fn is_letter(word: &[u8]) -> bool {
    matches!(word, [b'a'..=b'z'])
}

/// A small Roman number, also with a letter behind it: IIIa.
fn is_roman(word: &[u8]) -> bool {
    matches!(word, [b'i' | b'v' | b'x', rest @ ..]
        if rest.iter().all(|byte| matches!(byte, b'i' | b'v' | b'x' | b'a' | b'b')))
}

/// The numbers in a word, with the letters that stand alone beside them: `b12`,
/// `g2p1`.
fn numbers(into: &mut Qualifiers, word: &[u8]) {
    let (mut rest, mut count) = (word, 0);
    let mut letter: &[u8] = &[];
    while let [first, ..] = rest {
        let is_number = first.is_ascii_digit();
        let mut length = 1;
        while let Some(byte) = rest.get(length)
            && (byte.is_ascii_digit() || *byte == b'.') == is_number
        {
            length += 1;
        }
        let (run, behind) = rest.split_at_checked(length).unwrap_or_default();
        rest = behind;
        if is_number {
            count += 1;
            add(into, scales::NUMBERS, plain(run));
        }
        if is_letter(run) {
            letter = run;
        }
        if count > 0 && !letter.is_empty() {
            add(into, scales::LETTERS, letter);
        }
    }
    if count > 1 {
        add(into, scales::WHOLES, word);
    }
}

/// A number of a medicine; masses are on one scale already, any other unit is
/// as written.
fn strength(into: &mut Qualifiers, number: &[u8], unit: &str) {
    let number = plain(number);
    // `30mg/500mg` is `30/500`.
    let mut digits = number;
    while let [rest @ .., b'0' | b'.'] = digits {
        digits = rest;
    }
    add(into, scales::DIGITS, digits);
    if matches!(unit, "nanogram" | "unit" | "%" | "mmol" | "meq") {
        let degree = hash::of_parts(b's', hash::of_bytes(number), hash::of_text(unit));
        order::insert(into, item(scales::STRENGTHS, degree));
    } else {
        add(into, scales::NUMBERS, number);
    }
}

/// A number without the noughts that say nothing.
fn plain(mut number: &[u8]) -> &[u8] {
    while let [b'0', rest @ ..] = number {
        number = rest;
    }
    while number.contains(&b'.')
        && let [rest @ .., b'0' | b'.'] = number
    {
        number = rest;
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forbidden(kind: Kind, a: &str, b: &str) -> Option<Forbidden> {
        let scales = Scales::default();
        let read = |title| of_name(&scales, &normalise(title, Style::of(kind)), kind);
        let (a, b) = (read(a), read(b));
        let found = forbid([&a, &[]], [&b, &[]]);
        assert_eq!(found, forbid([&b, &[]], [&a, &[]]), "symmetric");
        found
    }

    #[test]
    fn what_stands_in_the_way_is_told_by_its_kind() {
        for (a, b, what) in [
            ("No asthma", "Asthma", Forbidden::Negation),
            ("? asthma", "Asthma", Forbidden::Negation),
            ("H/O asthma", "FH: asthma", Forbidden::Negation),
            ("Fracture, left", "Fracture, right", Forbidden::Laterality),
            ("Diabetes type 1", "Diabetes type 2", Forbidden::Words),
            ("No fracture, left", "Fracture, right", Forbidden::Negation),
        ] {
            assert_eq!(forbidden(Kind::Problem, a, b), Some(what), "{a} / {b}");
        }
    }

    #[test]
    fn saying_less_forbids_nothing() {
        for (kind, a, b) in [
            (Kind::Problem, "Diabetes", "Diabetes type 2"),
            (Kind::Problem, "Fracture", "Fracture, left"),
            (Kind::Problem, "CKD stage III", "CKD G3"),
            (
                Kind::Medicine,
                "Paracetamol 1 g",
                "Paracetamol 1000 mg tablets",
            ),
            (Kind::Medicine, "Digoxin", "Digoxin 125 microgram"),
            (Kind::Medicine, "Co-codamol 30/500", "Co-codamol 30mg/500mg"),
            (Kind::Result, "Sodium", "Sodium in serum"),
            (Kind::Result, "Vitamin B12", "Cobalamin (B 12)"),
        ] {
            assert_eq!(forbidden(kind, a, b), None, "{a} / {b}");
        }
    }

    #[test]
    fn what_an_entry_says_beside_its_name_counts() {
        let scales = Scales::default();
        let of = |field, text: &str| {
            let facts = vec![Fact::new(field, text.into())];
            beside(
                &scales,
                &Entry {
                    kind: Kind::Medicine,
                    facts,
                    ..Entry::default()
                },
            )
        };
        let (oral, vein) = (
            of(Field::Route, "Oral use"),
            of(Field::Route, "Intravenous"),
        );
        assert_eq!(forbid([&[], &oral], [&[], &vein]), Some(Forbidden::Words));
        assert_eq!(forbid([&oral, &[]], [&[], &oral]), None);
        let left = of(Field::BodySite, "Left upper arm");
        let right = of(Field::BodySite, "right upper arm");
        assert_eq!(
            forbid([&[], &left], [&right, &[]]),
            Some(Forbidden::Laterality)
        );
    }
}
