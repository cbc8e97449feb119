use core::cell::RefCell;
use std::rc::Rc;

use crate::state::State;

/// A view's number: a handle that costs nothing to copy into every closure,
/// and holds nothing of a view that is gone. No number is given twice.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Handle(u32);

/// The views that live.
struct Views {
    last: u32,
    live: Vec<(Handle, Rc<State>)>,
}

thread_local! {
    static VIEWS: RefCell<Views> = const {
        RefCell::new(Views { last: 0, live: Vec::new() })
    };
}

impl Handle {
    /// A new view, kept until it is let go.
    pub(crate) fn new() -> Handle {
        VIEWS.with_borrow_mut(|views| {
            views.last += 1;
            let handle = Handle(views.last);
            views.live.push((handle, Rc::default()));
            handle
        })
    }

    /// What the view holds, while it is kept.
    #[inline(never)]
    pub(crate) fn held(self) -> Option<Rc<State>> {
        VIEWS.with_borrow(|views| {
            let mut live = views.live.iter();
            let (_, state) = live.find(|(handle, _)| *handle == self)?;
            Some(Rc::clone(state))
        })
    }

    /// What the view holds; nothing once it was let go.
    #[inline(never)]
    pub(crate) fn state(self) -> Rc<State> {
        self.held().unwrap_or_default()
    }

    /// Lets the view go.
    pub(crate) fn let_go(self) {
        // Dropped when the list is free again: what it holds may ask for a view.
        let _gone: Option<(Handle, Rc<State>)> = VIEWS.with_borrow_mut(|views| {
            let at = views.live.iter().position(|(handle, _)| *handle == self)?;
            Some(views.live.swap_remove(at))
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_that_is_gone_holds_nothing_and_is_not_another_one() {
        let (first, second) = (Handle::new(), Handle::new());
        second.state().now.set(2);
        first.state().now.set(1);
        assert_eq!(second.state().now.get_untracked(), 2);
        first.let_go();
        let third = Handle::new();
        third.state().now.set(3);
        assert!(first.held().is_none());
        assert_eq!(first.state().now.get_untracked(), 0);
        assert_eq!(second.state().now.get_untracked(), 2);
    }
}
