//! What forbids a fold: words beside the name that make it another thing.

use timeline_model::{Entry, Field, Kind};

use crate::{
    hash, order,
    words::{Style, Words, normalise},
};

/// What an entry says beside its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Qualifiers {
    /// One bit for each word of [`MARKS`].
    marks: u32,
    /// `type 2`, `stage 3` and the like: half a hash of the scale, then half
    /// of the degree. Sorted.
    degrees: Vec<u64>,
    /// Strengths of a medicine, hashed; sorted.
    strengths: Vec<u64>,
}

/// Which of the qualifiers stand in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Forbidden {
    /// One says that it is so, the other that it is not, was, or may be.
    Negation,
    /// Different sides of the body.
    Laterality,
    /// Type, stage, grade, strength, form, release, specimen or fasting.
    Words,
}

const NEGATED: u32 = 1;
const FAMILY: u32 = 1 << 1;
const HISTORY: u32 = 1 << 2;
const SUSPECTED: u32 = 1 << 3;
const RELEASE: u32 = 1 << 4;
/// Where one has it, the other must have it too.
const STRICT: u32 = NEGATED | FAMILY | HISTORY | SUSPECTED | RELEASE;

const LEFT: u32 = 1 << 5;
const RIGHT: u32 = 1 << 6;
const SIDES: u32 = LEFT | RIGHT;

const FASTING: u32 = 1 << 7;
const RANDOM: u32 = 1 << 8;
const BLOOD: u32 = 1 << 9;
const URINE: u32 = 1 << 10;
const FLUID: u32 = 1 << 11;
const STOOL: u32 = 1 << 12;
const SWALLOWED: u32 = 1 << 13;
const LIQUID: u32 = 1 << 14;
const SKIN: u32 = 1 << 15;
const INJECTED: u32 = 1 << 16;
const INHALED: u32 = 1 << 17;
const DROPS: u32 = 1 << 18;
const INSERTED: u32 = 1 << 19;
const ACUTE: u32 = 1 << 20;
const CHRONIC: u32 = 1 << 21;
/// Within each of these, two that both say something must agree.
const SETS: &[u32] = &[
    FASTING | RANDOM,
    BLOOD | URINE | FLUID | STOOL,
    SWALLOWED | LIQUID | SKIN | INJECTED | INHALED | DROPS | INSERTED,
    ACUTE | CHRONIC,
];

/// Words, in their normal form, that set a mark in any kind.
const MARKS: &[(&str, u32)] = &[
    ("no", NEGATED),
    ("not", NEGATED),
    ("absent", NEGATED),
    ("denie", NEGATED),
    ("denied", NEGATED),
    ("excluded", NEGATED),
    ("family", FAMILY),
    ("history", HISTORY),
    ("previous", HISTORY),
    ("query", SUSPECTED),
    ("suspected", SUSPECTED),
    ("possible", SUSPECTED),
    ("probable", SUSPECTED),
    ("left", LEFT),
    ("right", RIGHT),
    ("bilateral", SIDES),
    ("fasting", FASTING),
    ("random", RANDOM),
    ("postprandial", RANDOM),
    ("acute", ACUTE),
    ("chronic", CHRONIC),
];

/// Words that set a mark in tests and their specimens.
const SPECIMENS: &[(&str, u32)] = &[
    ("blood", BLOOD),
    ("serum", BLOOD),
    ("plasma", BLOOD),
    ("urine", URINE),
    ("urinary", URINE),
    ("csf", FLUID),
    ("cerebrospinal", FLUID),
    ("pleural", FLUID),
    ("stool", STOOL),
    ("fece", STOOL),
];

/// Words that set a mark in medicines.
const FORMS: &[(&str, u32)] = &[
    ("mr", RELEASE),
    ("xl", RELEASE),
    ("sr", RELEASE),
    ("er", RELEASE),
    ("xr", RELEASE),
    ("prolonged", RELEASE),
    ("extended", RELEASE),
    ("sustained", RELEASE),
    ("retard", RELEASE),
    ("tablet", SWALLOWED),
    ("capsule", SWALLOWED),
    ("suspension", LIQUID),
    ("syrup", LIQUID),
    ("cream", SKIN),
    ("ointment", SKIN),
    ("gel", SKIN),
    ("patche", SKIN),
    ("patch", SKIN),
    ("injection", INJECTED),
    ("injectable", INJECTED),
    ("inhaler", INHALED),
    ("inhalation", INHALED),
    ("drop", DROPS),
    ("suppository", INSERTED),
    ("pessary", INSERTED),
];

impl Qualifiers {
    /// Reads the qualifiers off a name.
    pub(crate) fn of_name(name: &Words, kind: Kind) -> Qualifiers {
        let mut found = Qualifiers::default();
        found.read(&name.spelled, kind);
        found
    }

    /// These, with what the entry says beside its name.
    pub(crate) fn and_of(&self, entry: &Entry) -> Qualifiers {
        let mut found = self.clone();
        let marks = |text: &str, table: &[(&str, u32)]| {
            marks_of(&normalise(text, Style::Plain).spelled, table)
        };
        for fact in &entry.facts {
            match fact.field {
                Field::BodySite => found.marks |= marks(&fact.text, MARKS) & SIDES,
                Field::Specimen => found.marks |= marks(&fact.text, SPECIMENS),
                _ => {}
            }
        }
        if entry.marks.negated {
            found.marks |= NEGATED;
        }
        found
    }

