//! All that was found.

use super::finding::{Finding, Level};

/// All that was found, in the order of the configuration.
#[derive(Debug, Default)]
pub struct Report {
    /// Of the configuration itself.
    pub configuration: Vec<Finding>,
    /// Of each source.
    pub sources: Vec<Examined>,
}

/// What was found of one source.
#[derive(Debug)]
pub struct Examined {
    /// The id in the configuration.
    pub id: String,
    /// What was found, in the order in which it was looked at.
    pub findings: Vec<Finding>,
}

impl Report {
    /// How many findings fail the check.
    pub fn faults(&self) -> usize {
        let sources = self.sources.iter().flat_map(|source| &source.findings);
        let all = self.configuration.iter().chain(sources);
        all.filter(|finding| finding.level == Level::Fault).count()
    }
}
