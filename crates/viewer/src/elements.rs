//! The plain elements that are used again and again.

use crate::{
    element::{Content, element},
    one_stop::one_stop,
};

/// Text in a `<span>`.
#[inline(never)]
pub(crate) fn span(class: &'static str, text: String) -> Content {
    spans(class).text(text)
}

/// A `<span>` around what it is given.
#[inline(never)]
pub(crate) fn spans(class: &'static str) -> Content {
    element("span").class(class)
}

/// A `<div>` around what it is given.
#[inline(never)]
pub(crate) fn div(class: &'static str) -> Content {
    element("div").class(class)
}

/// A named part of the timeline. No landmark: of those a page with several
/// timelines would have several by the same name.
#[inline(never)]
pub(crate) fn group(class: &'static str, label: String) -> Content {
    div(class).attr("role", "group").attr("aria-label", label)
}

/// A part of the page, named, with a heading to skip to that is not shown.
#[inline(never)]
pub(crate) fn titled(class: &'static str, label: String) -> Content {
    let title = heading("h3", "hidden", label.clone());
    group(class, label).child(title)
}

/// The same, which is one stop for Tab.
#[inline(never)]
pub(crate) fn section(class: &'static str, label: String) -> Content {
    one_stop(titled(class, label))
}

/// A paragraph of one text, which keeps its own direction.
#[inline(never)]
pub(crate) fn paragraph(class: &'static str, text: String) -> Content {
    element("p").class(class).child(span("", text))
}

/// A heading, whose text keeps its own direction.
#[inline(never)]
pub(crate) fn heading(tag: &'static str, class: &'static str, said: String) -> Content {
    element(tag).class(class).child(span("", said))
}

/// A shape that says again what words beside it say.
#[inline(never)]
pub(crate) fn shape(class: &'static str, glyph: &'static str) -> Content {
    spans(class)
        .attr("aria-hidden", "true")
        .text(String::from(glyph))
}

/// A button that never submits a form around the element.
pub(crate) fn button(class: &'static str, text: String, press: impl Fn() + 'static) -> Content {
    erased_button(class, text, Box::new(press))
}

#[inline(never)]
fn erased_button(class: &'static str, text: String, press: Box<dyn Fn()>) -> Content {
    element("button")
        .attr("type", "button")
        .class(class)
        .on("click", move |_| press())
        .text(text)
}
