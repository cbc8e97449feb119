//! How many requests may be under way at one origin, and which goes first.

use core::{
    cell::{Cell, RefCell},
    future::Future,
    pin::Pin,
    task::{Context, Poll, Waker},
};
use std::rc::Rc;

use timeline_model::part;

use crate::engine::Inner;

/// The requests under way and those that wait for one to end.
pub struct Gate {
    /// How many may be under way at one origin.
    pub most: Cell<u32>,
    /// In the order in which they came.
    places: RefCell<Vec<Place>>,
    next: Cell<u32>,
}

struct Place {
    n: u32,
    origin: String,
    rank: u32,
    under_way: bool,
    waker: Option<Waker>,
}

/// Leave to make a request, held until its answer is here.
pub struct Pass {
    engine: Rc<Inner>,
    n: u32,
}

impl Default for Gate {
    fn default() -> Gate {
        Gate {
            most: Cell::new(1),
            places: RefCell::default(),
            next: Cell::new(0),
        }
    }
}

impl Inner {
    /// Asks for leave to make a request; the lowest rank goes first.
    pub fn pass(self: &Rc<Self>, url: &str, rank: u32) -> Pass {
        let n = self.gate.next.get().wrapping_add(1);
        self.gate.next.set(n);
        let (_, rest) = part::cut(url, "://").unwrap_or(("", url));
        let path = rest.len() - part::before(rest, "/").len();
        let origin = url.get(..url.len() - path);
        self.gate.places.borrow_mut().push(Place {
            n,
            origin: origin.unwrap_or_default().to_owned(),
            rank,
            under_way: false,
            waker: None,
        });
        Pass {
            engine: Rc::clone(self),
            n,
        }
    }
}

impl Gate {
    /// Lets the request through where it is its turn.
    fn enter(&self, n: u32, waker: &Waker) -> bool {
        let most = self.most.get();
        let places = &mut *self.places.borrow_mut();
        let Some(at) = places.iter().position(|place| place.n == n) else {
            return true;
        };
        let mut first = at;
        let mut free = most;
        for (other, place) in places.iter().enumerate() {
            if !same_origin(places, at, other) {
                continue;
            }
            if place.under_way {
                free = free.saturating_sub(1);
            } else if places
                .get(first)
                .is_none_or(|best| (place.rank, place.n) < (best.rank, best.n))
            {
                first = other;
            }
        }
        let turn = free > 0 && first == at;
        if let Some(place) = places.get_mut(at) {
            place.under_way |= turn;
            place.waker = (!turn).then(|| waker.clone());
        }
        // Two may have left before the first could enter.
        if turn && free > 1 {
            wake_all(places, at);
        }
        turn
    }

    fn leave(&self, n: u32) {
        let places = &mut *self.places.borrow_mut();
        if let Some(at) = places.iter().position(|place| place.n == n) {
            wake_all(places, at);
            places.remove(at);
        }
    }
}

fn same_origin(places: &[Place], one: usize, other: usize) -> bool {
    places.get(one).map(|place| &place.origin) == places.get(other).map(|place| &place.origin)
}

/// Lets all who wait at the origin look whether it is their turn.
fn wake_all(places: &mut [Place], at: usize) {
    for other in 0..places.len() {
        if same_origin(places, at, other)
            && let Some(waker) = places.get_mut(other).and_then(|place| place.waker.take())
        {
            waker.wake();
        }
    }
}

impl Future for Pass {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        match self.engine.gate.enter(self.n, context.waker()) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        self.engine.gate.leave(self.n);
    }
}
