use std::rc::Rc;

use timeline_model::{Document, DocumentStep, EntryId, SourceState, protocol::Call};

use super::not_given;
use crate::{
    access::{Outcome, Then, about, member},
    engine::Inner,
    load::Run,
};

/// A document that somebody looks at.
pub struct Look {
    pub run: Run,
    /// The number of the request.
    pub n: u32,
    pub entry: EntryId,
    /// What its source was asked for; empty where it came along with the record.
    pub url: String,
}

impl Inner {
    /// Shows what came of a document, and has the host record that: before it is
    /// shown, where records are required.
    pub fn look_at(self: &Rc<Self>, look: Look, document: Document) {
        let Look { run, n, .. } = look;
        let Some((detail, waits)) = self.record_of(&look, &document) else {
            return;
        };
        if !waits {
            self.tell(run.load, n, document);
            self.record(run.load, Call::Access, detail, Then::Note(run));
            return;
        }
        let kept = self.asked_to_record(run.load, Call::Access, detail);
        let engine = Rc::clone(self);
        self.environment.spawn(Box::pin(async move {
            let document = match kept.await {
                Outcome::Accepted => document,
                Outcome::Failed | Outcome::Nobody => {
                    engine.not_recorded(run);
                    not_given(SourceState::NotRecorded)
                }
            };
            engine.tell(run.load, n, document);
        }));
    }

    /// The record of it, and whether it must be accepted first; nothing where
    /// the context has ended.
    fn record_of(&self, look: &Look, document: &Document) -> Option<(String, bool)> {
        let state = &*self.state.borrow();
        let required = state.config.as_ref()?.audit_required;
        let source = state.sources.get(look.run.source);
        let source = source.filter(|_| state.load == Some(look.run.load))?;
        let here = document.step == DocumentStep::Here;
        let outcome = if here { "opened" } else { "not-opened" };
        let mut detail = about(source, "document", outcome);
        if let Some(reason) = document.state {
            member(&mut detail, "reason", reason.code());
        }
        if !look.url.is_empty() {
            member(&mut detail, "request", &look.url);
        }
        member(&mut detail, "entry", &look.entry.to_hex());
        detail.push('}');
        Some((detail, here && required))
    }
}
