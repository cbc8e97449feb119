//! How the two codes of a concept stand to each other, by their words.

use std::collections::BTreeSet;

/// The closer, the smaller.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Relation {
    Same,
    Narrower,
    Broader,
    Related,
}

impl Relation {
    /// As a row has it.
    pub fn sign(self) -> char {
        match self {
            Relation::Same => '=',
            Relation::Narrower => '<',
            Relation::Broader => '>',
            Relation::Related => '~',
        }
    }
}

/// The relation of two codes with these names; `None` where nothing can be said. `exact` admits only the same;
/// `one_to_one` tells whether neither code is ever put beside another, without which codes that have no word in common
/// may have met by mistake.
pub fn between(names: &[BTreeSet<String>; 2], exact: bool, one_to_one: bool) -> Option<Relation> {
    let [ours, theirs] = names
        .each_ref()
        .map(|names| names.iter().map(|name| words(name)).collect::<Vec<_>>());
    let qualified = |all: &[BTreeSet<String>]| -> BTreeSet<String> {
        let words = all.iter().flatten();
        words
            .filter(|word| QUALIFYING.contains(&word.as_str()))
            .cloned()
            .collect()
    };
    if !(ours.is_empty() || theirs.is_empty()) && qualified(&ours) != qualified(&theirs) {
        return None;
    }
    let mut best = None;
    for (a, b) in ours.iter().flat_map(|a| theirs.iter().map(move |b| (a, b))) {
        let relation = if a.is_empty() || b.is_empty() {
            continue;
        } else if a == b {
            Relation::Same
        } else if exact {
            continue;
        } else if a.is_superset(b) {
            Relation::Narrower
        } else if b.is_superset(a) {
            Relation::Broader
        } else if !a.is_disjoint(b) {
            Relation::Related
        } else {
            continue;
        };
        best = Some(best.map_or(relation, |best: Relation| best.min(relation)));
    }
    best.or((!exact && one_to_one).then_some(Relation::Related))
}

/// Words that make another thing of what they stand beside: with one of them on one side alone, a concept was coded
/// twice without the care that is needed here.
const QUALIFYING: [&str; 12] = [
    "history",
    "h",
    "fh",
    "family",
    "no",
    "not",
    "without",
    "suspected",
    "query",
    "left",
    "right",
    "risk",
];
/// Words that join others.
const JOINING: [&str; 8] = ["of", "the", "to", "and", "in", "by", "for", "an"];
/// What SNOMED CT's full names end in.
const TAGS: [&str; 6] = [
    "disorder",
    "finding",
    "procedure",
    "observable entity",
    "situation",
    "medicinal product",
];

/// The words of a name, in any order, singular, without what joins them.
fn words(name: &str) -> BTreeSet<String> {
    let lower = name.to_lowercase();
    let name = match lower
        .trim_end()
        .strip_suffix(')')
        .and_then(|name| name.rsplit_once(" ("))
    {
        Some((name, tag)) if TAGS.contains(&tag) => name,
        _ => lower.as_str(),
    };
    name.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !JOINING.contains(word))
        .map(|word| match word.strip_suffix('s') {
            Some(single) if single.len() > 2 && !single.ends_with(['s', 'u', 'i', 'o']) => {
                single.to_owned()
            }
            _ => word.to_owned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relation(a: &str, b: &str, exact: bool, one_to_one: bool) -> Option<Relation> {
        between(
            &[a, b].map(|name| BTreeSet::from([name.to_owned()])),
            exact,
            one_to_one,
        )
    }

    #[test]
    fn only_the_same_words_are_the_same() {
        assert_eq!(
            relation("Allergy to peanuts", "Peanut allergy", true, true),
            Some(Relation::Same)
        );
        assert_eq!(
            relation("Asthma", "Severe asthma", false, true),
            Some(Relation::Broader)
        );
        assert_eq!(
            relation("Severe asthma", "Asthma (disorder)", false, true),
            Some(Relation::Narrower)
        );
        assert_eq!(
            relation("Alcohol intake", "Alcohol consumption", false, false),
            Some(Relation::Related)
        );
    }

    #[test]
    fn what_has_no_word_in_common_is_related_only_where_nothing_else_is_beside_it() {
        assert_eq!(
            relation("Heart attack", "Myocardial infarction", false, true),
            Some(Relation::Related)
        );
        assert_eq!(
            relation("Anaemia", "Chronic kidney disease", false, false),
            None
        );
    }

    #[test]
    fn what_only_one_side_qualifies_is_nothing() {
        assert_eq!(
            relation("H/O: aspirin allergy", "Allergy to aspirin", false, true),
            None
        );
    }

    #[test]
    fn medicines_are_the_same_or_nothing() {
        assert_eq!(relation("Penicillin", "Penicillin V", true, true), None);
        assert_eq!(relation("Penicillin", "Phenobarbital", true, true), None);
    }
}
