use std::rc::Rc;

use js_sys::{Function, Uint8Array};
use timeline_engine::{Browser, Engine};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

/// The engine in its worker.
#[wasm_bindgen]
pub struct WorkerEngine {
    engine: Engine,
}

#[wasm_bindgen]
impl WorkerEngine {
    /// An engine that says what it has to say by calling `post` with bytes.
    #[wasm_bindgen(constructor)]
    pub fn new(post: Function) -> WorkerEngine {
        let publish = move |message: Vec<u8>| {
            let bytes = Uint8Array::from(message.as_slice());
            // Fails only while the worker is being ended.
            let _ = post.call1(&JsValue::NULL, &bytes);
        };
        WorkerEngine {
            engine: Engine::new(Rc::new(Browser::new(Box::new(publish)))),
        }
    }

    /// Takes a message of the protocol.
    pub fn receive(&self, message: &[u8]) {
        self.engine.receive(message);
    }
}
