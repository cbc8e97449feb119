//! What is asked of a source by its configuration: by which methods, with which
//! headers, and what the source must be able to do.

use std::time::Duration;

use timeline_engine::config::{Credentials, FhirPlan, Find, Load, SourceConfig, SourceKind};

use super::capability::Need;

/// How the source is asked as a FHIR source, where it is one.
pub fn fhir(config: &SourceConfig) -> Option<&FhirPlan> {
    match &config.kind {
        SourceKind::Fhir(plan) => Some(plan),
        SourceKind::Feed(_) => None,
    }
}

/// Whether cookies go along.
pub fn cookies(config: &SourceConfig) -> bool {
    config.credentials == Credentials::Cookie
}

/// How long the source may take until it begins to answer.
pub fn until_headers(config: &SourceConfig) -> Duration {
    Duration::from_millis(config.times.headers.into())
}

/// How long one page may take.
pub fn until_end(config: &SourceConfig) -> Duration {
    Duration::from_millis(config.times.page.into())
}

/// The methods by which it is asked, each with the headers that go along. A
/// browser sees of a token only that there is one.
pub fn requests(config: &SourceConfig) -> Vec<(&'static str, Vec<(String, String)>)> {
    let mut headers = vec![("accept".to_owned(), accept(config).to_owned())];
    if config.credentials == Credentials::Token {
        headers.push(("authorization".to_owned(), "Bearer".to_owned()));
    }
    headers.extend(config.headers.iter().cloned());
    if !config.purpose_header.is_empty() {
        headers.push((config.purpose_header.clone(), String::new()));
    }
    let mut requests = vec![("GET", headers.clone())];
    if let Some(media) = fhir(config).and_then(posted) {
        headers.push(("content-type".to_owned(), media.to_owned()));
        requests.push(("POST", headers));
    }
    requests
}

fn accept(config: &SourceConfig) -> &'static str {
    match config.kind {
        SourceKind::Fhir(_) => "application/fhir+json",
        SourceKind::Feed(_) => "application/json, text/csv",
    }
}

/// The media type of what is posted, where anything is.
fn posted(plan: &FhirPlan) -> Option<&'static str> {
    if plan.find == Find::Match || plan.load == Load::GpConnect {
        return Some("application/fhir+json");
    }
    let searches = plan.find == Find::Search || plan.load == Load::Types;
    (plan.search_by_post && searches).then_some("application/x-www-form-urlencoded")
}

/// What the source must be able to do for the patient to be found.
pub fn to_find(plan: &FhirPlan) -> Option<Need> {
    match plan.find {
        Find::Search => Some(Need::search("Patient", "identifier")),
        Find::Match => Some(Need::operation("match")),
        Find::Id | Find::None => None,
    }
}

/// What the source must be able to do for the record to be loaded.
pub fn to_load(plan: &FhirPlan) -> Vec<Need> {
    match plan.load {
        Load::Everything => vec![Need::operation("everything")],
        Load::Summary => vec![Need::operation("summary")],
        Load::GpConnect => vec![Need::operation("gpc.getstructuredrecord")],
        Load::Document => Vec::new(),
        Load::Types => {
            let own = plan.searches.iter();
            let own = own.map(|search| search.split('?').next().unwrap_or_default());
            let types = plan.types.iter().map(String::as_str).chain(own);
            let mut needs: Vec<Need> = types.map(|kind| Need::search(kind, "patient")).collect();
            needs.dedup();
            needs
        }
    }
}
