//! What was found: a code that stays, how grave it is, and what to do.

use super::codes::Code;

/// How grave a finding is. Only a fault fails the check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// As it should be.
    Good,
    /// Worth knowing; nothing is amiss.
    Note,
    /// Works, and will not for long or not well.
    Warning,
    /// The element will not get what is asked for.
    Fault,
}

impl Level {
    /// The mark at the beginning of the line, and the word in JSON.
    pub fn mark(self) -> &'static str {
        match self {
            Level::Good => "ok",
            Level::Note => "note",
            Level::Warning => "warn",
            Level::Fault => "FAIL",
        }
    }
}

/// One line of the report.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What was looked at and what came of it.
    pub code: Code,
    /// How grave it is.
    pub level: Level,
    /// The figure or the reason.
    pub says: String,
    /// What to do; empty where nothing is to be done.
    pub advice: String,
}

impl Finding {
    /// As it should be.
    pub fn good(code: Code, says: impl Into<String>) -> Finding {
        Finding::new(Level::Good, code, says, "")
    }

    /// Worth knowing.
    pub fn note(code: Code, says: impl Into<String>, advice: impl Into<String>) -> Finding {
        Finding::new(Level::Note, code, says, advice)
    }

    /// Works for now.
    pub fn warning(code: Code, says: impl Into<String>, advice: impl Into<String>) -> Finding {
        Finding::new(Level::Warning, code, says, advice)
    }

    /// Does not work.
    pub fn fault(code: Code, says: impl Into<String>, advice: impl Into<String>) -> Finding {
        Finding::new(Level::Fault, code, says, advice)
    }

    fn new(
        level: Level,
        code: Code,
        says: impl Into<String>,
        advice: impl Into<String>,
    ) -> Finding {
        Finding {
            code,
            level,
            says: says.into(),
            advice: advice.into(),
        }
    }
}
