use timeline_model::EntryId;

use super::{
    arrangement::{Parts, arrange},
    families::Families,
    items::Items,
};
use crate::{
    View,
    filters::{changes, shown, shown_untracked},
};

/// The items of the list, worked out once for all who show or count them.
impl View {
    /// The items, noticing changes.
    pub(crate) fn items(self) -> Items {
        // To notice its changes.
        drop(shown(self));
        let state = self.state();
        state.arrangement.track();
        state.turned.track();
        self.items_untracked()
    }

    /// The items.
    #[inline(never)]
    pub(crate) fn items_untracked(self) -> Items {
        let state = self.state();
        let arranged = state.arrangement.changes() + state.turned.changes();
        let changes = (changes(self), arranged);
        if state.items.borrow().changes != changes {
            let shown = shown_untracked(self);
            self.relate();
            let filter = state.filter.with_untracked(|filter| filter.picks());
            let families = state.families.borrow();
            let items = state.lines.with_untracked(|lines| {
                state.turned.with_untracked(|turned| {
                    arrange(&Parts {
                        lines,
                        families: &families,
                        shown: &shown.places,
                        arrangement: state.arrangement.get_untracked(),
                        picked: filter || state.hits.with_untracked(Option::is_some),
                        turned,
                    })
                })
            });
            state.items.replace(Items { changes, ..items });
        }
        state.items.borrow().clone()
    }

    /// Works out the families anew where the lines have changed.
    fn relate(self) {
        let state = self.state();
        let changes = state.lines.changes();
        let mut families = state.families.borrow_mut();
        if families.changes != changes {
            *families = state.lines.with_untracked(|lines| Families::of(lines));
            families.changes = changes;
        }
    }

    /// Folds a family or unfolds it.
    pub(crate) fn turn(self, head: EntryId) {
        self.state()
            .turned
            .update(|turned| match turned.iter().position(|own| *own == head) {
                Some(at) => drop(turned.swap_remove(at)),
                None => turned.push(head),
            });
    }
}
