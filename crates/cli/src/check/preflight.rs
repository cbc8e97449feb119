//! Asks what the browser asks before a request that is out of the ordinary.

use std::time::Duration;

use url::Url;

use super::codes::Code;
use super::cors::Asked;
use super::exchange::{Question, ask};
use super::finding::Finding;
use super::scene::Scene;
use super::words;

/// What came of it: one thing that is good, or each that is not.
pub async fn examine(
    asked: &Asked<'_>,
    base: &Url,
    scene: &Scene,
    limit: Duration,
) -> Vec<Finding> {
    let mut url = base.clone();
    let path = base.path().trim_end_matches('/');
    url.set_path(&format!("{path}/Patient"));
    let question = Question {
        method: "OPTIONS",
        url,
        headers: asked.preflight(),
        body: Vec::new(),
    };
    let reply = match ask(question, &scene.tls, limit).await {
        Ok(reply) => reply,
        Err(reason) => return vec![words::no_reply(&reason, base)],
    };
    let objections = asked.of_preflight(reply.status, &reply.headers);
    if objections.is_empty() {
        let (method, headers) = (asked.method, asked.unusual().join(", "));
        let says = format!("{method} with {headers} is allowed to {}", asked.origin);
        return vec![Finding::good(Code::Preflight, says)];
    }
    let say = |objection| words::preflight(objection, asked.origin, asked.method);
    objections.iter().map(say).collect()
}
