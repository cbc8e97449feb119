use std::cell::OnceCell;

use js_sys::Function;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

thread_local! {
    /// Whom to tell; set once, before anything can panic.
    static TELL: OnceCell<Function> = const { OnceCell::new() };
}

/// Has `tell` called with the place in the source when this module panics. The
/// panic's own message is dropped, for it could hold something of the record.
#[wasm_bindgen]
pub fn on_panic(tell: Function) {
    if TELL.with(|cell| cell.set(tell)).is_ok() {
        std::panic::set_hook(Box::new(|info| {
            let place = info.location().map(|at| {
                let mut place = String::from(at.file());
                place.push(':');
                place.push_str(&at.line().to_string());
                place
            });
            let place = JsValue::from(place.unwrap_or_default());
            // Nobody is left to tell about a failure here.
            let _ = TELL.with(|cell| cell.get().map(|tell| tell.call1(&JsValue::NULL, &place)));
        }));
    }
}
