use crate::{Person, Problem, RecordKey, Tally};

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
}
