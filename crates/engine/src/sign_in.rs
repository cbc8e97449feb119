//! Signing in to a source by a token of the host's.

use std::rc::Rc;

use timeline_json::escape;
use timeline_model::{
    SourceState,
    protocol::{Ask, Call},
};

use crate::{config::SourceConfig, engine::Inner, load::Run};

/// A token of the host's for the source.
pub async fn token(
    engine: &Rc<Inner>,
    run: Run,
    config: &SourceConfig,
    reason: &str,
) -> Result<String, SourceState> {
    let mut detail = String::from("{\"source\":");
    escape(&config.id, &mut detail);
    detail.push_str(",\"reason\":");
    escape(reason, &mut detail);
    detail.push('}');
    let ask = Ask {
        call: Call::Token,
        detail,
        ..Ask::default()
    };
    let answer = engine.ask(run.load, ask).await.ok_or(SourceState::Host)?;
    String::from_utf8(answer.body.0).map_err(|_| SourceState::Host)
}
