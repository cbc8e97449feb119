//! What only the host can do: a token, a request that it carries itself, the
//! record of a disclosure or of an access. Asked over the protocol, so that it
//! is the same in a worker and on the page.

use core::{
    cell::RefCell,
    future::Future,
    pin::Pin,
    task::{Context, Poll, Waker},
};
use std::rc::Rc;

use timeline_model::protocol::{Answer, Ask, Up};

use crate::engine::Inner;

/// The questions that the host has not answered yet.
#[derive(Default)]
pub struct Questions {
    next: u32,
    open: Vec<(u32, Rc<Slot>)>,
}

/// Where an answer is put. The host may fail, which is an answer as well.
#[derive(Default)]
struct Slot(RefCell<(Option<Option<Answer>>, Option<Waker>)>);

impl Slot {
    fn put(&self, answer: Option<Answer>) {
        let waker = {
            let (own, waker) = &mut *self.0.borrow_mut();
            *own = Some(answer);
            waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl Questions {
    /// Puts an answer where it is waited for.
    pub fn answer(&mut self, n: u32, answer: Option<Answer>) {
        if let Some(place) = self.open.iter().position(|(own, _)| *own == n) {
            self.open.swap_remove(place).1.put(answer);
        }
    }

    /// Gives up every question: its context has ended.
    pub fn close(&mut self) {
        for (_, slot) in core::mem::take(&mut self.open) {
            slot.put(None);
        }
    }
}

/// A question that is waited for; `None` where the host failed or has no such
/// function. Dropped before the answer, the host is told that nobody waits.
pub struct Asked {
    engine: Rc<Inner>,
    load: u32,
    n: u32,
    slot: Rc<Slot>,
}

impl Inner {
    /// Asks the host.
    pub fn ask(self: &Rc<Self>, load: u32, ask: Ask) -> Asked {
        let slot = Rc::new(Slot::default());
        let n = {
            let questions = &mut *self.questions.borrow_mut();
            questions.next = questions.next.wrapping_add(1);
            questions.open.push((questions.next, Rc::clone(&slot)));
            questions.next
        };
        self.publish(load, &Up::Ask { n, ask });
        Asked {
            engine: Rc::clone(self),
            load,
            n,
            slot,
        }
    }
}

impl Future for Asked {
    type Output = Option<Answer>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Answer>> {
        let (answer, waker) = &mut *self.slot.0.borrow_mut();
        match answer.take() {
            Some(answer) => Poll::Ready(answer),
            None => {
                *waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        let open = &mut self.engine.questions.borrow_mut().open;
        if let Some(place) = open.iter().position(|(own, _)| *own == self.n) {
            open.swap_remove(place);
            self.engine.publish(self.load, &Up::Cancel(self.n));
        }
    }
}
