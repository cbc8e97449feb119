use super::items::Items;
use crate::{View, slot::Derived};

/// The items of the list, worked out once for all who show or count them.
#[derive(Clone, Copy)]
pub(crate) struct Listed {
    view: View,
    version: Derived,
}

impl Listed {
    pub(crate) fn new(view: View) -> Listed {
        // Told anew on every change: comparing would cost more than drawing.
        let version = Derived::new(move || {
            let state = view.state();
            let kinds = state.kinds.get();
            let items = state.hits.with(|hits| {
                let of = |lines: &Vec<_>| Items::of(lines, kinds, hits.as_deref());
                state.lines.with(of)
            });
            let version = state.items.borrow().version.wrapping_add(1);
            state.items.replace(Items { version, ..items });
            version
        });
        Listed { view, version }
    }

    /// The items, noticing changes.
    pub(crate) fn get(self) -> Items {
        self.version.get();
        self.view.state().items.borrow().clone()
    }

    /// How many entries are among them, noticing changes.
    pub(crate) fn entries(self) -> u32 {
        self.version.get();
        self.view.state().items.borrow().entries
    }

    /// How many entries are among them.
    pub(crate) fn entries_untracked(self) -> u32 {
        self.version.get_untracked();
        self.view.state().items.borrow().entries
    }
}
