//! Loads a patient from one source with the element's own engine, and keeps an
//! account of every request: what the browser will meet, without a browser.

mod account;
mod answers;
mod body;
mod paging;
mod shape;
mod verdict;
mod world;

use std::rc::Rc;

use futures::StreamExt;
use futures::channel::mpsc;
use serde_json::Value;
use timeline_engine::Engine;
use timeline_engine::config::SourceConfig;
use timeline_model::SourceStatus;
use timeline_model::protocol::{Answer, Ask, Call, Down, Up};
use url::Url;

use self::account::Exchange;
use self::world::World;
use super::asked::{self, Demands};
use super::codes::Code;
use super::cors::Asked;
use super::finding::{Finding, Level};
use super::preflight;
use super::scene::Scene;
use super::token::{self, NoToken};

/// The number of the only load.
const LOAD: u32 = 1;
/// How many pages are read of each request: one more than the first shows
/// whether paging works.
const PAGES: u32 = 2;

/// What came of a trial.
struct Outcome {
    status: Option<SourceStatus>,
    exchanges: Vec<Exchange>,
    /// Why there was no token, where one was asked for.
    no_token: Option<NoToken>,
}

/// Loads the patient and adds what came of it to what was found before.
pub async fn examine(
    config: &Rc<SourceConfig>,
    base: &Url,
    scene: &Rc<Scene>,
    findings: &mut Vec<Finding>,
) {
    let outcome = run(config, base, scene).await;
    let origin = scene.foreign(base);
    let mut found = Vec::new();
    if let Some(origin) = &origin {
        found.extend(beforehand(&outcome.exchanges, config, base, origin, scene).await);
    }
    found.extend(verdict::findings(&outcome, config, base, origin.as_deref()));
    let status = outcome.status.filter(|_| outcome.no_token.is_none());
    if status.as_ref().is_some_and(verdict::is_shown) {
        relent(findings);
    }
    for finding in found {
        // Told once is enough, unless it is graver than was told.
        let graver = |told: &Finding| told.level != Level::Fault && finding.level == Level::Fault;
        let new = |told: &Finding| told.code != finding.code || graver(told);
        if findings.iter().all(new) {
            findings.push(finding);
        }
    }
    if let Some(status) = status {
        let word = verdict::last_word(&status, findings);
        findings.push(word);
    }
}

/// What the metadata do not offer works all the same: that is worth no more
/// than a warning.
fn relent(findings: &mut [Finding]) {
    for finding in findings {
        if finding.code == Code::SearchNotSupported && finding.level == Level::Fault {
            finding.level = Level::Warning;
            finding
                .says
                .push_str(", and the source takes it all the same");
            finding.advice = "have the source say what it supports".to_owned();
        }
    }
}

/// Asks what the browser asks before requests that were made with other
/// headers than the configuration alone lets expect.
async fn beforehand(
    exchanges: &[Exchange],
    config: &SourceConfig,
    base: &Url,
    origin: &str,
    scene: &Scene,
) -> Vec<Finding> {
    let expected = Demands::new(config, base).requests(config);
    let sees = |method: &'static str, headers: &'_ [(String, String)]| {
        let asked = Asked {
            origin,
            method,
            headers,
            cookies: asked::cookies(config),
        };
        (method, asked.unusual())
    };
    let mut seen: Vec<_> = expected
        .iter()
        .map(|(method, headers)| sees(method, headers))
        .collect();
    let mut findings = Vec::new();
    for exchange in exchanges.iter().filter(|exchange| exchange.of_source) {
        let own = sees(exchange.method, &exchange.headers);
        if seen.contains(&own) {
            continue;
        }
        seen.push(own);
        let asked = Asked {
            origin,
            method: exchange.method,
            headers: &exchange.headers,
            cookies: asked::cookies(config),
        };
        if asked.wants_preflight() {
            let limit = asked::until_end(config);
            findings.extend(preflight::examine(&asked, base, scene, limit).await);
        }
    }
    findings
}

async fn run(config: &Rc<SourceConfig>, base: &Url, scene: &Rc<Scene>) -> Outcome {
    let (send, mut messages) = mpsc::unbounded();
    let world = Rc::new(World::new(
        Rc::clone(config),
        base.clone(),
        Rc::clone(scene),
        send,
    ));
    let engine = Engine::new(Rc::clone(&world) as Rc<dyn timeline_engine::Environment>);
    let configure = Down::Configure {
        json: alone(&scene.json, &config.id).to_string(),
        base: scene.base.as_ref().unwrap_or(base).to_string(),
        codes: String::new(),
    };
    engine.receive(&configure.encode(LOAD));
    engine.receive(&Down::Load(scene.visit.clone()).encode(LOAD));
    let mut outcome = Outcome {
        status: None,
        exchanges: Vec::new(),
        no_token: None,
    };
    while let Some(message) = messages.next().await {
        match Up::decode(&message) {
            Some((_, Up::Sources(sources))) => outcome.status = sources.into_iter().next(),
            Some((_, Up::Ask { n, ask })) => {
                let answer = answer(&ask, &config.id, scene).await;
                let answer = answer.map_err(|reason| outcome.no_token = Some(reason));
                let answer = answer.unwrap_or_default();
                engine.receive(&Down::Answer { n, answer }.encode(LOAD));
            }
            Some((_, Up::Done(_) | Up::Failed(_))) | None => break,
            Some(_) => {}
        }
    }
    outcome.exchanges = world.exchanges();
    outcome
}

/// The configuration with this source alone, and few pages of it.
fn alone(given: &Value, id: &str) -> Value {
    let mut config = given.clone();
    if let Some(sources) = config.get_mut("sources").and_then(Value::as_array_mut) {
        sources.retain(|source| source.get("id").and_then(Value::as_str) == Some(id));
        for keys in sources.iter_mut().filter_map(Value::as_object_mut) {
            keys.insert("maxPages".to_owned(), PAGES.into());
        }
    }
    config
}

/// What the host answers; the reason where it should and cannot.
async fn answer(ask: &Ask, source: &str, scene: &Scene) -> Result<Option<Answer>, NoToken> {
    let mut answer = Answer {
        status: 200,
        ..Answer::default()
    };
    match ask.call {
        Call::Token => {
            let command = scene.token_command.as_deref();
            answer.body.0 = token::token(command, source).await?.into_bytes();
            Ok(Some(answer))
        }
        // Nothing of a trial is shown to anybody that could be recorded.
        Call::Access => Ok(Some(answer)),
        Call::Request | Call::Disclosure => Ok(None),
    }
}
