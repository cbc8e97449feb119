use std::rc::Rc;

use reactive_graph::owner::on_cleanup;

use super::{
    beyond::{self, beyond},
    board::ask,
    names::names,
    rest::{left_out, undated},
    room,
};
use crate::{
    Later, View,
    element::{Content, element, watch},
    elements::{div, titled},
    filters,
};

/// The lanes.
///
/// The canvas is hidden from assistive technology: every mark on it is an
/// entry of the list, which is the truth for those who hear it, and a label
/// that sums it up would change with every movement. What is read here is the
/// list of lanes, each with how many entries it holds. Time runs from left to
/// right in pages that run from right to left too, as charts and dates in
/// hospitals of those languages do; only the names change sides.
pub(super) fn board(view: View) -> Content {
    on_cleanup(move || view.state().lanes.board().let_go());
    follow(view);
    room::follow(view);
    beyond::follow(view);
    let state = view.state();
    let [above, below] = &state.lanes.board().axes;
    let axis = |place| {
        element("canvas")
            .attr("aria-hidden", "true")
            .place(Rc::clone(place))
    };
    let plot = element("canvas")
        .class("plot")
        .attr("aria-hidden", "true")
        // A change of the colours is told by a transition that lasts no time.
        .on("transitionend", move |_| {
            view.state().lanes.board().look.take();
            ask(view);
        })
        .place(Rc::clone(&state.lanes.board().plot));
    titled("lanes", view.words.say(Later::Lanes))
        .attr("part", "lanes")
        .place(Rc::clone(&state.lanes.board().scroller))
        .on("scroll", move |_| {
            room::scrolled(view);
            beyond::count(view);
        })
        .child(div("axis").child(beyond(view, false)).child(axis(above)))
        .child(
            div("board")
                .child(names(view))
                .child(crate::pins::plot(view, plot)),
        )
        .child(undated(view))
        .child(
            div("axis last")
                .child(beyond(view, true))
                .child(axis(below)),
        )
        .child(left_out(view))
}

/// Draws anew whenever something that is drawn has changed.
fn follow(view: View) {
    watch(move || {
        let state = view.state();
        filters::track(view);
        state.sources.track();
        state.person.track();
        state.span.track();
        state.now.track();
        state.lanes.board().arranged.track();
        ask(view);
    });
}
