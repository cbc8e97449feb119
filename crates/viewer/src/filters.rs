use leptos::prelude::*;
use timeline_model::Kind;

use crate::{
    Message, View,
    element::{Keyed, dynamic, element, keyed, many},
    elements::{button, group, shape, text},
    terms,
};

/// A toggle for each kind that the record holds, with how many entries are of
/// it in the whole record.
#[component]
pub(crate) fn KindFilters(view: View) -> impl IntoView {
    let words = view.words;
    let unfolded = RwSignal::new(false);
    let counts = Memo::new(move |_| {
        let mut counts = [0_u32; Kind::ALL.len()];
        view.lines.with(|lines| {
            for line in lines {
                if let Some(count) = counts.get_mut(line.row.kind as usize) {
                    *count += 1;
                }
            }
        });
        counts
    });
    let total = Memo::new(move |_| counts.get().iter().sum::<u32>());
    // A kind that is filtered to stays, so that it can be let go. The chips
    // are kept while their counts change, and the focus with them.
    let present = Memo::new(move |_| {
        let counts = counts.get();
        let kinds = Kind::ALL.into_iter().zip(counts);
        let held = kinds.filter(|(_, count)| *count > 0);
        held.fold(view.kinds.get(), |bits, (kind, _)| bits | bit(kind))
    });
    let chips = keyed(move || {
        let present = present.get();
        let shown = Kind::ALL
            .into_iter()
            .filter(|kind| present & bit(*kind) != 0);
        shown
            .map(|kind| -> Keyed {
                let count = move || {
                    let counts = counts.get();
                    let count = counts.get(kind as usize).copied().unwrap_or_default();
                    text(words.number(count))
                };
                let draw = move || {
                    let count = element("span").class("n").child(dynamic(count));
                    chip(view, bit(kind), terms::kinds(kind), Some(count.view()))
                };
                (vec![kind as u8], Box::new(draw))
            })
            .collect()
    });
    let all = dynamic(move || text(words.count(Message::OfAll, total.get())));
    let menu = element("button")
        .attr("type", "button")
        .class("chip menu")
        .flag_from("aria-expanded", move || unfolded.get())
        .on("click", move |_| unfolded.update(|open| *open = !*open))
        .child((words.say(Message::KindMenu), shape("", " ▾")));
    let chips = group("kinds", words.say(Message::Kinds))
        .class_if("unfolded", move || unfolded.get())
        .attr("part", "filters")
        .child((
            element("span").class("of").child(all),
            chip(view, 0, Message::AllKinds, None),
            chips,
        ));
    many(vec![menu.view(), chips.view()])
}

fn chip(view: View, bits: u32, message: Message, count: Option<AnyView>) -> AnyView {
    let on = move || {
        let kinds = view.kinds.get();
        if bits == 0 {
            kinds == 0
        } else {
            kinds & bits != 0
        }
    };
    let press = move |_| {
        view.kinds.update(|kinds| {
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
        .child((view.words.say(message), String::from(" "), count))
        .view()
}

/// The bit of a kind in the filter.
pub(crate) fn bit(kind: Kind) -> u32 {
    1 << kind as u32
}

/// Whether anything narrows the list.
pub(crate) fn is_filtered(view: View) -> bool {
    view.kinds.get() != 0 || view.hits.with(Option::is_some)
}

/// Lets go of every filter and of the search.
pub(crate) fn clear_button(view: View) -> AnyView {
    button(
        "button",
        view.words.say(Message::ClearFilters),
        None,
        move || {
            view.kinds.set(0);
            view.stop_search();
        },
    )
}
