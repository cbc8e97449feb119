//! A body as it comes in, with an account of it.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Instant;

use timeline_engine::{Body, FetchError, Task};

use super::account::{Bundle, Exchange};
use crate::check::pieces::Pieces;

/// Bodies up to this size are looked into for the number of patients and the
/// next page.
const MOST: usize = 64 << 20;

/// A body as it comes in. Dropping it ends the request.
pub struct Counted {
    /// Empty while the next piece is waited for, and after the end.
    pieces: Rc<RefCell<Option<Pieces>>>,
    kept: Rc<RefCell<Vec<u8>>>,
    exchanges: Rc<RefCell<Vec<Exchange>>>,
    place: usize,
    start: Instant,
}

impl Counted {
    /// The body of the exchange at this place in the account.
    pub fn new(
        pieces: Pieces,
        exchanges: Rc<RefCell<Vec<Exchange>>>,
        place: usize,
        start: Instant,
    ) -> Counted {
        Counted {
            pieces: Rc::new(RefCell::new(Some(pieces))),
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
        let (slot, kept) = (Rc::clone(&self.pieces), Rc::clone(&self.kept));
        let exchanges = Rc::clone(&self.exchanges);
        Box::pin(async move {
            let Some(mut pieces) = slot.take() else {
                return Ok(None);
            };
            let piece = pieces.next().await.map_err(|_| FetchError::Unreachable)?;
            if let Some(exchange) = exchanges.borrow_mut().get_mut(place) {
                exchange.took = start.elapsed();
                exchange.carried = pieces.carried;
                match &piece {
                    Some(piece) => exchange.bytes += piece.len(),
                    None => exchange.bundle = Bundle::read(&kept.take()),
                }
            }
            let Some(piece) = piece else {
                return Ok(None);
            };
            slot.replace(Some(pieces));
            let mut kept = kept.borrow_mut();
            if kept.len() + piece.len() <= MOST {
                kept.extend_from_slice(&piece);
            }
            Ok(Some(piece.to_vec()))
        })
    }
}
