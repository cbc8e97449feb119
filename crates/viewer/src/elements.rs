//! The plain elements that are used again and again.

use crate::element::{Content, Element, element};

/// Text in a `<span>`.
#[inline(never)]
pub(crate) fn span(class: &'static str, text: String) -> Content {
    element("span").class(class).child(text).view()
}

/// A `<span>` around other views.
#[inline(never)]
pub(crate) fn spans(class: &'static str, children: Vec<Content>) -> Content {
    element("span").class(class).child(children).view()
}

/// A `<div>` around other views.
#[inline(never)]
pub(crate) fn div(class: &'static str, children: Vec<Content>) -> Content {
    element("div").class(class).child(children).view()
}

/// A named part of the timeline. No landmark: of those a page with several
/// timelines would have several by the same name.
#[inline(never)]
pub(crate) fn group(class: &'static str, label: String) -> Element {
    element("div")
        .class(class)
        .attr("role", "group")
        .attr("aria-label", label)
}

/// A paragraph.
#[inline(never)]
pub(crate) fn paragraph(class: &'static str, children: Vec<Content>) -> Content {
    element("p").class(class).child(children).view()
}

/// A heading, whose text keeps its own direction.
#[inline(never)]
pub(crate) fn heading(tag: &'static str, class: &'static str, said: String) -> Content {
    element(tag).class(class).child(span("", said)).view()
}

/// A shape that says again what words beside it say.
#[inline(never)]
pub(crate) fn shape(class: &'static str, glyph: &'static str) -> Content {
    element("span")
        .class(class)
        .attr("aria-hidden", "true")
        .child(String::from(glyph))
        .view()
}

/// Bare text.
#[inline(never)]
pub(crate) fn text(text: String) -> Content {
    Content::Text(text)
}

/// A button that never submits a form around the element.
pub(crate) fn button(
    class: &'static str,
    text: String,
    label: Option<String>,
    press: impl Fn() + 'static,
) -> Content {
    erased_button(class, text, label, Box::new(press))
}

#[inline(never)]
fn erased_button(
    class: &'static str,
    text: String,
    label: Option<String>,
    press: Box<dyn Fn()>,
) -> Content {
    let mut button = element("button")
        .attr("type", "button")
        .class(class)
        .on("click", move |_| press())
        .child(text);
    if let Some(label) = label {
        button = button.attr("aria-label", label);
    }
    button.view()
}
