use core::cell::RefCell;

type End = Box<dyn FnOnce()>;

thread_local! {
    /// What is to be done when the scope that is open ends.
    static OPEN: RefCell<Vec<End>> = const { RefCell::new(Vec::new()) };
}

/// What lasts as long as something that was drawn: it ends when this is dropped.
#[derive(Default)]
pub(crate) struct Scope(Vec<End>);

impl Scope {
    /// Runs something; what that begins lasts as long as the scope.
    #[inline(never)]
    pub(crate) fn of(run: &mut dyn FnMut()) -> Scope {
        let outer = OPEN.take();
        run();
        Scope(OPEN.replace(outer))
    }

    /// Ends it now.
    #[inline(never)]
    pub(crate) fn end(&mut self) {
        for end in core::mem::take(&mut self.0) {
            end();
        }
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        self.end();
    }
}

/// Does something when the scope ends that is open now.
pub(crate) fn at_end(end: impl FnOnce() + 'static) {
    let end: End = Box::new(end);
    OPEN.with_borrow_mut(|open| open.push(end));
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;

    #[test]
    fn what_an_inner_scope_began_ends_with_that_alone() {
        let said: Rc<RefCell<Vec<&str>>> = Rc::default();
        let say = |word: &'static str| {
            let said = Rc::clone(&said);
            move || said.borrow_mut().push(word)
        };
        let mut inner = Scope::default();
        let outer = Scope::of(&mut || {
            at_end(say("outer"));
            inner = Scope::of(&mut || at_end(say("inner")));
        });
        drop(inner);
        assert_eq!(*said.borrow(), ["inner"]);
        drop(outer);
        assert_eq!(*said.borrow(), ["inner", "outer"]);
    }
}
