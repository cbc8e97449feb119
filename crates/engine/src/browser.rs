//! The browser as the engine's environment, in a page or in a worker.

use core::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Date, Function, Object, Promise, Reflect, Uint8Array};
use timeline_model::part;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::environment::{Environment, FetchError, Request, Response, Task};

// What windows and workers both have, named plainly: `web-sys` knows functions
// of the one or of the other.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch)]
    fn fetch(url: &str, init: &Object) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(call: &JsValue, milliseconds: u32);

    #[derive(Clone)]
    type AbortController;
    #[wasm_bindgen(constructor)]
    fn new() -> AbortController;
    #[wasm_bindgen(method, getter)]
    fn signal(this: &AbortController) -> AbortSignal;
    #[wasm_bindgen(method)]
    fn abort(this: &AbortController, reason: &JsValue);
    #[wasm_bindgen(method, getter = abort)]
    fn aborting(this: &AbortController) -> Function;
    type AbortSignal;
    #[wasm_bindgen(method, getter)]
    fn reason(this: &AbortSignal) -> JsValue;

    type DateTimeFormat;
    // Throws where the zone is unknown.
    #[wasm_bindgen(constructor, catch, js_namespace = Intl)]
    fn new(locale: &str, options: &Object) -> Result<DateTimeFormat, JsValue>;
    #[wasm_bindgen(method)]
    fn format(this: &DateTimeFormat, date: &Date) -> String;
}

/// The reason given where a request took too long.
const TIMEOUT: JsValue = JsValue::TRUE;
/// The reason given where nobody waits for a request any more.
const ABORTED: JsValue = JsValue::FALSE;

/// Requests by `fetch`, zones by `Intl`, timers by `setTimeout`.
pub struct Browser {
    publish: Box<dyn Fn(Vec<u8>)>,
    under_way: Rc<RefCell<Vec<(u32, AbortController)>>>,
    next: Cell<u32>,
    /// The zone last asked for, which is the only one of an engine.
    format: RefCell<Option<(String, Option<DateTimeFormat>)>>,
}

impl Browser {
    /// An environment that hands the engine's messages to `publish`.
    pub fn new(publish: Box<dyn Fn(Vec<u8>)>) -> Browser {
        Browser {
            publish,
            under_way: Rc::default(),
            next: Cell::new(0),
            format: RefCell::default(),
        }
    }
}

impl Environment for Browser {
    fn fetch(&self, request: Request) -> Task<Result<Response, FetchError>> {
        let id = self.next.replace(self.next.get().wrapping_add(1));
        let under_way = Rc::clone(&self.under_way);
        let controller = AbortController::new();
        under_way.borrow_mut().push((id, controller.clone()));
        Box::pin(async move {
            // Nobody stops the timer: it aborts what has ended without effect.
            let end = controller.aborting().bind1(&controller, &TIMEOUT);
            set_timeout(&end, request.timeout_ms);
            let signal = controller.signal();
            let answer = answer(&request, &signal).await;
            under_way.borrow_mut().retain(|(own, _)| *own != id);
            let reason = signal.reason();
            answer.ok_or(if reason.is_undefined() {
                FetchError::Unreachable
            } else if reason.is_truthy() {
                FetchError::Timeout
            } else {
                FetchError::Aborted
            })
        })
    }

    fn abort(&self) {
        for (_, controller) in core::mem::take(&mut *self.under_way.borrow_mut()) {
            controller.abort(&ABORTED);
        }
    }

    fn spawn(&self, task: Task<()>) {
        spawn_local(task);
    }

    fn sleep(&self, milliseconds: u32) -> Task<()> {
        let promise = Promise::new(&mut |resolve, _| {
            set_timeout(&resolve, milliseconds);
        });
        Box::pin(async move {
            let _ = JsFuture::from(promise).await;
        })
    }

    fn now(&self) -> i64 {
        (Date::now() / 1000.0) as i64
    }

    fn ticks(&self) -> u64 {
        Date::now() as u64
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

/// The answer, or `None` where there is none for whatever reason: a rejected
/// promise need not hold an error of any shape.
async fn answer(request: &Request, signal: &AbortSignal) -> Option<Response> {
    let credentials = if request.cookies { "include" } else { "omit" };
    let init = object(&[
        ("cache", &"no-store".into()),
        ("referrerPolicy", &"no-referrer".into()),
        ("credentials", &credentials.into()),
        ("headers", &object(&[("Accept", &request.accept.into())])),
        ("signal", signal),
    ]);
    let answer = JsFuture::from(fetch(&request.url, &init).ok()?)
        .await
        .ok()?;
    let response = answer.unchecked_into::<web_sys::Response>();
    let body = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    Some(Response {
        status: response.status(),
        body: Uint8Array::new(&body).to_vec(),
    })
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
