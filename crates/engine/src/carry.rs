//! Carries one request to a source and its answer back, under the rules that
//! hold for every request: who carries it, what signs it in, how long it may
//! take and how large it may be.

use std::rc::Rc;

use timeline_json::escape;
use timeline_model::{
    SourceState,
    protocol::{Ask, Call},
};

use crate::{
    Environment, FetchError, Request, Response, Task,
    config::{Carrier, Credentials, SourceConfig, Times},
    engine::Inner,
    load::Run,
    race::race,
};

/// A whole answer.
#[derive(Debug, Default)]
pub struct Answered {
    /// The HTTP status.
    pub status: u16,
    /// The body, whole.
    pub body: Vec<u8>,
}

/// Carries a request; the reason where there is no answer.
pub async fn carry(
    engine: Rc<Inner>,
    run: Run,
    config: Rc<SourceConfig>,
    mut request: Request,
) -> Result<Answered, SourceState> {
    if config.credentials == Credentials::Token {
        let token = token(&engine, run, &config, "first").await?;
        let bearer = ["Bearer ", &token].concat();
        request.headers.push(("Authorization".to_owned(), bearer));
    }
    request.cookies = config.credentials == Credentials::Cookie;
    for header in &config.headers {
        request.headers.push(header.clone());
    }
    match config.carrier {
        Carrier::Browser => {
            by_browser(
                &*engine.environment,
                config.times,
                config.max_bytes,
                request,
            )
            .await
        }
        Carrier::Host => by_host(&engine, run, &config, request).await,
    }
}

/// A token of the host's for the source.
async fn token(
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

/// The browser carries the request.
pub async fn by_browser(
    environment: &dyn Environment,
    times: Times,
    most: u32,
    request: Request,
) -> Result<Answered, SourceState> {
    let until = environment.ticks() + u64::from(times.page);
    let head = within(
        environment,
        until,
        times.headers,
        environment.fetch(request),
    );
    let mut response: Response = head.await?;
    let mut body = Vec::new();
    loop {
        let next = within(environment, until, times.chunk, response.body.next());
        let Some(mut piece) = next.await? else {
            return Ok(Answered {
                status: response.status,
                body,
            });
        };
        if body.len() + piece.len() > most as usize {
            return Err(SourceState::TooLarge);
        }
        body.append(&mut piece);
    }
}

/// What the task gives, if it does so in time.
async fn within<T: 'static>(
    environment: &dyn Environment,
    until: u64,
    most: u32,
    task: Task<Result<T, FetchError>>,
) -> Result<T, SourceState> {
    let left = until.saturating_sub(environment.ticks());
    let left = u32::try_from(left).unwrap_or(most).min(most);
    match race(task, environment.sleep(left)).await {
        Some(Ok(value)) => Ok(value),
        Some(Err(_)) => Err(SourceState::Unreachable),
        None => Err(SourceState::Timeout),
    }
}

/// The host carries the request itself.
async fn by_host(
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
