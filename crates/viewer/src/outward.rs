use reactive_graph::callback::{Callable, UnsyncCallback};
use timeline_model::{EntryId, Kind, protocol::Down};

use crate::{View, state::DetailState};

/// What the viewer says to whoever mounts it.
#[derive(Clone, Copy)]
pub struct Outward {
    /// A message for the engine.
    pub send: UnsyncCallback<Down>,
    /// The user opens an entry. `false`: the host shows it itself, and the
    /// viewer opens no detail.
    pub open: UnsyncCallback<Opening, bool>,
}

/// The entry that the user opens, without any clinical text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The entry.
    pub id: EntryId,
    /// What it is to a reader.
    pub kind: Kind,
    /// The ids of the sources that hold it.
    pub sources: Vec<String>,
}

impl Outward {
    /// Opens an entry's detail, unless the host does that itself.
    pub(crate) fn open(self, view: View, id: EntryId) -> bool {
        let Some(row) = view.row(id) else {
            return false;
        };
        let all = view.sources();
        let sources = row
            .sources
            .iter()
            .filter_map(|place| all.get(usize::from(*place)))
            .map(|source| source.id.clone())
            .collect();
        let opening = Opening {
            id,
            kind: row.kind,
            sources,
        };
        view.state().active.set(Some(id));
        if !self.open.try_run(opening).unwrap_or(true) {
            return false;
        }
        view.state().detail.set(DetailState::Loading);
        view.state().opened.set(Some(id));
        true
    }
}
