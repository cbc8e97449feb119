use timeline_model::Kind;

use crate::{
    Message, View,
    element::{Content, Element, Keyed, dynamic, element, keyed, many},
    elements::{button, group, shape, text},
    slot::Derived,
    terms,
};

/// A toggle for each kind that the record holds, with how many entries are of
/// it in the whole record.
pub(crate) fn kind_filters(view: View) -> Content {
    let words = view.words;
    let counts = Derived::new(move || count(view));
    let of_kind = move |kind: Kind| {
        counts.get();
        let (_, counts) = view.state().counts.get();
        counts.get(kind as usize).copied().unwrap_or_default()
    };
    // A kind that is filtered to stays, so that it can be let go. The chips
    // are kept while their counts change, and the focus with them.
    let present = Derived::new(move || {
        let held = Kind::ALL.into_iter().filter(|kind| of_kind(*kind) > 0);
        held.fold(view.state().kinds.get(), |bits, kind| bits | bit(kind))
    });
    let chips = keyed(move || {
        let present = present.get();
        let shown = Kind::ALL
            .into_iter()
            .filter(|kind| present & bit(*kind) != 0);
        shown
            .map(|kind| -> Keyed {
                let count = move || text(words.number(of_kind(kind)));
                let draw = move || {
                    let count = element("span").class("n").child(dynamic(count));
                    chip(view, bit(kind), terms::kinds(kind)).child(count)
                };
                (vec![kind as u8], Box::new(draw))
            })
            .collect()
    });
    let all = dynamic(move || {
        let total = Kind::ALL.into_iter().map(of_kind).sum();
        text(words.count(Message::OfAll, total))
    });
    let menu = element("button")
        .attr("type", "button")
        .class("chip menu")
        .flag_from("aria-expanded", move || view.state().kinds_unfolded.get())
        .on("click", move |_| {
            view.state().kinds_unfolded.update(|open| *open = !*open)
        })
        .child(words.say(Message::KindMenu))
        .child(shape("", " ▾"));
    let chips = group("kinds", words.say(Message::Kinds))
        .class_if("unfolded", move || view.state().kinds_unfolded.get())
        .attr("part", "filters")
        .child(element("span").class("of").child(all))
        .child(chip(view, 0, Message::AllKinds))
        .child(chips);
    many(vec![menu.view(), chips.view()])
}

/// Counts the entries of each kind; answers with a number that is another one
/// where the counts are.
fn count(view: View) -> u32 {
    let state = view.state();
    let mut counts = [0_u32; Kind::ALL.len()];
    state.lines.with(|lines| {
        for line in lines {
            if let Some(count) = counts.get_mut(line.row.kind as usize) {
                *count += 1;
            }
        }
    });
    let (mut version, before) = state.counts.get();
    if before != counts {
        version = version.wrapping_add(1);
        state.counts.set((version, counts));
    }
    version
}

fn chip(view: View, bits: u32, message: Message) -> Element {
    let on = move || {
        let kinds = view.state().kinds.get();
        if bits == 0 {
            kinds == 0
        } else {
            kinds & bits != 0
        }
    };
    let press = move |_| {
        view.state().kinds.update(|kinds| {
            if bits == 0 {
                *kinds = 0;
            } else {
                *kinds ^= bits;
            }
        });
    };
    element("button")
        .attr("type", "button")
        .class("chip")
        .class_if("on", on)
        .flag_from("aria-pressed", on)
        .on("click", press)
        .child(view.words.say(message))
        .child(String::from(" "))
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
    button(
        "button",
        view.words.say(Message::ClearFilters),
        None,
        move || {
            view.state().kinds.set(0);
            view.stop_search();
        },
    )
}
