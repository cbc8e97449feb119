use timeline_model::{EntryId, Kind};

use super::items::Family;
use crate::{
    Message, View,
    element::Content,
    elements::{shape, span, spans},
    words::Words,
};

/// What is folded under an entry, in words; a click folds it or unfolds it. It
/// is no button of its own, for a list's options have none: the arrows do the
/// same by keyboard.
pub(crate) fn family_mark(view: View, head: EntryId, family: &Family) -> Content {
    let words = view.words;
    let said = if family.passing > 0 {
        let (glyph, state) = match family.open {
            true => ("▾ ", Message::Unfolded),
            false => ("▸ ", Message::FoldedNow),
        };
        spans("turns")
            .on("click", move |event| {
                event.stop_propagation();
                view.turn(head);
            })
            .child(shape("", glyph))
            .text(family_words(words, family))
            .child(span("hidden", said_after(words, state)))
    } else {
        span("", family_words(words, family))
    };
    let mut out = spans("fam").child(said);
    for (count, class, message) in [
        (family.abnormal, "f", Message::FamilyAbnormal),
        (family.new, "new", Message::FamilyNew),
    ] {
        if count > 0 {
            out = out.blank().child(span(class, words.count(message, count)));
        }
    }
    out
}

/// How many there are of what: `34 results`, `2 of 34 results` where a filter
/// leaves some.
pub(crate) fn family_words(words: Words, family: &Family) -> String {
    let message = match family.kind {
        Some(Kind::Result | Kind::VitalSign) => Message::FamilyResults,
        Some(Kind::Medicine) => Message::FamilyIssues,
        _ => Message::Entries,
    };
    let all = words.count(message, family.members);
    if family.passing == family.members {
        return all;
    }
    words.fill(
        Message::FamilyOf,
        &[("n", &words.number(family.passing)), ("all", &all)],
    )
}

fn said_after(words: Words, state: Message) -> String {
    let mut said = String::from(", ");
    said.push_str(&words.say(state));
    said
}
