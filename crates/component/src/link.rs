use core::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Uint8Array};
use timeline_engine::{Browser, Engine};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{ErrorEvent, MessageEvent, Worker};

/// Where the engine runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a worker of its own.
    Worker,
    /// On the page's own thread.
    Page,
}

/// What comes from the engine.
pub enum Arrival {
    /// A message of the protocol.
    Message(Vec<u8>),
    /// The engine broke down and will say nothing more.
    Crashed,
}

/// The way to one engine and back: over a worker, or on the page's own thread
/// where none may start. Dropping it ends the engine.
pub struct Link {
    inner: Rc<Inner>,
}

struct Inner {
    end: RefCell<End>,
    arrived: Rc<dyn Fn(Arrival)>,
}

enum End {
    /// The worker has not answered yet: what is to be said waits.
    Starting(Ends, Vec<Vec<u8>>),
    Worker(Ends),
    Page(Engine),
    Closed,
}

/// A worker and the listeners on it; terminated when dropped.
struct Ends {
    worker: Worker,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _error: Closure<dyn FnMut(ErrorEvent)>,
}

impl Drop for Ends {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

impl Link {
    /// Starts an engine: in the worker that `spawn` makes, or on the page
    /// where there is no `spawn`, it throws, or the worker does not come up.
    pub fn new(spawn: Option<&Function>, arrived: Rc<dyn Fn(Arrival)>) -> Link {
        let inner = Rc::new(Inner {
            end: RefCell::new(End::Closed),
            arrived,
        });
        let worker = spawn
            .and_then(|spawn| spawn.call0(&JsValue::NULL).ok())
            .map(|worker| worker.unchecked_into::<Worker>());
        let end = match worker {
            Some(worker) => End::Starting(inner.listen(worker), Vec::new()),
            None => inner.on_page(),
        };
        inner.end.replace(end);
        Link { inner }
    }

    /// Says something to the engine.
    pub fn send(&self, message: Vec<u8>) {
        match &mut *self.inner.end.borrow_mut() {
            End::Starting(_, waiting) => waiting.push(message),
            End::Worker(ends) => post(&ends.worker, &message),
            End::Page(engine) => engine.receive(&message),
            End::Closed => {}
        }
    }

    /// Where the engine runs; a worker that is still starting counts as one.
    pub fn place(&self) -> Place {
        match &*self.inner.end.borrow() {
            End::Page(_) => Place::Page,
            _ => Place::Worker,
        }
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.inner.end.replace(End::Closed);
    }
}

impl Inner {
    fn listen(self: &Rc<Self>, worker: Worker) -> Ends {
        let inner = Rc::downgrade(self);
        let message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(inner) = inner.upgrade() {
                inner.hear(&event.data());
            }
        });
        let inner = Rc::downgrade(self);
        let error = Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
            event.prevent_default();
            if let Some(inner) = inner.upgrade() {
                inner.broken();
            }
        });
        worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(error.as_ref().unchecked_ref()));
        Ends {
            worker,
            _message: message,
            _error: error,
        }
    }

    fn hear(self: &Rc<Self>, data: &JsValue) {
        match data.as_string().as_deref() {
            None => {
                let bytes = Uint8Array::new(data).to_vec();
                (self.arrived)(Arrival::Message(bytes));
            }
            Some("ready") => {
                let mut end = self.end.borrow_mut();
                *end = match core::mem::replace(&mut *end, End::Closed) {
                    End::Starting(ends, waiting) => {
                        for message in &waiting {
                            post(&ends.worker, message);
                        }
                        End::Worker(ends)
                    }
                    other => other,
                };
            }
            Some(_) => self.broken(),
        }
    }

    /// The worker did not come up, or broke down: in the first case the page
    /// takes over.
    fn broken(self: &Rc<Self>) {
        let before = self.end.replace(End::Closed);
        match &before {
            End::Starting(_, waiting) => {
                let page = self.on_page();
                if let End::Page(engine) = &page {
                    for message in waiting {
                        engine.receive(message);
                    }
                }
                self.end.replace(page);
            }
            End::Worker(_) => (self.arrived)(Arrival::Crashed),
            End::Page(_) | End::Closed => {}
        }
        // The worker's listeners may be running just now: they go afterwards.
        spawn_local(async move { drop(before) });
    }

    fn on_page(self: &Rc<Self>) -> End {
        let inner = Rc::downgrade(self);
        // Later, as from a worker, so that nobody is called in the middle of
        // saying something.
        let publish = move |message: Vec<u8>| {
            let inner = inner.clone();
            spawn_local(async move {
                if let Some(inner) = inner.upgrade() {
                    (inner.arrived)(Arrival::Message(message));
                }
            });
        };
        End::Page(Engine::new(Rc::new(Browser::new(Box::new(publish)))))
    }
}

/// Posts a message and hands its memory over.
fn post(worker: &Worker, message: &[u8]) {
    let bytes = Uint8Array::from(message);
    let transfer = js_sys::Array::of1(&bytes.buffer());
    // Fails only where the value cannot be cloned, and bytes can.
    let _ = worker.post_message_with_transfer(&bytes, &transfer);
}
