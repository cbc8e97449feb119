//! One request and its answer, over a connection of its own. Nothing is
//! followed and nothing is kept, as the element does without a cache.

use std::time::{Duration, Instant};

use axum::body::Body;
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::{HeaderMap, Request, Response};
use hyper_util::rt::TokioIo;
use tokio::time::timeout;
use url::{Position, Url};

use super::connect::{NoWay, connect};
use super::pieces::Pieces;
use super::tls::Tls;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// The method.
    pub method: &'static str,
    /// The address.
    pub url: Url,
    /// The headers beside those that HTTP itself needs.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// What was answered.
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
    /// From the first step of the way to the last byte.
    pub took: Duration,
}

/// Why there is no answer.
#[derive(Debug)]
pub enum NoReply {
    /// The way ends before.
    NoWay(NoWay),
    /// Not within so long.
    Timeout(Duration),
    /// It broke off or is no HTTP.
    Broken,
}

/// More than metadata and configurations ever are.
const MOST: usize = 64 << 20;

/// Asks and reads the whole answer.
pub async fn ask(question: Question, tls: &Tls, limit: Duration) -> Result<Reply, NoReply> {
    let start = Instant::now();
    let whole = async {
        let response = open(question, tls, limit).await?;
        let (head, body) = response.into_parts();
        let mut pieces = Pieces::new(&head.headers, body);
        let mut body = Vec::new();
        while let Some(piece) = pieces.next().await.map_err(|_| NoReply::Broken)? {
            body.extend_from_slice(&piece);
            if body.len() > MOST {
                return Err(NoReply::Broken);
            }
        }
        Ok(Reply {
            status: head.status.as_u16(),
            headers: head.headers,
            body,
            took: start.elapsed(),
        })
    };
    let ended = timeout(limit, whole).await;
    ended.unwrap_or(Err(NoReply::Timeout(limit)))
}

/// Asks and reads until the headers.
pub async fn open(
    question: Question,
    tls: &Tls,
    limit: Duration,
) -> Result<Response<Incoming>, NoReply> {
    let request = request(question.clone()).ok_or(NoReply::Broken)?;
    let connected = connect(&question.url, tls, limit).await;
    let connected = connected.map_err(NoReply::NoWay)?;
    let io = TokioIo::new(connected.stream);
    let (mut sender, connection) = http1::handshake(io).await.map_err(|_| NoReply::Broken)?;
    tokio::spawn(connection);
    sender
        .send_request(request)
        .await
        .map_err(|_| NoReply::Broken)
}

fn request(question: Question) -> Option<Request<Body>> {
    let url = &question.url;
    let target = &url[Position::BeforePath..Position::AfterQuery];
    let host = &url[Position::BeforeHost..Position::AfterPort];
    let mut request = Request::builder()
        .method(question.method)
        .uri(target)
        .header("host", host)
        .header(
            "user-agent",
            concat!("timeline-check/", env!("CARGO_PKG_VERSION")),
        )
        .header("accept-encoding", "gzip")
        .header("cache-control", "no-cache")
        .header("pragma", "no-cache");
    for (name, value) in &question.headers {
        request = request.header(name, value);
    }
    let body = Full::new(Bytes::from(question.body));
    request.body(Body::new(body)).ok()
}
