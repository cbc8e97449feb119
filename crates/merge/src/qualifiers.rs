//! What forbids a fold: words beside the name that make it another thing.
//!
//! Each such word says a degree on a scale (`left` on that of sides), and each
//! scale has a rule for what two names may say on it.

use timeline_model::{Entry, Fact, Field, Kind, Packed, lower, packed};

use crate::{
    hash, order,
    scales::{self, Scales},
    words::{Words, next_word},
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
        scales.read(&mut found, word, among);
        if kind == Kind::Medicine {
            of_medicine(&mut found, before, word, rest);
        } else {
            scales::read_ends(&mut found, word);
            numbers(&mut found, word);
            roman(&mut found, word);
            if word.len() <= 2 && matches!(before, "group" | "type" | "class") {
                add(&mut found, scales::GROUPS, word);
            }
        }
        if is_letter(word) {
            // A vaccine against A and B is not the one against A.
            let scale = match kind {
                Kind::Vaccination => scales::STRAINS,
                _ => scales::LETTERS,
            };
            add(&mut found, scale, word);
        }
        before = word;
    }
    found
}

/// What an entry says beside its name.
pub(crate) fn beside(scales: &Scales, entry: &Entry) -> Qualifiers {
    let mut found = Qualifiers::new();
    let among = scales::of_kind(entry.kind) & !scales::STRICT;
    for Fact { field, text, .. } in &entry.facts {
        match field {
            Field::BodySite | Field::Specimen | Field::Method | Field::Route => {
                let text = lower(text);
                for word in text.split(is_no_word as Splits) {
                    scales.read(&mut found, word, among);
                }
            }
            Field::Relation => scales.read(&mut found, "family", !0),
            _ => {}
        }
    }
    if entry.marks.negated {
        scales.read(&mut found, "not", !0);
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

/// A degree on a scale.
pub(crate) fn item(scale: u64, degree: &str) -> u64 {
    scale << 56 | hash::of_text(degree) >> 8
}

/// Notes a degree on a scale.
#[inline(never)]
pub(crate) fn add(into: &mut Qualifiers, scale: u64, degree: &str) {
    order::insert(into, item(scale, degree));
}

/// What parts a text.
type Splits = fn(char) -> bool;

fn is_no_word(c: char) -> bool {
    !c.is_ascii_alphanumeric()
}

fn is_no_number(c: char) -> bool {
    !c.is_ascii_digit() && c != '.'
}

fn is_no_letter(c: char) -> bool {
    !c.is_ascii_alphabetic()
}

fn is_letter(word: &str) -> bool {
    word.len() == 1 && !word.contains(is_no_letter)
}

fn is_number(word: &str) -> bool {
    word.as_bytes().first().is_some_and(u8::is_ascii_digit)
}

/// The numbers in a word of anything but a medicine, with the letters that
/// stand alone beside them: `b12`, `g2p1`.
fn numbers(into: &mut Qualifiers, word: &str) {
    let mut count = 0;
    for run in word.split(is_no_number as Splits) {
        if is_number(run) {
            count += 1;
            add(into, scales::NUMBERS, plain(run));
        }
    }
    if count == 0 {
        return;
    }
    for run in word.split(is_no_letter as Splits) {
        if is_letter(run) {
            add(into, scales::LETTERS, run);
        }
    }
    if count > 1 {
        add(into, scales::WHOLES, word);
    }
}

/// What a word of a medicine says of its strength and salt; masses are on one
/// scale already, any other unit is as written.
fn of_medicine(into: &mut Qualifiers, before: &str, word: &str, mut rest: &str) {
    if is_number(word) {
        let number = plain(word);
        // `30mg/500mg` is `30/500`.
        let digits = number.trim_matches(['0', '.'].as_slice());
        add(into, scales::DIGITS, digits);
        let unit = next_word(&mut rest).unwrap_or_default();
        if matches!(unit, "nanogram" | "unit" | "%" | "mmol" | "meq") {
            add(into, scales::STRENGTHS, &[number, unit].concat());
        } else {
            add(into, scales::NUMBERS, number);
        }
    } else if word == "ml" {
        // In each one.
        if !is_number(before) {
            add(into, scales::NUMBERS, "1");
        }
    } else if word.ends_with("ate") {
        add(into, scales::SALTS, word);
    } else if word.as_bytes().last().is_some_and(u8::is_ascii_digit) {
        // `mix25`, but `b12` is also `b 12`, and `hr24` may be left out.
        let number = word.trim_start_matches(is_no_number as Splits);
        let name = word.trim_end_matches(number);
        if name.len() > 1 && name != "hr" {
            add(into, scales::MIXES, word);
            return;
        }
        add(into, scales::NUMBERS, number);
        if is_letter(name) {
            add(into, scales::LETTERS, name);
        }
    }
}

/// A Roman number, and the letter behind it: stage IIIa.
fn roman(into: &mut Qualifiers, word: &str) {
    let number = word.trim_end_matches(['a', 'b', 'c'].as_slice());
    if let Some(meaning) = ROMAN.meaning(number)
        && (word == number || number.starts_with('i'))
    {
        add(into, scales::NUMBERS, meaning);
        let letter = word.trim_start_matches(number);
        if is_letter(letter) {
            add(into, scales::LETTERS, letter);
        }
    }
}

/// A number without the noughts that say nothing.
fn plain(number: &str) -> &str {
    let number = number.trim_start_matches('0');
    if number.contains('.') {
        number.trim_end_matches('0').trim_end_matches('.')
    } else {
        number
    }
}

/// The small Roman numbers.
const ROMAN: Packed = packed![
    ("i", "1"),
    ("ii", "2"),
    ("iii", "3"),
    ("iv", "4"),
    ("v", "5"),
    ("vi", "6"),
    ("vii", "7"),
    ("viii", "8"),
    ("ix", "9"),
    ("x", "10"),
    ("xi", "11"),
    ("xii", "12"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Style, normalise};

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
