//! The engine's world at the command line: requests over connections of our
//! own, each with an account of what came of it.

use std::cell::RefCell;
use std::hash::{BuildHasher, RandomState};
use std::rc::Rc;
use std::time::{Duration, Instant};

use futures::channel::mpsc::UnboundedSender;
use hyper::HeaderMap;
use hyper::body::Incoming;
use timeline_engine::config::SourceConfig;
use timeline_engine::{Environment, FetchError, Request, Response, Task};
use url::Url;

use super::account::Exchange;
use super::body::Counted;
use super::shape::shape;
use crate::check::asked;
use crate::check::cors::{is_exposed, text};
use crate::check::exchange::{NoReply, Question, open};
use crate::check::pieces::Pieces;
use crate::check::scene::{Scene, now};

/// How often a request is sent on to another address.
const REDIRECTS: usize = 5;

/// The world of one trial.
pub struct World {
    config: Rc<SourceConfig>,
    base: Url,
    scene: Rc<Scene>,
    messages: UnboundedSender<Vec<u8>>,
    exchanges: Rc<RefCell<Vec<Exchange>>>,
    start: Instant,
}

impl World {
    /// A world in which this source is asked, and messages go there.
    pub fn new(
        config: Rc<SourceConfig>,
        base: Url,
        scene: Rc<Scene>,
        messages: UnboundedSender<Vec<u8>>,
    ) -> World {
        World {
            config,
            base,
            scene,
            messages,
            exchanges: Rc::default(),
            start: Instant::now(),
        }
    }

    /// The account of all requests so far, in the order in which they were
    /// made.
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.exchanges.take()
    }

    /// Begins the account of a request; with its place and what is sent.
    fn begin(&self, request: Request, url: Url) -> (usize, Question) {
        let method = if request.body.is_some() {
            "POST"
        } else {
            "GET"
        };
        let sign_in = |name: &str| name.eq_ignore_ascii_case("authorization");
        let told = |(name, value): &(String, String)| {
            let value = if sign_in(name) { "" } else { value };
            (name.clone(), value.to_owned())
        };
        let exchange = Exchange {
            of_source: url.as_str().starts_with(self.base.as_str()),
            shape: shape(&url, &self.base),
            method,
            headers: request.headers.iter().map(told).collect(),
            status: 0,
            no_reply: None,
            answered: HeaderMap::new(),
            redirected: false,
            carried: 0,
            bytes: 0,
            took: Duration::ZERO,
            bundle: None,
        };
        let mut headers = request.headers;
        if let Some(origin) = self.scene.foreign(&url) {
            headers.push(("origin".to_owned(), origin));
        }
        let mut exchanges = self.exchanges.borrow_mut();
        exchanges.push(exchange);
        let question = Question {
            method,
            url,
            headers,
            body: request.body.unwrap_or_default().into_bytes(),
        };
        (exchanges.len() - 1, question)
    }
}

/// Asks, and follows where the answer sends on to the same origin, as browsers
/// do; with whether it did.
async fn follow(
    mut question: Question,
    scene: &Scene,
    limit: Duration,
) -> Result<(hyper::Response<Incoming>, bool), NoReply> {
    let mut redirected = false;
    for _ in 0..REDIRECTS {
        let response = open(question.clone(), &scene.tls, limit).await?;
        let to =
            text(response.headers(), "location").filter(|_| response.status().is_redirection());
        let to = to.and_then(|to| question.url.join(&to).ok());
        let to = to.filter(|to| to.origin() == question.url.origin());
        let Some(to) = to.filter(|_| question.method == "GET") else {
            return Ok((response, redirected));
        };
        question.url = to;
        redirected = true;
    }
    Err(NoReply::Broken)
}

/// The headers that the page may read of an answer, which is fewer where it
/// comes from another origin.
fn readable(headers: &HeaderMap, foreign: bool) -> Vec<(String, String)> {
    let names = headers.keys().map(|name| name.as_str());
    let names = names.filter(|name| !foreign || is_exposed(headers, name));
    let pairs = names.filter_map(|name| Some((name.to_owned(), text(headers, name)?)));
    pairs.collect()
}

impl Environment for World {
    fn fetch(&self, request: Request) -> Task<Result<Response, FetchError>> {
        let Ok(url) = Url::parse(&request.url) else {
            return Box::pin(async { Err(FetchError::Unreachable) });
        };
        let foreign = self.scene.foreign(&url).is_some();
        let (place, question) = self.begin(request, url);
        let (exchanges, scene) = (Rc::clone(&self.exchanges), Rc::clone(&self.scene));
        let (start, limit) = (Instant::now(), asked::until_headers(&self.config));
        Box::pin(async move {
            let answer = follow(question, &scene, limit).await;
            let mut account = exchanges.borrow_mut();
            let own = account.get_mut(place).ok_or(FetchError::Unreachable)?;
            own.took = start.elapsed();
            let (response, redirected) = match answer {
                Ok(answer) => answer,
                Err(reason) => {
                    own.no_reply = Some(reason);
                    return Err(FetchError::Unreachable);
                }
            };
            let (head, body) = response.into_parts();
            own.status = head.status.as_u16();
            own.answered = head.headers;
            own.redirected = redirected;
            let pieces = Pieces::new(&own.answered, body);
            let headers = readable(&own.answered, foreign);
            Ok(Response {
                status: own.status,
                headers,
                body: Box::new(Counted::new(pieces, Rc::clone(&exchanges), place, start)),
            })
        })
    }

    fn spawn(&self, task: Task<()>) {
        tokio::task::spawn_local(task);
    }

    fn sleep(&self, milliseconds: u32) -> Task<()> {
        Box::pin(tokio::time::sleep(Duration::from_millis(
            milliseconds.into(),
        )))
    }

    fn now(&self) -> i64 {
        now()
    }

    fn ticks(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn random(&self) -> u32 {
        let [a, b, c, d, ..] = RandomState::new().hash_one(()).to_ne_bytes();
        u32::from_ne_bytes([a, b, c, d])
    }

    // No moment is shown to anybody: the zone does not matter.
    fn offset(&self, zone: &str, _at: i64) -> Option<i32> {
        zone.is_empty().then_some(0)
    }

    fn resolve(&self, base: &str, reference: &str) -> Option<String> {
        let url = Url::parse(base).ok()?.join(reference).ok()?;
        let http = matches!(url.scheme(), "http" | "https");
        let named = !url.username().is_empty() || url.password().is_some();
        (http && !named).then(|| url.to_string())
    }

    fn publish(&self, message: Vec<u8>) {
        // Nobody reads it any more once the load has ended.
        drop(self.messages.unbounded_send(message));
    }
}
