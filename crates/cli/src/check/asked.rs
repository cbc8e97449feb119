//! What is asked of a source by its configuration, by the engine's own plan:
//! by which methods, with which headers, and what the source must be able to
//! do.

use std::time::Duration;

use timeline_engine::config::{Credentials, FhirPlan, SourceConfig, SourceKind};
use timeline_engine::plan::{Asking, Plan};
use timeline_model::{Identifier, Person};
use url::Url;

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

/// What is asked for anybody.
pub struct Demands {
    /// The media types that are understood.
    pub accept: String,
    /// What must be possible for the patient to be found.
    pub find: Option<Need>,
    /// What must be possible for the record to be loaded.
    pub load: Vec<Need>,
    askings: Vec<Asking>,
}

impl Demands {
    /// What is asked of the source at this address.
    pub fn new(config: &SourceConfig, base: &Url) -> Demands {
        let anybody = Person {
            identifiers: vec![Identifier {
                system: "urn:timeline:check".to_owned(),
                value: "anybody".to_owned(),
            }],
            ..Person::default()
        };
        let base = base.as_str().trim_end_matches('/');
        let plan = Plan {
            config,
            base,
            asked: &anybody,
            given: "anybody",
            offer: None,
        };
        let find = plan.find();
        let (mut askings, _) = plan.record("anybody");
        let mut load: Vec<Need> = askings.iter().filter_map(|a| need(a, base)).collect();
        load.dedup();
        Demands {
            accept: plan.accept(),
            find: find.as_ref().and_then(|asking| need(asking, base)),
            load,
            askings: {
                askings.extend(find);
                askings
            },
        }
    }

    /// The methods by which the source is asked, each with the headers that go
    /// along. A browser sees of a token only that there is one.
    pub fn requests(&self, config: &SourceConfig) -> Vec<(&'static str, Vec<(String, String)>)> {
        let mut headers = vec![("accept".to_owned(), self.accept.clone())];
        if config.credentials == Credentials::Token {
            headers.push(("authorization".to_owned(), "Bearer".to_owned()));
        }
        headers.extend(config.headers.iter().cloned());
        if !config.purpose_header.is_empty() {
            headers.push((config.purpose_header.clone(), String::new()));
        }
        let mut requests: Vec<(&'static str, Vec<(String, String)>)> = Vec::new();
        for asking in &self.askings {
            let mut headers = headers.clone();
            let method = if asking.body.is_some() {
                headers.push(("content-type".to_owned(), asking.content.to_owned()));
                "POST"
            } else {
                "GET"
            };
            let request = (method, headers);
            if !requests.contains(&request) {
                requests.push(request);
            }
        }
        requests
    }
}

/// What the source must be able to do for this; `None` for what every source
/// can, and for what no statement speaks of.
fn need(asking: &Asking, base: &str) -> Option<Need> {
    let rest = asking.url.strip_prefix(base)?.trim_start_matches('/');
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    if let Some((_, operation)) = path.split_once('$') {
        return Some(Need::Operation(operation.to_owned()));
    }
    let query = if path.ends_with("/_search") {
        asking.body.as_deref().unwrap_or_default()
    } else {
        query
    };
    let kind = path.split('/').next()?;
    let by = ["identifier", "patient"].into_iter().find(|name| {
        let mut names = query.split('&').filter_map(|pair| pair.split('=').next());
        names.any(|own| own == *name)
    });
    Some(Need::Search(kind.to_owned(), by?.to_owned()))
}

#[cfg(test)]
mod tests {
    use timeline_engine::Config;

    use super::*;

    fn demands(keys: &str) -> (Vec<String>, Vec<&'static str>) {
        let json = format!(
            "{{\"sources\": [{{\"id\": \"a\", \"title\": \"A\", \"baseUrl\": \"/fhir\"{keys}}}]}}"
        );
        let config = Config::read(json.as_bytes()).unwrap();
        let source = &config.sources[0];
        let base = Url::parse("https://a.example/fhir").unwrap();
        let demands = Demands::new(source, &base);
        let needs = demands.find.iter().chain(&demands.load);
        let methods = demands.requests(source);
        (
            needs.map(Need::shown).collect(),
            methods.into_iter().map(|(method, _)| method).collect(),
        )
    }

    #[test]
    fn what_is_needed_is_what_the_plan_asks_for() {
        let (needs, methods) = demands("");
        assert_eq!(needs, ["Patient?identifier=", "Patient/$everything"]);
        assert_eq!(methods, ["GET"]);
        let (needs, methods) =
            demands(", \"search\": \"post\", \"load\": \"types\", \"types\": [\"Flag\"]");
        assert_eq!(needs, ["Patient?identifier=", "Flag?patient="]);
        assert_eq!(methods, ["POST"]);
        let (needs, methods) = demands(", \"find\": \"match\", \"load\": \"summary\"");
        assert_eq!(needs, ["Patient/$match", "Patient/$summary"]);
        assert_eq!(methods, ["GET", "POST"]);
        let (needs, _) = demands(", \"find\": \"id\", \"patientId\": \"{value}\"");
        assert_eq!(needs, ["Patient/$everything"]);
        let (needs, _) = demands(", \"preset\": \"document\", \"document\": \"x/{value}\"");
        assert_eq!(needs, [""; 0]);
        let (needs, methods) = demands(", \"preset\": \"gp-connect\"");
        assert_eq!(needs, ["Patient/$gpc.getstructuredrecord"]);
        assert_eq!(methods, ["POST"]);
    }
}
