//! Code systems under one name each, whatever spelling a source used.

use timeline_model::{Packed, packed, plain_system, system_name};

use crate::{hash, seen::MOST};

/// The systems seen, for they repeat.
#[derive(Default)]
pub(crate) struct Systems(Vec<System>);

struct System {
    sent: String,
    hash: Option<u64>,
    /// The short name by which people know it; may be empty.
    name: &'static str,
}

/// The bits of a hashed code that are those of its system.
const OF_SYSTEM: u64 = 0xffff;

/// Code systems that are known by two names.
const TWO_NAMES: Packed = packed![
    ("urn:oid:2.16.840.1.113883.6.96", "http://snomed.info/sct"),
    ("urn:oid:2.16.840.1.113883.6.1", "http://loinc.org"),
    (
        "urn:oid:2.16.840.1.113883.6.88",
        "http://www.nlm.nih.gov/research/umls/rxnorm"
    ),
    (
        "urn:oid:2.16.840.1.113883.12.292",
        "http://hl7.org/fhir/sid/cvx"
    ),
];

impl Systems {
    /// A system, hashed; `None` for no system and for one whose codes only say
    /// that a code is missing.
    pub(crate) fn hash(&mut self, sent: &str) -> Option<u64> {
        if let Some(known) = self.0.iter().find(|known| known.sent == sent) {
            return known.hash;
        }
        let hash = hash_of(sent);
        if self.0.len() < MOST {
            self.0.push(System {
                sent: sent.to_owned(),
                hash,
                name: system_name(sent).unwrap_or_default(),
            });
        }
        hash
    }

    /// The short name of the system of a hashed code; empty where it has none.
    pub(crate) fn name_of(&self, code: Option<u64>) -> &'static str {
        let is = |known: &&System| match (known.hash, code) {
            (Some(system), Some(code)) => (system ^ code) & OF_SYSTEM == 0,
            _ => false,
        };
        self.0.iter().find(is).map_or("", |known| known.name)
    }
}

/// A code within its hashed system, hashed; the last bits tell the system.
pub(crate) fn code_hash(system: u64, code: &str) -> u64 {
    let code = hash::of_parts(b'c', system, hash::of_text(code));
    code & !OF_SYSTEM | system & OF_SYSTEM
}

fn hash_of(system: &str) -> Option<u64> {
    let plain = plain_system(system.trim());
    let says_nothing =
        plain.is_empty() || plain.ends_with("nullflavor") || plain.ends_with("data-absent-reason");
    let name = TWO_NAMES.meaning(&plain).unwrap_or(&plain);
    (!says_nothing).then(|| hash::of_text(name))
}
