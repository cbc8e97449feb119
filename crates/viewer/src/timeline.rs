use leptos::prelude::*;

use crate::{
    Message, Outward, View,
    banner::{PatientBanner, PatientBannerProps, name_of},
    detail::{DetailPane, DetailPaneProps},
    element::{Keyed, dynamic, element, keyed, nothing, watch},
    elements::{div, text},
    filters::{KindFilters, KindFiltersProps},
    foot::{Foot, FootProps},
    list::{EntryList, EntryListProps, items::Items},
    search::{SearchBox, SearchBoxProps},
    sources::{SourceStrip, SourceStripProps},
    states::{absence, absence_view},
};

/// The style sheet of [`TimelineView`], for its shadow root to adopt.
pub fn style_sheet() -> &'static str {
    include_str!("style.css")
}

/// One patient's timeline: banner, sources, search, filters, list and detail.
///
/// It is to be mounted in a `<div>` that is a child of a shadow root, which has
/// adopted [`style_sheet`]; it fills the root's host, whose height is reserved.
#[component]
pub fn TimelineView(
    /// What is shown.
    view: View,
    /// Where the user's actions go.
    outward: Outward,
) -> impl IntoView {
    // Words are read once, where they are drawn: other settings draw all anew.
    dynamic(move || {
        view.settings.track();
        timeline(view, outward)
    })
}

fn timeline(view: View, outward: Outward) -> AnyView {
    let settings = view.settings.get_untracked();
    let items = Memo::new_with_compare(
        move |_| {
            let kinds = view.kinds.get();
            view.hits.with(|hits| {
                view.lines
                    .with(|lines| Items::of(lines, kinds, hits.as_deref()))
            })
        },
        // Told anew on every change: comparing would cost more than drawing.
        |_, _| true,
    );
    announce_filtering(view, items);
    let direction = settings.direction.clone();
    element("section")
        .class("tl")
        .attr("part", "timeline")
        .attr("lang", settings.language())
        .attr_from("dir", move || {
            (!direction.is_empty()).then(|| direction.clone())
        })
        // A landmark only by the patient's name: several timelines on a page
        // would be several of one name.
        .attr_from("role", move || {
            let role = if name(view).is_some() {
                "region"
            } else {
                "group"
            };
            Some(String::from(role))
        })
        .attr_from("aria-label", move || {
            Some(match name(view) {
                Some(name) => view.words.fill(Message::TimelineOf, &[("name", &name)]),
                None => view.words.say(Message::Timeline),
            })
        })
        .child(element("div").class("frame").child((
            PatientBanner(PatientBannerProps { view }).into_any(),
            SourceStrip(SourceStripProps { view, outward }).into_any(),
            tools(view, outward),
            body(view, outward, items),
            Foot(FootProps { view, items }).into_any(),
            live_region(view),
        )))
        .view()
}

/// The name of the patient, once it is known.
fn name(view: View) -> Option<String> {
    view.person.with(|person| name_of(&person.as_ref()?.person))
}

fn tools(view: View, outward: Outward) -> AnyView {
    let any = Memo::new(move |_| !view.lines.with(Vec::is_empty));
    dynamic(move || {
        if !any.get() {
            return nothing();
        }
        element("div")
            .class("row tools")
            .child((
                SearchBox(SearchBoxProps { view, outward }).into_any(),
                KindFilters(KindFiltersProps { view }).into_any(),
            ))
            .view()
    })
}

fn body(view: View, outward: Outward, items: Memo<Items>) -> AnyView {
    let absent = Memo::new(move |_| absence(view, items.with(|items| items.entries)));
    let content = dynamic(move || match absent.get() {
        Some(absence) => absence_view(view, outward, absence),
        None => EntryList(EntryListProps {
            view,
            outward,
            items,
        })
        .into_any(),
    });
    element("div")
        .class("body")
        .class_if("open", move || view.opened.get().is_some())
        .child((
            content,
            DetailPane(DetailPaneProps { view, outward }).into_any(),
        ))
        .view()
}

/// Says how many entries are left once a filter or search has narrowed them.
fn announce_filtering(view: View, items: Memo<Items>) {
    watch(move || {
        let kinds = view.kinds.get();
        let searching = view.hits.with(Option::is_some);
        if kinds != 0 || searching {
            let shown = items.with_untracked(|items| items.entries);
            view.announce(view.words.count(Message::Shown, shown));
        }
    });
}

/// Counts and failures are said here, once each.
fn live_region(view: View) -> AnyView {
    element("div")
        .class("hidden")
        .attr("role", "status")
        .attr("aria-live", "polite")
        .attr("aria-atomic", "false")
        .child(keyed(move || {
            let said = view.said.get();
            said.into_iter()
                .map(|(number, said)| -> Keyed {
                    let draw = move || div("", vec![text(said.clone())]);
                    (number.to_le_bytes().to_vec(), Box::new(draw))
                })
                .collect()
        }))
        .view()
}
