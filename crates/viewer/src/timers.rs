//! Later calls, by the window's own timers.

use core::cell::Cell;
use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use web_sys::HtmlElement;

use crate::element::Place;

/// A timer that can still be stopped.
pub(crate) struct Timer {
    /// What the page's timers call it by: a number in the browser's own, which
    /// others that a page puts in their place may exceed.
    handle: JsValue,
    call: Rc<Cell<Option<Call>>>,
    /// What the browser holds.
    function: Function,
}

type Call = Box<dyn FnOnce()>;

/// Calls after so many milliseconds; `None` where the page has no timers.
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
    /// Nothing is called any more.
    pub(crate) fn stop(self) {
        if self.call.take().is_some() {
            clear_timeout(&self.handle);
            // What is to be called once is freed by that alone.
            let _ = self.function.call0(&JsValue::UNDEFINED);
        }
    }
}

#[inline(never)]
fn set(milliseconds: i32, call: Call) -> Option<Timer> {
    let call = Rc::new(Cell::new(Some(call)));
    let held = Rc::clone(&call);
    let function = Closure::once_into_js(move || {
        if let Some(call) = held.take() {
            call();
        }
    });
    let function: Function = function.unchecked_into();
    Some(Timer {
        handle: set_timeout(&function, milliseconds).ok()?,
        call,
        function,
    })
}

#[inline(never)]
fn ask(call: Call) {
    if let Some(window) = web_sys::window() {
        let call = Closure::once_into_js(call);
        // Fails only where there is nothing to draw.
        let _ = window.request_animation_frame(call.unchecked_ref());
    }
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = setTimeout)]
    fn set_timeout(call: &Function, milliseconds: i32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(handle: &JsValue);
}
