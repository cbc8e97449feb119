use core::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Function, Reflect};
use leptos::{
    mount::{UnmountHandle, mount_to},
    prelude::*,
};
use timeline_viewer::{Opening, Outward, Settings, TimelineView, View, style_sheet};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlElement, ShadowRoot};

use crate::session::{MayOpen, Notice, Session};

/// What a timeline is mounted with.
pub struct Options {
    /// What the host says of language and looks; the configuration may say
    /// more.
    pub settings: Settings,
    /// Makes a worker that knows the Wasm module; without it the engine runs
    /// on the page.
    pub spawn: Option<Function>,
    /// What the host is told.
    pub notify: Box<dyn Fn(Notice)>,
    /// What the host is asked before an entry is opened.
    pub may_open: MayOpen,
}

/// A timeline on a page. Dropping it takes it off the page and ends its
/// engine.
pub struct Mounted {
    session: Session,
    place: HtmlElement,
    _view: UnmountHandle<<AnyView as Render>::State>,
}

impl Mounted {
    /// The session that it shows.
    pub fn session(&self) -> &Session {
        &self.session
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.session.end();
        self.place.remove();
    }
}

/// Mounts a timeline in a shadow root, with the styles it needs.
///
/// # Errors
///
/// What the browser threw, where it is too old for constructable style sheets
/// or has no document.
pub fn mount(root: &ShadowRoot, options: Options) -> Result<Mounted, JsValue> {
    adopt_styles(root)?;
    let place = document()
        .create_element("div")?
        .unchecked_into::<HtmlElement>();
    root.append_child(&place)?;
    let slot = Rc::new(RefCell::new(None));
    let made = Rc::clone(&slot);
    let handle = mount_to(place.clone(), move || {
        let (session, view) = view_of(options);
        made.replace(Some(session));
        view
    });
    let session = slot.take().ok_or(JsValue::UNDEFINED)?;
    Ok(Mounted {
        session,
        place,
        _view: handle,
    })
}

/// The view and the session behind it. To be called inside a reactive owner.
fn view_of(options: Options) -> (Session, AnyView) {
    let view = View::new(options.settings.clone());
    let session = Session::new(view, options.settings, options.spawn, options.notify);
    let speaking = session.clone();
    let may_open = options.may_open;
    let outward = Outward {
        send: UnsyncCallback::new(move |message| speaking.send(&message)),
        open: UnsyncCallback::new(move |opening: Opening| may_open(&opening)),
    };
    (session, view! { <TimelineView view outward/> }.into_any())
}

/// Adopts the style sheet as a constructed one, which the strictest policy
/// allows; a root that has it already is left alone.
fn adopt_styles(root: &ShadowRoot) -> Result<(), JsValue> {
    let key = JsValue::from_str("adoptedStyleSheets");
    let adopted = Reflect::get(root, &key)?;
    let length = Reflect::get(&adopted, &"length".into())?;
    if length.as_f64() != Some(0.0) {
        return Ok(());
    }
    let class: Function = Reflect::get(&js_sys::global(), &"CSSStyleSheet".into())?.dyn_into()?;
    let sheet = Reflect::construct(&class, &Array::new())?;
    let replace: Function = Reflect::get(&sheet, &"replaceSync".into())?.dyn_into()?;
    replace.call1(&sheet, &style_sheet().into())?;
    Reflect::set(root, &key, &Array::of1(&sheet))?;
    Ok(())
}