    /// What forbids that `self` and `other` are the same; `None` where nothing
    /// does.
    pub(crate) fn forbid(&self, other: &Qualifiers) -> Option<Forbidden> {
        let either = self.marks ^ other.marks;
        if either & (NEGATED | FAMILY | HISTORY | SUSPECTED) != 0 {
            return Some(Forbidden::Negation);
        }
        let (own, others) = (self.marks & SIDES, other.marks & SIDES);
        if own != 0 && others != 0 && own != others {
            return Some(Forbidden::Laterality);
        }
        let sets_differ = SETS.iter().any(|set| {
            let (own, others) = (self.marks & set, other.marks & set);
            own != 0 && others != 0 && own & others == 0
        });
        let strengths_differ = !self.strengths.is_empty()
            && !other.strengths.is_empty()
            && self.strengths != other.strengths;
        (either & STRICT != 0 || sets_differ || strengths_differ || self.degrees_differ(other))
            .then_some(Forbidden::Words)
    }

    fn degrees_differ(&self, other: &Qualifiers) -> bool {
        self.degrees.iter().any(|degree| {
            let same_scale = |d: &&u64| **d >> 32 == degree >> 32;
            other.degrees.iter().any(|d| same_scale(&d)) && !order::holds(&other.degrees, *degree)
        })
    }

    fn read(&mut self, spelled: &[String], kind: Kind) {
        self.marks |= marks_of(spelled, MARKS);
        match kind {
            Kind::Medicine => self.marks |= marks_of(spelled, FORMS),
            Kind::Result | Kind::VitalSign | Kind::Report => {
                self.marks |= marks_of(spelled, SPECIMENS);
            }
            _ => {}
        }
        for pair in spelled.windows(2) {
            let [first, second] = pair else { continue };
            if matches!(first.as_str(), "type" | "stage" | "grade" | "degree") {
                let (scale, degree) = (hash::of_text(first), hash::of_text(second));
                order::insert(&mut self.degrees, scale << 32 | degree >> 32);
            }
            if kind == Kind::Medicine
                && let Some(strength) = strength(first, second)
            {
                order::insert(&mut self.strengths, strength);
            }
        }
    }
}

fn marks_of(spelled: &[String], table: &[(&str, u32)]) -> u32 {
    let mut marks = 0;
    for token in spelled {
        for (word, mark) in table {
            if token == word {
                marks |= mark;
            }
        }
    }
    marks
}

/// A strength: masses are on one scale already, any other unit is as written.
fn strength(number: &str, unit: &str) -> Option<u64> {
    matches!(unit, "nanogram" | "unit" | "%" | "mmol" | "meq")
        .then(|| hash::of_parts(b's', hash::of_text(number), hash::of_text(unit)))
        .filter(|_| number.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forbid(kind: Kind, a: &str, b: &str) -> Option<Forbidden> {
        let read = |title: &str| {
            let entry = Entry {
                kind,
                title: title.into(),
                ..Entry::default()
            };
            Qualifiers::of_name(&normalise(title, Style::of(kind)), kind).and_of(&entry)
        };
        read(a).forbid(&read(b))
    }

    #[test]
    fn what_makes_it_another_thing_forbids() {
        for (kind, a, b, what) in [
            (Kind::Problem, "No asthma", "Asthma", Forbidden::Negation),
            (Kind::Problem, "? asthma", "Asthma", Forbidden::Negation),
            (Kind::Problem, "H/O asthma", "Asthma", Forbidden::Negation),
            (
                Kind::Problem,
                "Fracture, left",
                "Fracture, right",
                Forbidden::Laterality,
            ),
            (
                Kind::Problem,
                "Diabetes type 1",
                "Diabetes type 2",
                Forbidden::Words,
            ),
            (
                Kind::Problem,
                "CKD stage 3",
                "CKD stage 4",
                Forbidden::Words,
            ),
            (
                Kind::Medicine,
                "Diltiazem 90mg",
                "Diltiazem 90mg MR",
                Forbidden::Words,
            ),
            (
                Kind::Medicine,
                "Digoxin 125 microgram",
                "Digoxin 125 mg",
                Forbidden::Words,
            ),
            (
                Kind::Medicine,
                "Aciclovir tablet",
                "Aciclovir cream",
                Forbidden::Words,
            ),
            (
                Kind::Result,
                "Glucose, fasting",
                "Glucose, random",
                Forbidden::Words,
            ),
            (
                Kind::Result,
                "Sodium in urine",
                "Sodium in serum",
                Forbidden::Words,
            ),
        ] {
            assert_eq!(forbid(kind, a, b), Some(what), "{a} / {b}");
        }
    }

    #[test]
    fn saying_less_forbids_nothing() {
        for (kind, a, b) in [
            (Kind::Problem, "Diabetes", "Diabetes type 2"),
            (Kind::Problem, "Fracture", "Fracture, left"),
            (
                Kind::Medicine,
                "Paracetamol 1 g",
                "Paracetamol 1000 mg tablets",
            ),
            (Kind::Medicine, "Digoxin", "Digoxin 125 microgram"),
            (Kind::Result, "Sodium", "Sodium in serum"),
        ] {
            assert_eq!(forbid(kind, a, b), None, "{a} / {b}");
        }
    }
}
