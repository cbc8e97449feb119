//! Sources that want a sign-in, and the portal's own short-lived tokens.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};

use super::answer::with_header;
use super::demo::Source;
use super::spoil::Refusal;

/// The cookie of the portal's session.
pub const COOKIE: &str = "ward-session";
/// How long a token lasts if nobody says.
const SECONDS: u32 = 300;
/// More tokens than a demonstration needs; then the old ones end.
const MOST: usize = 1000;

/// What a source wants to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    /// A bearer token that was given for this source.
    Token,
    /// The cookie of the portal's session.
    Cookie,
}

/// Sources to have sign in and, where there is none, not to, by source.
pub type Changes = BTreeMap<String, Option<Want>>;

/// Which sources want a sign-in, and who has signed in.
pub struct SignIn {
    wanted: Mutex<BTreeMap<String, Want>>,
    tickets: Mutex<BTreeMap<String, Ticket>>,
    seconds: Mutex<u32>,
}

struct Ticket {
    /// The source that it opens; `None` is the portal's session.
    source: Option<String>,
    until: Instant,
}

impl Default for SignIn {
    fn default() -> SignIn {
        SignIn {
            wanted: Mutex::default(),
            tickets: Mutex::default(),
            seconds: Mutex::new(SECONDS),
        }
    }
}

impl Want {
    /// How it is written.
    pub fn name(self) -> &'static str {
        match self {
            Want::Token => "token",
            Want::Cookie => "cookie",
        }
    }

    fn parse(text: &str) -> Result<Want, String> {
        match text {
            "token" => Ok(Want::Token),
            "cookie" => Ok(Want::Cookie),
            other => Err(format!("a sign-in is token or cookie, not {other:?}")),
        }
    }
}

impl SignIn {
    /// Reads `{"source": "token"}`, where null lifts it; tells every mistake
    /// at once.
    pub fn read(value: &Value, sources: &[Source]) -> Result<Changes, Vec<String>> {
        let Some(members) = value.as_object() else {
            return Err(vec![
                r#"sign-ins must be an object such as {"stannes": "token"}"#.to_owned(),
            ]);
        };
        let (mut changes, mut mistakes) = (BTreeMap::new(), Vec::new());
        for (id, want) in members {
            if !sources.iter().any(|source| source.id == *id) {
                mistakes.push(format!("no source {id:?}"));
            }
            match want {
                Value::Null => drop(changes.insert(id.clone(), None)),
                Value::String(text) => match Want::parse(text) {
                    Ok(want) => drop(changes.insert(id.clone(), Some(want))),
                    Err(mistake) => mistakes.push(mistake),
                },
                _ => mistakes.push(format!("the sign-in of {id:?} must be a string or null")),
            }
        }
        if mistakes.is_empty() {
            Ok(changes)
        } else {
            Err(mistakes)
        }
    }

    /// Sets and lifts these and leaves the others.
    pub fn change(&self, changes: Changes) {
        let mut wanted = lock(&self.wanted);
        for (source, want) in changes {
            match want {
                Some(want) => drop(wanted.insert(source, want)),
                None => drop(wanted.remove(&source)),
            }
        }
    }

    /// How long tokens last from now on.
    pub fn set_seconds(&self, seconds: u32) {
        *lock(&self.seconds) = seconds;
    }

    /// No source wants a sign-in, and nobody is signed in.
    pub fn clear(&self) {
        lock(&self.wanted).clear();
        lock(&self.tickets).clear();
        *lock(&self.seconds) = SECONDS;
    }

    /// What a source wants.
    pub fn of(&self, source: &str) -> Option<Want> {
        lock(&self.wanted).get(source).copied()
    }

    /// What is set, as it is written.
    pub fn show(&self) -> Value {
        let wanted = lock(&self.wanted);
        let members = wanted
            .iter()
            .map(|(source, want)| (source.clone(), Value::from(want.name())));
        json!({"signIn": Value::Object(members.collect()), "seconds": *lock(&self.seconds)})
    }

    /// A new token for a source, or for the session, and how long it lasts.
    pub fn issue(&self, source: Option<&str>, seconds: Option<u32>) -> (String, u32) {
        let seconds = seconds.unwrap_or_else(|| *lock(&self.seconds));
        let token = format!("{:016x}{:016x}", random(), random());
        let now = Instant::now();
        let mut tickets = lock(&self.tickets);
        tickets.retain(|_, ticket| ticket.until > now);
        if tickets.len() >= MOST {
            tickets.clear();
        }
        let ticket = Ticket {
            source: source.map(str::to_owned),
            until: now + Duration::from_secs(u64::from(seconds)),
        };
        tickets.insert(token.clone(), ticket);
        (token, seconds)
    }

    /// Ends a token.
    pub fn end(&self, token: &str) {
        lock(&self.tickets).remove(token);
    }

    fn opens(&self, token: &str, source: Option<&str>) -> bool {
        let tickets = lock(&self.tickets);
        tickets.get(token).is_some_and(|ticket| {
            ticket.source.as_deref() == source && ticket.until > Instant::now()
        })
    }

    /// The refusal of a request that has not what the source wants.
    pub fn refuse(
        &self,
        want: Want,
        source: &str,
        headers: &HeaderMap,
        refuse: Refusal,
    ) -> Option<Response<Body>> {
        let (given, challenge) = match want {
            Want::Token => (bearer(headers), "Bearer"),
            Want::Cookie => (session(headers), "Cookie"),
        };
        let place = (want == Want::Token).then_some(source);
        if given.is_some_and(|token| self.opens(token, place)) {
            return None;
        }
        let error = given.map_or("", |_| r#", error="invalid_token""#);
        let challenge = format!(r#"{challenge} realm="{source}"{error}"#);
        let refused = refuse(StatusCode::UNAUTHORIZED, "login", "Sign in first.");
        Some(with_header(refused, header::WWW_AUTHENTICATE, &challenge))
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    text(headers.get(header::AUTHORIZATION))?.strip_prefix("Bearer ")
}

/// The session's token in the cookies.
pub fn session(headers: &HeaderMap) -> Option<&str> {
    let cookies = text(headers.get(header::COOKIE))?;
    cookies.split(';').find_map(|cookie| {
        let (name, value) = cookie.trim().split_once('=')?;
        (name == COOKIE).then_some(value)
    })
}

fn text(value: Option<&HeaderValue>) -> Option<&str> {
    value?.to_str().ok()
}

/// From the seeds that the standard library draws for its maps: good enough
/// for a demonstration's invented records.
fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
