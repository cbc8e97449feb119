//! The browser as the engine's environment, in a page or in a worker.

use core::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Date, Function, Object, Promise, Reflect, Uint8Array};
use timeline_model::part;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::environment::{Body, Environment, FetchError, Request, Response, Task};

// What windows and workers both have, named plainly: `web-sys` knows functions
// of the one or of the other.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch)]
    fn fetch(url: &str, init: &Object) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(call: &JsValue, milliseconds: u32) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn elapsed() -> f64;

    type AbortController;
    #[wasm_bindgen(constructor)]
    fn new() -> AbortController;
    #[wasm_bindgen(method, getter)]
    fn signal(this: &AbortController) -> JsValue;
    #[wasm_bindgen(method)]
    fn abort(this: &AbortController, reason: &JsValue);

    type Answer;
    #[wasm_bindgen(method, getter)]
    fn status(this: &Answer) -> u16;
    #[wasm_bindgen(method, getter)]
    fn headers(this: &Answer) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn body(this: &Answer) -> Option<Stream>;
    type Stream;
    #[wasm_bindgen(method, js_name = getReader)]
    fn reader(this: &Stream) -> Reader;
    type Reader;
    #[wasm_bindgen(method)]
    fn read(this: &Reader) -> Promise;
    type Piece;
    #[wasm_bindgen(method, getter)]
    fn value(this: &Piece) -> Option<Uint8Array>;

    type DateTimeFormat;
    // Throws where the zone is unknown.
    #[wasm_bindgen(constructor, catch, js_namespace = Intl)]
    fn new(locale: &str, options: &Object) -> Result<DateTimeFormat, JsValue>;
    #[wasm_bindgen(method)]
    fn format(this: &DateTimeFormat, date: &Date) -> String;
}

/// The reason given where nobody waits for a request any more.
const ABORTED: JsValue = JsValue::FALSE;

/// Requests by `fetch`, zones by `Intl`, timers by `setTimeout`.
pub struct Browser {
    publish: Box<dyn Fn(Vec<u8>)>,
    /// The zone last asked for, which is the only one of an engine.
    format: RefCell<Option<(String, Option<DateTimeFormat>)>>,
}

impl Browser {
    /// An environment that hands the engine's messages to `publish`.
    pub fn new(publish: Box<dyn Fn(Vec<u8>)>) -> Browser {
        Browser {
            publish,
            format: RefCell::default(),
        }
    }
}

impl Environment for Browser {
    fn fetch(&self, request: Request) -> Task<Result<Response, FetchError>> {
        let ending = Rc::new(Ending {
            controller: AbortController::new(),
            over: Cell::new(false),
        });
        Box::pin(async move {
            let signal = ending.controller.signal();
            let answer = match asked(&request, &signal) {
                Some(promise) => JsFuture::from(promise).await.ok(),
                None => None,
            };
            let Some(answer) = answer else {
                return Err(FetchError::Unreachable);
            };
            let answer: Answer = answer.unchecked_into();
            let reader = answer.body().map(|body| body.reader());
            Ok(Response {
                status: answer.status(),
                headers: headers(&answer.headers()),
                body: Box::new(Streamed { reader, ending }),
            })
        })
    }

    fn spawn(&self, task: Task<()>) {
        spawn_local(task);
    }

    fn sleep(&self, milliseconds: u32) -> Task<()> {
        let mut timer = None;
        let promise = Promise::new(&mut |resolve, _| {
            let id = set_timeout(&resolve, milliseconds);
            timer = Some(Timer { id, resolve });
        });
        Box::pin(async move {
            let _ = JsFuture::from(promise).await;
            drop(timer);
        })
    }

    fn now(&self) -> i64 {
        (Date::now() / 1000.0) as i64
    }

    fn ticks(&self) -> u64 {
        elapsed() as u64
    }

    fn random(&self) -> u32 {
        (js_sys::Math::random() * f64::from(u32::MAX)) as u32
    }

    fn offset(&self, zone: &str, at: i64) -> Option<i32> {
        let milliseconds = JsValue::from_f64(at as f64 * 1000.0);
        let date = Date::new(&milliseconds);
        if zone.is_empty() {
            return Some(-(date.get_timezone_offset() as i32));
        }
        let format = &mut *self.format.borrow_mut();
        if format.as_ref().is_none_or(|(own, _)| own != zone) {
            *format = Some((zone.to_owned(), offset_format(zone)));
        }
        let format = format.as_ref()?.1.as_ref()?;
        minutes(part::cut(&format.format(&date), "GMT")?.1)
    }

