use std::rc::Rc;

use crate::{
    element::{Content, dynamic, element, nothing},
    slot::Signal,
};

/// Something folded away, drawn when it is first unfolded.
pub(crate) fn disclosure(summary: Content, draw: Box<dyn Fn() -> Content>) -> Content {
    let shown: Rc<Signal<bool>> = Rc::default();
    let unfold = Rc::clone(&shown);
    element("details")
        .on("toggle", move |_| {
            if !unfold.get_untracked() {
                unfold.set(true);
            }
        })
        .child(element("summary").child(summary))
        .child(dynamic(
            move || {
                if shown.get() { draw() } else { nothing() }
            },
        ))
}
