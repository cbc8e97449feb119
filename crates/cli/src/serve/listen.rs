//! Listens on the two ports and speaks HTTP there.

use std::convert::Infallible;
use std::future::poll_fn;
use std::io::{Error, ErrorKind};
use std::net::{Ipv4Addr, SocketAddr};

use anyhow::{Context, bail};
use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;

use super::spoil::HangUp;

/// Both listeners, the second on the port after the first.
pub async fn bind(port: u16) -> anyhow::Result<(TcpListener, TcpListener)> {
    let Some(second) = port.checked_add(1).filter(|_| port > 0) else {
        bail!("--port must be from 1 to 65534: the port after it is used too");
    };
    Ok((bind_one(port, port).await?, bind_one(second, port).await?))
}

async fn bind_one(port: u16, first: u16) -> anyhow::Result<TcpListener> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    TcpListener::bind(address).await.with_context(|| {
        let pair = first.saturating_add(1);
        format!(
            "cannot listen on {address}. The server needs ports {first} and {pair}: \
             stop what uses them, or choose others with --port"
        )
    })
}

/// Serves for as long as the program runs.
pub async fn serve(listener: TcpListener, router: Router) -> Infallible {
    loop {
        // A connection that fails before it begins concerns nobody else.
        if let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(connection(stream, router.clone()));
        }
    }
}

async fn connection(stream: TcpStream, router: Router) {
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let router = router.clone();
        Box::pin(async move {
            let Ok(response) = router.oneshot(request.map(Body::new)).await;
            match response.extensions().get::<HangUp>() {
                // An error ends the connection without an answer.
                Some(HangUp) => Err(Error::from(ErrorKind::ConnectionReset)),
                None => Ok(response),
            }
        })
    });
    let mut connection =
        hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    // What goes wrong here is the client's going away, or a fault on purpose:
    // then the connection is reset rather than closed.
    let served = poll_fn(|context| connection.poll_without_shutdown(context)).await;
    let stream = connection.into_parts().io.into_inner();
    if served.is_err() {
        drop(stream.set_zero_linger());
    }
}
