//! A body as it comes in, with an account of it.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Instant;

use http_body_util::BodyExt;
use hyper::body::Incoming;
use timeline_engine::{Body, FetchError, Task};

use super::account::{Bundle, Exchange};

/// Bodies up to this size are looked into for the number of patients and the
/// next page.
const MOST: usize = 64 << 20;

/// A body as it comes in. Dropping it ends the request.
pub struct Counted {
    incoming: Rc<RefCell<Option<Incoming>>>,
    kept: Rc<RefCell<Vec<u8>>>,
    exchanges: Rc<RefCell<Vec<Exchange>>>,
    place: usize,
    start: Instant,
}

impl Counted {
    /// The body of the exchange at this place in the account.
    pub fn new(
        incoming: Incoming,
        exchanges: Rc<RefCell<Vec<Exchange>>>,
        place: usize,
        start: Instant,
    ) -> Counted {
        Counted {
            incoming: Rc::new(RefCell::new(Some(incoming))),
            kept: Rc::default(),
            exchanges,
            place,
            start,
        }
    }
}

impl Body for Counted {
    fn next(&mut self) -> Task<Result<Option<Vec<u8>>, FetchError>> {
        let (place, start) = (self.place, self.start);
        let (slot, kept) = (Rc::clone(&self.incoming), Rc::clone(&self.kept));
        let exchanges = Rc::clone(&self.exchanges);
        Box::pin(async move {
            let Some(mut incoming) = slot.take() else {
                return Ok(None);
            };
            let piece = loop {
                match incoming.frame().await {
                    None => break None,
                    Some(Err(_)) => return Err(FetchError::Unreachable),
                    Some(Ok(frame)) => {
                        if let Ok(data) = frame.into_data() {
                            break Some(data.to_vec());
                        }
                    }
                }
            };
            if let Some(exchange) = exchanges.borrow_mut().get_mut(place) {
                exchange.took = start.elapsed();
                match &piece {
                    Some(piece) => exchange.bytes += piece.len(),
                    None => exchange.bundle = Bundle::read(&kept.take()),
                }
            }
            if let Some(piece) = &piece {
                slot.replace(Some(incoming));
                let mut kept = kept.borrow_mut();
                if kept.len() + piece.len() <= MOST {
                    kept.extend_from_slice(piece);
                }
            }
            Ok(piece)
        })
    }
}
