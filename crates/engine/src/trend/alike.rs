//! What is measured alike: never across units, methods or equations.

use timeline_model::{Code, Entry, Field, Quantity, Series, Unlike, lower, part};

use super::{Numbers, amount, lead};
use crate::{record::Folded, source::Source};

/// How many parts of one measurement are drawn.
const PARTS: usize = 2;

/// What an entry measures, and how.
pub struct Measure<'s> {
    lead: &'s Entry,
    /// The parts that are drawn; none where it has a number of its own.
    parts: Vec<usize>,
    method: Vec<String>,
    codes: Vec<Code>,
}

impl<'s> Measure<'s> {
    /// `None` where it measures no number.
    pub fn of(open: &Folded, sources: &'s [Source]) -> Option<Measure<'s>> {
        if !super::is_measured(open) {
            return None;
        }
        let (_, lead) = lead(open, sources)?;
        let mut measure = Measure {
            lead,
            parts: Vec::new(),
            method: method(lead),
            codes: codes(open, sources),
        };
        if amount(&lead.value).is_some() {
            return Some(measure);
        }
        let mut first: Option<&Quantity> = None;
        for (at, part) in lead.components.iter().enumerate() {
            if let Some(number) = amount(&part.value)
                && first.is_none_or(|first| same_unit(first, number))
                && measure.parts.len() < PARTS
            {
                first = Some(number);
                measure.parts.push(at);
            }
        }
        first.is_some().then_some(measure)
    }

    /// Whether another entry is of the same thing: by a code that they share, or
    /// by their words where neither has a code. What was folded is one thing
    /// under all its codes.
    pub fn is_same(&self, other: &Folded, sources: &[Source]) -> bool {
        if other.row.kind != self.lead.kind {
            return false;
        }
        let (mut same, mut none) = (false, true);
        each_member(other, sources, &mut |entry| {
            none &= entry.codes.is_empty();
            same |= !entry.codes.is_empty() && share(&self.codes, &entry.codes, "", "");
        });
        if !none || !self.codes.is_empty() {
            return same;
        }
        lead(other, sources).is_some_and(|(_, entry)| {
            plain(&self.lead.title) == plain(&entry.title)
                && said(self.lead, Field::Specimen) == said(entry, Field::Specimen)
        })
    }

    /// The names and units of what is drawn.
    pub fn series(&self) -> Vec<Series> {
        let series = |title: &str, amount: Option<&Quantity>| Series {
            title: title.to_owned(),
            unit: amount.map(|a| a.unit.clone()).unwrap_or_default(),
        };
        let mut all = Vec::new();
        for at in &self.parts {
            if let Some(part) = self.lead.components.get(*at) {
                all.push(series(&part.title, amount(&part.value)));
            }
        }
        if all.is_empty() {
            all.push(series(&self.lead.title, amount(&self.lead.value)));
        }
        all
    }

    /// What another measured of the same; `None` where none of it was measured
    /// alike.
    pub fn read(&self, other: &Folded, sources: &'s [Source]) -> Option<Numbers<'s>> {
        let (_, entry) = lead(other, sources)?;
        if method(entry) != self.method {
            return None;
        }
        let alike = |own: &Quantity, number: &Quantity| {
            same_unit(own, number) && timeline_merge::number(&number.number).is_some()
        };
        if self.parts.is_empty() {
            let (own, number) = (amount(&self.lead.value)?, amount(&entry.value)?);
            return alike(own, number).then(|| vec![Some((None, number))]);
        }
        let mut numbers = Vec::new();
        for at in &self.parts {
            let own = self.lead.components.get(*at)?;
            let mut parts = entry.components.iter().enumerate();
            let found = parts.find_map(|(at, part)| {
                let same = share(&own.codes, &part.codes, &own.title, &part.title);
                let number = amount(&part.value).filter(|_| same)?;
                alike(amount(&own.value)?, number).then_some((Some(at), number))
            });
            numbers.push(found);
        }
        numbers.iter().any(Option::is_some).then_some(numbers)
    }
}

impl Measure<'_> {
    /// Why none of what another measured was measured alike; its unit joins the
    /// others.
    pub fn unlike(&self, other: &Folded, sources: &[Source], units: &mut Vec<String>) -> Unlike {
        let Some((_, entry)) = lead(other, sources) else {
            return Unlike::NoNumber;
        };
        if method(entry) != self.method {
            return Unlike::Method;
        }
        let Some(number) = first_amount(entry) else {
            return Unlike::NoNumber;
        };
        if first_amount(self.lead).is_some_and(|own| same_unit(own, number)) {
            return Unlike::NoNumber;
        }
        if !units.contains(&number.unit) {
            units.push(number.unit.clone());
        }
        Unlike::Unit
    }
}

/// The first amount that an entry or a part of it is.
fn first_amount(entry: &Entry) -> Option<&Quantity> {
    let mut parts = entry.components.iter();
    amount(&entry.value).or_else(|| parts.find_map(|part| amount(&part.value)))
}

fn codes(folded: &Folded, sources: &[Source]) -> Vec<Code> {
    let mut codes = Vec::new();
    each_member(folded, sources, &mut |entry| {
        codes.extend_from_slice(&entry.codes)
    });
    codes
}

fn each_member(folded: &Folded, sources: &[Source], call: &mut dyn FnMut(&Entry)) {
    for key in &folded.members {
        let source = sources.get(usize::from(key.source));
        if let Some(entry) = source.and_then(|source| source.as_merged(*key)) {
            call(entry);
        }
    }
}

fn share(own: &[Code], others: &[Code], title: &str, other: &str) -> bool {
    if own.is_empty() && others.is_empty() {
        return plain(title) == plain(other);
    }
    let is_own = |code: &Code| {
        let mut all = own.iter();
        all.any(|own| !own.code.is_empty() && own.code == code.code && own.system == code.system)
    };
    others.iter().any(is_own)
}

/// Words that name the equation or scale by which a number was reckoned.
const EQUATIONS: &str = "mdrd ckd-epi ckdepi cockcroft schwartz friedewald sampson \
                         2009 2012 2021 fridericia bazett framingham hodges ngsp ifcc dcct";

/// How it was measured: the method as said, and the equations that it names.
fn method(entry: &Entry) -> Vec<String> {
    let mut method = said(entry, Field::Method);
    let title = lower(&entry.title);
    for word in EQUATIONS.split_ascii_whitespace() {
        if part::has(&title, word) {
            method.push(word.to_owned());
        }
    }
    method
}

fn said(entry: &Entry, field: Field) -> Vec<String> {
    let mut said = Vec::new();
    for fact in &entry.facts {
        if fact.field == field {
            said.push(plain(&fact.text));
        }
    }
    said
}

/// Words without what does not count.
fn plain(words: &str) -> String {
    let mut plain = lower(words);
    // The tables that tell other letters from other signs would be shipped.
    plain.retain(|letter| letter.is_ascii_alphanumeric() || !letter.is_ascii());
    plain
}

/// Whether two amounts are in the same unit, however it is spelt: no other is
/// converted.
pub fn same_unit(one: &Quantity, other: &Quantity) -> bool {
    let spelt = |unit: &str| {
        let mut out = String::new();
        for letter in lower(unit).chars() {
            match letter {
                'µ' | 'μ' => out.push('u'),
                'x' if out.is_empty() => {}
                '⁹' => out.push('9'),
                '²' => out.push('2'),
                letter if letter.is_ascii_alphanumeric() => out.push(letter),
                '/' | '%' | '-' => out.push(letter),
                _ => {}
            }
        }
        out
    };
    if !one.ucum.is_empty() && !other.ucum.is_empty() {
        return spelt(&one.ucum) == spelt(&other.ucum);
    }
    let own = [spelt(&one.ucum), spelt(&one.unit)];
    let others = [spelt(&other.ucum), spelt(&other.unit)];
    if own.iter().chain(&others).all(String::is_empty) {
        return true;
    }
    own.iter()
        .any(|unit| !unit.is_empty() && others.contains(unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_the_same_however_it_is_spelt_and_no_other_is() {
        let amount = |unit: &str, ucum: &str| Quantity {
            unit: unit.into(),
            ucum: ucum.into(),
            ..Quantity::default()
        };
        for (one, other, same) in [
            (("mmol/L", "mmol/L"), ("mmol/l", ""), true),
            (("mmol/L", "mmol/L"), ("mg/dL", "mg/dL"), false),
            (("µmol/L", ""), ("umol/L", ""), true),
            (("x10^9/L", ""), ("10*9/L", "10*9/L"), true),
            (
                ("mL/min/1.73m2", "mL/min/{1.73_m2}"),
                ("mL/min", "mL/min"),
                false,
            ),
            (("beats/min", "/min"), ("bpm", "/min"), true),
            (("", ""), ("", ""), true),
            (("", ""), ("mmol/L", ""), false),
        ] {
            let (a, b) = (amount(one.0, one.1), amount(other.0, other.1));
            assert_eq!(same_unit(&a, &b), same, "{one:?} {other:?}");
            assert_eq!(same_unit(&b, &a), same);
        }
    }
}
