//! The browser as the engine's environment, in a page or in a worker.

use core::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Date, Function, Object, Promise, Reflect, Uint8Array};
use timeline_model::part;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::AbortController;

use crate::environment::{Environment, FetchError, Request, Response, Task};

/// Requests by `fetch`, zones by `Intl`, timers by `setTimeout`.
pub struct Browser {
    publish: Box<dyn Fn(Vec<u8>)>,
    under_way: Rc<RefCell<Vec<(u32, AbortController)>>>,
    next: Cell<u32>,
    /// The zone last asked for, which is the only one of an engine.
    format: RefCell<Option<(String, Option<Function>)>>,
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
        let controller = AbortController::new().ok();
        if let Some(controller) = &controller {
            under_way.borrow_mut().push((id, controller.clone()));
        }
        Box::pin(async move {
            let timed_out = Rc::new(Cell::new(false));
            let timer = controller.clone().map(|controller| {
                let timed_out = Rc::clone(&timed_out);
                Timer::new(request.timeout_ms, move || {
                    timed_out.set(true);
                    controller.abort();
                })
            });
            let answer = answer(&request, controller.as_ref()).await;
            drop(timer);
            let aborted = !forget(&under_way, id);
            answer.ok_or(if timed_out.get() {
                FetchError::Timeout
            } else if aborted {
                FetchError::Aborted
            } else {
                FetchError::Unreachable
            })
        })
    }

    fn abort(&self) {
        for (_, controller) in core::mem::take(&mut *self.under_way.borrow_mut()) {
            controller.abort();
        }
    }

    fn spawn(&self, task: Task<()>) {
        spawn_local(task);
    }

    fn sleep(&self, milliseconds: u32) -> Task<()> {
        let promise = Promise::new(&mut |resolve, _| {
            // A page without timers could not run anything.
            let _ = global("setTimeout")
                .map(|set| set.call2(&JsValue::NULL, &resolve, &JsValue::from(milliseconds)));
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
        let text = format.call1(&JsValue::NULL, &date).ok()?.as_string()?;
        minutes(part::cut(&text, "GMT")?.1)
    }

    fn resolve(&self, base: &str, reference: &str) -> Option<String> {
        let url = web_sys::Url::new_with_base(reference, base).ok()?;
        let http = matches!(url.protocol().as_str(), "http:" | "https:");
        (http && url.username().is_empty() && url.password().is_empty()).then(|| url.href())
    }

    fn publish(&self, message: Vec<u8>) {
        (self.publish)(message);
    }
}

/// Forgets a request; `false` where it was aborted before.
fn forget(under_way: &RefCell<Vec<(u32, AbortController)>>, id: u32) -> bool {
    let under_way = &mut *under_way.borrow_mut();
    let place = under_way.iter().position(|(own, _)| *own == id);
    place.map(|place| under_way.swap_remove(place)).is_some()
}

/// The answer, or `None` where there is none for whatever reason: a rejected
/// promise need not hold an error of any shape.
async fn answer(request: &Request, controller: Option<&AbortController>) -> Option<Response> {
    let credentials = if request.cookies { "include" } else { "omit" };
    let init = object(&[
        ("cache", "no-store"),
        ("referrerPolicy", "no-referrer"),
        ("credentials", credentials),
    ])?;
    let headers = object(&[("Accept", request.accept)])?;
    Reflect::set(&init, &"headers".into(), &headers).ok()?;
    if let Some(controller) = controller {
        Reflect::set(&init, &"signal".into(), &controller.signal()).ok()?;
    }
    let promise: Promise = global("fetch")?
        .call2(&js_sys::global(), &request.url.as_str().into(), &init)
        .ok()?
        .dyn_into()
        .ok()?;
    let response: web_sys::Response = JsFuture::from(promise).await.ok()?.dyn_into().ok()?;
    let body = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    Some(Response {
        status: response.status(),
        body: Uint8Array::new(&body).to_vec(),
    })
}

/// An object of texts.
fn object(members: &[(&str, &str)]) -> Option<Object> {
    let object = Object::new();
    for (key, value) in members {
        Reflect::set(&object, &(*key).into(), &(*value).into()).ok()?;
    }
    Some(object)
}

/// A function of the global scope, which is a window or a worker.
fn global(name: &str) -> Option<Function> {
    Reflect::get(&js_sys::global(), &name.into())
        .ok()?
        .dyn_into()
        .ok()
}

/// A timer that ends with its owner.
struct Timer {
    id: JsValue,
    _call: Closure<dyn FnMut()>,
}

impl Timer {
    fn new(milliseconds: u32, call: impl FnMut() + 'static) -> Timer {
        let call = Closure::<dyn FnMut()>::new(call);
        let set = global("setTimeout");
        let id = set.and_then(|set| {
            let function = call.as_ref().unchecked_ref::<Function>();
            set.call2(&JsValue::NULL, function, &milliseconds.into())
                .ok()
        });
        Timer {
            id: id.unwrap_or(JsValue::UNDEFINED),
            _call: call,
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(clear) = global("clearTimeout") {
            let _ = clear.call1(&JsValue::NULL, &self.id);
        }
    }
}

/// A function that writes a date of a zone with its offset behind it, such as
/// `GMT+01:00`; `None` for a zone that the browser does not know.
fn offset_format(zone: &str) -> Option<Function> {
    let options = object(&[("timeZone", zone), ("timeZoneName", "longOffset")])?;
    let locales = Array::of1(&"en".into());
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let class: Function = Reflect::get(&intl, &"DateTimeFormat".into())
        .ok()?
        .dyn_into()
        .ok()?;
    // By `Reflect`, for an unknown zone throws.
    let format = Reflect::construct(&class, &Array::of2(&locales, &options)).ok()?;
    Reflect::get(&format, &"format".into())
        .ok()?
        .dyn_into()
        .ok()
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
