use core::{future::Future, pin::Pin};

/// A future that is not sent between threads.
pub type Task<T> = Pin<Box<dyn Future<Output = T>>>;

/// What is asked of a source.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// By POST with this body; by GET where there is none.
    pub body: Option<String>,
    /// An absolute address.
    pub url: String,
    /// The headers, by name.
    pub headers: Vec<(String, String)>,
    /// Whether the browser's cookies for that origin go along.
    pub cookies: bool,
}

/// Nothing of it: its headers sign in, and its address names the patient.
impl core::fmt::Debug for Request {
    fn fmt(&self, out: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        out.write_str("Request")
    }
}

/// What a source answered: the head of it, and the way to its body.
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The headers that may be read, names in small letters.
    pub headers: Vec<(String, String)>,
    /// The body as it comes in. Dropping it ends the request.
    pub body: Box<dyn Body>,
}

/// A body as it comes in.
pub trait Body {
    /// The next piece, after content decoding; `None` at the end.
    fn next(&mut self) -> Task<Result<Option<Vec<u8>>, FetchError>>;
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FetchError {
    /// No network, no such host, refused, broken off, or not allowed across
    /// origins: the browser does not tell these apart.
    Unreachable,
    /// The host, who was to carry the request, did not.
    Host,
}

/// All that the engine needs of the world outside. Each engine has its own.
pub trait Environment {
    /// Asks a source; ends with the headers of its answer. The request is made
    /// without a cache and without a referrer. Dropping the task ends the
    /// request. How long anything may take is the engine's to say.
    fn fetch(&self, request: Request) -> Task<Result<Response, FetchError>>;
    /// Runs a task to its end beside the others.
    fn spawn(&self, task: Task<()>);
    /// Ends after so many milliseconds.
    fn sleep(&self, milliseconds: u32) -> Task<()>;
    /// Now, in seconds from 1970-01-01 UTC.
    fn now(&self) -> i64;
    /// Milliseconds on a clock that never goes back.
    fn ticks(&self) -> u64;
    /// Any number, another each time: it spreads what many clients do.
    fn random(&self) -> u32;
    /// Minutes east of UTC in an IANA zone (the user's own where empty) at an
    /// instant in seconds from 1970-01-01 UTC; `None` for a zone that is not
    /// known.
    fn offset(&self, zone: &str, at: i64) -> Option<i32>;
    /// `reference` made absolute against `base` and normalised, as the URL
    /// standard says; `None` where it is no http or https address.
    fn resolve(&self, base: &str, reference: &str) -> Option<String>;
    /// Hands a message of the protocol to the viewer.
    fn publish(&self, message: Vec<u8>);
}
