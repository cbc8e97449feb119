//! Faults that a source can be told to have, so that tests and the
//! demonstration can show what the timeline makes of them.

mod spec;
mod table;

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value};

use super::demo::{Holding, Source};
#[cfg(test)]
pub use spec::shape;
pub use spec::{Spec, Specs};
pub use table::{FAULTS, Fault};

/// More addresses than a demonstration asks for; then counting begins anew.
const MOST_COUNTED: usize = 10_000;

/// Faults to set and, where there is none, to lift, by source.
pub type Changes = BTreeMap<String, Option<Specs>>;

/// The faults in force, by source. They hold for everybody who asks: tests
/// that run side by side use the `/faulty/…` addresses instead.
#[derive(Default)]
pub struct Faults {
    in_force: Mutex<BTreeMap<String, Specs>>,
    refused: Mutex<BTreeMap<String, u32>>,
}

impl Faults {
    /// Reads `{"source": "fault"}`, where null lifts what was set; tells every
    /// mistake at once.
    pub fn read(value: &Value, sources: &[Source]) -> Result<Changes, Vec<String>> {
        let Some(members) = value.as_object() else {
            return Err(vec![
                r#"faults must be an object such as {"stannes": "html"}"#.to_owned(),
            ]);
        };
        let (mut faults, mut mistakes) = (BTreeMap::new(), Vec::new());
        for (id, spec) in members {
            let specs = match spec {
                Value::Null => Ok(None),
                Value::String(text) => Specs::parse(text).map(Some),
                _ => Err(format!("the fault of {id:?} must be a string or null")),
            };
            match specs.and_then(|specs| fits(sources, id, specs)) {
                Ok(specs) => drop(faults.insert(id.clone(), specs)),
                Err(mistake) => mistakes.push(mistake),
            }
        }
        if mistakes.is_empty() {
            Ok(faults)
        } else {
            Err(mistakes)
        }
    }

    /// Sets and lifts these faults and leaves the others.
    pub fn change(&self, changes: Changes) {
        let mut faults = lock(&self.in_force);
        for (source, specs) in changes {
            match specs {
                Some(specs) => drop(faults.insert(source, specs)),
                None => drop(faults.remove(&source)),
            }
        }
        lock(&self.refused).clear();
    }

    /// Lifts all faults.
    pub fn clear(&self) {
        lock(&self.in_force).clear();
        lock(&self.refused).clear();
    }

    /// The faults in force for a source.
    pub fn of(&self, source: &str) -> Option<Specs> {
        lock(&self.in_force).get(source).cloned()
    }

    /// Whether a fault that comes so many times and then lets one request
    /// through comes now. Each address has a count of its own.
    pub fn is_due(&self, address: &str, times: Option<u32>) -> bool {
        let Some(times) = times else {
            return true;
        };
        let mut refused = lock(&self.refused);
        if refused.len() > MOST_COUNTED {
            refused.clear();
        }
        let count = refused.entry(address.to_owned()).or_default();
        let due = *count < times;
        *count = if due { *count + 1 } else { 0 };
        due
    }

    /// The faults in force as they are written.
    pub fn show(&self) -> Value {
        let faults = lock(&self.in_force);
        let members = faults
            .iter()
            .map(|(source, specs)| (source.clone(), Value::String(specs.to_string())));
        Value::Object(members.collect::<Map<String, Value>>())
    }
}

/// Whether there is such a source, and whether it can have such faults.
pub fn fits(sources: &[Source], id: &str, specs: Option<Specs>) -> Result<Option<Specs>, String> {
    let Some(source) = sources.iter().find(|source| source.id == id) else {
        let known: Vec<&str> = sources.iter().map(|source| source.id.as_str()).collect();
        return Err(format!("no source {id:?}; there are {}", known.join(", ")));
    };
    let barred = match &source.holding {
        Holding::Fhir(_) => Vec::new(),
        Holding::Feed(_) => specs.as_ref().map(Specs::only_fhir).unwrap_or_default(),
    };
    match barred.first() {
        Some(name) => Err(format!("{id:?} is a feed and cannot have {name}")),
        None => Ok(specs),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
