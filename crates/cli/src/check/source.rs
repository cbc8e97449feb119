//! Looks at one source, step by step, as far as the steps lead.

use std::time::Duration;

use timeline_engine::config::{SourceConfig, SourceKind};
use url::Url;

use super::codes::Code;
use super::connect::connect;
use super::cors::Asked;
use super::exchange::{Question, ask};
use super::finding::Finding;
use super::metadata;
use super::scene::Scene;
use super::words;

/// How long one step may take that the configuration sets no time for.
pub const PROBE: Duration = Duration::from_secs(15);

/// All that was found of a source, in the order in which it was looked at.
pub async fn examine(config: &SourceConfig, scene: &Scene) -> Vec<Finding> {
    let mut findings = Vec::new();
    let Some(base) = address(config, scene, &mut findings) else {
        return findings;
    };
    if !way(&base, scene, &mut findings).await {
        return findings;
    }
    let origin = scene.foreign(&base);
    if let Some(origin) = &origin {
        beforehand(config, &base, origin, scene, &mut findings).await;
    } else {
        findings.push(scene.same_or_unknown());
    }
    if !matches!(config.kind, SourceKind::Feed(_)) {
        let found = metadata::examine(config, &base, origin.as_deref(), scene).await;
        findings.extend(found);
    }
    findings
}

/// The source's address, absolute; `None` where it leads nowhere.
fn address(config: &SourceConfig, scene: &Scene, findings: &mut Vec<Finding>) -> Option<Url> {
    let written = &config.base_url;
    let resolved = match &scene.base {
        Some(base) => base.join(written).ok(),
        None => Url::parse(written).ok(),
    };
    let Some(mut url) = resolved else {
        findings.push(Finding::fault(
            Code::AddressRelative,
            format!("{written} is relative, and this file does not say to what"),
            "give --origin, or the configuration's own address instead of a file",
        ));
        return None;
    };
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        findings.push(Finding::fault(
            Code::AddressOther,
            "baseUrl is no http or https address",
            "write the address as the browser is to ask it",
        ));
        return None;
    }
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    if scene.is_mixed(&url) {
        findings.push(Finding::fault(
            Code::MixedContent,
            "an http source, which a page served by https may not ask",
            "serve the source by https",
        ));
    }
    Some(url)
}

/// Goes to the host; `false` where it cannot be reached.
async fn way(base: &Url, scene: &Scene, findings: &mut Vec<Finding>) -> bool {
    match connect(base, &scene.tls, PROBE).await {
        Ok(connected) => {
            let took = connected.took.as_millis();
            let says = format!("{} in {took} ms", connected.address);
            findings.push(Finding::good(Code::Reached, says));
            if let Some(version) = connected.tls {
                let host = base.host_str().unwrap_or_default();
                let says = format!("{version}, the certificate is good for {host}");
                findings.push(Finding::good(Code::Tls, says));
            }
            true
        }
        Err(reason) => {
            findings.push(words::no_way(&reason, base));
            false
        }
    }
}

/// Asks what the browser asks before a request with these headers.
async fn beforehand(
    config: &SourceConfig,
    base: &Url,
    origin: &str,
    scene: &Scene,
    findings: &mut Vec<Finding>,
) {
    let headers = scene.headers(config);
    let asked = Asked {
        origin,
        method: "GET",
        headers: &headers,
        cookies: config.cookies,
    };
    if !asked.wants_preflight() {
        findings.push(Finding::good(
            Code::Preflight,
            "not asked: no header is sent that wants it",
        ));
        return;
    }
    let mut url = base.clone();
    url.set_path(&format!("{}/Patient", base.path()));
    let question = Question {
        method: "OPTIONS",
        url,
        headers: asked.preflight(),
        body: Vec::new(),
    };
    match ask(question, &scene.tls, PROBE).await {
        Err(reason) => findings.push(words::no_reply(&reason, base)),
        Ok(reply) => {
            let objections = asked.of_preflight(reply.status, &reply.headers);
            for objection in &objections {
                findings.push(words::preflight(objection, origin, asked.method));
            }
            if objections.is_empty() {
                let says = format!("allows {} to {origin}", asked.unusual().join(", "));
                findings.push(Finding::good(Code::Preflight, says));
            }
        }
    }
}
