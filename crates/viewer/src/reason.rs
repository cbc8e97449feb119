//! Opening with a reason what is kept out of sight: one dialog for all. Nothing
//! is opened before the host has recorded it.

use std::rc::Rc;

use timeline_model::{
    Completeness, Mark,
    protocol::{Down, Opened, OpenedWhat},
};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlDialogElement, HtmlInputElement};

use crate::{
    Later, Message, View,
    element::{Content, Place, dynamic, element, nothing, switched, watch},
    elements::{button, div, heading, paragraph},
    later::later,
    timers::after,
};

/// How far an opening has got.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Step {
    /// A reason is asked for.
    #[default]
    Asked,
    /// It was sent without one.
    Missing,
    /// The host is recording it.
    Recording,
    /// The host did not record it.
    NotRecorded,
}

impl View {
    /// Asks the user for a reason.
    pub(crate) fn ask_reason(self, opened: Opened) {
        let state = self.state();
        state.step.set(Step::Asked);
        state.reason_shown.set(false);
        state.opening.set(Some(opened));
    }

    /// The host did not record what was to be opened: it stays shut, and the
    /// user is told where the reason was given.
    pub(crate) fn not_opened(self, opened: &Opened) {
        let state = self.state();
        let asked = state.opening.with_untracked(|own| {
            own.as_ref()
                .is_some_and(|own| own.entry == opened.entry && own.source == opened.source)
        });
        if asked {
            state.step.set(Step::NotRecorded);
        } else {
            self.announce(self.words.say(Message::NotRecordedSo));
        }
    }

    /// Closes the dialog once what was to be opened is open.
    pub(crate) fn notice_opened(self) {
        let state = self.state();
        if state.step.get_untracked() != Step::Recording || self.is_shut() {
            return;
        }
        close(&state.dialog);
        state.opening.set(None);
        self.announce(self.words.say(Message::NowOpen));
        // What was pressed may be gone.
        if state.opened.get_untracked().is_some() {
            state.focus_detail.update(|n| n + 1);
        }
    }

    fn is_shut(self) -> bool {
        let state = self.state();
        state.opening.with_untracked(|opening| {
            let Some(opening) = opening else {
                return true;
            };
            if opening.what == OpenedWhat::Covered {
                let row = self.row(opening.entry);
                return row.is_some_and(|row| row.marks.has(Mark::Covered));
            }
            state.sources.with_untracked(|sources| {
                let source = sources.iter().find(|source| source.id == opening.source);
                source.is_some_and(|source| match opening.what {
                    OpenedWhat::HeldBack => source.completeness == Completeness::HeldBack,
                    _ => source.completeness.is_settled() && source.more_in_emergency,
                })
            })
        })
    }

    /// Sends what was given as the reason.
    fn give_reason(self, field: &Place) {
        let state = self.state();
        if state.step.get_untracked() == Step::Recording {
            return;
        }
        let field = field.get_untracked();
        let reason = field.as_ref().map_or_else(String::new, |field| {
            let field: &HtmlInputElement = field.unchecked_ref();
            field.value()
        });
        if reason.trim().is_empty() {
            state.step.set(Step::Missing);
            if let Some(field) = field {
                let _ = field.focus();
            }
            return;
        }
        let opening = state.opening.get_untracked();
        if let Some(opening) = opening {
            state.step.set(Step::Recording);
            self.send(Down::Open(Opened { reason, ..opening }));
        }
    }
}

fn close(dialog: &Place) {
    if let Some(dialog) = dialog.get_untracked() {
        let dialog: &HtmlDialogElement = dialog.unchecked_ref();
        dialog.close();
    }
}

/// The browser tells that the dialog was closed in a later task: by then the
/// user may have asked again.
fn closed(view: View) {
    let state = view.state();
    let shown = state.dialog.with_untracked(|dialog| {
        dialog.as_ref().is_some_and(|dialog| {
            let dialog: &HtmlDialogElement = dialog.unchecked_ref();
            dialog.open()
        })
    });
    if state.reason_shown.get() && !shown {
        state.opening.set(None);
    }
}

/// The dialog, while a reason is asked for.
pub(crate) fn reason_dialog(view: View) -> Content {
    switched(
        move || {
            view.state().opening.with(|opening| match opening {
                Some(opening) => opening.what as u32 + 1,
                None => 0,
            })
        },
        move |what| match what {
            0 => nothing(),
            _ => later(view, on_demand),
        },
    )
}

fn on_demand(view: View) -> Content {
    watch(move || {
        // Once it stands in the document.
        if view.state().opening.with(Option::is_some) {
            after(0, move || {
                if let Some(dialog) = view.state().dialog.get_untracked() {
                    let dialog: &HtmlDialogElement = dialog.unchecked_ref();
                    // Fails where it is shown already.
                    let _ = dialog.show_modal();
                    view.state().reason_shown.set(true);
                }
            });
        }
    });
    let opening = view.state().opening.get_untracked();
    opening.map_or_else(nothing, |opening| dialog(view, opening.what))
}

fn dialog(view: View, what: OpenedWhat) -> Content {
    let words = view.words;
    let (title, why) = match what {
        OpenedWhat::Covered => (words.say(Later::OpenCovered), Later::OpenCoveredWhy),
        OpenedWhat::HeldBack => (words.say(Later::OpenHeldBack), Later::OpenHeldBackWhy),
        _ => (
            words.say(Message::MoreInEmergency),
            Later::MoreInEmergencyWhy,
        ),
    };
    let field: Rc<Place> = Rc::default();
    let given = Rc::clone(&field);
    let state = view.state();
    let cancel = move || close(&view.state().dialog);
    let form = element("form")
        .attr("novalidate", "")
        .on("submit", move |event: Event| {
            event.prevent_default();
            view.give_reason(&given);
        })
        .child(heading("h2", "title", title.clone()))
        .child(paragraph("", words.say(why)))
        .child(paragraph("", words.say(Later::IsRecorded)))
        .child(
            element("label")
                .child(words.text(Later::Reason))
                .child(reason_field(view).place(field)),
        )
        .child(div("said").attr("role", "alert").child(dynamic(
            move || match view.state().step.get() {
                Step::Asked => nothing(),
                Step::Missing => words.text(Later::ReasonMissing),
                Step::Recording => words.text(Later::Recording),
                Step::NotRecorded => words.text(Message::NotRecordedSo),
            },
        )))
        .child(
            div("act")
                .child(
                    element("button")
                        .class("button go")
                        .child(words.text(Later::Open)),
                )
                .child(button("button", words.say(Message::Cancel), cancel)),
        );
    element("dialog")
        .attr("aria-label", title)
        .place(Rc::clone(&state.dialog))
        .on("close", move |_| closed(view))
        // The host's shortcuts do not fire.
        .on("keydown", |event| event.stop_propagation())
        .child(form)
}

/// The configured reasons to choose from; a line to write where there are none.
fn reason_field(view: View) -> Content {
    view.state()
        .settings
        .with(|settings| {
            if settings.reasons.is_empty() {
                return element("input")
                    .attr("maxlength", "200")
                    .attr("autocomplete", "off");
            }
            let choose = view.words.say(Later::ChooseReason);
            let mut out = element("select").child(element("option").attr("value", "").text(choose));
            for reason in &settings.reasons {
                out = out.child(element("option").text(reason.clone()));
            }
            out
        })
        .attr("required", "")
}
