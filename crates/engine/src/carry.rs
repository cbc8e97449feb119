//! Carries one request to a source and its answer back, under the rules that
//! hold for every request: who carries it, what signs it in, how long it may
//! take and how large it may be.

use std::rc::Rc;

use timeline_model::SourceState;

use crate::{
    Environment, FetchError, Request, Response, Task,
    config::{Carrier, Credentials, SourceConfig, Times},
    engine::Inner,
    host,
    load::Run,
    race::race,
    sign_in::token,
};

/// A whole answer.
#[derive(Debug, Default)]
pub struct Answered {
    /// The HTTP status.
    pub status: u16,
    /// The body, whole.
    pub body: Vec<u8>,
}

/// Carries a request; the reason where there is no answer. Where the token was
/// refused it is made once more, with another.
pub async fn carry(
    engine: Rc<Inner>,
    run: Run,
    config: Rc<SourceConfig>,
    mut request: Request,
) -> Result<Answered, SourceState> {
    request.cookies = config.credentials == Credentials::Cookie;
    for header in &config.headers {
        request.headers.push(header.clone());
    }
    let mut again = false;
    loop {
        let mut request = request.clone();
        let mut n = 0;
        if config.credentials == Credentials::Token {
            let (own, token) = token(&engine, run, &config).await?;
            let bearer = ["Bearer ", &token].concat();
            request.headers.push(("Authorization".to_owned(), bearer));
            n = own;
        }
        let environment = &*engine.environment;
        let fetched = match config.carrier {
            Carrier::Browser => environment.fetch(request),
            Carrier::Host => host::fetch(&engine, run, &config, request),
        };
        let answered = whole(environment, config.times, config.max_bytes, fetched).await?;
        let refused = answered.status == 401;
        if n == 0 || again && refused || !engine.signed_in(run, &config, n, refused) {
            return Ok(answered);
        }
        again = true;
    }
}

/// The whole of an answer that has been asked for, if it comes in time and is
/// not too large.
pub async fn whole(
    environment: &dyn Environment,
    times: Times,
    most: u32,
    fetched: Task<Result<Response, FetchError>>,
) -> Result<Answered, SourceState> {
    let until = environment.ticks() + u64::from(times.page);
    let head = within(environment, until, times.headers, fetched);
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
        Some(Err(FetchError::Host)) => Err(SourceState::Host),
        Some(Err(_)) => Err(SourceState::Unreachable),
        None => Err(SourceState::Timeout),
    }
}
