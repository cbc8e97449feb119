//! Searches: which resources of a type match, in which order.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Response, StatusCode};

use super::super::answer::{fhir_answer, outcome};
use super::super::demo::{FhirHolding, Person};
use super::super::faults::{Fault, Specs};
use super::super::record::Record;
use super::Ask;
use super::bundle::{Item, Listing};
use super::filter::{DATES, Filter};

/// The page length when none is asked for, and the longest.
const COUNT: usize = 50;
const LONGEST: usize = 200;

/// What one search asks, read from its parameters.
struct Search {
    filters: Vec<Filter>,
    sort: Vec<(String, bool)>,
    used: Vec<(String, String)>,
}

/// Answers `Type?…` and `Type/_search`.
pub fn answer(holding: &FhirHolding, ask: &Ask, kind: &str, faults: &Specs) -> Response<Body> {
    let refuse = |text: String| outcome(StatusCode::BAD_REQUEST, "value", &text);
    let search = match Search::read(holding, ask) {
        Ok(search) => search,
        Err(text) => return refuse(text),
    };
    let (offset, count) = match window(&ask.parameters) {
        Ok(window) => window,
        Err(text) => return refuse(text),
    };
    let of_patients = kind == "Patient";
    let mut records = if of_patients && faults.has(Fault::WrongPatient) {
        let asked = ask.person(holding).map(|person| person.id.as_str());
        let other = asked.and_then(|asked| holding.person_after(asked));
        other.and_then(Person::patient).into_iter().collect()
    } else if !of_patients && faults.has(Fault::Empty) {
        Vec::new()
    } else {
        search.find(holding, kind)
    };
    search.sort(&mut records);
    let items = records
        .into_iter()
        .map(|record| Item {
            record,
            included: false,
        })
        .collect();
    let listing = Listing {
        path: kind.to_owned(),
        used: search.used,
        items,
        offset,
        count,
        says_more: !of_patients && !ask.emergency,
        stu3: holding.stu3,
    };
    fhir_answer(StatusCode::OK, &listing.bundle(&ask.base, faults))
}

/// `_offset` and `_count`; `_summary=count` wants the total alone.
pub fn window(parameters: &[(String, String)]) -> Result<(usize, usize), String> {
    let number =
        |wanted: &str, default: usize| match parameters.iter().find(|(name, _)| name == wanted) {
            Some((_, value)) => value
                .parse()
                .map_err(|_| format!("{wanted} must be a whole number, not {value:?}.")),
            None => Ok(default),
        };
    let count = number("_count", COUNT)?.min(LONGEST);
    let only_total = parameters
        .iter()
        .any(|(name, value)| name == "_summary" && value == "count");
    Ok((number("_offset", 0)?, if only_total { 0 } else { count }))
}

impl Search {
    fn read(holding: &FhirHolding, ask: &Ask) -> Result<Search, String> {
        let mut search = Search {
            filters: Vec::new(),
            sort: Vec::new(),
            used: Vec::new(),
        };
        for (name, value) in &ask.parameters {
            let taken = match name.as_str() {
                "_count" | "_summary" => true,
                "_sort" => search.read_sort(value),
                _ => {
                    let filter = Filter::read(holding, name, value)?;
                    let known = filter.is_some();
                    search.filters.extend(filter);
                    known
                }
            };
            if taken {
                search.used.push((name.clone(), value.clone()));
            } else if ask.strict && !matches!(name.as_str(), "_offset" | "_format") {
                return Err(format!("Unknown parameter {name:?}."));
            }
        }
        Ok(search)
    }

    /// Takes the keys that are known; false if there is none.
    fn read_sort(&mut self, value: &str) -> bool {
        for key in value.split(',') {
            let (key, down) = key
                .strip_prefix('-')
                .map_or((key, false), |key| (key, true));
            if key == "_id" || DATES.contains(&key) {
                self.sort.push((key.to_owned(), down));
            }
        }
        !self.sort.is_empty()
    }

    fn find<'a>(&self, holding: &'a FhirHolding, kind: &str) -> Vec<&'a Record> {
        let records = holding
            .people
            .iter()
            .flat_map(|person| &person.records)
            .filter(|record| record.kind == kind);
        // Practitioners and organisations stand in the files of many patients.
        let mut seen = BTreeSet::new();
        let matching =
            records.filter(|record| self.filters.iter().all(|filter| filter.takes(record)));
        matching
            .filter(|record| record.id.is_empty() || seen.insert(record.id.clone()))
            .collect()
    }

    /// Sorts by the wanted keys; records without the date come last.
    fn sort(&self, records: &mut [&Record]) {
        for (key, down) in self.sort.iter().rev() {
            if key == "_id" {
                records.sort_by(|a, b| {
                    if *down {
                        b.id.cmp(&a.id)
                    } else {
                        a.id.cmp(&b.id)
                    }
                });
                continue;
            }
            records.sort_by_cached_key(|record| {
                let first = record
                    .spans(key)
                    .unwrap_or_default()
                    .first()
                    .map(|span| span.0);
                let rank = first.map(|time| if *down { time.saturating_neg() } else { time });
                (rank.is_none(), rank)
            });
        }
    }
}
