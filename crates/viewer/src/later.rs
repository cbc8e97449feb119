//! What need not be here from the start. The build takes what nothing leads to
//! but functions named `on_demand` out of the Wasm and into a second one
//! (`xtask/src/build/split`), which the script loads once the timeline is shown,
//! or when it is wanted. Nobody calls such a function but by what stands here.

use core::hint::black_box;

use crate::{
    Message, View,
    element::{Content, switched},
    elements::{button, div, paragraph},
};

/// Whether the second Wasm is here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Rest {
    /// It is, or all is in one.
    #[default]
    Here,
    /// Not yet.
    Away,
    /// It could not be loaded.
    Failed,
}

/// A part of the view that is drawn by a function named `on_demand`, once that
/// is here; until then that it is being loaded, or could not be.
#[inline(never)]
pub(crate) fn later(view: View, draw: fn(View) -> Content) -> Content {
    let words = view.words;
    let rest = move || view.state().rest.get();
    switched(
        move || rest() as u32,
        move |_| match view.state().rest.get_untracked() {
            // The optimisers must not see whom is called, or they would call it from here.
            Rest::Here => black_box(draw)(view),
            Rest::Away => {
                view.want_rest();
                paragraph("quiet", words.say(Message::PartLoading))
            }
            Rest::Failed => {
                let again = move || view.state().rest.set(Rest::Away);
                div("quiet")
                    .attr("role", "alert")
                    .child(paragraph("", words.say(Message::PartNotLoaded)))
                    .child(button("button", words.say(Message::RetryAll), again))
            }
        },
    )
}

impl View {
    /// Says that the second Wasm is here, or could not be loaded.
    pub fn rest_arrived(&self, here: bool) {
        let Some(state) = self.words.handle().held() else {
            return;
        };
        state.rest.set(if here { Rest::Here } else { Rest::Failed });
        if here {
            for run in state.once_here.take() {
                black_box(run)(*self);
            }
        }
    }

    /// Calls a function named `on_demand` once it is here.
    pub(crate) fn once_here(self, run: fn(View)) {
        let state = self.state();
        if state.rest.get_untracked() == Rest::Here {
            black_box(run)(self);
        } else {
            let waiting = &mut *state.once_here.borrow_mut();
            // Called once, however often it was wanted.
            waiting.retain(|own| !core::ptr::fn_addr_eq(*own, run));
            waiting.push(run);
            self.want_rest();
        }
    }

    /// Asks for the second Wasm.
    fn want_rest(self) {
        if let Some(outward) = self.state().outward.get()
            && let Some(rest) = &outward.rest
        {
            rest();
        }
    }
}
