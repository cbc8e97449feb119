use std::{rc::Rc, sync::Arc};

use timeline_model::{Detail, Document, DocumentStep};

use super::{disclosure::disclosure, plain::plain};
use crate::{
    Later, View,
    documents::Desk,
    element::{Content, Place, dynamic, element, nothing, text},
    elements::{button, div},
    timers::focus_later,
};

/// A copy as it was sent, folded away: parted into lines, with what is long and
/// coded cut short until all of it is asked for.
pub(super) fn original(view: View, detail: &Arc<Detail>, at: usize, source: &str) -> Content {
    let words = view.words;
    let summary = words.fill(Later::Original, &[("source", source)]);
    let detail = Arc::clone(detail);
    disclosure(text(summary), Box::new(move || drawn(view, &detail, at)))
}

fn drawn(view: View, detail: &Arc<Detail>, at: usize) -> Content {
    let Some(copy) = detail.copies.get(at) else {
        return nothing();
    };
    let words = view.words;
    let short = indented(&copy.original);
    if !copy.shortened {
        return plain(words, short.into());
    }
    let desk = Desk::new(view);
    let (entry, own, press) = (detail.row.id, copy.id, desk.clone());
    let short: Rc<str> = short.into();
    let held: Rc<Place> = Rc::default();
    let out = div("").attr("tabindex", "-1").place(Rc::clone(&held));
    out.child(dynamic(move || {
        let document: Option<Arc<Document>> = desk.document();
        match document.filter(|document| document.step == DocumentStep::Here) {
            Some(whole) => plain(words, whole.text.as_str().into()),
            None => {
                let (press, held) = (press.clone(), Rc::clone(&held));
                let said = words.say(Later::OriginalAll);
                let all = button("link", said, move || {
                    press.ask(entry, own, None);
                    focus_later(&held);
                });
                let cut = element("p").class("quiet");
                let cut = cut.child(words.text(Later::OriginalShort)).blank();
                div("")
                    .child(cut.child(all))
                    .child(plain(words, Rc::clone(&short)))
            }
        }
    }))
}

/// How deep it is indented at most.
const DEPTH: usize = 40;

/// JSON with each member on a line of its own; what is none stays as it is.
fn indented(sent: &str) -> String {
    if !sent.trim_start().starts_with(['{', '[']) {
        return sent.to_owned();
    }
    let mut out = String::with_capacity(sent.len() + sent.len() / 2);
    let (mut depth, mut quoted, mut escaped, mut empty) = (0usize, false, false, false);
    for letter in sent.chars() {
        if quoted {
            out.push(letter);
            quoted = escaped || letter != '"';
            escaped = !escaped && letter == '\\';
            continue;
        }
        if letter.is_ascii_whitespace() {
            continue;
        }
        let closes = matches!(letter, '}' | ']');
        if closes {
            depth = depth.saturating_sub(1);
        }
        // Between two resources.
        if depth == 0 && !closes && !out.is_empty() && !empty {
            out.push_str("\n\n");
        } else if empty != closes {
            line(&mut out, depth);
        }
        empty = matches!(letter, '{' | '[');
        out.push(letter);
        match letter {
            '{' | '[' => depth += 1,
            '"' => quoted = true,
            ':' => out.push(' '),
            ',' => line(&mut out, depth),
            _ => {}
        }
    }
    out
}

fn line(out: &mut String, depth: usize) {
    out.push('\n');
    for _ in 0..depth.min(DEPTH) {
        out.push_str("  ");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_stands_line_by_line_and_keeps_its_letters() {
        for (sent, shown) in [
            (
                r#"{"a":1,"b":[true,{}],"c":[]}"#,
                "{\n  \"a\": 1,\n  \"b\": [\n    true,\n    {}\n  ],\n  \"c\": []\n}",
            ),
            (
                r#"{"a": "x: {\"y\", [1]} \\"}"#,
                "{\n  \"a\": \"x: {\\\"y\\\", [1]} \\\\\"\n}",
            ),
            ("{\n  \"a\" : 1.50\n}", "{\n  \"a\": 1.50\n}"),
            (
                "{\"a\":1}\n\n{\"b\":2}",
                "{\n  \"a\": 1\n}\n\n{\n  \"b\": 2\n}",
            ),
            ("{}", "{}"),
            ("a,b\n1,2", "a,b\n1,2"),
            ("", ""),
        ] {
            assert_eq!(indented(sent), shown, "{sent}");
        }
    }

    #[test]
    fn what_breaks_off_is_shown_as_far_as_it_goes() {
        let whole = r#"{"a":["\"é",{"b":null}]}"#;
        for (end, _) in whole.char_indices() {
            let cut = whole.get(..end).unwrap_or_default();
            let blank = |c: &char| !c.is_ascii_whitespace();
            let shown: String = indented(cut).chars().filter(blank).collect();
            assert_eq!(shown, cut);
        }
        let deep = "[".repeat(10_000);
        assert!(indented(&deep).len() < 1_000_000);
    }
}
