//! What stands in the document, as data. Leptos makes a type of its own for
//! each shape of a view, and each is compiled, and shipped, once more; here
//! the whole viewer is one type, drawn by Leptos's effects.

use std::{cell::RefCell, rc::Rc};

use reactive_graph::{
    effect::RenderEffect,
    owner::{Owner, on_cleanup},
};
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, HtmlElement, Node, Text};

use crate::{slot::Slot, whole_dates::part_at_date};

type Words = Box<dyn Fn() -> Option<String>>;
type Listen = Box<dyn Fn(Event)>;
type Listener = Closure<dyn Fn(Event)>;

/// What is to stand in the document, with all that is in it. One thin type,
/// whatever it is: it passes from hand to hand in one register.
pub(crate) struct Content(Box<Parts>);

struct Parts {
    what: What,
    attributes: Vec<(&'static str, String)>,
    dynamic: Vec<(Target, Words)>,
    listeners: Vec<(&'static str, Listen)>,
    children: Vec<Content>,
    place: Option<Rc<Place>>,
}

enum What {
    /// An element by its tag; without one its children alone.
    Element(&'static str),
    Text(String),
    /// Drawn anew whenever what it reads changes.
    Dynamic(Box<dyn Fn() -> Content>),
    Keyed(Box<dyn Fn() -> Vec<Keyed>>),
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
pub(crate) type Place = Slot<Option<HtmlElement>>;

#[inline(never)]
fn content(what: What) -> Content {
    Content(Box::new(Parts {
        what,
        attributes: Vec::new(),
        dynamic: Vec::new(),
        listeners: Vec::new(),
        children: Vec::new(),
        place: None,
    }))
}

/// The namespace of what is drawn by shapes.
const SVG: &str = "http://www.w3.org/2000/svg";

/// A new element; one whose tag begins with `svg:` is a shape.
#[inline(never)]
pub(crate) fn element(tag: &'static str) -> Content {
    content(What::Element(tag))
}

/// Bare text.
#[inline(never)]
pub(crate) fn text(text: String) -> Content {
    content(What::Text(text))
}

/// A part of the view that is drawn anew whenever what it reads changes.
pub(crate) fn dynamic(draw: impl Fn() -> Content + 'static) -> Content {
    #[inline(never)]
    fn erased(draw: Box<dyn Fn() -> Content>) -> Content {
        content(What::Dynamic(draw))
    }
    erased(Box::new(draw))
}

/// A part of the view that is drawn anew only where a number, worked out from
/// what it reads, is another one.
pub(crate) fn switched(
    number: impl Fn() -> u32 + 'static,
    draw: impl Fn(u32) -> Content + 'static,
) -> Content {
    #[inline(never)]
    fn erased(number: Box<dyn Fn() -> u32>, draw: Rc<dyn Fn(u32) -> Content>) -> Content {
        keyed(move || {
            let (number, draw) = (number(), Rc::clone(&draw));
            let key = number.to_le_bytes().to_vec();
            vec![(key, Box::new(move || draw(number)))]
        })
    }
    erased(Box::new(number), Rc::new(draw))
}

/// Nothing, until it is given children: several views in a row.
#[inline(never)]
pub(crate) fn nothing() -> Content {
    element("")
}

/// An item of a keyed list: its key, and how it is drawn.
pub(crate) type Keyed = (Vec<u8>, Box<dyn Fn() -> Content>);

/// A list whose items are kept, with the focus in them, while their keys stay.
pub(crate) fn keyed(items: impl Fn() -> Vec<Keyed> + 'static) -> Content {
    content(What::Keyed(Box::new(items)))
}

// The methods that take a closure or a text are thin: what they do is compiled
// once, in the ones below them.
impl Content {
    pub(crate) fn attr(self, name: &'static str, value: impl AsRef<str>) -> Content {
        self.attribute(name, value.as_ref())
    }

    #[inline(never)]
    fn attribute(mut self, name: &'static str, value: &str) -> Content {
        self.0.attributes.push((name, String::from(value)));
        self
    }

    #[inline(never)]
    fn follow(mut self, target: Target, text: Words) -> Content {
        self.0.dynamic.push((target, text));
        self
    }

    #[inline(never)]
    fn listen(mut self, event: &'static str, listen: Listen) -> Content {
        self.0.listeners.push((event, listen));
        self
    }

    pub(crate) fn class(self, class: &'static str) -> Content {
        if class.is_empty() {
            return self;
        }
        self.attribute("class", class)
    }

    /// An attribute that follows what the closure reads; gone where `None`.
    pub(crate) fn attr_from(
        self,
        name: &'static str,
        value: impl Fn() -> Option<String> + 'static,
    ) -> Content {
        self.follow(Target::Attribute(name), Box::new(value))
    }

    /// An attribute that says `true` or `false`.
    pub(crate) fn flag_from(self, name: &'static str, on: impl Fn() -> bool + 'static) -> Content {
        self.attr_from(name, move || {
            Some(String::from(if on() { "true" } else { "false" }))
        })
    }

    /// A class that is there while the closure says so.
    pub(crate) fn class_if(self, class: &'static str, on: impl Fn() -> bool + 'static) -> Content {
        let text = move || on().then(String::new);
        self.follow(Target::Class(class), Box::new(text))
    }

    /// What stands in an input.
    pub(crate) fn value_from(self, value: impl Fn() -> String + 'static) -> Content {
        self.follow(Target::Value, Box::new(move || Some(value())))
    }

    pub(crate) fn on(self, event: &'static str, listen: impl Fn(Event) + 'static) -> Content {
        self.listen(event, Box::new(listen))
    }

    #[inline(never)]
    pub(crate) fn child(mut self, child: Content) -> Content {
        // Texts behind each other are one.
        if let What::Text(new) = &child.0.what
            && let Some(last) = self.0.children.last_mut()
            && let What::Text(text) = &mut last.0.what
        {
            text.push_str(new);
        } else {
            self.0.children.push(child);
        }
        self
    }

    /// A child that is text.
    #[inline(never)]
    pub(crate) fn text(self, said: String) -> Content {
        self.child(text(said))
    }

    /// A child that is a blank, so that what stands around it is read and
    /// copied as words.
    #[inline(never)]
    pub(crate) fn blank(self) -> Content {
        self.text(String::from(" "))
    }

    /// Whether nothing is in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.children.is_empty()
    }

    pub(crate) fn place(mut self, place: Rc<Place>) -> Content {
        self.0.place = Some(place);
        self
    }
}

/// Runs something at once, and again whenever what it reads changes, until the
/// reactive owner is cleaned up.
pub(crate) fn watch(run: impl Fn() + 'static) {
    #[inline(never)]
    fn erased(run: Box<dyn Fn()>) {
        keep(follow(run), drop);
    }
    erased(Box::new(run));
}

/// Runs something at once, and again whenever what it reads changes.
#[inline(never)]
fn follow(run: Box<dyn Fn()>) -> RenderEffect<()> {
    RenderEffect::new(move |_| run())
}

/// Puts the outermost element into the document, at the end of `parent`.
pub(crate) fn put(element: Content, parent: &Node) -> Option<Standing> {
    let standing = stand(*element.0, parent)?;
    let _ = parent.append_child(&standing.node);
    Some(standing)
}

/// Something in the document, with what keeps it up to date.
pub(crate) struct Standing {
    /// The element, the text, or the mark behind what comes and goes.
    node: Node,
    /// What comes and goes before the mark.
    before: Before,
    children: Vec<Standing>,
    listeners: Vec<(&'static str, Listener)>,
    effects: Vec<RenderEffect<()>>,
}

/// What comes and goes: its key, and what is behind it.
struct Kept {
    key: Vec<u8>,
    standing: Vec<Standing>,
    _owner: Option<Owner>,
}

impl Drop for Standing {
    fn drop(&mut self) {
        // The effect holds it as well, and ends only later: what is in it would
        // still follow what is gone.
        drop(self.before.take());
        // The browser may still call: the closures are about to go.
        for (event, closure) in &self.listeners {
            let function = closure.as_ref().unchecked_ref();
            let _ = self
                .node
                .remove_event_listener_with_callback(event, function);
        }
        // Nor may what a browser goes on holding, such as the form that was
        // filled in last, hold all that stood around it.
        self.node.set_text_content(None);
    }
}

impl Standing {
    fn new(node: Node) -> Standing {
        Standing {
            node,
            before: Rc::default(),
            children: Vec::new(),
            listeners: Vec::new(),
            effects: Vec::new(),
        }
    }

    /// Takes it out of the document.
    pub(crate) fn remove(&self) {
        for kept in self.before.borrow().iter() {
            remove_all(&kept.standing);
        }
        if let Some(parent) = self.node.parent_node() {
            let _ = parent.remove_child(&self.node);
        }
    }
}

fn remove_all(standing: &[Standing]) {
    for one in standing {
        one.remove();
    }
}

/// Puts a content into the document, before `mark` or at the end of `parent`.
#[inline(never)]
fn build(content: Content, parent: &Node, mark: Option<&Node>, out: &mut Vec<Standing>) {
    let parts = *content.0;
    match parts.what {
        What::Element("") => {
            for content in parts.children {
                build(content, parent, mark, out);
            }
        }
        What::Element(_) => {
            if let Some(standing) = stand(parts, parent) {
                let _ = parent.insert_before(&standing.node, mark);
                out.push(standing);
            }
        }
        What::Text(text) => put_words(&text, parent, mark, out),
        What::Dynamic(draw) => put_mark(parent, mark, out, |node, before| {
            Box::new(move || redraw(&node, &before, draw()))
        }),
        What::Keyed(items) => {
            // Items outlive a run of the effect: they belong to its owner's.
            let owner = Owner::current().unwrap_or_default();
            put_mark(parent, mark, out, |node, before| {
                Box::new(move || rearrange(&node, &before, &owner, items()))
            });
        }
    }
}

/// What comes and goes before a mark.
type Before = Rc<RefCell<Vec<Kept>>>;

/// Puts the mark of what comes and goes into the document, and draws that.
fn put_mark(
    parent: &Node,
    mark: Option<&Node>,
    out: &mut Vec<Standing>,
    draw: impl FnOnce(Node, Before) -> Box<dyn Fn()>,
) {
    if let Some(mut standing) = put_text("", parent, mark) {
        let draw = draw(standing.node.clone(), Rc::clone(&standing.before));
        standing.effects.push(follow(draw));
        out.push(standing);
    }
}

/// Puts a text into the document, each date in it so that it stays on one line.
fn put_words(text: &str, parent: &Node, mark: Option<&Node>, out: &mut Vec<Standing>) {
    let mut rest = text;
    while let Some((before, date, behind)) = part_at_date(rest) {
        if stays_whole(parent) {
            break;
        }
        if !before.is_empty() {
            out.extend(put_text(before, parent, mark));
        }
        if let Some(standing) = stand(*element("span").class("date").0, parent) {
            standing.node.set_text_content(Some(date));
            let _ = parent.insert_before(&standing.node, mark);
            out.push(standing);
        }
        rest = behind;
    }
    if !rest.is_empty() || text.is_empty() {
        out.extend(put_text(rest, parent, mark));
    }
}

/// Whether nothing in it breaks.
fn stays_whole(parent: &Node) -> bool {
    let element = parent.dyn_ref::<web_sys::Element>();
    element.is_some_and(|own| own.matches(".date, .hidden").unwrap_or_default())
}

/// Puts a text into the document; an empty one marks the place of what comes and goes.
fn put_text(text: &str, parent: &Node, mark: Option<&Node>) -> Option<Standing> {
    let node = Text::new_with_data(text).ok()?.into();
    let _ = parent.insert_before(&node, mark);
    Some(Standing::new(node))
}

/// Puts a content in the place of what stands before the mark.
fn redraw(mark: &Node, before: &RefCell<Vec<Kept>>, content: Content) {
    let old = before.take();
    for kept in &old {
        remove_all(&kept.standing);
    }
    drop(old);
    let Some(parent) = mark.parent_node() else {
        return;
    };
    let mut standing = Vec::new();
    build(content, &parent, Some(mark), &mut standing);
    before.replace(vec![Kept {
        key: Vec::new(),
        standing,
        _owner: None,
    }]);
}

/// Keeps the items whose keys stay, takes out the others, and draws new ones.
fn rearrange(mark: &Node, before: &RefCell<Vec<Kept>>, owner: &Owner, items: Vec<Keyed>) {
    let Some(parent) = mark.parent_node() else {
        return;
    };
    let mut old = before.take();
    old.retain(|kept| {
        let stays = items.iter().any(|(key, _)| *key == kept.key);
        if !stays {
            remove_all(&kept.standing);
        }
        stays
    });
    let mut new = Vec::with_capacity(items.len());
    for (key, draw) in items {
        // What is still there stands in front of the first of the old.
        let next = old.first().and_then(|kept| kept.standing.first());
        let next = next.map_or(mark, |standing| &standing.node);
        let kept = match old.iter().position(|kept| kept.key == key) {
            Some(0) => old.remove(0),
            Some(at) => {
                if let Some(standing) = old.get(at).and_then(|kept| kept.standing.first()) {
                    let _ = parent.insert_before(&standing.node, Some(next));
                }
                old.remove(at)
            }
            None => {
                let own = owner.child();
                let mut standing = Vec::new();
                own.with(|| {
                    build(draw(), &parent, Some(next), &mut standing);
                });
                Kept {
                    key,
                    standing,
                    _owner: Some(own),
                }
            }
        };
        new.push(kept);
    }
    before.replace(new);
}

/// An element with all that is in it, not yet in the document.
fn stand(parts: Parts, parent: &Node) -> Option<Standing> {
    let What::Element(tag) = parts.what else {
        return None;
    };
    let document = parent.owner_document()?;
    let made = match tag.strip_prefix("svg:") {
        Some(tag) => document.create_element_ns(Some(SVG), tag),
        None => document.create_element(tag),
    };
    let node: HtmlElement = made.ok()?.unchecked_into();
    let mut standing = Standing::new(node.clone().into());
    for (name, value) in &parts.attributes {
        let _ = node.set_attribute(name, value);
    }
    for (target, text) in parts.dynamic {
        let node = node.clone();
        let effect = follow(Box::new(move || write(&node, target, text())));
        standing.effects.push(effect);
    }
    for (event, listen) in parts.listeners {
        let closure = Listener::new(listen);
        let function = closure.as_ref().unchecked_ref();
        let _ = node.add_event_listener_with_callback(event, function);
        standing.listeners.push((event, closure));
    }
    for child in parts.children {
        build(child, &node, None, &mut standing.children);
    }
    if let Some(place) = parts.place {
        place.set(Some(node));
    }
    Some(standing)
}

fn write(node: &HtmlElement, target: Target, text: Option<String>) {
    match target {
        Target::Attribute(name) => {
            let _ = match text {
                // Where it says so already, nothing has to be styled anew.
                Some(text) if node.get_attribute(name).as_ref() == Some(&text) => Ok(()),
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
}

/// Calls at once, and whenever one of these gets another size, until the
/// reactive owner is cleaned up.
pub(crate) fn on_resize(elements: &[&HtmlElement], run: impl Fn() + 'static) {
    #[inline(never)]
    fn erased(elements: &[&HtmlElement], run: Box<dyn Fn()>) {
        let changed = Closure::<dyn Fn()>::wrap(run);
        let Ok(observer) = web_sys::ResizeObserver::new(changed.as_ref().unchecked_ref()) else {
            return;
        };
        for element in elements {
            observer.observe(element);
        }
        // The observer goes before the closure that it calls.
        keep((observer, changed), |(observer, changed)| {
            observer.disconnect();
            drop(changed);
        });
    }
    erased(elements, Box::new(run));
}

/// Keeps something of the browser's until the reactive owner is cleaned up.
pub(crate) fn keep<T: 'static>(kept: T, end: fn(T)) {
    let kept = SendWrapper::new(kept);
    on_cleanup(move || end(kept.take()));
}

#[cfg(test)]
impl Content {
    /// What would stand in the document, as markup.
    pub(crate) fn outline(&self) -> String {
        let inner: String = self.0.children.iter().map(Content::outline).collect();
        match &self.0.what {
            What::Text(text) => text.clone(),
            What::Element("") => inner,
            What::Element(tag) => {
                let attributes: String = self
                    .0
                    .attributes
                    .iter()
                    .map(|(name, value)| format!(" {name}={value}"))
                    .collect();
                format!("<{tag}{attributes}>{inner}</{tag}>")
            }
            What::Dynamic(draw) => draw().outline(),
            What::Keyed(_) => String::new(),
        }
    }
}
