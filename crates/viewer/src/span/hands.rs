use core::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, MouseEvent, PointerEvent, WheelEvent};

use super::Span;
use crate::{View, element::Content};

/// What pointers do to something that is drawn over the time on screen.
#[derive(Default)]
pub(crate) struct Hands {
    /// The pointers that are down, two at most: where each took hold and where
    /// it is, in shares of the width.
    down: RefCell<Vec<Finger>>,
    /// What was on screen when the last of them took hold.
    span: Cell<Span>,
    /// They have moved it: what follows is no click.
    moved: Cell<bool>,
}

#[derive(Clone, Copy)]
struct Finger {
    id: i32,
    held: f64,
    at: f64,
}

/// So many pixels are no movement.
const STILL: f64 = 4.0;
/// How much a turn of the wheel, in its pixels, zooms by.
const PER_PIXEL: f64 = 0.003;

impl Hands {
    /// Whether what the pointer did last was to move what is drawn.
    pub(crate) fn moved(&self) -> bool {
        self.moved.get()
    }

    /// Whether any pointer is down.
    pub(crate) fn hold(&self) -> bool {
        !self.down.borrow().is_empty()
    }

    fn press(&self, view: View, event: &Event) {
        let pointer: &PointerEvent = event.unchecked_ref();
        let Some((at, _)) = share_of(event) else {
            return;
        };
        let mut down = self.down.borrow_mut();
        if down.is_empty() {
            self.moved.set(false);
        }
        if pointer.button() == 0 && down.len() < 2 {
            let id = pointer.pointer_id();
            down.push(Finger { id, held: at, at });
            self.take_hold(view, &mut down);
        }
    }

    /// Where every pointer is now it holds what is on screen now.
    fn take_hold(&self, view: View, down: &mut [Finger]) {
        self.span.set(view.state().span.get_untracked());
        for finger in down {
            finger.held = finger.at;
        }
    }

    fn pull(&self, view: View, event: &Event) {
        let pointer: &PointerEvent = event.unchecked_ref();
        let mut down = self.down.borrow_mut();
        let id = pointer.pointer_id();
        let Some(finger) = down.iter_mut().find(|finger| finger.id == id) else {
            return;
        };
        let Some((at, width)) = share_of(event) else {
            return;
        };
        finger.at = at;
        if !self.moved.get() {
            if (at - finger.held).abs() * width < STILL {
                return;
            }
            self.moved.set(true);
            if let Some(plot) = plot_of(event) {
                // Fails where the pointer is gone already.
                let _ = plot.set_pointer_capture(id);
            }
        }
        let span = self.span.get();
        let fingers = (down.first().copied(), down.get(1).copied());
        drop(down);
        match fingers {
            (Some(one), None) => view.look(span.panned(one.held - one.at)),
            (Some(one), Some(two)) => {
                view.look(span.pinched((one.held, two.held), (one.at, two.at)));
            }
            _ => {}
        }
    }

    fn let_go(&self, view: View, event: &Event) {
        let pointer: &PointerEvent = event.unchecked_ref();
        let mut down = self.down.borrow_mut();
        down.retain(|finger| finger.id != pointer.pointer_id());
        self.take_hold(view, &mut down);
    }
}

/// Lets something that is drawn over the time on screen, and as wide as it, be
/// moved: dragged, pinched, and turned by the wheel. A plain turn of the wheel
/// scrolls the page as ever.
pub(crate) fn moved_by(view: View, hands: &Rc<Hands>, plot: Content) -> Content {
    let (press, pull) = (Rc::clone(hands), Rc::clone(hands));
    let (rise, lose) = (Rc::clone(hands), Rc::clone(hands));
    plot.on("wheel", move |event| turn(view, &event))
        .on("pointerdown", move |event| press.press(view, &event))
        .on("pointermove", move |event| pull.pull(view, &event))
        .on("pointerup", move |event| rise.let_go(view, &event))
        .on("pointercancel", move |event| lose.let_go(view, &event))
}

fn turn(view: View, event: &Event) {
    let wheel: &WheelEvent = event.unchecked_ref();
    let Some((share, width)) = share_of(event) else {
        return;
    };
    // Lines and pages, where a wheel counts by those.
    let unit = match wheel.delta_mode() {
        0 => 1.0,
        1 => 16.0,
        _ => 400.0,
    };
    let (across, along) = (wheel.delta_x() * unit, wheel.delta_y() * unit);
    let span = view.state().span.get_untracked();
    let to = if wheel.ctrl_key() {
        // What a pinch on a touchpad sends, too.
        let by = 1.0 + (along * PER_PIXEL).abs().min(1.0);
        span.zoomed(span.at(share), if along > 0.0 { by } else { 1.0 / by })
    } else if wheel.shift_key() && across == 0.0 {
        span.panned(along / width)
    } else if across.abs() > along.abs() {
        span.panned(across / width)
    } else {
        return;
    };
    event.prevent_default();
    view.look(to);
}

fn plot_of(event: &Event) -> Option<Element> {
    event.current_target()?.dyn_into().ok()
}

/// At which share of the width of what listens a pointer is, and that width.
pub(crate) fn share_of(event: &Event) -> Option<(f64, f64)> {
    let area = plot_of(event)?.get_bounding_client_rect();
    let pointer: &MouseEvent = event.unchecked_ref();
    let width = area.width().max(1.0);
    Some(((f64::from(pointer.client_x()) - area.left()) / width, width))
}
