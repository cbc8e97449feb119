use core::{cell::RefCell, hint::black_box};

use js_sys::{Array, Function};
use timeline_viewer::{Opening, Outward, Settings, Shown, later_style_sheet, show, style_sheet};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
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
    /// Has the rest of the Wasm loaded, where the build is in two;
    /// [`Mounted::rest_arrived`] tells when it is here.
    pub rest: Option<Function>,
    /// What the host is told.
    pub notify: Box<dyn Fn(Notice)>,
    /// What the host is asked before an entry is opened.
    pub may_open: MayOpen,
}

/// A timeline on a page. Dropping it takes it off the page and ends its
/// engine.
pub struct Mounted {
    root: ShadowRoot,
    session: Session,
    place: HtmlElement,
    _shown: Shown,
}

impl Mounted {
    /// The session that it shows.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Says that the rest of the Wasm is here, or could not be loaded. A worker
    /// has it before.
    pub fn rest_arrived(&self, here: bool) {
        if here {
            style_later(&self.root);
        }
        self.session.rest_arrived(here);
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
        rest,
        notify,
        may_open,
    } = options;
    if rest.is_none() {
        style_later(root);
    }
    let made = RefCell::new(None);
    let shown = show(&place, settings.clone(), |view| {
        let session = Session::new(view, settings, spawn, notify);
        let (speaking, telling) = (session.clone(), session.clone());
        made.replace(Some(session));
        Outward {
            send: Box::new(move |message| speaking.send(&message)),
            open: Box::new(move |opening: Opening| may_open(&opening)),
            folded: Box::new(move |folding| telling.tell(Notice::Folded(folding))),
            rest: rest.map(|rest| -> Box<dyn Fn()> {
                // The script's own function does not throw.
                Box::new(move || drop(rest.call0(&JsValue::NULL)))
            }),
        }
    });
    let session = made.take().ok_or(JsValue::UNDEFINED)?;
    Ok(Mounted {
        root: root.clone(),
        session,
        place,
        _shown: shown,
    })
}

/// Adopts the style sheet as a constructed one, which the strictest policy
/// allows; a root that has it already is left alone.
fn adopt_styles(root: &ShadowRoot) -> Result<(), JsValue> {
    let root: &StyledRoot = root.unchecked_ref();
    if root.adopted()?.length() == 0 {
        let sheet = CSSStyleSheet::new()?;
        sheet.replace(style_sheet())?;
        root.adopt(&Array::of1(&sheet))?;
    }
    Ok(())
}

/// Adopts the style of what is drawn on demand. What the first sheet could be
/// adopted by is there for this one too.
fn style_later(root: &ShadowRoot) {
    // The optimisers must not see whom is called, or they would call it from here.
    let adopt: fn(&ShadowRoot) -> Result<(), JsValue> = black_box(on_demand);
    drop(adopt(root));
}

/// Adopts the second style sheet behind the first; a root that has it already is
/// left alone.
fn on_demand(root: &ShadowRoot) -> Result<(), JsValue> {
    let root: &StyledRoot = root.unchecked_ref();
    let sheets = root.adopted()?;
    if sheets.length() < 2 {
        let sheet = CSSStyleSheet::new()?;
        sheet.replace(later_style_sheet())?;
        root.adopt(&Array::of2(&sheets.get(0), &sheet))?;
    }
    Ok(())
}

#[wasm_bindgen]
extern "C" {
    type StyledRoot;
    #[wasm_bindgen(method, catch, getter = adoptedStyleSheets)]
    fn adopted(this: &StyledRoot) -> Result<Array, JsValue>;
    #[wasm_bindgen(method, catch, setter = adoptedStyleSheets)]
    fn adopt(this: &StyledRoot, sheets: &Array) -> Result<(), JsValue>;

    type CSSStyleSheet;
    #[wasm_bindgen(constructor, catch)]
    fn new() -> Result<CSSStyleSheet, JsValue>;
    #[wasm_bindgen(method, catch, js_name = replaceSync)]
    fn replace(this: &CSSStyleSheet, text: &str) -> Result<(), JsValue>;
}
