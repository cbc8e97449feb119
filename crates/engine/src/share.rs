//! Requests that are the same and under way at the same time are made once.

use core::{
    cell::RefCell,
    future::Future,
    pin::Pin,
    task::{Context, Poll, Waker},
};
use std::rc::{Rc, Weak};

use timeline_model::SourceState;

use crate::{Request, Task, carry::Answered};

type Outcome = Result<Answered, SourceState>;

/// The requests under way.
#[derive(Default)]
pub struct Flights(RefCell<Vec<Weak<Flight>>>);

struct Flight {
    /// The source for which the host carries it; none where the browser does.
    carrier: Option<usize>,
    request: Request,
    task: RefCell<Task<Outcome>>,
    outcome: RefCell<Option<Outcome>>,
    wakers: RefCell<Vec<Waker>>,
}

/// One who waits for the answer to a request; with the last of them it ends.
pub struct Shared(Rc<Flight>);

impl Flights {
    /// The answer to this request, which `begin` makes unless the same is under
    /// way.
    pub fn share(
        &self,
        carrier: Option<usize>,
        request: Request,
        begin: impl FnOnce(Request) -> Task<Outcome>,
    ) -> Shared {
        let flights = &mut *self.0.borrow_mut();
        let mut at = 0;
        while let Some(flight) = flights.get(at) {
            match flight.upgrade() {
                Some(flight) if flight.carrier == carrier && flight.request == request => {
                    return Shared(flight);
                }
                Some(_) => at += 1,
                None => drop(flights.swap_remove(at)),
            }
        }
        let flight = Rc::new(Flight {
            task: RefCell::new(begin(request.clone())),
            carrier,
            request,
            outcome: RefCell::default(),
            wakers: RefCell::default(),
        });
        flights.push(Rc::downgrade(&flight));
        Shared(flight)
    }
}

impl Flight {
    /// Lets each who waits look again.
    fn wake(&self) {
        for waker in self.wakers.take() {
            waker.wake();
        }
    }
}

impl Future for Shared {
    type Output = Outcome;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Outcome> {
        let flight = &self.0;
        if flight.outcome.borrow().is_none() {
            let Poll::Ready(outcome) = flight.task.borrow_mut().as_mut().poll(context) else {
                let wakers = &mut *flight.wakers.borrow_mut();
                if !wakers.iter().any(|own| own.will_wake(context.waker())) {
                    wakers.push(context.waker().clone());
                }
                return Poll::Pending;
            };
            flight.outcome.replace(Some(outcome));
            flight.wake();
        }
        let outcome = match Rc::strong_count(flight) {
            1 => flight.outcome.take(),
            _ => flight.outcome.borrow().clone(),
        };
        Poll::Ready(outcome.unwrap_or(Err(SourceState::Unreachable)))
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        // Whoever is left takes over.
        self.0.wake();
    }
}
