//! What forbids a fold: words beside the name that make it another thing.

use timeline_model::{Entry, Field, Kind, Packed, packed};

use crate::{
    hash, order,
    words::{Style, Words, next_word, normalise},
};

/// What a name says beside what it names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Qualifiers {
    /// One bit for each row of [`WORDS`].
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

/// Marks of tests and their specimens.
const SPECIMENS: u32 = BLOOD | URINE | FLUID | STOOL;
/// Marks of medicines.
const FORMS: u32 = RELEASE | SWALLOWED | LIQUID | SKIN | INJECTED | INHALED | DROPS | INSERTED;
/// Marks of any kind.
const ANY: u32 = !(SPECIMENS | FORMS);

/// The words, in their normal form and each with a blank behind it, that set
/// each mark, in the order of the bits.
const WORDS: Packed = packed![
    "no not absent denie denied excluded ",
    "family ",
    "history previous ",
    "query suspected possible probable ",
    "mr xl sr er xr prolonged extended sustained retard ",
    "left bilateral ",
    "right bilateral ",
    "fasting ",
    "random postprandial ",
    "blood serum plasma ",
    "urine urinary ",
    "csf cerebrospinal pleural ",
    "stool fece ",
    "tablet capsule ",
    "suspension syrup ",
    "cream ointment gel patche patch ",
    "injection injectable ",
    "inhaler inhalation ",
    "drop ",
    "suppository pessary ",
    "acute ",
    "chronic ",
];

impl Qualifiers {
    /// Reads the qualifiers off a name.
    pub(crate) fn of_name(name: &Words, kind: Kind) -> Qualifiers {
        let among = match kind {
            Kind::Medicine => ANY | FORMS,
            Kind::Result | Kind::VitalSign | Kind::Report => ANY | SPECIMENS,
            _ => ANY,
        };
        let mut found = Qualifiers {
            marks: marks_of(name, among),
            ..Qualifiers::default()
        };
        let (mut rest, mut first) = (name.spelled.as_str(), "");
        while let Some(second) = next_word(&mut rest) {
            if matches!(first, "type" | "stage" | "grade" | "degree") {
                let (scale, degree) = (hash::of_text(first), hash::of_text(second));
                order::insert(&mut found.degrees, scale << 32 | degree >> 32);
            }
            // Masses are on one scale already, any other unit is as written.
            if kind == Kind::Medicine
                && matches!(second, "nanogram" | "unit" | "%" | "mmol" | "meq")
                && first.as_bytes().first().is_some_and(u8::is_ascii_digit)
            {
                let (number, unit) = (hash::of_text(first), hash::of_text(second));
                order::insert(&mut found.strengths, hash::of_parts(b's', number, unit));
            }
            first = second;
        }
        found
    }

    /// What forbids that `self` and `other` are the same, each with the marks
    /// that its entry has beside its name; `None` where nothing does.
    pub(crate) fn forbid(&self, beside: u32, other: &Qualifiers, others: u32) -> Option<Forbidden> {
        let (own, others) = (self.marks | beside, other.marks | others);
        let either = own ^ others;
        if either & (NEGATED | FAMILY | HISTORY | SUSPECTED) != 0 {
            return Some(Forbidden::Negation);
        }
        let (side, another) = (own & SIDES, others & SIDES);
        if side != 0 && another != 0 && side != another {
            return Some(Forbidden::Laterality);
        }
        let sets_differ = SETS.iter().any(|set| {
            let (own, others) = (own & set, others & set);
            own != 0 && others != 0 && own & others == 0
        });
        let strengths_differ = !self.strengths.is_empty()
            && !other.strengths.is_empty()
            && self.strengths != other.strengths;
        (either & STRICT != 0 || sets_differ || strengths_differ || self.degrees_differ(other))
            .then_some(Forbidden::Words)
    }

    fn degrees_differ(&self, other: &Qualifiers) -> bool {
        for degree in &self.degrees {
            for another in &other.degrees {
                let same_scale = another >> 32 == degree >> 32;
                if same_scale && !order::holds(&other.degrees, *degree) {
                    return true;
                }
            }
        }
        false
    }
}

/// What an entry says beside its name.
pub(crate) fn marks_beside(entry: &Entry) -> u32 {
    let mut marks = if entry.marks.negated { NEGATED } else { 0 };
    for fact in &entry.facts {
        let among = match fact.field {
            Field::BodySite => SIDES,
            Field::Specimen => SPECIMENS,
            _ => continue,
        };
        marks |= marks_of(&normalise(&fact.text, Style::Plain), among);
    }
    marks
}

/// Which of these marks the words of a text set.
fn marks_of(text: &Words, among: u32) -> u32 {
    let mut marks = 0;
    for (bit, mut words) in WORDS.iter().enumerate() {
        while let Some(word) = next_word(&mut words) {
            if order::holds(&text.tokens, hash::of_text(word)) {
                marks |= 1 << bit & among;
            }
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forbid(kind: Kind, a: &str, b: &str) -> Option<Forbidden> {
        let read = |title: &str| Qualifiers::of_name(&normalise(title, Style::of(kind)), kind);
        read(a).forbid(0, &read(b), 0)
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
