//! Asks a FHIR source what it can do, and holds it against what is asked of
//! it.

use serde_json::Value;
use timeline_engine::config::{Credentials, FhirPlan, SourceConfig};
use url::Url;

use super::asked::{self, Demands};
use super::capability::{Capability, Need};
use super::codes::Code;
use super::cors::{Asked, text};
use super::exchange::{Question, Reply, ask};
use super::finding::Finding;
use super::scene::Scene;
use super::token::token;
use super::words;

/// What the metadata say, and whether the page may read them.
pub async fn examine(
    config: &SourceConfig,
    plan: &FhirPlan,
    demands: &Demands,
    base: &Url,
    origin: Option<&str>,
    scene: &Scene,
) -> Vec<Finding> {
    let mut url = base.clone();
    let path = base.path().trim_end_matches('/');
    url.set_path(&format!("{path}/metadata"));
    let mut headers = vec![("accept".to_owned(), demands.accept.clone())];
    // What goes wrong with the token is told where the record is asked for.
    if config.credentials == Credentials::Token
        && let Ok(token) = token(scene.token_command.as_deref(), &config.id).await
    {
        headers.push(("authorization".to_owned(), format!("Bearer {token}")));
    }
    if let Some(origin) = origin {
        headers.push(("origin".to_owned(), origin.to_owned()));
    }
    let question = Question {
        method: "GET",
        url,
        headers,
        body: Vec::new(),
    };
    let reply = match ask(question, &scene.tls, asked::until_end(config)).await {
        Ok(reply) => reply,
        Err(reason) => return vec![words::no_reply(&reason, base)],
    };
    let mut findings = Vec::new();
    if let Some(origin) = origin {
        findings.extend(crossed(&reply, origin, config));
    }
    findings.extend(read(&reply, plan, demands));
    findings
}

/// Whether the page may read the answer and the headers that matter.
fn crossed(reply: &Reply, origin: &str, config: &SourceConfig) -> Vec<Finding> {
    let asked = Asked {
        origin,
        method: "GET",
        headers: &[],
        cookies: asked::cookies(config),
    };
    if let Some(objection) = asked.of_answer(&reply.headers) {
        return vec![words::cors(&objection, origin)];
    }
    let hidden = asked.hidden(&reply.headers, &["Retry-After", "ETag"]);
    let exposed = if hidden.is_empty() {
        Finding::good(Code::Exposed, "Retry-After, ETag")
    } else {
        let hidden = hidden.join(", ");
        Finding::warning(
            Code::NotExposed,
            format!("the element cannot read {hidden}: it waits and asks again by its own rule"),
            format!("answer Access-Control-Expose-Headers: {hidden}"),
        )
    };
    vec![
        Finding::good(Code::Cors, format!("{origin} may read the answer")),
        exposed,
    ]
}

fn read(reply: &Reply, plan: &FhirPlan, demands: &Demands) -> Vec<Finding> {
    if let Some(finding) = unfit(reply) {
        return vec![finding];
    }
    let Some(capability) = Capability::read(&reply.body) else {
        return vec![Finding::warning(
            Code::VersionUnknown,
            "metadata is no CapabilityStatement",
            "see that baseUrl is the base address of FHIR",
        )];
    };
    let size = reply.body.len().div_ceil(1000);
    let says = format!("metadata in {} ms, {size} kB", reply.took.as_millis());
    let mut findings = vec![Finding::good(Code::Answer, says)];
    let media = text(&reply.headers, "content-type").unwrap_or_default();
    findings.extend(words::media(&media));
    findings.push(version(&capability, plan));
    findings.extend(searches(&capability, plan, demands));
    findings
}

/// Why the answer is none that can be read.
fn unfit(reply: &Reply) -> Option<Finding> {
    let status = reply.status;
    if (300..400).contains(&status) {
        return Some(Finding::warning(
            Code::Redirect,
            format!("metadata: {status}, another address"),
            "write the address that it leads to as baseUrl",
        ));
    }
    if status != 200 {
        let advice = match status {
            401 | 403 => "let metadata be asked for without a sign-in, as FHIR wants",
            500.. | 429 => "see the source's own log",
            _ => "see that baseUrl is the base address of FHIR, and leave version as any",
        };
        let says = format!("metadata: {status}: what the source can do is not known");
        return Some(Finding::warning(Code::NoMetadata, says, advice));
    }
    if serde_json::from_slice::<Value>(&reply.body).is_ok() {
        return None;
    }
    let start =
        String::from_utf8_lossy(reply.body.get(..512).unwrap_or(&reply.body)).to_lowercase();
    let html = start.contains("<html") || start.contains("<!doctype html");
    Some(words::not_json("metadata", html))
}

fn version(capability: &Capability, plan: &FhirPlan) -> Finding {
    let own = &capability.version;
    let wanted = plan.version.as_str();
    match capability.release() {
        Some(release) if [release, "any", "auto"].contains(&wanted) => {
            Finding::good(Code::Version, format!("FHIR {release} ({own})"))
        }
        Some(release) => Finding::fault(
            Code::VersionOther,
            format!("FHIR {release} ({own}), and version is {wanted}"),
            format!("set version to {release}, auto or any"),
        ),
        None if own.is_empty() => Finding::warning(
            Code::VersionUnknown,
            "metadata say no fhirVersion",
            "have the source say it",
        ),
        None => Finding::fault(
            Code::VersionUnsupported,
            format!("FHIR {own} is not read"),
            "use an address where the source speaks DSTU2, STU3, R4, R4B or R5",
        ),
    }
}

/// How many searches are named where all are good.
const SHOWN: usize = 4;

fn searches(capability: &Capability, plan: &FhirPlan, demands: &Demands) -> Option<Finding> {
    let Demands { find, load, .. } = demands;
    let missing = |needs: &[&Need]| -> Vec<String> {
        let missing = needs.iter().filter(|need| !capability.offers(need));
        missing.map(|need| need.shown()).collect()
    };
    let all: Vec<&Need> = find.iter().chain(load).collect();
    if all.is_empty() {
        return None;
    }
    let not_offered = missing(&all);
    if not_offered.is_empty() {
        let shown: Vec<String> = all.iter().take(SHOWN).map(|need| need.shown()).collect();
        let mut says = shown.join(", ");
        if all.len() > SHOWN {
            says.push_str(&format!(" and {} more", all.len() - SHOWN));
        }
        return Some(Finding::good(Code::Search, says));
    }
    let says = format!("metadata do not offer {}", not_offered.join(", "));
    let of_load: Vec<&Need> = load.iter().collect();
    let lost = missing(&of_load).len();
    let code = Code::SearchNotSupported;
    // Where the patient cannot be found, or nothing of the record asked for,
    // the source gives nothing; else it gives the rest.
    Some(if not_offered.len() > lost {
        let advice = "set find to what the source supports";
        Finding::fault(code, says, advice)
    } else if plan.version == "auto" {
        let advice = "nothing need be done: what is not offered is not asked for, and $everything is asked for by types";
        Finding::note(code, says, advice)
    } else if lost == load.len() {
        let advice = "set load to what the source supports, or version to auto";
        Finding::fault(code, says, advice)
    } else {
        let advice = "leave out of types what the source does not hold, or set version to auto";
        Finding::warning(code, says, advice)
    })
}
