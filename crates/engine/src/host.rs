//! Requests that the host carries itself, as portals with Windows sign-in or a
//! proxy must.

use std::rc::Rc;

use timeline_json::escape;
use timeline_model::{
    SourceState,
    protocol::{Ask, Call},
};

use crate::{Request, carry::Answered, config::SourceConfig, engine::Inner, load::Run, race::race};

/// The host carries the request itself.
pub async fn by_host(
    engine: &Rc<Inner>,
    run: Run,
    config: &SourceConfig,
    request: Request,
) -> Result<Answered, SourceState> {
    let mut detail = String::from("{\"source\":");
    escape(&config.id, &mut detail);
    detail.push_str(",\"method\":");
    escape(
        if request.body.is_some() {
            "POST"
        } else {
            "GET"
        },
        &mut detail,
    );
    detail.push_str(",\"url\":");
    escape(&request.url, &mut detail);
    detail.push_str(",\"headers\":{");
    for (place, (name, value)) in request.headers.iter().enumerate() {
        if place > 0 {
            detail.push(',');
        }
        escape(name, &mut detail);
        detail.push(':');
        escape(value, &mut detail);
    }
    detail.push_str("}}");
    let asked = engine.ask(
        run.load,
        Ask {
            call: Call::Request,
            detail,
            body: timeline_model::wire::Bytes(request.body.unwrap_or_default().into_bytes()),
            max_bytes: config.max_bytes,
        },
    );
    let end = engine.environment.sleep(config.times.page);
    let answer = race(Box::pin(asked), end)
        .await
        .ok_or(SourceState::Timeout)?;
    let answer = answer.ok_or(SourceState::Host)?;
    if answer.too_large {
        return Err(SourceState::TooLarge);
    }
    Ok(Answered {
        status: answer.status,
        body: answer.body.0,
    })
}
