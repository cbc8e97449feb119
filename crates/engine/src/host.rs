//! Requests that the host carries itself, as portals with Windows sign-in or a
//! proxy must. Loaded before any engine whose configuration has such a source
//! (`crates/element/js`).

use core::hint::black_box;
use std::rc::Rc;

use timeline_model::{
    protocol::{Ask, Call},
    wire::Bytes,
};

use crate::{
    Body, FetchError, Request, Response, Task,
    ask::{Asked, push},
    config::SourceConfig,
    engine::Inner,
    load::Run,
};

/// Has the host carry a request; ends with the headers of the answer, as
/// [`Environment::fetch`](crate::Environment::fetch) does.
pub fn fetch(engine: &Rc<Inner>, run: Run, config: &SourceConfig, request: Request) -> Fetching {
    let carried: fn(&Rc<Inner>, Run, &SourceConfig, Request) -> Fetching = on_demand;
    // The optimisers must not see whom is called, or they would call it from here.
    black_box(carried)(engine, run, config, request)
}

/// What ends with the headers of an answer.
type Fetching = Task<Result<Response, FetchError>>;

fn on_demand(engine: &Rc<Inner>, run: Run, config: &SourceConfig, request: Request) -> Fetching {
    let mut detail = String::new();
    let method = if request.body.is_some() {
        "POST"
    } else {
        "GET"
    };
    push(&mut detail, "source", &config.id);
    push(&mut detail, "method", method);
    push(&mut detail, "url", &request.url);
    let mut headers = String::new();
    for (name, value) in &request.headers {
        push(&mut headers, name, value);
    }
    detail.push_str(",\"headers\":");
    detail.push_str(&headers);
    detail.push_str("}}");
    let asked = engine.ask(
        run.load,
        Ask {
            call: Call::Request,
            detail,
            body: Bytes(request.body.unwrap_or_default().into_bytes()),
            max_bytes: config.max_bytes,
        },
    );
    Box::pin(async move {
        let answer = asked.clone().await.ok_or(FetchError::Host)?;
        Ok(Response {
            status: answer.status,
            headers: answer.headers,
            body: Box::new(Carried(asked)),
        })
    })
}

/// A body that the host reads. Dropping it tells the host that nobody waits.
struct Carried(Asked);

impl Body for Carried {
    fn next(&mut self) -> Task<Result<Option<Vec<u8>>, FetchError>> {
        let asked = self.0.clone();
        Box::pin(async move {
            let piece = asked.await.ok_or(FetchError::Host)?;
            Ok(piece.more.then_some(piece.body.0))
        })
    }
}
