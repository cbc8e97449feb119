//! Carries one request to a source and its answer back, under the rules that
//! hold for every request: who carries it, what signs it in, when it is its
//! turn, how long it may take, how large it may be, and when it is made again.

use core::cell::{Cell, RefCell};
use std::rc::Rc;

use timeline_model::SourceState;

use crate::{
    Environment, FetchError, Request, Response, Task,
    backoff::delay,
    config::{Carrier, Credentials, SourceConfig, Times},
    engine::Inner,
    host,
    load::Run,
    race::race,
    sign_in::token,
};

/// An answer.
#[derive(Clone, Debug, Default)]
pub struct Answered {
    /// The HTTP status.
    pub status: u16,
    /// The headers that may be read, names in small letters.
    pub headers: Vec<(String, String)>,
    /// The body, as far as it came.
    pub body: Vec<u8>,
    /// Why it came no further.
    pub broken: Option<SourceState>,
}

impl Answered {
    /// A header, where it may be read.
    pub fn header(&self, name: &str) -> Option<&str> {
        let header = self.headers.iter().find(|(own, _)| own == name);
        header.map(|(_, value)| &**value)
    }
}

/// For whom a request is carried.
pub struct Errand {
    pub engine: Rc<Inner>,
    pub run: Run,
    pub config: Rc<SourceConfig>,
    /// The tick at which the time of the source as a whole is over.
    pub until: u64,
    /// Which of the requests that wait goes first: the lowest.
    pub rank: u32,
    /// The entity tag of what is kept of the answer.
    pub tag: Option<String>,
    /// Who is told how far it has come in.
    pub told: Option<Told>,
}

/// Told how many bytes have come, and how many the answer says it has; 0 where
/// it does not say.
pub type Told = Rc<dyn Fn(u32, u32)>;

impl Errand {
    /// The milliseconds left.
    fn left(&self) -> u32 {
        let left = self.until.saturating_sub(self.engine.environment.ticks());
        u32::try_from(left).unwrap_or(u32::MAX)
    }
}

/// Carries a request; the reason where there is no answer.
pub async fn carry(errand: Errand, request: Request) -> Result<Answered, SourceState> {
    let end = errand.engine.environment.sleep(errand.left());
    let mut task: Task<Result<Answered, SourceState>> = Box::pin(tries(errand, request));
    let answer = race(&mut task, end).await;
    answer.unwrap_or(Err(SourceState::Timeout))
}

/// Makes a request again as long as that may help. Where the token was refused
/// it is made once more, with another.
async fn tries(errand: Errand, mut request: Request) -> Result<Answered, SourceState> {
    let config = &errand.config;
    request.cookies = config.credentials == Credentials::Cookie;
    for header in &config.headers {
        request.headers.push(header.clone());
    }
    if !config.purpose_header.is_empty() {
        let purpose = errand.engine.purpose(errand.run);
        request
            .headers
            .push((config.purpose_header.clone(), purpose));
    }
    let (mut again, mut tries) = (false, 0);
    loop {
        let mut request = request.clone();
        // The connection may fail for what the source lets no page ask.
        if let (0, Some(tag)) = (tries, &errand.tag) {
            request
                .headers
                .push(("If-None-Match".to_owned(), tag.clone()));
        }
        let (answer, n) = once(&errand, request).await;
        let refused = answer.as_ref().is_ok_and(|answer| answer.status == 401);
        let said = n != 0 && answer.is_ok() && !(again && refused);
        if said && errand.engine.signed_in(errand.run, config, n, refused) {
            again = true;
            continue;
        }
        let environment = &*errand.engine.environment;
        match delay(environment, &answer, tries) {
            // There is no waiting for longer than the source may take.
            Some(wait) if wait < errand.left() => environment.sleep(wait).await,
            _ => return answer,
        }
        tries += 1;
    }
}

