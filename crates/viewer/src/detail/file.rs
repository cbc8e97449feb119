//! A file that the browser shows itself: a picture, or a PDF.

use std::{rc::Rc, sync::Arc};

use js_sys::{Array, Object, Reflect, Uint8Array};
use timeline_model::{Document, Medium, Packed, packed};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};

use crate::{
    Later,
    element::{Content, dynamic, element, keep},
    elements::{div, paragraph},
    slot::Signal,
    words::Words,
};

#[wasm_bindgen]
extern "C" {
    type Blob;
    #[wasm_bindgen(constructor)]
    fn new(parts: &Array, options: &Object) -> Blob;
    #[wasm_bindgen(js_namespace = URL, js_name = createObjectURL)]
    fn address_of(blob: &Blob) -> String;
    #[wasm_bindgen(js_namespace = URL, js_name = revokeObjectURL)]
    fn forget(address: &str);
}

/// By medium from PDF on: the media type under which the bytes are handed over,
/// whatever was said, and the name under which they are saved, which says
/// nothing of the patient.
const FILES: Packed = packed![
    ("application/pdf", "document.pdf"),
    ("image/png", "picture.png"),
    ("image/jpeg", "picture.jpg"),
    ("image/gif", "picture.gif"),
    ("image/webp", "picture.webp"),
    ("image/bmp", "picture.bmp"),
];

/// Shows a file by an address that is good only here, and ends with what is on
/// screen. Where the page's policy or the browser does not show it inside the
/// page, it can still be opened beside it or saved.
pub(super) fn file(words: Words, document: &Arc<Document>, name: String) -> Content {
    let place = (document.medium as usize - Medium::Pdf as usize) * 2;
    let address: Rc<str> = address(&document.bytes.0, FILES.get(place)).into();
    keep(Rc::clone(&address), |address| forget(&address));
    let refused: Rc<Signal<bool>> = Rc::default();
    let is_picture = document.medium.is_picture();
    if !is_picture {
        refused.set(!shows_pdf());
        notice_refusal(Rc::clone(&refused));
    }
    let shown = Rc::clone(&address);
    let inside = dynamic(move || {
        if refused.get() {
            return paragraph("quiet", words.say(Later::DocumentNotInside));
        }
        let refused = Rc::clone(&refused);
        match is_picture {
            true => element("img")
                .attr("src", &shown)
                .attr("alt", &name)
                .on("error", move |_| refused.set(true)),
            false => element("iframe").attr("src", &shown).attr("title", &name),
        }
    });
    let link = |message| {
        let link = element("a").attr("href", &address);
        link.child(words.text(message))
    };
    let open = link(Later::DocumentOpen);
    let open = open
        .attr("target", "_blank")
        .attr("rel", "noopener noreferrer");
    let save = link(Later::DocumentSave).attr("download", FILES.get(place + 1));
    div("file")
        .child(inside)
        .child(div("acts").child(open).blank().child(save))
}

fn address(bytes: &[u8], media_type: &str) -> String {
    let options = Object::new();
    // Fails only on what is no object.
    let _ = Reflect::set(&options, &"type".into(), &media_type.into());
    address_of(&Blob::new(&Array::of1(&Uint8Array::from(bytes)), &options))
}

/// Whether this browser shows a PDF inside a page.
fn shows_pdf() -> bool {
    let navigator = get(&js_sys::global(), "navigator");
    get(&navigator, "pdfViewerEnabled").is_truthy()
}

/// Notices that the page's policy refuses what is at such an address.
fn notice_refusal(refused: Rc<Signal<bool>>) {
    const EVENT: &str = "securitypolicyviolation";
    let Some(page) = web_sys::window().and_then(|window| window.document()) else {
        return;
    };
    let heard = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
        let blocked = get(&event, "blockedURI").as_string().unwrap_or_default();
        if blocked.starts_with("blob") {
            refused.set(true);
        }
    });
    let function = heard.as_ref().unchecked_ref();
    let _ = page.add_event_listener_with_callback(EVENT, function);
    keep((page, heard), |(page, heard)| {
        let function = heard.as_ref().unchecked_ref();
        let _ = page.remove_event_listener_with_callback(EVENT, function);
    });
}

fn get(from: &JsValue, name: &str) -> JsValue {
    Reflect::get(from, &name.into()).unwrap_or_default()
}
