use std::rc::Rc;

use timeline_model::{HeldCopy, Narrative};

use super::{disclosure::disclosure, rebuilt::rebuilt};
use crate::{
    Message, View,
    element::{Content, dynamic, element, many},
    elements::{button, paragraph, span, text},
    slot::Slot,
    words::Words,
};

/// How many elements and texts are drawn at first, and how many on demand: the
/// rest of what is longer still is left to the original.
const ROOM: [usize; 2] = [2_000, 100_000];

/// What the source of a copy wrote for people to read, folded away.
pub(super) fn narrative(view: View, copy: &HeldCopy, source: &str) -> Option<Content> {
    if copy.narrative.is_empty() {
        return None;
    }
    let words = view.words;
    let mut summary = vec![text(words.fill(Message::Narrative, &[("source", source)]))];
    if copy.narrative.iter().any(|part| part.says_more) {
        summary.push(text(String::from(" ")));
        summary.push(span("diff", words.say(Message::NarrativeSaysMore)));
    }
    let parts = copy.narrative.clone();
    let all: Rc<Slot<bool>> = Rc::default();
    let content = move || drawn(words, &parts, &all);
    // What asks for more is drawn with the rest, so it draws itself anew.
    let draw = Rc::new(content);
    Some(disclosure(
        summary,
        Box::new(move || {
            let draw = Rc::clone(&draw);
            dynamic(move || draw())
        }),
    ))
}

fn drawn(words: Words, parts: &[Narrative], all: &Rc<Slot<bool>>) -> Content {
    let wanted = all.get();
    let [few, many_more] = ROOM;
    let mut room = if wanted { many_more } else { few };
    let mut out = Vec::new();
    for part in parts {
        if room == 0 {
            break;
        }
        let mut level = "h3";
        if !part.heading.is_empty() {
            let heading = span("", part.heading.clone());
            out.push(element("h3").child(heading).view());
            level = "h4";
        }
        out.push(rebuilt(words, &part.markup, level, &mut room));
    }
    if room == 0 {
        let mut cut = vec![span("diff", words.say(Message::NarrativeCut))];
        if !wanted {
            let all = Rc::clone(all);
            cut.push(text(String::from(" ")));
            cut.push(button(
                "link",
                words.say(Message::NarrativeAll),
                None,
                move || all.set(true),
            ));
        }
        out.push(paragraph("", cut));
    }
    many(out)
}
