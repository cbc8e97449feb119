use super::items::Items;
use crate::View;

/// The items of the list, worked out once for all who show or count them.
impl View {
    /// The items, noticing changes.
    pub(crate) fn items(self) -> Items {
        let state = self.state();
        state.lines.track();
        state.kinds.track();
        state.hits.track();
        self.items_untracked()
    }

    /// The items.
    #[inline(never)]
    pub(crate) fn items_untracked(self) -> Items {
        let state = self.state();
        let (lines, kinds, hits) = (&state.lines, &state.kinds, &state.hits);
        // Each only counts up: their sum is another one after any change.
        let changes = lines.changes() + kinds.changes() + hits.changes();
        if state.items.borrow().changes != changes {
            let kinds = kinds.get_untracked();
            let items = hits.with_untracked(|hits| {
                lines.with_untracked(|lines| Items::of(lines, kinds, hits.as_deref()))
            });
            state.items.replace(Items { changes, ..items });
        }
        state.items.borrow().clone()
    }
}
