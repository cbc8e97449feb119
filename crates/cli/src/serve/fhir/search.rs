//! Searches: which resources of a type match, in which order.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Response, StatusCode};

use super::super::answer::{fhir_answer, outcome};
use super::super::demo::{FhirHolding, Person};
use super::super::faults::Fault;
use super::super::record::{Record, Span, reference_id, span_of};
use super::Ask;
use super::bundle::{Item, Listing};

/// The page length when none is asked for, and the longest.
const COUNT: usize = 50;
const LONGEST: usize = 200;

/// Parameters that compare a date.
pub const DATES: [&str; 10] = [
    "date",
    "period",
    "onset-date",
    "recorded-date",
    "asserted-date",
    "authoredon",
    "created",
    "issued",
    "birthdate",
    "_lastUpdated",
];

/// Parameters that compare a code.
pub const TOKENS: [&str; 11] = [
    "_id",
    "identifier",
    "code",
    "category",
    "type",
    "class",
    "status",
    "intent",
    "gender",
    "clinical-status",
    "verification-status",
];

/// Parameters that compare a name of a Patient.
const NAMES: [&str; 3] = ["family", "given", "name"];

enum Filter {
    About(Vec<String>),
    Date(String, Vec<(Prefix, Span)>),
    Token(String, Vec<(Option<String>, String)>),
    Name(String, String),
}

#[derive(Clone, Copy)]
enum Prefix {
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
    Sa,
    Eb,
}

/// What one search asks, read from its parameters.
struct Search {
    filters: Vec<Filter>,
    sort: Vec<(String, bool)>,
    used: Vec<(String, String)>,
}

/// Answers `Type?…` and `Type/_search`.
pub fn answer(holding: &FhirHolding, ask: &Ask, kind: &str, fault: Fault) -> Response<Body> {
    let refuse = |text: String| outcome(StatusCode::BAD_REQUEST, "value", &text);
    let search = match Search::read(holding, ask) {
        Ok(search) => search,
        Err(text) => return refuse(text),
    };
    let (offset, count) = match window(&ask.parameters) {
        Ok(window) => window,
        Err(text) => return refuse(text),
    };
    let mut records = match fault {
        Fault::UnknownPatient if kind == "Patient" => Vec::new(),
        Fault::WrongPatient if kind == "Patient" => somebody_else(holding, ask),
        Fault::Empty if kind != "Patient" => Vec::new(),
        _ => search.find(holding, kind),
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
        stu3: holding.stu3,
    };
    fhir_answer(StatusCode::OK, &listing.bundle(&ask.base, fault))
}

/// `_offset` and `_count`.
pub fn window(parameters: &[(String, String)]) -> Result<(usize, usize), String> {
    let number =
        |wanted: &str, default: usize| match parameters.iter().find(|(name, _)| name == wanted) {
            Some((_, value)) => value
                .parse()
                .map_err(|_| format!("{wanted} must be a whole number, not {value:?}.")),
            None => Ok(default),
        };
    Ok((number("_offset", 0)?, number("_count", COUNT)?.min(LONGEST)))
}

/// The patient of `Patient/1`, `1` or an address that ends so.
pub fn person_by_reference<'a>(holding: &'a FhirHolding, reference: &str) -> Option<&'a Person> {
    let id = reference_id(reference, "Patient").unwrap_or(reference);
    holding.people.iter().find(|person| person.id == id)
}

/// The patient of `system|value` or `value`.
pub fn person_by_identifier<'a>(holding: &'a FhirHolding, token: &str) -> Option<&'a Person> {
    let (system, value) = split_token(token);
    holding.people.iter().find(|person| {
        let mut patients = person
            .records
            .iter()
            .filter(|record| record.kind == "Patient");
        patients.any(|patient| patient.matches_token("identifier", system.as_deref(), &value))
    })
}

impl Search {
    fn read(holding: &FhirHolding, ask: &Ask) -> Result<Search, String> {
        let mut search = Search {
            filters: Vec::new(),
            sort: Vec::new(),
            used: Vec::new(),
        };
        for (name, value) in &ask.parameters {
            if search.read_one(holding, name, value)? {
                search.used.push((name.clone(), value.clone()));
            } else if ask.strict && !matches!(name.as_str(), "_offset" | "_format") {
                return Err(format!("Unknown parameter {name:?}."));
            }
        }
        Ok(search)
    }

