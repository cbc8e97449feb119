//! Looks at one source, step by step, as far as the steps lead.

use std::rc::Rc;

use timeline_engine::config::{Carrier, Find, SourceConfig};
use url::Url;

use super::agreement;
use super::asked::{self, Demands};
use super::codes::Code;
use super::connect::connect;
use super::cors::Asked;
use super::finding::Finding;
use super::metadata;
use super::preflight;
use super::scene::Scene;
use super::trial;
use super::words;

/// All that was found of a source, in the order in which it was looked at.
pub async fn examine(config: &Rc<SourceConfig>, scene: &Rc<Scene>) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(agreement::examine(config, scene.now, &scene.visit));
    let Some(base) = address(config, scene, &mut findings) else {
        return findings;
    };
    if config.carrier == Carrier::Host {
        let says = "the host carries the requests: nothing is tried from here";
        let advice = "try the host's own request function in the page";
        findings.push(Finding::note(Code::HostCarries, says, advice));
        return findings;
    }
    if !way(config, &base, scene, &mut findings).await {
        return findings;
    }
    let origin = scene.foreign(&base);
    let demands = Demands::new(config, &base);
    if let Some(origin) = &origin {
        beforehand(config, &demands, &base, origin, scene, &mut findings).await;
    } else {
        findings.push(scene.same_or_unknown());
    }
    if let Some(plan) = asked::fhir(config) {
        let found =
            metadata::examine(config, plan, &demands, &base, origin.as_deref(), scene).await;
        findings.extend(found);
    }
    if scene.has_patient() {
        if wants_id(config, scene) {
            let says = "not tried: the page gives the patient's id at this source";
            let advice = format!("give --patient-id {}=…", config.id);
            findings.push(Finding::note(Code::PatientNotTried, says, advice));
            return findings;
        }
        trial::examine(config, &base, scene, &mut findings).await;
    }
    findings
}

/// Whether the patient's id at the source is needed and not known.
fn wants_id(config: &SourceConfig, scene: &Scene) -> bool {
    let plan = asked::fhir(config);
    let wanted = plan.is_some_and(|plan| plan.find == Find::Id && plan.patient_id.is_empty());
    let mut ids = scene.visit.ids.iter();
    wanted && ids.all(|(source, _)| *source != config.id)
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
async fn way(
    config: &SourceConfig,
    base: &Url,
    scene: &Scene,
    findings: &mut Vec<Finding>,
) -> bool {
    match connect(base, &scene.tls, asked::until_headers(config)).await {
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

/// Asks what the browser asks before requests with such headers.
async fn beforehand(
    config: &SourceConfig,
    demands: &Demands,
    base: &Url,
    origin: &str,
    scene: &Scene,
    findings: &mut Vec<Finding>,
) {
    let requests = demands.requests(config);
    let mut wanted = 0;
    for (method, headers) in &requests {
        let asked = Asked {
            origin,
            method,
            headers,
            cookies: asked::cookies(config),
        };
        if asked.wants_preflight() {
            wanted += 1;
            let limit = asked::until_end(config);
            for finding in preflight::examine(&asked, base, scene, limit).await {
                // What concerns both methods is told once.
                if findings.iter().all(|told| told.says != finding.says) {
                    findings.push(finding);
                }
            }
        }
    }
    if wanted == 0 {
        let says = "not asked: no header is sent that wants it";
        findings.push(Finding::good(Code::Preflight, says));
    }
}
