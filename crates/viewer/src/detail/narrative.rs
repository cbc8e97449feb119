use std::{rc::Rc, sync::Arc};

use timeline_model::{Detail, Narrative};

use super::{disclosure::disclosure, rebuilt::rebuilt};
use crate::{
    Message,
    element::{Content, element, many, nothing},
    elements::{button, paragraph, span, text},
    slot::Slot,
    words::Words,
};

/// How many elements and texts are drawn at first, and how many on demand: the
/// rest of what is longer still is left to the original.
const ROOM: [usize; 2] = [2_000, 100_000];

/// What the source of a copy wrote for people to read, folded away.
pub(super) fn narrative(
    words: Words,
    detail: &Arc<Detail>,
    at: usize,
    source: &str,
) -> Option<Content> {
    let parts = &detail.copies.get(at)?.narrative;
    if parts.is_empty() {
        return None;
    }
    let mut summary = vec![text(words.fill(Message::Narrative, &[("source", source)]))];
    if parts.iter().any(|part| part.says_more) {
        summary.push(text(String::from(" ")));
        summary.push(span("diff", words.say(Message::NarrativeSaysMore)));
    }
    let detail = Arc::clone(detail);
    let all: Rc<Slot<bool>> = Rc::default();
    let draw = move || match detail.copies.get(at) {
        Some(copy) => drawn(words, &copy.narrative, &all),
        None => nothing(),
    };
    Some(disclosure(summary, Box::new(draw)))
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
