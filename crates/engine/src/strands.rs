//! Tasks that end with what they work for.

use core::{
    cell::{Cell, RefCell},
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};
use std::rc::Rc;

use crate::{Environment, Task};

/// Tasks that end when this is dropped: what they were waiting for is dropped
/// with them, which ends their requests, questions and timers.
#[derive(Default)]
pub struct Strands(Vec<Rc<Strand>>);

#[derive(Default)]
struct Strand {
    task: RefCell<Option<Task<()>>>,
    ended: Cell<bool>,
}

struct Running(Rc<Strand>);

impl Strands {
    /// Runs a task beside the others.
    pub fn spawn(&mut self, environment: &dyn Environment, task: Task<()>) {
        let strand = Rc::new(Strand::default());
        strand.task.replace(Some(task));
        self.0.push(Rc::clone(&strand));
        environment.spawn(Box::pin(Running(strand)));
    }
}

impl Drop for Strands {
    fn drop(&mut self) {
        for strand in &self.0 {
            strand.ended.set(true);
            // The one that ends the others is not here: it is being polled.
            drop(strand.task.take());
        }
    }
}

impl Future for Running {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let Some(mut task) = self.0.task.take() else {
            return Poll::Ready(());
        };
        if task.as_mut().poll(context).is_ready() || self.0.ended.get() {
            return Poll::Ready(());
        }
        self.0.task.replace(Some(task));
        Poll::Pending
    }
}
