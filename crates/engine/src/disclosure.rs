//! What is kept out of sight and may be opened with a reason: an entry covered
//! for sensitivity, a record with another date of birth, what a source gives in
//! an emergency alone. Nothing is opened before the host has recorded it, and
//! all of it ends with the context.

use std::rc::Rc;

use timeline_model::{
    EntryId, Mark, RecordKey,
    protocol::{Call, Opened, OpenedWhat, Up},
};

use crate::{
    access::{Then, about, member},
    engine::{Inner, State},
    load::Run,
};

impl Inner {
    /// Opens something, once the host has recorded it.
    pub fn open(self: &Rc<Self>, load: u32, opened: Opened) {
        let wanted = wanted(&self.state.borrow(), &opened);
        match wanted {
            Some(wanted) => {
                let detail = wanted.detail.clone();
                self.record(load, Call::Disclosure, detail, Then::Open(opened, wanted));
            }
            None => self.publish(load, &Up::NotOpened(opened)),
        }
    }

    /// Opens what the host has recorded, and has it keep a record of that for
    /// each source; one that is loaded again leaves one anyway.
    pub fn disclosed(self: &Rc<Self>, load: u32, opened: Opened, wanted: Wanted, accepted: bool) {
        let mut records = Vec::new();
        let mut again = false;
        {
            let state = &mut *self.state.borrow_mut();
            if state.load != Some(load) {
                return;
            }
            for place in wanted.sources {
                let source = usize::from(place);
                let Some(own) = state.sources.get_mut(source) else {
                    continue;
                };
                if accepted && opened.what != OpenedWhat::Covered {
                    again = true;
                    own.open(opened.what);
                    continue;
                }
                let outcome = if accepted { "opened" } else { "not-opened" };
                let mut detail = about(own, opened.what.code(), outcome);
                detail.push('}');
                let attempt = own.attempt;
                let run = Run {
                    load,
                    source,
                    attempt,
                };
                records.push((detail, run));
            }
            if accepted {
                state.record.open(&wanted.keys);
            }
        }
        if !accepted {
            self.publish(load, &Up::NotOpened(opened.clone()));
        }
        for (detail, run) in records {
            self.record(load, Call::Access, detail, Then::Note(run));
        }
        if again {
            self.start(load, &|source| source.config.id == opened.source);
        }
        self.changed();
    }
}

/// What is to be opened, and what the host is told of it.
pub struct Wanted {
    detail: String,
    /// Where its sources stand.
    sources: Vec<u16>,
    /// The records of an entry, as they are while the host is asked: what is
    /// folded into it later was not disclosed.
    keys: Vec<RecordKey>,
}

/// What is to be opened; nothing where no reason is given or where the
/// configuration does not allow it.
fn wanted(state: &State, opened: &Opened) -> Option<Wanted> {
    let config = state.config.as_ref()?;
    let reason = opened.reason.trim();
    if reason.is_empty() {
        return None;
    }
    let (mut sources, mut keys) = (Vec::new(), Vec::new());
    if opened.what == OpenedWhat::Covered {
        let folded = state.record.find(opened.entry)?;
        if !config.disclosure || !folded.row.marks.has(Mark::Covered) {
            return None;
        }
        sources.clone_from(&folded.row.sources);
        keys.clone_from(&folded.members);
    } else {
        for (place, source) in (0..).zip(&state.sources) {
            if source.config.id == opened.source && source.may_be_opened(opened.what) {
                sources.push(place);
            }
        }
    }
    let first = state.sources.get(usize::from(*sources.first()?))?;
    let mut detail = String::new();
    member(&mut detail, "source", &first.config.id);
    member(&mut detail, "what", opened.what.code());
    if opened.entry != EntryId::default() {
        member(&mut detail, "entry", &opened.entry.to_hex());
    }
    member(&mut detail, "reason", reason);
    detail.push_str(",\"sources\":[");
    for (n, place) in sources.iter().enumerate() {
        if let Some(source) = state.sources.get(usize::from(*place)) {
            detail.push_str(if n > 0 { "," } else { "" });
            timeline_json::escape(&source.config.id, &mut detail);
        }
    }
    detail.push_str("]}");
    Some(Wanted {
        detail,
        sources,
        keys,
    })
}