    /// Takes one parameter; false if this server knows none of the name.
    fn read_one(&mut self, holding: &FhirHolding, name: &str, value: &str) -> Result<bool, String> {
        let filter = match name {
            "_count" => return Ok(true),
            "_sort" => return Ok(self.read_sort(value)),
            "patient" | "subject" | "patient:Patient" | "subject:Patient" => {
                let ids = value
                    .split(',')
                    .map(|one| reference_id(one, "Patient").unwrap_or(one).to_owned());
                Filter::About(ids.collect())
            }
            "patient.identifier" | "subject.identifier" => Filter::About(
                person_by_identifier(holding, value)
                    .map(|person| person.id.clone())
                    .into_iter()
                    .collect(),
            ),
            _ if DATES.contains(&name) => {
                let dates: Result<Vec<_>, String> =
                    value.split(',').map(|one| read_date(name, one)).collect();
                Filter::Date(name.to_owned(), dates?)
            }
            _ if TOKENS.contains(&name) => {
                Filter::Token(name.to_owned(), value.split(',').map(split_token).collect())
            }
            _ if NAMES.contains(&name) => Filter::Name(name.to_owned(), value.to_lowercase()),
            _ => return refuse_modifier(name),
        };
        self.filters.push(filter);
        Ok(true)
    }

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

impl Filter {
    fn takes(&self, record: &Record) -> bool {
        match self {
            Filter::About(ids) => ids.iter().any(|id| record.is_about(id)),
            Filter::Date(name, wanted) => {
                let spans = record.spans(name).unwrap_or_default();
                spans.iter().any(|span| {
                    wanted
                        .iter()
                        .any(|(prefix, date)| prefix.holds(*span, *date))
                })
            }
            Filter::Token(name, wanted) => wanted
                .iter()
                .any(|(system, value)| record.matches_token(name, system.as_deref(), value)),
            Filter::Name(name, start) => record.has_name(name, start),
        }
    }
}

impl Prefix {
    /// Whether the resource's span stands so to the parameter's (FHIR R4,
    /// section 3.1.1.4.5).
    fn holds(self, span: Span, date: Span) -> bool {
        let within = span.0 >= date.0 && span.1 <= date.1;
        match self {
            Prefix::Eq => within,
            Prefix::Ne => !within,
            Prefix::Gt => span.1 > date.1,
            Prefix::Ge => span.1 >= date.0,
            Prefix::Lt => span.0 < date.0,
            Prefix::Le => span.0 <= date.1,
            Prefix::Sa => span.0 > date.1,
            Prefix::Eb => span.1 < date.0,
        }
    }
}

fn read_date(name: &str, text: &str) -> Result<(Prefix, Span), String> {
    let prefixes = [
        ("eq", Prefix::Eq),
        ("ne", Prefix::Ne),
        ("gt", Prefix::Gt),
        ("ge", Prefix::Ge),
        ("lt", Prefix::Lt),
        ("le", Prefix::Le),
        ("sa", Prefix::Sa),
        ("eb", Prefix::Eb),
    ];
    let found = prefixes
        .iter()
        .find_map(|(word, prefix)| Some((*prefix, text.strip_prefix(word)?)));
    let (prefix, date) = found.unwrap_or((Prefix::Eq, text));
    // A plus sign that was not escaped arrives as a blank.
    let span = span_of(date).or_else(|| span_of(&date.replace(' ', "+")));
    let span =
        span.ok_or_else(|| format!("{name} must be a date such as ge2024-05-01, not {text:?}."))?;
    Ok((prefix, span))
}

fn refuse_modifier(name: &str) -> Result<bool, String> {
    match name.split_once(':') {
        // FHIR: a modifier that is not known must be refused.
        Some((known, _))
            if DATES.contains(&known) || TOKENS.contains(&known) || NAMES.contains(&known) =>
        {
            Err(format!("The modifier of {name:?} is not supported."))
        }
        _ => Ok(false),
    }
}

fn split_token(token: &str) -> (Option<String>, String) {
    match token.split_once('|') {
        Some((system, value)) => (Some(system.to_owned()), value.to_owned()),
        None => (None, token.to_owned()),
    }
}

/// The Patient after the one who was asked for.
fn somebody_else<'a>(holding: &'a FhirHolding, ask: &Ask) -> Vec<&'a Record> {
    let asked = ask.person(holding).map(|person| person.id.as_str());
    let place = holding
        .people
        .iter()
        .position(|person| Some(person.id.as_str()) == asked);
    let after = place.map_or(0, |place| place + 1);
    let other = holding.people.iter().cycle().nth(after);
    let patient = other.and_then(|person| {
        person
            .records
            .iter()
            .find(|record| record.kind == "Patient")
    });
    patient
        .filter(|patient| Some(patient.id.as_str()) != asked)
        .into_iter()
        .collect()
}
