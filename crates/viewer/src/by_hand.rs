//! Splits and joins by hand, for this view only.

use std::sync::Arc;

use timeline_model::{EntryId, Kind, Mark, Row, protocol::Down};
use wasm_bindgen::JsCast;

use crate::{
    Message, View,
    dates::moment_words,
    detail::when,
    element::{Content, dynamic, nothing},
    elements::{button, div, paragraph, span},
    words::Words,
};

/// A fold that the user changed by hand, without any clinical text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folding {
    /// What was done.
    pub action: FoldAction,
    /// The entries that were joined; the entry that was split, and then each
    /// of its copies that is to stand alone; or the entry of which the last
    /// change was taken back.
    pub entries: Vec<EntryId>,
    /// What the first is to a reader.
    pub kind: Kind,
    /// The ids of the sources that hold them.
    pub sources: Vec<String>,
}

/// What the user does to a fold by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoldAction {
    /// Copies that were one are shown apart.
    Split,
    /// Two entries are shown as one.
    Join,
    /// The last change is taken back.
    Undo,
}

impl FoldAction {
    /// The name used in events.
    pub fn code(self) -> &'static str {
        match self {
            FoldAction::Split => "split",
            FoldAction::Join => "join",
            FoldAction::Undo => "undo",
        }
    }
}

impl View {
    /// Shows a copy of the open entry apart from the rest, or each from each.
    pub(crate) fn split(self, copy: Option<EntryId>) {
        let detail = self.detail();
        let id = detail.row.id;
        let mut entries = vec![id];
        for held in &detail.copies {
            if copy.is_none_or(|copy| copy == held.id) {
                entries.push(held.id);
            }
        }
        self.fold(FoldAction::Split, Down::Split(id, copy), entries);
    }

    /// Shows two entries as one.
    pub(crate) fn join(self, a: EntryId, b: EntryId) {
        self.fold(FoldAction::Join, Down::Join(a, b), vec![a, b]);
    }

    /// Takes back what was last done by hand to an entry.
    pub(crate) fn undo(self, id: EntryId) {
        self.fold(FoldAction::Undo, Down::Undo(id), vec![id]);
    }

    #[inline(never)]
    fn fold(self, action: FoldAction, message: Down, entries: Vec<EntryId>) {
        let state = self.state();
        self.send(message);
        state.joining.set(None);
        self.announce(self.words.say(match action {
            FoldAction::Split => Message::NowApart,
            FoldAction::Join => Message::NowOne,
            FoldAction::Undo => Message::Undone,
        }));
        // What was pressed goes away.
        state.focus_detail.update(|n| n + 1);
        let mut folding = Folding {
            action,
            kind: Kind::Other,
            sources: Vec::new(),
            entries,
        };
        for id in folding.entries.iter().rev() {
            if let Some(row) = self.row(*id) {
                folding.kind = row.kind;
                self.add_sources(&row, &mut folding.sources);
            }
        }
        if let Some(outward) = state.outward.get() {
            (outward.folded)(folding);
        }
    }

    /// Waits for the other entry that is the same as the open one.
    pub(crate) fn begin_joining(self) {
        let state = self.state();
        state.joining.set(self.row(self.detail().row.id));
        self.announce(self.words.say(Message::OpenTheOther));
        self.close();
    }

    /// Stops waiting for another entry; `false` where none was waited for.
    pub(crate) fn stop_joining(self) -> bool {
        let state = self.state();
        if state.joining.with_untracked(Option::is_none) {
            return false;
        }
        state.joining.set(None);
        self.announce(self.words.say(Message::JoiningStopped));
        true
    }
}

/// Says that another entry is waited for, and how to stop that.
pub(crate) fn waiting_bar(view: View) -> Content {
    let words = view.words;
    let stop = move || {
        view.stop_joining();
        view.state().focus_list.update(|n| n + 1);
    };
    dynamic(move || {
        let Some(row) = view.state().joining.get() else {
            return nothing();
        };
        div("row joining")
            .on("keydown", move |event| {
                let event: web_sys::KeyboardEvent = event.unchecked_into();
                if event.key() == "Escape" {
                    stop();
                }
            })
            .child(span(
                "",
                words.fill(Message::Joining, &[("title", &row.title)]),
            ))
            .child(words.span("k", Message::OpenTheOther))
            .child(button("button", words.say(Message::Cancel), stop))
    })
}

/// Offers to join the open entry to the one that waits for another.
pub(crate) fn offer(view: View) -> Content {
    dynamic(move || {
        let (Some(row), Some(id)) = (view.state().joining.get(), view.state().opened.get()) else {
            return nothing();
        };
        let covered = |row: Arc<Row>| row.marks.has(Mark::Covered);
        if row.id == id || view.row(id).is_none_or(covered) {
            return nothing();
        }
        let said = named(view.words, Message::SameAs, &row);
        div("act").child(button("button", said, move || view.join(row.id, id)))
    })
}

/// A message about an entry, by its title and date.
fn named(words: Words, message: Message, row: &Row) -> String {
    let mut title = row.title.clone();
    title.push_str(", ");
    title.push_str(&when(words, row, moment_words));
    words.fill(message, &[("title", &title)])
}

/// Says that the open entry was changed by hand, and takes that back.
pub(crate) fn changed(view: View, row: &Row) -> Content {
    let words = view.words;
    let id = row.id;
    if !row.marks.has(Mark::JoinedByHand) && !row.marks.has(Mark::PartedByHand) {
        return nothing();
    }
    paragraph("act", words.say(Message::ForThisView))
        .blank()
        .child(button("button", words.say(Message::Undo), move || {
            view.undo(id)
        }))
}
