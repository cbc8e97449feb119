use timeline_model::Kind;

use crate::{
    Message, View,
    element::{Content, Keyed, dynamic, keyed, nothing, text},
    elements::{button, group, shape, spans},
    gaps::{is_whole, lacks},
    terms,
};

/// A number for each kind.
pub(crate) type Counts = [u32; Kind::ALL.len()];

/// A toggle for each kind that the record holds or may hold, with how many entries are of
/// it in the whole record.
pub(crate) fn kind_filters(view: View) -> Content {
    let words = view.words;
    let of_kind = move |kind: Kind| {
        let counts = counts(view);
        counts.get(kind as usize).copied().unwrap_or_default()
    };
    // A kind that is filtered to stays, so that it can be let go. The chips
    // are kept while their counts change, and the focus with them.
    let chips = keyed(move || {
        let wanted = view.state().kinds.get();
        let mut chips: Vec<Keyed> = Vec::new();
        for kind in Kind::ALL {
            let lacks = view.state().sources.with(|sources| lacks(sources, kind));
            if wanted & bit(kind) != 0 || of_kind(kind) > 0 || lacks {
                let count = move || text(words.number(of_kind(kind)));
                let draw = move || {
                    let count = spans("n").child(dynamic(count));
                    chip(view, bit(kind), terms::kinds(kind)).child(count)
                };
                chips.push((vec![kind as u8], Box::new(draw)));
            }
        }
        chips
    });
    let all = dynamic(move || {
        let total = view.state().lines.with(Vec::len) as u32;
        let whole = view.state().sources.with(|sources| is_whole(sources));
        let message = match whole {
            true => Message::OfAll,
            false => Message::OfLoaded,
        };
        text(words.count(message, total))
    });
    let menu = button("chip menu", words.say(Message::KindMenu), move || {
        view.state().kinds_unfolded.update(|open| !open);
    })
    .flag_from("aria-expanded", move || view.state().kinds_unfolded.get())
    .child(shape("", " ▾"));
    let chips = group("kinds", words.say(Message::Kinds))
        .class_if("unfolded", move || view.state().kinds_unfolded.get())
        .attr("part", "filters")
        .child(spans("of").child(all))
        .child(chip(view, 0, Message::AllKinds))
        .child(chips);
    nothing().child(menu).child(chips)
}

/// How many entries there are of each kind, counted once for every change.
fn counts(view: View) -> Counts {
    let state = view.state();
    let changes = state.lines.track();
    let (counted, counts) = state.counts.get();
    if counted == changes {
        return counts;
    }
    let mut counts = Counts::default();
    state.lines.with_untracked(|lines| {
        for line in lines {
            if let Some(count) = counts.get_mut(line.row.kind as usize) {
                *count += 1;
            }
        }
    });
    state.counts.set((changes, counts));
    counts
}

fn chip(view: View, bits: u32, message: Message) -> Content {
    let on = move || {
        let kinds = view.state().kinds.get();
        if bits == 0 {
            kinds == 0
        } else {
            kinds & bits != 0
        }
    };
    let press = move || {
        // All kinds: none is filtered to.
        let pressed = |kinds| if bits == 0 { 0 } else { kinds ^ bits };
        view.state().kinds.update(pressed);
    };
    button("chip", view.words.say(message), press)
        .class_if("on", on)
        .flag_from("aria-pressed", on)
        .blank()
}

/// The bit of a kind in the filter.
pub(crate) fn bit(kind: Kind) -> u32 {
    1 << kind as u32
}

/// Whether anything narrows the list.
pub(crate) fn is_filtered(view: View) -> bool {
    view.state().kinds.get() != 0 || view.state().hits.with(Option::is_some)
}

/// Lets go of every filter and of the search.
pub(crate) fn clear_button(view: View) -> Content {
    button("button", view.words.say(Message::ClearFilters), move || {
        view.state().kinds.set(0);
        view.stop_search();
    })
}
