//! What was put together, held against the truth.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{
    Result, Truth,
    figures::{Figures, share},
};

/// Two records by their names, the smaller first.
type Pair<'a> = (&'a str, &'a str);

/// The counts of all cases so far.
#[derive(Default)]
pub struct Tally {
    kinds: BTreeMap<String, Figures>,
    flagged: usize,
    flagged_right: usize,
    lost: usize,
    twice: usize,
    /// Pairs of one event and, of them, the missed, by what was done to one of the two.
    faults: BTreeMap<String, (usize, usize)>,
    /// Each pair wrongly put together and each missed.
    pub bad: Vec<String>,
}

impl Tally {
    /// Counts a case.
    pub fn add(&mut self, case: &str, truth: &Truth, result: &Result) {
        let event: HashMap<&str, usize> = places(&truth.events);
        let entries: Vec<Vec<&str>> = result
            .entries
            .iter()
            .map(|entry| {
                entry
                    .iter()
                    .map(String::as_str)
                    .filter(|name| event.contains_key(name))
                    .collect()
            })
            .collect();
        let maybe = self.flags(&entries, &event, &result.possible);
        let mut seen: HashMap<&str, usize> = HashMap::new();
        for name in entries
            .iter()
            .flat_map(|entry| entry.iter().collect::<BTreeSet<_>>())
        {
            *seen.entry(name).or_default() += 1;
        }
        self.lost += event
            .keys()
            .filter(|name| !seen.contains_key(*name))
            .count();
        self.twice += seen.values().filter(|times| **times > 1).count();
        let truths = pairs(
            truth
                .events
                .iter()
                .map(|event| event.iter().map(String::as_str).collect()),
        );
        let got = pairs(entries.iter().cloned());
        self.pairs(case, &truths, &got, &maybe);
        self.by_fault(truth, &truths, &got);
        let sets: HashSet<BTreeSet<&str>> = entries.into_iter().map(BTreeSet::from_iter).collect();
        for event in &truth.events {
            let figures = self
                .kinds
                .entry(kind(event.first().map_or("", String::as_str)))
                .or_default();
            figures.events += 1;
            figures.exact +=
                usize::from(sets.contains(&event.iter().map(String::as_str).collect()));
        }
    }

    /// Counts the pairs of entries shown as possibly the same; returns the pairs of records that they join.
    fn flags<'a>(
        &mut self,
        entries: &[Vec<&'a str>],
        event: &HashMap<&str, usize>,
        possible: &'a [(String, String)],
    ) -> HashSet<Pair<'a>> {
        let home = places(entries);
        let (mut flagged, mut maybe) = (HashSet::new(), HashSet::new());
        for (a, b) in possible {
            let (Some(a), Some(b)) = (home.get(a.as_str()), home.get(b.as_str())) else {
                continue;
            };
            if a == b || !flagged.insert((a.min(b), a.max(b))) {
                continue;
            }
            let (Some(a), Some(b)) = (entries.get(*a), entries.get(*b)) else {
                continue;
            };
            let cross: Vec<Pair> = a
                .iter()
                .flat_map(|a| b.iter().map(|b| ordered(a, b)))
                .collect();
            self.flagged += 1;
            self.flagged_right +=
                usize::from(cross.iter().any(|(a, b)| event.get(a) == event.get(b)));
            maybe.extend(cross);
        }
        maybe
    }

    fn pairs(
        &mut self,
        case: &str,
        truths: &BTreeSet<Pair>,
        got: &BTreeSet<Pair>,
        maybe: &HashSet<Pair>,
    ) {
        for pair @ (a, b) in got {
            let figures = self.kinds.entry(kind(a)).or_default();
            if truths.contains(pair) {
                figures.right += 1;
            } else {
                figures.wrong += 1;
                self.bad.push(format!("{case} wrongly merged {a} {b}"));
            }
        }
        for pair @ (a, b) in truths.difference(got) {
            let figures = self.kinds.entry(kind(a)).or_default();
            figures.missed += 1;
            let hinted = maybe.contains(pair);
            figures.hinted += usize::from(hinted);
            self.bad.push(format!(
                "{case} not merged {a} {b}{}",
                if hinted { " (possibly)" } else { "" }
            ));
        }
    }

    fn by_fault(&mut self, truth: &Truth, truths: &BTreeSet<Pair>, got: &BTreeSet<Pair>) {
        for pair @ (a, b) in truths {
            let own = |name: &str| truth.faults.get(name).into_iter().flatten();
            for fault in own(a).chain(own(b)).collect::<BTreeSet<_>>() {
                let (all, missed) = self.faults.entry(fault.clone()).or_default();
                *all += 1;
                *missed += usize::from(!got.contains(pair));
            }
        }
    }

    /// The figures, one type of resource a line, then all.
    pub fn lines(&self) -> Vec<String> {
        let mut all = Figures::default();
        let mut lines = Vec::new();
        for (kind, figures) in &self.kinds {
            lines.push(figures.line(kind));
            all.add(figures);
        }
        lines.push(all.line("all"));
        lines.push(format!(
            "flagged {} (right {:.4})  lost {}  twice {}",
            self.flagged,
            share(self.flagged_right, self.flagged),
            self.lost,
            self.twice
        ));
        lines
    }

    /// What was done to copies, the worst first: how many of the pairs with such a copy were missed.
    pub fn fault_lines(&self) -> Vec<String> {
        let mut faults: Vec<_> = self.faults.iter().collect();
        faults.sort_by_key(|(_, (_, missed))| std::cmp::Reverse(*missed));
        let line = |(fault, (all, missed)): (&String, &(usize, usize))| {
            format!(
                "{fault:16} pairs {all:5}  missed {missed:4}  ({:.4})",
                share(*missed, *all)
            )
        };
        faults.into_iter().map(line).collect()
    }
}

