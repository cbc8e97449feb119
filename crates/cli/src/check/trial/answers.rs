//! What the answers to the record's requests say: sign-in, statuses, media
//! types, and whether the page may read them.

use timeline_engine::config::{Credentials, SourceConfig};

use super::account::Exchange;
use crate::check::asked;
use crate::check::codes::Code;
use crate::check::cors::{Asked, text};
use crate::check::finding::Finding;
use crate::check::words;

/// What the answers say, the page's right to read them first.
pub fn findings(
    exchanges: &[&Exchange],
    config: &SourceConfig,
    origin: Option<&str>,
) -> Vec<Finding> {
    let answered = exchanges.iter().filter(|exchange| exchange.status > 0);
    let answered: Vec<&Exchange> = answered.copied().collect();
    let mut findings = Vec::new();
    findings.extend(origin.and_then(|origin| crossed(&answered, config, origin)));
    findings.extend(sign_in(&answered, config));
    findings.extend(redirected(&answered));
    // A feed has no search for a patient: not found is its answer.
    if asked::fhir(config).is_some() {
        findings.extend(refused(&answered));
    }
    findings.extend(failed(&answered));
    findings.extend(media(&answered));
    findings
}

/// Whether the page may read the answers: the first that it may not.
fn crossed(answered: &[&Exchange], config: &SourceConfig, origin: &str) -> Option<Finding> {
    let mut objections = answered.iter().filter_map(|exchange| {
        let asked = Asked {
            origin,
            method: exchange.method,
            headers: &exchange.headers,
            cookies: asked::cookies(config),
        };
        asked.of_answer(&exchange.answered)
    });
    match objections.next() {
        Some(objection) => Some(words::cors(&objection, origin)),
        None if answered.is_empty() => None,
        None => {
            let says = format!("{origin} may read the answers");
            Some(Finding::good(Code::Cors, says))
        }
    }
}

fn sign_in(answered: &[&Exchange], config: &SourceConfig) -> Option<Finding> {
    let refused = answered.iter().find(|e| matches!(e.status, 401 | 403));
    let Some(refused) = refused else {
        let signed_in = answered.iter().any(|exchange| exchange.is_good());
        let says = match config.credentials {
            Credentials::Token => "the token is taken",
            Credentials::None | Credentials::Cookie => "none is wanted",
        };
        return signed_in.then(|| Finding::good(Code::SignIn, says));
    };
    let (status, shape) = (refused.status, &refused.shape);
    let says = format!("{status} to {shape}");
    let advice = match config.credentials {
        Credentials::None => "set credentials to token or cookie, as the source wants it",
        Credentials::Token if status == 401 => {
            "see the token's expiry, audience and issuer: the source does not take it"
        }
        Credentials::Token => "see the token's scopes, and what the source lets this user read",
        Credentials::Cookie => {
            let advice =
                "sign in to the source in the browser: its cookies cannot be had from here";
            return Some(Finding::note(Code::SignInNotTried, says, advice));
        }
    };
    Some(Finding::fault(Code::SignInRefused, says, advice))
}

fn redirected(answered: &[&Exchange]) -> Option<Finding> {
    if let Some(elsewhere) = answered.iter().find(|e| (300..400).contains(&e.status)) {
        let says = format!(
            "{} to {}, away from baseUrl",
            elsewhere.status, elsewhere.shape
        );
        let advice = "write the address that it leads to as baseUrl";
        return Some(Finding::fault(Code::Redirect, says, advice));
    }
    let sent_on = answered.iter().find(|exchange| exchange.redirected)?;
    let says = format!(
        "{} is sent on to another address of the same origin",
        sent_on.shape
    );
    let advice = "write the address that it leads to as baseUrl";
    Some(Finding::warning(Code::Redirect, says, advice))
}

/// What the source does not take. Where it takes other requests for the
/// record, they are lost alone.
fn refused(answered: &[&Exchange]) -> Option<Finding> {
    let lost = |exchange: &&&Exchange| {
        (400..500).contains(&exchange.status) && ![401, 403, 429].contains(&exchange.status)
            || exchange.status == 501
    };
    // An id that is not known is told as a patient who is not.
    let asked = answered.iter().filter(|exchange| !exchange.reads_patient());
    let refused: Vec<&Exchange> = asked.filter(lost).copied().collect();
    let first = refused.first()?;
    let says = format!(
        "the source answers {} to {}",
        first.status,
        shapes(&refused)
    );
    let others = answered.iter().any(|e| !e.finds() && e.is_good());
    let finding = if others {
        Finding::warning
    } else {
        Finding::fault
    };
    let advice = if refused.iter().any(|e| e.shape.ends_with("/$everything")) {
        "set load to types: the source has no $everything"
    } else {
        "set find, load and types to what the source supports"
    };
    Some(finding(Code::SearchRefused, says.as_str(), advice))
}

/// What the source failed at, or was too busy for. What it answered when it was
/// asked again was waited out.
fn failed(answered: &[&Exchange]) -> Option<Finding> {
    let failed = |exchange: &&&Exchange| {
        exchange.status == 429 || (exchange.status >= 500 && exchange.status != 501)
    };
    let failed: Vec<&Exchange> = answered.iter().filter(failed).copied().collect();
    let first = failed.first()?;
    let mut says = format!("the source answers {} to {}", first.status, shapes(&failed));
    let advice = match first.status {
        429 => "allow this many requests, or lower concurrency",
        _ => "see the source's own log",
    };
    let mended = |of: &&Exchange| answered.iter().any(|e| e.is_good() && e.shape == of.shape);
    Some(if failed.iter().all(mended) {
        says.push_str(", and more when it is asked again");
        Finding::warning(Code::Status, says, advice)
    } else {
        Finding::fault(Code::Status, says, advice)
    })
}

/// The shapes of requests, each once.
fn shapes(exchanges: &[&Exchange]) -> String {
    let mut shapes: Vec<&str> = exchanges.iter().map(|e| e.shape.as_str()).collect();
    shapes.sort_unstable();
    shapes.dedup();
    shapes.join(", ")
}

fn media(answered: &[&Exchange]) -> Option<Finding> {
    let good = answered.iter().filter(|exchange| exchange.is_good());
    let mut types = good.filter_map(|exchange| text(&exchange.answered, "content-type"));
    types.find_map(|media| words::media(&media))
}
