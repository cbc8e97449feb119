//! One type for every element. Leptos makes a type of its own for each shape
//! of element, and each is compiled, and shipped, once more; here the shape is
//! data, so the whole viewer is one element type, one closure type and one
//! keyed list.

use leptos::{
    __reexports::send_wrapper::SendWrapper,
    prelude::*,
    tachys::{
        html::attribute::any_attribute::AnyAttribute,
        hydration::Cursor,
        no_attrs,
        view::{Position, PositionState, any_view::AnyViewState},
    },
};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, HtmlElement};

type Text = Box<dyn Fn() -> Option<String> + Send>;
type Listen = Box<dyn Fn(Event) + Send>;
type Listener = Closure<dyn Fn(Event)>;

/// An element to be: its tag, what it carries, and what is in it.
pub(crate) struct Element(Box<Parts>);

struct Parts {
    tag: &'static str,
    attributes: Vec<(&'static str, String)>,
    dynamic: Vec<(Target, Text)>,
    listeners: Vec<(&'static str, Listen)>,
    children: Vec<AnyView>,
    place: Option<Place>,
}

/// What a reactive text is written to.
#[derive(Clone, Copy)]
enum Target {
    Attribute(&'static str),
    /// A class that is there while the text is.
    Class(&'static str),
    /// The `value` of an input, which its attribute only begins.
    Value,
}

/// Where an element is in the document, once it is.
#[derive(Clone, Copy)]
pub(crate) struct Place(RwSignal<Option<HtmlElement>, LocalStorage>);

/// A new element.
#[inline(never)]
pub(crate) fn element(tag: &'static str) -> Element {
    Element(Box::new(Parts {
        tag,
        attributes: Vec::new(),
        dynamic: Vec::new(),
        listeners: Vec::new(),
        children: Vec::new(),
        place: None,
    }))
}

/// A part of the view that is drawn anew whenever what it reads changes.
pub(crate) fn dynamic(draw: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    #[inline(never)]
    fn erased(draw: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
        (move || draw()).into_any()
    }
    erased(Box::new(draw))
}

/// Nothing.
#[inline(never)]
pub(crate) fn nothing() -> AnyView {
    many(Vec::new())
}

/// Several views in a row.
#[inline(never)]
pub(crate) fn many(views: Vec<AnyView>) -> AnyView {
    views.into_any()
}

/// An item of a keyed list: its key, and how it is drawn.
pub(crate) type Keyed = (Vec<u8>, Box<dyn Fn() -> AnyView + Send>);

/// A list whose items are kept, with the focus in them, while their keys stay.
pub(crate) fn keyed(items: impl Fn() -> Vec<Keyed> + Send + 'static) -> AnyView {
    #[inline(never)]
    fn erased(items: Box<dyn Fn() -> Vec<Keyed> + Send>) -> AnyView {
        For(ForProps::builder()
            .each(items)
            .key(|(key, _): &Keyed| key.clone())
            .children(|(_, draw)| draw())
            .build())
        .into_any()
    }
    erased(Box::new(items))
}

// The methods that take a closure or a text are thin: what they do is compiled
// once, in the ones below them.
impl Element {
    pub(crate) fn attr(self, name: &'static str, value: impl AsRef<str>) -> Element {
        self.attribute(name, value.as_ref())
    }

    #[inline(never)]
    fn attribute(mut self, name: &'static str, value: &str) -> Element {
        self.0.attributes.push((name, String::from(value)));
        self
    }

    #[inline(never)]
    fn follow(mut self, target: Target, text: Text) -> Element {
        self.0.dynamic.push((target, text));
        self
    }

    #[inline(never)]
    fn listen(mut self, event: &'static str, listen: Listen) -> Element {
        self.0.listeners.push((event, listen));
        self
    }

    pub(crate) fn class(self, class: &'static str) -> Element {
        if class.is_empty() {
            return self;
        }
        self.attribute("class", class)
    }

    /// An attribute that follows what the closure reads; gone where `None`.
    pub(crate) fn attr_from(
        self,
        name: &'static str,
        value: impl Fn() -> Option<String> + Send + 'static,
    ) -> Element {
        self.follow(Target::Attribute(name), Box::new(value))
    }

    /// An attribute that says `true` or `false`.
    pub(crate) fn flag_from(
        self,
        name: &'static str,
        on: impl Fn() -> bool + Send + 'static,
    ) -> Element {
        self.attr_from(name, move || {
            Some(String::from(if on() { "true" } else { "false" }))
        })
    }

    /// A class that is there while the closure says so.
    pub(crate) fn class_if(
        self,
        class: &'static str,
        on: impl Fn() -> bool + Send + 'static,
    ) -> Element {
        let text = move || on().then(String::new);
        self.follow(Target::Class(class), Box::new(text))
    }

    /// What stands in an input.
    pub(crate) fn value_from(self, value: impl Fn() -> String + Send + 'static) -> Element {
        self.follow(Target::Value, Box::new(move || Some(value())))
    }

    pub(crate) fn on(
        self,
        event: &'static str,
        listen: impl Fn(Event) + Send + 'static,
    ) -> Element {
        self.listen(event, Box::new(listen))
    }

    pub(crate) fn child(mut self, child: impl Child) -> Element {
        child.add(&mut self.0.children);
        self
    }

    pub(crate) fn place(mut self, place: Place) -> Element {
        self.0.place = Some(place);
        self
    }

    #[inline(never)]
    pub(crate) fn view(self) -> AnyView {
        self.into_any()
    }
}

/// Runs something once the view stands, and again whenever what it reads changes.
pub(crate) fn watch(run: impl Fn() + 'static) {
    #[inline(never)]
    fn erased(run: Box<dyn Fn()>) {
        Effect::new(move |_| run());
    }
    erased(Box::new(run));
}

/// What can stand in an element.
pub(crate) trait Child {
    /// Appends itself.
    fn add(self, children: &mut Vec<AnyView>);
}

impl Child for AnyView {
    fn add(self, children: &mut Vec<AnyView>) {
        children.push(self);
    }
}

impl Child for Element {
    fn add(self, children: &mut Vec<AnyView>) {
        children.push(self.view());
    }
}

impl Child for String {
    #[inline(never)]
    fn add(self, children: &mut Vec<AnyView>) {
        children.push(self.into_any());
    }
}

impl Child for Vec<AnyView> {
    fn add(mut self, children: &mut Vec<AnyView>) {
        children.append(&mut self);
    }
}

impl Child for Option<AnyView> {
    fn add(self, children: &mut Vec<AnyView>) {
        children.extend(self);
    }
}

macro_rules! several {
    ($($name:ident),*) => {
        impl<$($name: Child),*> Child for ($($name,)*) {
            #[allow(non_snake_case, reason = "each is named after its type")]
            fn add(self, children: &mut Vec<AnyView>) {
                let ($($name,)*) = self;
                $($name.add(children);)*
            }
        }
    };
}
several!(A, B);
several!(A, B, C);
several!(A, B, C, D, E, F);

impl Place {
    pub(crate) fn new() -> Place {
        Place(RwSignal::new_local(None))
    }

    /// The element; `None` before it is drawn and after the view is gone.
    pub(crate) fn get(self) -> Option<HtmlElement> {
        self.0.try_get_untracked().flatten()
    }

    /// [`Place::get`], noticing when it is drawn.
    pub(crate) fn track(self) -> Option<HtmlElement> {
        self.0.try_get().flatten()
    }
}

/// An element in the document, with what keeps it up to date.
pub(crate) struct Standing {
    node: HtmlElement,
    _children: Vec<AnyViewState>,
    listeners: Vec<(&'static str, Listener)>,
    _effects: Vec<RenderEffect<()>>,
}

impl Drop for Standing {
    fn drop(&mut self) {
        // The browser may still call: the closures are about to go.
        for (event, closure) in &self.listeners {
            let function = closure.as_ref().unchecked_ref();
            let _ = self
                .node
                .remove_event_listener_with_callback(event, function);
        }
    }
}

impl Render for Element {
    type State = Standing;

    fn build(self) -> Standing {
        let parts = *self.0;
        let node: HtmlElement = document()
            .create_element(parts.tag)
            .map_or_else(|error| error.unchecked_into(), JsCast::unchecked_into);
        for (name, value) in &parts.attributes {
            let _ = node.set_attribute(name, value);
        }
        let effects = parts
            .dynamic
            .into_iter()
            .map(|(target, text)| follow(node.clone(), target, text))
            .collect();
        let listeners = parts
            .listeners
            .into_iter()
            .map(|(event, listen)| {
                let closure = Listener::new(listen);
                let function = closure.as_ref().unchecked_ref();
                let _ = node.add_event_listener_with_callback(event, function);
                (event, closure)
            })
            .collect();
        let mut children: Vec<AnyViewState> =
            parts.children.into_iter().map(Render::build).collect();
        for child in &mut children {
            child.mount(&node, None);
        }
        if let Some(place) = parts.place {
            place.0.try_set(Some(node.clone()));
        }
        Standing {
            node,
            _children: children,
            listeners,
            _effects: effects,
        }
    }

    /// Another element takes this one's place: what is to be kept is in a
    /// [`keyed`] list or follows signals.
    fn rebuild(self, state: &mut Standing) {
        let mut new = self.build();
        state.insert_before_this(&mut new);
        state.unmount();
        *state = new;
    }
}

fn follow(node: HtmlElement, target: Target, text: Text) -> RenderEffect<()> {
    RenderEffect::new(move |_| {
        let text = text();
        match target {
            Target::Attribute(name) => {
                let _ = match text {
                    Some(text) => node.set_attribute(name, &text),
                    None => node.remove_attribute(name),
                };
            }
            Target::Class(class) => {
                let _ = node.class_list().toggle_with_force(class, text.is_some());
            }
            Target::Value => {
                let input: &web_sys::HtmlInputElement = node.unchecked_ref();
                let text = text.unwrap_or_default();
                // Setting the same text again would move the caret.
                if input.value() != text {
                    input.set_value(&text);
                }
            }
        }
    })
}

impl Mountable for Standing {
    fn unmount(&mut self) {
        self.node.remove();
    }

    fn mount(&mut self, parent: &web_sys::Element, marker: Option<&web_sys::Node>) {
        let _ = parent.insert_before(&self.node, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        match self.node.parent_element() {
            Some(parent) => {
                child.mount(&parent, Some(&self.node));
                true
            }
            None => false,
        }
    }

    fn elements(&self) -> Vec<web_sys::Element> {
        vec![self.node.clone().into()]
    }
}

no_attrs!(Element);

/// Only ever drawn in a browser: the server's half of the trait stays empty.
impl RenderHtml for Element {
    type AsyncOutput = Element;
    type Owned = Element;
    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Element {
        self
    }

    fn to_html_with_buf(
        self,
        _: &mut String,
        _: &mut Position,
        _: bool,
        _: bool,
        _: Vec<AnyAttribute>,
    ) {
    }

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> Standing {
        self.build()
    }

    fn into_owned(self) -> Element {
        self
    }
}

/// Keeps something of the browser's until the reactive owner is cleaned up.
pub(crate) fn keep<T: 'static>(kept: T, end: fn(T)) {
    let kept = SendWrapper::new(kept);
    on_cleanup(move || end(kept.take()));
}
