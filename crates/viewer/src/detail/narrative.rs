use std::{rc::Rc, sync::Arc};

use timeline_model::{Detail, Narrative};

use super::{disclosure::disclosure, rebuilt::rebuilt};
use crate::{
    Later,
    element::{Content, Place, element, nothing},
    elements::{button, div, heading},
    slot::Signal,
    timers::focus_later,
    words::Words,
};

/// How many elements and texts are drawn at first, and how many on demand: the
/// rest of what is longer still is left to the original.
const ROOM: [usize; 2] = [2_000, 100_000];

/// What the source of a copy wrote for people to read, folded away.
pub(super) fn narrative(words: Words, detail: &Arc<Detail>, at: usize, source: &str) -> Content {
    let mut summary = nothing().text(words.fill(Later::Narrative, &[("source", source)]));
    if let Some(copy) = detail.copies.get(at)
        && copy.narrative.iter().any(|part| part.says_more)
    {
        summary = summary
            .blank()
            .child(words.span("diff", Later::NarrativeSaysMore));
    }
    let detail = Arc::clone(detail);
    let (all, held) = Default::default();
    let draw = move || match detail.copies.get(at) {
        Some(copy) => drawn(words, &copy.narrative, &all, &held),
        None => nothing(),
    };
    disclosure(summary, Box::new(draw))
}

/// Parts in a row; a long one whole once `all` says so, in the place where the
/// focus then is.
pub(super) fn drawn(
    words: Words,
    parts: &[Narrative],
    all: &Rc<Signal<bool>>,
    held: &Rc<Place>,
) -> Content {
    let wanted = all.get();
    let [few, many_more] = ROOM;
    let mut room = if wanted { many_more } else { few };
    let mut out = div("").attr("tabindex", "-1").place(Rc::clone(held));
    for part in parts {
        if room == 0 {
            break;
        }
        let mut level = "h3";
        if !part.heading.is_empty() {
            out = out.child(heading("h3", "", part.heading.clone()));
            level = "h4";
        }
        out = out.child(rebuilt(words, &part.markup, level, &mut room));
    }
    if room == 0 {
        let mut cut = element("p").child(words.span("diff", Later::NarrativeCut));
        if !wanted {
            let (all, held) = (Rc::clone(all), Rc::clone(held));
            let said = words.say(Later::NarrativeAll);
            cut = cut.blank().child(button("link", said, move || {
                all.set(true);
                focus_later(&held);
            }));
        }
        out = out.child(cut);
    }
    out
}
