use timeline_model::EntryId;

use super::{
    arrangement::{Parts, arrange},
    families::Families,
    items::{Item, Items},
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
        state.printing.track();
        self.items_untracked()
    }

    /// The items.
    #[inline(never)]
    pub(crate) fn items_untracked(self) -> Items {
        let state = self.state();
        let arranged = state.arrangement.changes() + state.turned.changes();
        let arranged = arranged + state.printing.changes();
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
                        all: state.printing.get_untracked(),
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

    /// Unfolds the family in which an entry is out of sight.
    pub(crate) fn unfold_to(self, id: EntryId) {
        let items = self.items_untracked();
        let entry = |id: EntryId| {
            items.items.iter().find_map(|item| match item {
                Item::Entry(entry) if entry.row.id == id => Some(entry),
                _ => None,
            })
        };
        if entry(id).is_some() {
            return;
        }
        let state = self.state();
        let head = state.lines.with_untracked(|lines| {
            let place = lines.iter().position(|line| line.row.id == id)?;
            let head = state.families.borrow().head(place)?;
            Some(lines.get(head)?.row.id)
        });
        let family = head.and_then(entry).and_then(|head| head.family.as_ref());
        if let Some(head) = head
            && family.is_some_and(|family| !family.open)
        {
            self.turn(head);
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
