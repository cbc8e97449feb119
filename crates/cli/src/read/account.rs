//! What became of the resources of one file, and whether that adds up.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use timeline_model::{Disposition, Entry, Ledger, Page, Problem, ProblemCode, RecordKey, Tally};

use super::source::Source;

/// The account of one file.
#[derive(Debug, Default)]
pub struct Account {
    /// The file.
    pub path: PathBuf,
    /// What became of the resources.
    pub tally: Tally,
    /// What could not be taken as sent.
    pub problems: Vec<Problem>,
    /// The resources counted without the reader, where the file is whole.
    pub counted: Option<usize>,
    /// Entries without a date.
    pub undated: usize,
    /// Entries without a title.
    pub untitled: usize,
    /// How long reading took.
    pub seconds: f64,
    /// What does not hold; empty where all does.
    pub amiss: Vec<String>,
    ledger: Vec<Ledger>,
    entries: usize,
    entries_are_the_ledgers: bool,
}

impl Account {
    /// Takes stock of a source that has read its page.
    pub fn new(path: &Path, source: &mut Source, page: Page) -> Account {
        let ledger = source.ledger();
        let tally = source.tally();
        let entries = source.entries();
        let is_entry = |line: &&Ledger| line.disposition == Disposition::Entry;
        let keys = ledger.iter().filter(is_entry).map(|line| line.key);
        let is_untitled = |entry: &&&Entry| entry.title.trim().is_empty();
        Account {
            path: path.to_owned(),
            tally,
            problems: page.problems,
            undated: entries
                .iter()
                .filter(|e| e.when.start.is_none() && e.when.end.is_none())
                .count(),
            untitled: entries.iter().filter(is_untitled).count(),
            entries: entries.len(),
            entries_are_the_ledgers: keys.eq(entries.iter().map(|entry| entry.key)),
            ledger,
            ..Account::default()
        }
    }

    /// The name of what the file is instead of something that can be read.
    pub fn format(&self) -> Option<&str> {
        let told = |p: &&Problem| p.key.place == u32::MAX;
        let problem = self
            .problems
            .iter()
            .find(told)
            .filter(|_| self.tally.received == 0)?;
        match problem.code {
            ProblemCode::UnsupportedFormat => Some(&problem.path),
            ProblemCode::NotJson => Some("not JSON"),
            _ => None,
        }
    }

    /// Notes everything that does not hold.
    pub fn check(&mut self, limit_seconds: Option<f64>) {
        let tally = &self.tally;
        let mut amiss = Vec::new();
        if !tally.adds_up() {
            amiss.push("the six dispositions do not add up to what was received".to_owned());
        }
        if let Some(counted) = self.counted
            && counted != tally.received as usize
        {
            amiss.push(format!(
                "{counted} resources in the file, {} received",
                tally.received
            ));
        }
        let mut of_ledger = Tally::default();
        for line in &self.ledger {
            of_ledger.add(line.disposition);
        }
        if of_ledger != *tally {
            amiss.push("the ledger does not say what the tally says".to_owned());
        }
        if !self.ledger.is_sorted_by(|a, b| a.key < b.key) {
            amiss.push("a record key is there twice".to_owned());
        }
        if !self.entries_are_the_ledgers || self.entries != tally.entries as usize {
            amiss.push(format!(
                "{} entries shown, {} in the ledger",
                self.entries, tally.entries
            ));
        }
        let listed: HashSet<RecordKey> = self.problems.iter().map(|problem| problem.key).collect();
        let unlisted = self
            .ledger
            .iter()
            .filter(|line| line.disposition == Disposition::Problem && !listed.contains(&line.key));
        match unlisted.count() {
            0 => {}
            count => amiss.push(format!("{count} resources lost without a listed problem")),
        }
        if self.untitled > 0 {
            amiss.push(format!("{} entries without a title", self.untitled));
        }
        if let Some(limit) = limit_seconds.filter(|limit| self.seconds > *limit) {
            amiss.push(format!("took {:.1} s, more than {limit}", self.seconds));
        }
        self.amiss = amiss;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account() -> Account {
        let mut tally = Tally::default();
        tally.add(Disposition::Problem);
        let key = RecordKey::default();
        Account {
            tally,
            problems: vec![Problem {
                code: ProblemCode::NoType,
                key,
                offset: 0,
                path: String::new(),
            }],
            ledger: vec![Ledger {
                key,
                alias: String::new(),
                disposition: Disposition::Problem,
                part_of: None,
                included: false,
            }],
            counted: Some(1),
            entries_are_the_ledgers: true,
            ..Account::default()
        }
    }

    type Spoil = fn(&mut Account);

    fn amiss(spoil: Spoil) -> Vec<String> {
        let mut account = account();
        spoil(&mut account);
        account.check(Some(2.0));
        account.amiss
    }

    #[test]
    fn an_account_that_holds_has_nothing_amiss() {
        assert_eq!(amiss(|_| {}), [""; 0]);
    }

    #[test]
    fn each_thing_that_does_not_hold_is_said() {
        let table: [(Spoil, &str); 7] = [
            (|a| a.tally.received = 2, "do not add up"),
            (
                |a| a.counted = Some(3),
                "3 resources in the file, 1 received",
            ),
            (|a| a.ledger.clear(), "the ledger does not say"),
            (|a| a.entries = 1, "1 entries shown"),
            (|a| a.problems.clear(), "lost without a listed problem"),
            (|a| a.untitled = 1, "without a title"),
            (|a| a.seconds = 2.5, "took 2.5 s"),
        ];
        for (spoil, words) in table {
            let amiss = amiss(spoil).join("; ");
            assert!(amiss.contains(words), "{words:?} is not in {amiss:?}");
        }
    }
}
