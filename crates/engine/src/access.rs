//! The record of who was shown what, which the host keeps: asked over the
//! protocol for each source that settled, refused and failed ones included, and
//! for what was opened with a reason.

use std::rc::Rc;

use timeline_json::escape;
use timeline_model::{
    Kind, digits,
    protocol::{Answer, Ask, Call, Notice, NoticeCode, Opened, Up},
};

use crate::{
    Task, agreement, disclosure::Wanted, engine::Inner, load::Run, race::race, source::Source,
};

/// How long the host may take to record something, in milliseconds.
const RECORDING: u32 = 30_000;

/// What goes on once the host has answered.
pub enum Then {
    /// What was read of the source is shown, where it waits for that.
    Show(Run),
    /// Nothing.
    Note(Run),
    /// This is opened.
    Open(Opened, Wanted),
}

impl Inner {
    /// Has the host record something, and goes on by what came of it.
    pub fn record(self: &Rc<Self>, load: u32, call: Call, detail: String, then: Then) {
        let kept = self.asked_to_record(load, call, detail);
        let engine = Rc::clone(self);
        self.environment.spawn(Box::pin(async move {
            let outcome = kept.await;
            match then {
                Then::Show(run) => engine.recorded(run, outcome, true),
                Then::Note(run) => engine.recorded(run, outcome, false),
                Then::Open(opened, wanted) => {
                    engine.disclosed(load, opened, wanted, outcome == Outcome::Accepted);
                }
            }
        }));
    }

    /// Has the host record something, and waits for what it does with that.
    pub fn asked_to_record(
        self: &Rc<Self>,
        load: u32,
        call: Call,
        detail: String,
    ) -> Task<Outcome> {
        let ask = Ask {
            call,
            detail,
            ..Ask::default()
        };
        let mut asked: Task<Option<Answer>> = Box::pin(self.ask(load, ask));
        let end = self.environment.sleep(RECORDING);
        Box::pin(async move { Outcome::of(race(&mut asked, end).await.flatten()) })
    }

    /// Has the host record a load that has ended. It settles at once, or where
    /// the record must be accepted first, once it is.
    pub fn record_load(self: &Rc<Self>, run: Run) {
        let record = {
            let state = &mut *self.state.borrow_mut();
            state.current(run).map(|source| {
                let loaded = source.loading();
                let (detail, waits) = (of_load(loaded), loaded.unrecorded);
                if !waits {
                    source.settle();
                }
                (detail, waits)
            })
        };
        if let Some((detail, waits)) = record {
            let then = match waits {
                true => Then::Show(run),
                false => Then::Note(run),
            };
            self.record(run.load, Call::Access, detail, then);
            self.changed();
        }
    }

    /// Notes what the host did with a record of a source; `waits` is what was
    /// read for it.
    fn recorded(self: &Rc<Self>, run: Run, outcome: Outcome, waits: bool) {
        if waits {
            let state = &mut *self.state.borrow_mut();
            let Some(source) = state.current(run) else {
                return;
            };
            source.loading().recorded(outcome == Outcome::Accepted);
            source.settle();
        }
        // That nobody keeps records is no fault where none are required.
        if outcome == Outcome::Failed || waits && outcome == Outcome::Nobody {
            self.not_recorded(run);
        }
        if waits {
            self.changed();
        }
    }

    /// Says that an access could not be recorded.
    pub fn not_recorded(&self, run: Run) {
        let source = {
            let state = &mut *self.state.borrow_mut();
            state.current(run).map(|source| source.config.id.clone())
        };
        if let Some(source) = source {
            let notice = Notice {
                code: NoticeCode::AccessNotRecorded,
                source,
                days: 0,
            };
            self.publish(run.load, &Up::Notice(notice));
        }
    }
}

/// What the host did with a record.
#[derive(Clone, Copy, PartialEq)]
pub enum Outcome {
    Accepted,
    Failed,
    /// It keeps none.
    Nobody,
}

impl Outcome {
    fn of(answer: Option<Answer>) -> Outcome {
        match answer {
            Some(answer) if answer.status == 200 => Outcome::Accepted,
            Some(_) => Outcome::Nobody,
            None => Outcome::Failed,
        }
    }
}

/// The record of a load. Counts are by kind, but for what is covered for
/// sensitivity.
fn of_load(source: &mut Source) -> String {
    let action = match (source.emergency, source.opened) {
        (true, _) => "emergency",
        (_, true) => "held-back",
        _ => "load",
    };
    let mut out = about(source, action, source.completeness.code());
    if let Some(reason) = source.reason {
        member(&mut out, "reason", reason.code());
    }
    if !source.request.is_empty() {
        member(&mut out, "request", &source.request);
    }
    let mut counts = [0; Kind::ALL.len()];
    let mut covered = 0;
    for entry in source.entries_read() {
        match counts.get_mut(entry.kind as usize) {
            Some(count) if entry.marks.covered.is_none() => *count += 1,
            _ => covered += 1,
        }
    }
    let mut kinds = String::new();
    let mut all = String::new();
    let mut add = |name: &str, count: u32| {
        if count > 0 {
            all.push_str(if all.is_empty() { "" } else { "," });
            escape(name, &mut all);
            all.push(':');
            all.push_str(&digits(count));
        }
    };
    let shared = agreement::shared(&source.config);
    for (kind, count) in Kind::ALL.into_iter().zip(counts) {
        if shared.contains(kind) {
            kinds.push_str(if kinds.is_empty() { "" } else { "," });
            escape(kind.code(), &mut kinds);
        }
        add(kind.code(), count);
    }
    add("covered", covered);
    for part in [",\"kinds\":[", &kinds, "],\"counts\":{", &all, "}}"] {
        out.push_str(part);
    }
    out
}

/// The beginning of a record.
pub fn about(source: &Source, action: &str, outcome: &str) -> String {
    let mut out = String::new();
    member(&mut out, "source", &source.config.id);
    member(&mut out, "action", action);
    member(&mut out, "outcome", outcome);
    if source.emergency {
        member(&mut out, "purpose", &source.config.emergency);
    }
    out
}

/// Adds a member to an object that is not closed yet.
pub fn member(out: &mut String, name: &str, value: &str) {
    out.push(if out.is_empty() { '{' } else { ',' });
    escape(name, out);
    out.push(':');
    escape(value, out);
}
