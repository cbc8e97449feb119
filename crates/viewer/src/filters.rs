use leptos::{ev, html, prelude::*};
use timeline_model::Kind;

use crate::{Message, View, elements::button, terms};

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
    let chips = For(ForProps::builder()
        .each(move || {
            let present = present.get();
            Kind::ALL
                .into_iter()
                .filter(move |kind| present & bit(*kind) != 0)
        })
        .key(|kind: &Kind| *kind as u8)
        .children(move |kind| {
            let count = move || {
                let counts = counts.get();
                let count = counts.get(kind as usize).copied().unwrap_or_default();
                words.number(count)
            };
            let count = html::span().class("n").child(count).into_any();
            chip(view, bit(kind), terms::kinds(kind), Some(count))
        })
        .build());
    let all = html::span()
        .class("of")
        .child(move || words.count(Message::OfAll, total.get()));
    let menu = html::button()
        .r#type("button")
        .class("chip menu")
        .aria_expanded(move || if unfolded.get() { "true" } else { "false" })
        .on(ev::click, move |_| unfolded.update(|open| *open = !*open))
        .child((
            words.say(Message::KindMenu),
            html::span()
                .aria_hidden("true")
                .child(move || if unfolded.get() { " ▴" } else { " ▾" }),
        ));
    let group = html::div()
        .class("kinds")
        .class(("unfolded", move || unfolded.get()))
        .role("group")
        .part("filters")
        .aria_label(words.say(Message::Kinds))
        .child((all, chip(view, 0, Message::AllKinds, None), chips));
    (menu, group)
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
    html::button()
        .r#type("button")
        .class("chip")
        .class(("on", on))
        .aria_pressed(move || if on() { "true" } else { "false" })
        .on(ev::click, press)
        .child((view.words.say(message), " ", count))
        .into_any()
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
