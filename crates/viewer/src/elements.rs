//! Plain elements. Each is one function for all its uses: a `view!` of its
//! own for every element would be compiled, and shipped, once for each.

use leptos::{html, prelude::*};

/// Text in a `<span>`.
pub(crate) fn span(class: &'static str, text: String) -> AnyView {
    html::span().class(class).child(text).into_any()
}

/// A `<span>` around other views.
pub(crate) fn spans(class: &'static str, children: Vec<AnyView>) -> AnyView {
    html::span().class(class).child(children).into_any()
}

/// A `<div>` around other views.
pub(crate) fn div(class: &'static str, children: Vec<AnyView>) -> AnyView {
    html::div().class(class).child(children).into_any()
}

/// A paragraph.
pub(crate) fn paragraph(class: &'static str, children: Vec<AnyView>) -> AnyView {
    html::p().class(class).child(children).into_any()
}

/// A shape that says again what words beside it say.
pub(crate) fn shape(class: &'static str, glyph: &'static str) -> AnyView {
    html::span()
        .class(class)
        .aria_hidden("true")
        .child(glyph)
        .into_any()
}

/// Bare text.
pub(crate) fn text(text: String) -> AnyView {
    text.into_any()
}

/// A button that never submits a form around the element.
pub(crate) fn button(
    class: &'static str,
    text: String,
    label: Option<String>,
    press: impl Fn() + 'static,
) -> AnyView {
    let press: Box<dyn Fn()> = Box::new(press);
    html::button()
        .r#type("button")
        .class(class)
        .aria_label(label)
        .on(leptos::ev::click, move |_| press())
        .child(text)
        .into_any()
}
