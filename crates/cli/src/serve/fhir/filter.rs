//! What one parameter of a search demands of a resource.

use super::super::demo::FhirHolding;
use super::super::record::{Record, Span, reference_id, span_of};

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

/// What one parameter demands.
pub enum Filter {
    /// To be about one of these patients.
    About(Vec<String>),
    /// A date that stands so to one of these.
    Date(String, Vec<(Prefix, Span)>),
    /// One of these codes.
    Token(String, Vec<(Option<String>, String)>),
    /// A name that begins so, in small letters.
    Name(String, String),
}

/// How two dates stand to each other.
#[derive(Clone, Copy)]
pub enum Prefix {
    /// Within.
    Eq,
    /// Not within.
    Ne,
    /// Reaches beyond the end.
    Gt,
    /// Reaches to the start or beyond.
    Ge,
    /// Begins before the start.
    Lt,
    /// Begins before the end.
    Le,
    /// Begins after the end.
    Sa,
    /// Ends before the start.
    Eb,
}

impl Filter {
    /// Reads one parameter; `None` if this server knows none of the name.
    pub fn read(holding: &FhirHolding, name: &str, value: &str) -> Result<Option<Filter>, String> {
        let filter = match name {
            "patient" | "subject" | "patient:Patient" | "subject:Patient" => {
                let ids = value
                    .split(',')
                    .map(|one| reference_id(one, "Patient").unwrap_or(one).to_owned());
                Filter::About(ids.collect())
            }
            "patient.identifier" | "subject.identifier" => {
                let person = holding.person_by_identifier(value);
                Filter::About(person.map(|person| person.id.clone()).into_iter().collect())
            }
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
        Ok(Some(filter))
    }

    /// Whether the resource is as demanded.
    pub fn takes(&self, record: &Record) -> bool {
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

fn refuse_modifier(name: &str) -> Result<Option<Filter>, String> {
    match name.split_once(':') {
        // FHIR: a modifier that is not known must be refused.
        Some((known, _))
            if DATES.contains(&known) || TOKENS.contains(&known) || NAMES.contains(&known) =>
        {
            Err(format!("The modifier of {name:?} is not supported."))
        }
        _ => Ok(None),
    }
}

/// `system|value` or `value`.
pub fn split_token(token: &str) -> (Option<String>, String) {
    match token.split_once('|') {
        Some((system, value)) => (Some(system.to_owned()), value.to_owned()),
        None => (None, token.to_owned()),
    }
}
