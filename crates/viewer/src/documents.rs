//! Documents that are asked for: what has come of each, by its number.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
    sync::Arc,
};

use timeline_model::{
    Document, EntryId,
    protocol::{DocumentRequest, Down},
};

use crate::{View, element::keep, slot::Slot, state::State};

/// What has come of a document.
type Came = Slot<Arc<Document>>;

/// What was asked for, by its number.
type Asked = Option<(u32, Rc<Came>)>;

/// Those that somebody looks at.
#[derive(Default)]
pub(crate) struct Documents {
    last: Cell<u32>,
    open: RefCell<Vec<(u32, Weak<Came>)>>,
}

/// A place where a document may be looked at. What is asked for there ends with
/// what is on screen there.
#[derive(Clone)]
pub(crate) struct Desk {
    view: View,
    asked: Rc<Slot<Asked>>,
}

impl Desk {
    /// To be called inside a reactive owner.
    pub(crate) fn new(view: View) -> Desk {
        let desk = Desk {
            view,
            asked: Rc::default(),
        };
        keep(desk.clone(), |desk| desk.end());
        desk
    }

    /// Asks for a document of a copy, or for the original itself.
    pub(crate) fn ask(&self, entry: EntryId, copy: EntryId, at: Option<u32>) {
        self.end();
        let documents = &self.view.state().documents;
        let n = documents.last.get().wrapping_add(1);
        documents.last.set(n);
        let came: Rc<Came> = Rc::default();
        documents.open.borrow_mut().push((n, Rc::downgrade(&came)));
        self.asked.set(Some((n, came)));
        let request = DocumentRequest { n, entry, copy, at };
        self.view.send(Down::Document(request));
    }

    /// Asks for nothing any more.
    pub(crate) fn stop(&self) {
        self.end();
        self.asked.set(None);
    }

    fn end(&self) {
        if let Some((n, _)) = self.asked.get_untracked() {
            self.view.send(Down::EndDocument(n));
            let state = self.view.state();
            state
                .documents
                .open
                .borrow_mut()
                .retain(|(own, _)| *own != n);
        }
    }

    /// What has come, noticing changes; `None` where nothing was asked for.
    pub(crate) fn document(&self) -> Option<Arc<Document>> {
        self.asked.get().map(|(_, came)| came.get())
    }
}

/// Takes what has come of a document.
pub(crate) fn receive(state: &State, n: u32, document: Box<Document>) {
    let came = {
        let open = state.documents.open.borrow();
        let own = open.iter().find(|(own, _)| *own == n);
        own.and_then(|(_, came)| came.upgrade())
    };
    if let Some(came) = came {
        came.set(Arc::from(document));
    }
}