/// In which list each name stands.
fn places<T: AsRef<str>>(lists: &[Vec<T>]) -> HashMap<&str, usize> {
    lists
        .iter()
        .enumerate()
        .flat_map(|(at, list)| list.iter().map(move |name| (name.as_ref(), at)))
        .collect()
}

fn pairs<'a>(groups: impl Iterator<Item = Vec<&'a str>>) -> BTreeSet<Pair<'a>> {
    let mut pairs = BTreeSet::new();
    for group in groups {
        for (at, a) in group.iter().enumerate() {
            let others = group.iter().skip(at + 1).filter(|b| *b != a);
            pairs.extend(others.map(|b| ordered(a, b)));
        }
    }
    pairs
}

fn ordered<'a>(a: &'a str, b: &'a str) -> Pair<'a> {
    if a < b { (a, b) } else { (b, a) }
}

/// The type in `source/Type/id`.
fn kind(name: &str) -> String {
    name.split('/').nth(1).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two events of two records, one of three, one of one; a wrong pair, a lost record, one twice, a pair flagged
    /// rightly and one wrongly.
    const TRUTH: &str = r#"{"events": [["a/Condition/1", "b/Condition/1"], ["a/Condition/2", "b/Condition/2"],
        ["a/Observation/3", "b/Observation/3", "c/Observation/3"], ["a/Observation/4"]],
        "faults": {"c/Observation/3": ["alias"], "b/Observation/3": ["alias", "unit"]}}"#;
    const RESULT: &str = r#"{"entries": [["a/Condition/1", "b/Condition/1", "a/Patient/p"], ["a/Condition/2"],
        ["b/Condition/2"], ["a/Observation/3", "b/Observation/3", "a/Observation/4"], ["a/Observation/4"]],
        "possible": [["b/Condition/2", "a/Condition/2"], ["a/Condition/2", "b/Condition/2"],
        ["a/Condition/1", "a/Condition/2"], ["a/Condition/1", "b/Condition/1"], ["a/Condition/1", "x/Y/9"]]}"#;

    fn tally() -> Tally {
        let mut tally = Tally::default();
        let truth = serde_json::from_str(TRUTH).unwrap();
        let result = serde_json::from_str(RESULT).unwrap();
        tally.add("case-01", &truth, &result);
        tally
    }

    #[test]
    fn the_figures_are_those_of_the_definitions() {
        let expected = [
            "Condition            precision 1.0000  recall 0.5000  found 1.0000  exact 0.5000  \
             (pairs right 1, wrong 0, missed 1; events 2)",
            "Observation          precision 0.3333  recall 0.3333  found 0.3333  exact 0.5000  \
             (pairs right 1, wrong 2, missed 2; events 2)",
            "all                  precision 0.5000  recall 0.4000  found 0.6000  exact 0.5000  \
             (pairs right 2, wrong 2, missed 3; events 4)",
            "flagged 2 (right 0.5000)  lost 1  twice 1",
        ];
        assert_eq!(tally().lines(), expected);
    }

    #[test]
    fn misses_are_counted_by_what_was_done_to_either_copy() {
        let expected = [
            "alias            pairs     3  missed    2  (0.6667)",
            "unit             pairs     2  missed    1  (0.5000)",
        ];
        assert_eq!(tally().fault_lines(), expected);
    }

    #[test]
    fn what_is_wrong_is_listed() {
        assert_eq!(tally().bad.len(), 5);
        assert!(
            tally()
                .bad
                .contains(&"case-01 not merged a/Condition/2 b/Condition/2 (possibly)".to_owned())
        );
    }
}
