use core::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use crate::Task;

/// What the task gives, unless the other ends before it.
pub fn race<T>(task: &mut Task<T>, end: Task<()>) -> Race<'_, T> {
    Race { task, end }
}

/// A task that is waited for until another ends.
pub struct Race<'t, T> {
    task: &'t mut Task<T>,
    end: Task<()>,
}

impl<T> Future for Race<'_, T> {
    type Output = Option<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        if let Poll::Ready(value) = self.task.as_mut().poll(context) {
            return Poll::Ready(Some(value));
        }
        self.end.as_mut().poll(context).map(|()| None)
    }
}
