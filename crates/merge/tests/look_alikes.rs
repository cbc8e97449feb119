//! What looks alike and is not the same never folds, whatever speaks for it;
//! and what is one thing spelt in two ways still folds.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{SNOMED, With, entry, folds, merged};
use timeline_model::{Entry, FoldReasonKind, Kind};

const LOOK_ALIKES: &str = include_str!("tables/look_alikes.txt");
const BROADER: &str = include_str!("tables/broader.txt");
const MUST_FOLD: &str = include_str!("tables/must_fold.txt");

/// A line of a table.
struct Pair<'t> {
    kind: Kind,
    /// Marked by a star.
    starred: bool,
    names: [&'t str; 2],
    /// What their code is called; may be empty.
    code: &'t str,
}

/// The pairs of a table.
fn pairs(table: &str) -> Vec<Pair<'_>> {
    let mut kind = None;
    let mut pairs = Vec::new();
    for line in table
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        if let Some(heading) = line.strip_prefix("== ") {
            kind = Some(kind_named(heading.rsplit_once(": ").unwrap().1));
            continue;
        }
        let (starred, names) = match line.strip_prefix("* ") {
            Some(names) => (true, names),
            None => (false, line),
        };
        let (one, two) = names.split_once(" | ").unwrap();
        let (two, code) = two.split_once(" | ").unwrap_or((two, ""));
        pairs.push(Pair {
            kind: kind.unwrap(),
            starred,
            names: [one.trim(), two.trim()],
            code: code.trim(),
        });
    }
    pairs
}

fn kind_named(name: &str) -> Kind {
    let kinds = [
        Kind::Medicine,
        Kind::Allergy,
        Kind::Problem,
        Kind::Result,
        Kind::Vaccination,
        Kind::Procedure,
        Kind::Encounter,
        Kind::Document,
    ];
    let named = |kind: &Kind| format!("{kind:?}") == name;
    kinds.into_iter().find(named).unwrap()
}

/// Copies of one moment and one value, in two sources.
fn copies(pair: &Pair<'_>, change: &dyn Fn(usize, Entry) -> Entry) -> [Entry; 2] {
    [0, 1].map(|at| {
        let made = entry(at as u16, 0, "Any", pair.kind, pair.names[at]).at("2019-03-30T10:00:00Z");
        let made = match pair.kind {
            Kind::Result => made.valued("7.1", ""),
            _ => made,
        };
        change(at, made)
    })
}

/// Tries a pair with the one name in either source, and names it where it fails.
fn fails(pair: &Pair<'_>, holds: &dyn Fn(&Pair<'_>) -> bool, faults: &mut Vec<String>) {
    let [one, two] = pair.names;
    for names in [[one, two], [two, one]] {
        let turned = Pair { names, ..*pair };
        if !holds(&turned) {
            faults.push(format!("{one} | {two}"));
            return;
        }
    }
}

fn check(
    table: &str,
    least: usize,
    which: &dyn Fn(&Pair<'_>) -> bool,
    holds: &dyn Fn(&Pair<'_>) -> bool,
) {
    let pairs: Vec<_> = pairs(table).into_iter().filter(which).collect();
    assert!(pairs.len() >= least, "{} pairs", pairs.len());
    let mut faults = Vec::new();
    for pair in &pairs {
        fails(pair, holds, &mut faults);
    }
    assert!(
        faults.is_empty(),
        "{} of {}:\n{}",
        faults.len(),
        pairs.len(),
        faults.join("\n")
    );
}

fn plain(_: usize, entry: Entry) -> Entry {
    entry
}

fn one_code(_: usize, entry: Entry) -> Entry {
    entry.coded(SNOMED, "9")
}

/// One code of this name.
fn named_code<'n>(name: &'n str) -> impl Fn(usize, Entry) -> Entry + 'n {
    move |_, entry| {
        let mut entry = entry.coded(SNOMED, "9");
        entry.codes[0].display = name.into();
        entry
    }
}

fn own_codes(at: usize, entry: Entry) -> Entry {
    entry.coded(SNOMED, ["8", "9"][at])
}

fn apart(pair: &Pair<'_>, change: &dyn Fn(usize, Entry) -> Entry) -> bool {
    let [a, b] = copies(pair, change);
    !folds(a, b)
}

/// With one business identifier it is told as possibly the same, with what
/// stands in the way.
fn told(pair: &Pair<'_>, change: &dyn Fn(usize, Entry) -> Entry) -> bool {
    let merged = merged(&copies(pair, &|at, entry| {
        change(at, entry).identified("7")
    }));
    let [possible] = merged.possible.as_slice() else {
        return false;
    };
    let kinds: Vec<_> = possible.reasons.iter().map(|reason| reason.kind).collect();
    let in_the_way = [
        FoldReasonKind::WordsDiffer,
        FoldReasonKind::LateralityDiffers,
        FoldReasonKind::NegationDiffers,
    ];
    merged.groups.len() == 2
        && kinds.contains(&FoldReasonKind::SameIdentifier)
        && in_the_way.iter().any(|kind| kinds.contains(kind))
}

#[test]
fn look_alikes_do_not_fold_by_their_words() {
    check(LOOK_ALIKES, 300, &|_| true, &|pair| apart(pair, &plain));
}

#[test]
fn look_alikes_do_not_fold_by_a_broader_code() {
    check(LOOK_ALIKES, 200, &|pair| pair.starred, &|pair| {
        apart(pair, &one_code)
    });
}

#[test]
fn names_that_each_say_more_than_their_code_do_not_fold_by_it() {
    check(BROADER, 25, &|_| true, &|pair| {
        apart(pair, &named_code(pair.code))
    });
    // One that says more than the other's words is the same, and so are other
    // words for the code's own.
    for (one, two, code) in [
        (
            "Viral sinusitis",
            "Sinusitis caused by virus",
            "Viral sinusitis (disorder)",
        ),
        (
            "Heart attack",
            "Acute myocardial infarction",
            "Myocardial infarction",
        ),
        (
            "Conjunctivitis",
            "Bacterial conjunctivitis",
            "Conjunctivitis",
        ),
    ] {
        let pair = Pair {
            kind: Kind::Problem,
            starred: false,
            names: [one, two],
            code,
        };
        assert!(!apart(&pair, &named_code(code)), "{one} / {two}");
    }
}

#[test]
fn look_alikes_of_other_codes_do_not_fold() {
    check(LOOK_ALIKES, 300, &|_| true, &|pair| apart(pair, &own_codes));
}

#[test]
fn look_alikes_of_one_identifier_are_told_as_a_conflict() {
    check(LOOK_ALIKES, 300, &|_| true, &|pair| told(pair, &plain));
}

#[test]
fn look_alikes_of_one_identifier_and_a_broader_code_are_told_as_a_conflict() {
    check(LOOK_ALIKES, 200, &|pair| pair.starred, &|pair| {
        told(pair, &one_code)
    });
}

#[test]
fn what_is_spelt_in_two_ways_folds() {
    check(MUST_FOLD, 100, &|pair| !pair.starred, &|pair| {
        !apart(pair, &plain)
    });
    check(MUST_FOLD, 30, &|pair| pair.starred, &|pair| {
        !apart(pair, &one_code)
    });
}
