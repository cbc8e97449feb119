use core::cell::RefCell;

use js_sys::{Array, Function, Reflect};
use timeline_viewer::{Opening, Outward, Settings, Shown, show, style_sheet};
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
    _shown: Shown,
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
    let document = root.owner_document().ok_or(JsValue::UNDEFINED)?;
    let place: HtmlElement = document.create_element("div")?.unchecked_into();
    root.append_child(&place)?;
    let Options {
        settings,
        spawn,
        notify,
        may_open,
    } = options;
    let made = RefCell::new(None);
    let shown = show(&place, settings.clone(), |view| {
        let session = Session::new(view, settings, spawn, notify);
        let speaking = session.clone();
        made.replace(Some(session));
        Outward {
            send: Box::new(move |message| speaking.send(&message)),
            open: Box::new(move |opening: Opening| may_open(&opening)),
        }
    });
    let session = made.take().ok_or(JsValue::UNDEFINED)?;
    Ok(Mounted {
        session,
        place,
        _shown: shown,
    })
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