/// Makes a request once, when it is its turn; gives the number of its token as
/// well.
async fn once(errand: &Errand, mut request: Request) -> (Result<Answered, SourceState>, u32) {
    let Errand {
        engine,
        run,
        config,
        ..
    } = errand;
    let mut n = 0;
    if config.credentials == Credentials::Token {
        match token(engine, *run, config).await {
            Ok((own, token)) => {
                let bearer = ["Bearer ", &token].concat();
                request.headers.push(("Authorization".to_owned(), bearer));
                n = own;
            }
            Err(reason) => return (Err(reason), 0),
        }
    }
    let mut pass = engine.pass(&request.url, errand.rank);
    (&mut pass).await;
    // What the host carries for one source it does not for another.
    let by_host = config.carrier == Carrier::Host;
    let carrier = by_host.then_some(run.source);
    let flight = engine.flights.share(carrier, request, |request| {
        let fetched = match by_host {
            true => host::fetch(engine, *run, config, request),
            false => engine.environment.fetch(request),
        };
        let environment = Rc::clone(&engine.environment);
        let told = errand.told.clone();
        let (times, most) = (config.times, config.max_bytes);
        Box::pin(whole(environment, times, most, fetched, told))
    });
    (flight.await, n)
}

/// An answer as it comes in.
#[derive(Default)]
struct Incoming {
    answer: RefCell<Answered>,
    /// The tick at which the next piece of it must be here.
    due: Cell<u64>,
}

/// The whole of an answer that has been asked for, if it comes in time and is
/// not too large. Of one that breaks off or stands still, what came of it.
pub async fn whole(
    environment: Rc<dyn Environment>,
    times: Times,
    most: u32,
    fetched: Task<Result<Response, FetchError>>,
    told: Option<Told>,
) -> Result<Answered, SourceState> {
    let now = environment.ticks();
    let until = now + u64::from(times.page);
    let incoming = Rc::new(Incoming::default());
    incoming.due.set(until.min(now + u64::from(times.headers)));
    let mut task: Task<Result<(), SourceState>> = Box::pin(read(
        Rc::clone(&environment),
        Rc::clone(&incoming),
        fetched,
        (until, times.chunk),
        most as usize,
        told,
    ));
    let ended = loop {
        let left = incoming.due.get().saturating_sub(environment.ticks());
        if left == 0 {
            break Err(SourceState::Timeout);
        }
        let left = u32::try_from(left).unwrap_or(u32::MAX);
        if let Some(ended) = race(&mut task, environment.sleep(left)).await {
            break ended;
        }
    };
    let mut answer = incoming.answer.take();
    match ended {
        // What came before may hold records.
        Err(reason) if !answer.body.is_empty() && reason != SourceState::TooLarge => {
            answer.broken = Some(reason);
        }
        ended => ended?,
    }
    Ok(answer)
}

/// Reads an answer to its end.
async fn read(
    environment: Rc<dyn Environment>,
    incoming: Rc<Incoming>,
    fetched: Task<Result<Response, FetchError>>,
    (until, chunk): (u64, u32),
    most: usize,
    told: Option<Told>,
) -> Result<(), SourceState> {
    let mut response = fetched.await.map_err(reason)?;
    let length = {
        let answer = &mut *incoming.answer.borrow_mut();
        answer.status = response.status;
        answer.headers = core::mem::take(&mut response.headers);
        answer
            .header("content-length")
            .and_then(timeline_json::whole)
    };
    let length = u32::try_from(length.unwrap_or(0)).unwrap_or(0);
    loop {
        let due = environment.ticks() + u64::from(chunk);
        incoming.due.set(until.min(due));
        let Some(mut piece) = response.body.next().await.map_err(reason)? else {
            return Ok(());
        };
        let body = &mut incoming.answer.borrow_mut().body;
        if body.len() + piece.len() > most {
            return Err(SourceState::TooLarge);
        }
        body.append(&mut piece);
        let received = body.len() as u32;
        if let Some(told) = &told {
            told(received, length);
        }
    }
}

fn reason(error: FetchError) -> SourceState {
    match error {
        FetchError::Host => SourceState::Host,
        FetchError::Unreachable => SourceState::Unreachable,
    }
}