    fn resolve(&self, base: &str, reference: &str) -> Option<String> {
        let url = web_sys::Url::new_with_base(reference, base).ok()?.href();
        let (scheme, rest) = part::cut(&url, "://")?;
        let http = matches!(scheme, "http" | "https");
        (http && !part::has(part::before(rest, "/"), "@")).then_some(url)
    }

    fn publish(&self, message: Vec<u8>) {
        (self.publish)(message);
    }
}

/// Ends a request that nobody waits for any more. One that is over is left
/// alone: browsers would say that it was cancelled.
struct Ending {
    controller: AbortController,
    over: Cell<bool>,
}

impl Drop for Ending {
    fn drop(&mut self) {
        if !self.over.get() {
            self.controller.abort(&ABORTED);
        }
    }
}

/// A body that the browser reads.
struct Streamed {
    reader: Option<Reader>,
    ending: Rc<Ending>,
}

impl Body for Streamed {
    fn next(&mut self) -> Task<Result<Option<Vec<u8>>, FetchError>> {
        let read = self.reader.as_ref().map(Reader::read);
        let ending = Rc::clone(&self.ending);
        Box::pin(async move {
            let Some(read) = read else {
                return Ok(None);
            };
            match JsFuture::from(read).await {
                Ok(piece) => {
                    let piece = piece.unchecked_into::<Piece>().value();
                    ending.over.set(piece.is_none());
                    Ok(piece.map(|piece| piece.to_vec()))
                }
                Err(_) => Err(FetchError::Unreachable),
            }
        })
    }
}

/// A timer that is stopped when nobody waits for it any more. Its promise is
/// kept all the same: one that never is would keep alive whoever waited for it.
struct Timer {
    id: JsValue,
    resolve: Function,
}

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(&self.id);
        // A promise that is kept already stays as it is.
        let _ = self.resolve.call0(&JsValue::UNDEFINED);
    }
}

/// The promise of an answer, where the browser takes the request at all.
fn asked(request: &Request, signal: &JsValue) -> Option<Promise> {
    let credentials = if request.cookies { "include" } else { "omit" };
    let headers = Object::new();
    for (name, value) in &request.headers {
        // Fails only on what is no object.
        let _ = Reflect::set(&headers, &name.into(), &value.into());
    }
    let init = object(&[
        ("cache", &"no-store".into()),
        ("referrerPolicy", &"no-referrer".into()),
        ("credentials", &credentials.into()),
        ("headers", &headers),
        ("signal", signal),
    ]);
    if let Some(body) = &request.body {
        let _ = Reflect::set(&init, &"method".into(), &"POST".into());
        let _ = Reflect::set(&init, &"body".into(), &body.into());
    }
    fetch(&request.url, &init).ok()
}

/// What the browser's `Headers` let be read.
pub fn headers(headers: &JsValue) -> Vec<(String, String)> {
    let mut read = Vec::new();
    for pair in Array::from(headers) {
        let pair = Array::from(&pair);
        let [name, value] = [0, 1].map(|at| pair.get(at).as_string().unwrap_or_default());
        read.push((name, value));
    }
    read
}

/// A plain object with these members.
fn object(members: &[(&str, &JsValue)]) -> Object {
    let object = Object::new();
    for (key, value) in members {
        // Fails only on what is no object.
        let _ = Reflect::set(&object, &(*key).into(), value);
    }
    object
}

/// What writes a date of a zone with its offset behind it, such as
/// `GMT+01:00`; `None` for a zone that the browser does not know.
fn offset_format(zone: &str) -> Option<DateTimeFormat> {
    let options = object(&[
        ("timeZone", &zone.into()),
        ("timeZoneName", &"longOffset".into()),
    ]);
    DateTimeFormat::new("en", &options).ok()
}

/// Reads what stands behind `GMT`: nothing, `+01:00` or `-03:30`.
fn minutes(text: &str) -> Option<i32> {
    let [sign, digits @ ..] = text.as_bytes() else {
        return Some(0);
    };
    let &[a, b, b':', c, d] = digits else {
        return None;
    };
    let number = |tens: u8, units: u8| {
        let known = tens.is_ascii_digit() && units.is_ascii_digit();
        known.then(|| i32::from(tens - b'0') * 10 + i32::from(units - b'0'))
    };
    let minutes = number(a, b)? * 60 + number(c, d)?;
    Some(if *sign == b'+' { minutes } else { -minutes })
}
