//! Small entries for the tests, all invented.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test file uses some of it"
)]

use timeline_merge::{Merged, Overrides, merge};
use timeline_model::{
    Code, Entry, Identifier, Kind, PartialDate, Quantity, RecordKey, Status, StatusClass, Value,
};

pub const SNOMED: &str = "http://snomed.info/sct";
pub const LOINC: &str = "http://loinc.org";

/// An entry of `source`, at `place` on its first page.
pub fn entry(source: u16, place: u32, resource: &str, kind: Kind, title: &str) -> Entry {
    Entry {
        key: RecordKey {
            source,
            page: 0,
            place,
        },
        alias: format!("{resource}/{source}-{place}"),
        resource: resource.into(),
        kind,
        title: title.into(),
        status: Status {
            class: StatusClass::Completed,
            sent: "final".into(),
        },
        ..Entry::default()
    }
}

pub fn problem(source: u16, place: u32, title: &str, onset: &str) -> Entry {
    entry(source, place, "Condition", Kind::Problem, title).at(onset)
}

pub fn result(source: u16, place: u32, at: &str, number: &str) -> Entry {
    entry(source, place, "Observation", Kind::Result, "Sodium")
        .coded(LOINC, "2951-2")
        .at(at)
        .valued(number, "mmol/L")
}

/// Chained changes to an entry.
pub trait With {
    fn at(self, start: &str) -> Entry;
    fn coded(self, system: &str, code: &str) -> Entry;
    fn identified(self, value: &str) -> Entry;
    fn valued(self, number: &str, unit: &str) -> Entry;
}

impl With for Entry {
    fn at(mut self, start: &str) -> Entry {
        self.when.start = PartialDate::parse(start);
        self
    }

    fn coded(mut self, system: &str, code: &str) -> Entry {
        self.codes.push(Code {
            system: system.into(),
            code: code.into(),
            ..Code::default()
        });
        self
    }

    fn identified(mut self, value: &str) -> Entry {
        self.identifiers.push(Identifier {
            system: "https://example.org/number".into(),
            value: value.into(),
        });
        self
    }

    fn valued(mut self, number: &str, unit: &str) -> Entry {
        self.value = Some(Value::Quantity(Quantity {
            number: number.into(),
            unit: unit.into(),
            ..Quantity::default()
        }));
        self
    }
}

pub fn merged(entries: &[Entry]) -> Merged {
    let all: Vec<&Entry> = entries.iter().collect();
    merge(&all, &Overrides::default())
}

/// The members of every group, by place.
pub fn groups(entries: &[Entry]) -> Vec<Vec<usize>> {
    merged(entries)
        .groups
        .into_iter()
        .map(|g| g.members)
        .collect()
}

/// Whether two entries fold.
pub fn folds(a: Entry, b: Entry) -> bool {
    groups(&[a, b]).len() == 1
}
