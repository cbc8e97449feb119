use crate::{KindSet, Person, Problem, RecordKey, Tally};

/// What one answer of a source held, beyond the entries themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// How many resources went where. May change as later pages arrive; the
    /// reader's own tally over all pages is the one to trust at the end.
    pub tally: Tally,
    /// The address of the next page as sent.
    pub next: Option<String>,
    /// The total that the server announced (FHIR `Bundle.total`).
    pub total: Option<u32>,
    /// Patients on the page, each with its record key and server id.
    pub patients: Vec<(RecordKey, String, Person)>,
    /// What could not be taken as sent.
    pub problems: Vec<Problem>,
    /// The byte at which the page broke off, where it did.
    pub broken_at: Option<u32>,
    /// The server said itself that the answer is incomplete or refused
    /// (OperationOutcome of severity error or fatal).
    pub refused: bool,
    /// What the server says is missing.
    pub missing: Missing,
}

/// What a source says is not there, by its own word, of which kinds of record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Missing {
    /// Something is withheld.
    pub withheld: KindSet,
    /// Something could not be given, for another reason.
    pub unavailable: KindSet,
    /// There is nothing, or nothing is recorded. A list says so of its heading:
    /// another may hold records of the kind.
    pub empty: KindSet,
    /// More may be had in an emergency.
    pub emergency: bool,
}

impl Missing {
    /// Leaves out what is said of other kinds.
    pub fn keep(&mut self, kinds: KindSet) {
        self.withheld = self.withheld.and(kinds);
        self.unavailable = self.unavailable.and(kinds);
        self.empty = self.empty.and(kinds);
    }

    /// Adds what was said elsewhere.
    pub fn add(&mut self, other: Missing) {
        self.withheld = self.withheld.or(other.withheld);
        self.unavailable = self.unavailable.or(other.unavailable);
        self.empty = self.empty.or(other.empty);
        self.emergency |= other.emergency;
    }
}
