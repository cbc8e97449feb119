//! The way to a source, step by step: name, connection, TLS. Each step that
//! fails is told apart, where a browser only says that it failed.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use url::{Host, Url};

use super::tls::{Tls, TlsFault};

/// Bytes both ways, with TLS or without.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// A connection that stands.
pub struct Connected {
    /// What goes over it.
    pub stream: Box<dyn Stream>,
    /// Where it goes.
    pub address: SocketAddr,
    /// How long finding and connecting took, TLS included.
    pub took: Duration,
    /// The version of TLS, where it is spoken.
    pub tls: Option<&'static str>,
}

/// Why there is no connection.
#[derive(Debug)]
pub enum NoWay {
    /// The name is not known.
    HostNotFound,
    /// Nothing listens there.
    Refused,
    /// Nobody answered within so long.
    Timeout(Duration),
    /// No route, or what else the system says.
    Unreachable(ErrorKind),
    /// Connected, without TLS that both agree on.
    Tls(TlsFault),
}

/// Goes all the way to the host of an address.
pub async fn connect(url: &Url, tls: &Tls, limit: Duration) -> Result<Connected, NoWay> {
    let start = Instant::now();
    let way = async { reach(&find(url).await?).await };
    let (stream, address) = timeout(limit, way)
        .await
        .unwrap_or(Err(NoWay::Timeout(limit)))?;
    let connected = |stream, tls| Connected {
        stream,
        address,
        took: start.elapsed(),
        tls,
    };
    if url.scheme() != "https" {
        return Ok(connected(Box::new(stream), None));
    }
    let agreed = timeout(limit, tls.agree(url, stream)).await;
    let agreed = agreed.unwrap_or_else(|_| Err(TlsFault::Other("no answer".to_owned())));
    let (stream, version) = agreed.map_err(NoWay::Tls)?;
    Ok(connected(Box::new(stream), Some(version)))
}

async fn find(url: &Url) -> Result<Vec<SocketAddr>, NoWay> {
    let port = url.port_or_known_default().unwrap_or(80);
    let name = match url.host() {
        Some(Host::Domain(name)) => name,
        Some(Host::Ipv4(address)) => return Ok(vec![(address, port).into()]),
        Some(Host::Ipv6(address)) => return Ok(vec![(address, port).into()]),
        None => return Err(NoWay::HostNotFound),
    };
    // Never known to anybody (RFC 6761): nobody need be asked.
    if name.trim_end_matches('.').ends_with(".invalid") {
        return Err(NoWay::HostNotFound);
    }
    let found = lookup_host((name, port)).await;
    let addresses: Vec<SocketAddr> = found.map_err(|_| NoWay::HostNotFound)?.collect();
    match addresses.is_empty() {
        true => Err(NoWay::HostNotFound),
        false => Ok(addresses),
    }
}

/// The first address that takes the connection; else the first reason.
async fn reach(addresses: &[SocketAddr]) -> Result<(TcpStream, SocketAddr), NoWay> {
    let mut reason = None;
    for address in addresses {
        match TcpStream::connect(address).await {
            Ok(stream) => return Ok((stream, *address)),
            Err(error) => reason = reason.or(Some(error.kind())),
        }
    }
    Err(match reason {
        None => NoWay::HostNotFound,
        Some(ErrorKind::ConnectionRefused) => NoWay::Refused,
        Some(kind) => NoWay::Unreachable(kind),
    })
}
