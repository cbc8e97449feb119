//! Later calls, by the window's own timers.

use core::cell::Cell;
use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{HtmlElement, Window};

use crate::element::Place;

/// A timer that can still be stopped.
pub(crate) struct Timer(Rc<Cell<Option<Call>>>);

type Call = Box<dyn FnOnce()>;

/// Calls after so many milliseconds; `None` where there is no window.
pub(crate) fn after(milliseconds: i32, call: impl FnOnce() + 'static) -> Option<Timer> {
    set(milliseconds, Box::new(call))
}

/// Calls before the browser draws the next time.
pub(crate) fn before_drawing(call: impl FnOnce() + 'static) {
    ask(Box::new(call));
}

/// Gives the focus to what stands in a place when the browser draws the next
/// time: what had it may be gone by then.
pub(crate) fn focus_later(place: &Rc<Place>) {
    let place = Rc::clone(place);
    before_drawing(move || {
        if let Some(element) = place.get_untracked() {
            focus(&element);
        }
    });
}

/// Gives an element the focus, and leaves what is scrolled where it is.
pub(crate) fn focus(element: &HtmlElement) {
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = element.focus_with_options(&options);
}

impl Timer {
    /// Nothing is called any more. The timer itself runs out: what the browser
    /// holds to be called once is freed by that alone.
    pub(crate) fn stop(self) {
        self.0.take();
    }
}

#[inline(never)]
fn set(milliseconds: i32, call: Call) -> Option<Timer> {
    let held = Rc::new(Cell::new(Some(call)));
    let timer = Timer(Rc::clone(&held));
    let (window, call) = function(Box::new(move || {
        if let Some(call) = held.take() {
            call();
        }
    }))?;
    let set = window.set_timeout_with_callback_and_timeout_and_arguments_0(&call, milliseconds);
    set.ok().map(|_| timer)
}

#[inline(never)]
fn ask(call: Call) {
    if let Some((window, call)) = function(call) {
        // Fails only where there is nothing to draw.
        let _ = window.request_animation_frame(&call);
    }
}

fn function(call: Call) -> Option<(Window, Function)> {
    let call = Closure::once_into_js(call).unchecked_into();
    Some((web_sys::window()?, call))
}
