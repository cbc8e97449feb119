//! A view mounted in a shadow root of its own, and what a user does to it.

#![allow(dead_code, reason = "test support, shared by several tests")]

use std::{cell::RefCell, rc::Rc};

use timeline_model::{
    Completeness, EntryId, Kind, PartialDate, Person, Row, SourceStatus,
    protocol::{Demographics, Down, Patch, Up},
};
use timeline_viewer::{
    Folding, Opening, Outward, Settings, Shown, View, later_style_sheet, show, style_sheet,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// A mounted view; taken out of the page again when it is dropped.
pub struct Stage {
    pub view: View,
    pub host: web_sys::HtmlElement,
    pub root: web_sys::ShadowRoot,
    pub sent: Rc<RefCell<Vec<Down>>>,
    pub opened: Rc<RefCell<Vec<Opening>>>,
    pub folded: Rc<RefCell<Vec<Folding>>>,
    /// What the host answers when an entry is opened.
    pub host_lets: Rc<RefCell<bool>>,
    shown: Option<Shown>,
}

impl Stage {
    pub fn new() -> Stage {
        Stage::with(Settings::default())
    }

    pub fn with(settings: Settings) -> Stage {
        let document = web_sys::window().unwrap().document().unwrap();
        let host: web_sys::HtmlElement =
            document.create_element("div").unwrap().dyn_into().unwrap();
        document.body().unwrap().append_child(&host).unwrap();
        let init = web_sys::ShadowRootInit::new(web_sys::ShadowRootMode::Open);
        let root = host.attach_shadow(&init).unwrap();
        let sheet = web_sys::CssStyleSheet::new().unwrap();
        let replace: js_sys::Function = js_sys::Reflect::get(&sheet, &"replaceSync".into())
            .unwrap()
            .unchecked_into();
        let style = [style_sheet(), later_style_sheet()].concat();
        replace.call1(&sheet, &style.into()).unwrap();
        js_sys::Reflect::set(
            &root,
            &"adoptedStyleSheets".into(),
            &js_sys::Array::of1(&sheet),
        )
        .unwrap();
        let place: web_sys::HtmlElement =
            document.create_element("div").unwrap().dyn_into().unwrap();
        root.append_child(&place).unwrap();

        let sent: Rc<RefCell<Vec<Down>>> = Rc::default();
        let opened: Rc<RefCell<Vec<Opening>>> = Rc::default();
        let folded: Rc<RefCell<Vec<Folding>>> = Rc::default();
        let host_lets = Rc::new(RefCell::new(true));
        let shown = show(&place, settings, |_| {
            let (sent, opened, lets) = (sent.clone(), opened.clone(), host_lets.clone());
            let folds = folded.clone();
            Outward {
                rest: None,
                send: Box::new(move |message| sent.borrow_mut().push(message)),
                open: Box::new(move |opening| {
                    opened.borrow_mut().push(opening);
                    *lets.borrow()
                }),
                folded: Box::new(move |folding| folds.borrow_mut().push(folding)),
            }
        });
        Stage {
            view: shown.view(),
            host,
            root,
            sent,
            opened,
            folded,
            host_lets,
            shown: Some(shown),
        }
    }

    /// A view that shows these rows, of one source that is complete.
    pub async fn showing(rows: Vec<Row>) -> Stage {
        let stage = Stage::new();
        stage.load(rows).await;
        stage
    }

    pub async fn load(&self, rows: Vec<Row>) {
        self.view.begin();
        self.view.receive(Up::Sources(vec![source(
            "Riverside Surgery",
            Completeness::Complete,
        )]));
        self.patch(rows).await;
    }

    pub async fn patch(&self, upserts: Vec<Row>) {
        self.view.receive(Up::Patch(Patch {
            upserts,
            ..Patch::default()
        }));
        settle().await;
    }

    pub async fn person(&self, person: Person) {
        self.view.receive(Up::Patch(Patch {
            person: Some(Demographics {
                person,
                source: u16::MAX,
                age: Some(81),
                ..Demographics::default()
            }),
            ..Patch::default()
        }));
        settle().await;
    }

    pub fn unmount(&mut self) {
        self.shown = None;
    }

    pub fn text(&self) -> String {
        let place = self.root.first_element_child().unwrap();
        place.text_content().unwrap_or_default()
    }

    pub fn find(&self, selector: &str) -> Option<web_sys::HtmlElement> {
        let found = self.root.query_selector(selector).unwrap()?;
        Some(found.dyn_into().unwrap())
    }

    pub fn get(&self, selector: &str) -> web_sys::HtmlElement {
        self.find(selector)
            .unwrap_or_else(|| panic!("no {selector} in: {}", self.text()))
    }

    pub fn count(&self, selector: &str) -> u32 {
        self.root.query_selector_all(selector).unwrap().length()
    }

    pub async fn key(&self, selector: &str, key: &str) -> web_sys::KeyboardEvent {
        let init = web_sys::KeyboardEventInit::new();
        init.set_key(key);
        init.set_bubbles(true);
        init.set_composed(true);
        init.set_cancelable(true);
        let event =
            web_sys::KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
        self.get(selector).dispatch_event(&event).unwrap();
        settle().await;
        event
    }

    pub async fn type_in(&self, text: &str) {
        let input: web_sys::HtmlInputElement = self.get("input").dyn_into().unwrap();
        input.set_value(text);
        let init = web_sys::EventInit::new();
        init.set_bubbles(true);
        let event = web_sys::Event::new_with_event_init_dict("input", &init).unwrap();
        input.dispatch_event(&event).unwrap();
        wait(200).await;
    }

    /// Opens the menu of kinds, unless it is open.
    pub async fn open_kinds(&self) {
        if self.find(".choices").is_none() {
            self.click(".menu .chip").await;
        }
    }

    /// Presses a choice of the menu of kinds; the first is all of them.
    pub async fn choose(&self, place: u32) {
        self.open_kinds().await;
        let mut choice = String::from(".choice:nth-of-type(");
        choice.push_str(&place.to_string());
        choice.push(')');
        self.click(&choice).await;
    }

    pub async fn click(&self, selector: &str) {
        self.get(selector).click();
        settle().await;
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.shown = None;
        self.host.remove();
    }
}

/// Waits until effects have run and the browser has drawn.
pub async fn settle() {
    wait(60).await;
}

pub async fn wait(milliseconds: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        web_sys::window()
            .unwrap()
            .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds)
            .unwrap();
    });
    let _: Result<JsValue, JsValue> = JsFuture::from(promise).await;
}

pub fn source(title: &str, completeness: Completeness) -> SourceStatus {
    SourceStatus {
        id: title.to_lowercase(),
        title: title.into(),
        completeness,
        records: 2,
        ..SourceStatus::default()
    }
}

pub fn row(id: u64, title: &str, start: &str) -> Row {
    Row {
        id: EntryId(id),
        kind: Kind::Result,
        title: title.into(),
        start: PartialDate::parse(start),
        sources: vec![0],
        records: 1,
        ..Row::default()
    }
}

/// Rows of many days, newest first.
pub fn rows(count: u64) -> Vec<Row> {
    (0..count)
        .map(|i| {
            let start = PartialDate::from_epoch(1_700_000_000 - i as i64 * 7_000, 0);
            let mut title = String::from("Entry ");
            title.push_str(&i.to_string());
            Row {
                start: Some(start),
                ..row(i + 1, &title, "")
            }
        })
        .collect()
}
