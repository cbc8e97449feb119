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

use timeline_json::escape;
use timeline_model::protocol::{Answer, Ask, Up};

use crate::engine::Inner;

impl Inner {
    /// Asks the host.
    pub fn ask(self: &Rc<Self>, load: u32, ask: Ask) -> Asked {
        let slot = Rc::new(RefCell::default());
        let n = {
            let questions = &mut *self.questions.borrow_mut();
            questions.next = questions.next.wrapping_add(1);
            questions.open.push((questions.next, Rc::clone(&slot)));
            questions.next
        };
        if self.is_current(load) {
            self.publish(load, &Up::Ask { n, ask });
        } else {
            self.questions.borrow_mut().answer(n, None);
        }
        Asked(Rc::new(Question {
            engine: Rc::clone(self),
            load,
            n,
            slot,
        }))
    }
}

/// A question that is waited for; `None` where the host failed or has no such
/// function. An answer that comes in pieces gives the next one each time. The
/// last is given to everyone who waits, now or later. Where nobody does before
/// it is here, the host is told so.
#[derive(Clone)]
pub struct Asked(Rc<Question>);

impl Asked {
    /// The number of the question.
    pub fn n(&self) -> u32 {
        self.0.n
    }

    /// Gives up, for everyone who waits.
    pub fn give_up(&self) {
        self.0.give_up();
    }
}

impl Future for Asked {
    type Output = Option<Answer>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Answer>> {
        let slot = &mut *self.0.slot.borrow_mut();
        match slot.answers.first() {
            None => {
                slot.waiting.push(context.waker().clone());
                Poll::Pending
            }
            Some(Some(answer)) if answer.more => Poll::Ready(slot.answers.remove(0)),
            Some(last) => Poll::Ready(last.clone()),
        }
    }
}

struct Question {
    engine: Rc<Inner>,
    load: u32,
    n: u32,
    slot: Rc<RefCell<Slot>>,
}

impl Question {
    fn give_up(&self) {
        let questions = &mut *self.engine.questions.borrow_mut();
        if questions.answer(self.n, None) {
            self.engine.publish(self.load, &Up::Cancel(self.n));
        }
    }
}

impl Drop for Question {
    fn drop(&mut self) {
        self.give_up();
    }
}

/// The questions that the host has not answered yet.
#[derive(Default)]
pub struct Questions {
    next: u32,
    open: Vec<(u32, Rc<RefCell<Slot>>)>,
}

/// Where answers are put until they are fetched, and who waits for them.
#[derive(Default)]
struct Slot {
    answers: Vec<Option<Answer>>,
    waiting: Vec<Waker>,
}

impl Questions {
    /// Puts an answer where it is waited for; `false` where nobody asked.
    pub fn answer(&mut self, n: u32, answer: Option<Answer>) -> bool {
        let Some(place) = self.open.iter().position(|(own, _)| *own == n) else {
            return false;
        };
        let last = !answer.as_ref().is_some_and(|answer| answer.more);
        if let Some((_, slot)) = self.open.get(place) {
            let slot = &mut *slot.borrow_mut();
            slot.answers.push(answer);
            for waker in slot.waiting.drain(..) {
                waker.wake();
            }
        }
        if last {
            self.open.swap_remove(place);
        }
        true
    }

    /// Gives up every question: its context has ended.
    pub fn close(&mut self) {
        while let Some((n, _)) = self.open.last() {
            self.answer(*n, None);
        }
    }
}

/// Adds a member to the JSON of what the host is called with.
pub fn push(detail: &mut String, name: &str, value: &str) {
    detail.push(if detail.is_empty() { '{' } else { ',' });
    escape(name, detail);
    detail.push(':');
    escape(value, detail);
}
