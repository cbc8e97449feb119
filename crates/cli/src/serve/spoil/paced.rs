//! A body that comes at its own pace, and may never end.

use std::io::{Error, ErrorKind};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Bytes;
use hyper::body::{Body, Frame};
use tokio::time::Sleep;

/// How long what was sent before a reset has to leave: a reset takes back what
/// is still on its way.
const LEAVE: Duration = Duration::from_millis(50);

/// What comes after the last piece.
#[derive(Clone, Copy)]
pub enum End {
    /// The end.
    Done,
    /// A connection that is reset.
    Reset,
    /// Nothing.
    Never,
}

/// Pieces, made while they are sent.
pub struct Paced {
    pieces: Box<dyn Iterator<Item = Bytes> + Send>,
    pause: Option<Duration>,
    waiting: Option<Pin<Box<Sleep>>>,
    end: End,
    has_left: bool,
}

impl Paced {
    /// A body of these pieces, with a pause before each but the first.
    pub fn new(
        pieces: impl Iterator<Item = Bytes> + Send + 'static,
        pause: Option<Duration>,
        end: End,
    ) -> Paced {
        Paced {
            pieces: Box::new(pieces),
            pause,
            waiting: None,
            end,
            has_left: false,
        }
    }
}

impl Body for Paced {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        if let Some(waiting) = &mut self.waiting {
            if waiting.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
            self.waiting = None;
        }
        if let Some(piece) = self.pieces.next() {
            self.waiting = self.pause.map(|pause| Box::pin(tokio::time::sleep(pause)));
            return Poll::Ready(Some(Ok(Frame::data(piece))));
        }
        let end = self.end;
        match end {
            End::Done => Poll::Ready(None),
            End::Reset if !std::mem::replace(&mut self.has_left, true) => {
                self.waiting = Some(Box::pin(tokio::time::sleep(LEAVE)));
                self.poll_frame(context)
            }
            End::Reset => Poll::Ready(Some(Err(Error::from(ErrorKind::ConnectionReset)))),
            End::Never => Poll::Pending,
        }
    }
}
