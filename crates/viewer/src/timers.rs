//! Later calls, by the window's own timers.

use js_sys::Function;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::Window;

/// A timer that can still be stopped.
pub(crate) struct Timer(i32);

/// Calls after so many milliseconds; `None` where there is no window.
pub(crate) fn after(milliseconds: i32, call: impl FnOnce() + 'static) -> Option<Timer> {
    set(milliseconds, Box::new(call))
}

/// Calls before the browser draws the next time.
pub(crate) fn before_drawing(call: impl FnOnce() + 'static) {
    ask(Box::new(call));
}

impl Timer {
    /// Nothing is called any more.
    pub(crate) fn stop(self) {
        if let Some(window) = web_sys::window() {
            window.clear_timeout_with_handle(self.0);
        }
    }
}

#[inline(never)]
fn set(milliseconds: i32, call: Box<dyn FnOnce()>) -> Option<Timer> {
    let (window, call) = function(call)?;
    let timer = window.set_timeout_with_callback_and_timeout_and_arguments_0(&call, milliseconds);
    timer.ok().map(Timer)
}

#[inline(never)]
fn ask(call: Box<dyn FnOnce()>) {
    if let Some((window, call)) = function(call) {
        // Fails only where there is nothing to draw.
        let _ = window.request_animation_frame(&call);
    }
}

fn function(call: Box<dyn FnOnce()>) -> Option<(Window, Function)> {
    let call = Closure::once_into_js(call).unchecked_into();
    Some((web_sys::window()?, call))
}
