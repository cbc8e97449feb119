use std::rc::Rc;

use any_spawner::Executor;
use reactive_graph::owner::Owner;
use web_sys::HtmlElement;

use crate::{
    Message, Outward, Settings, View,
    allergy_line::allergy_line,
    banner::{add_birth, name_of, patient_banner},
    by_hand::waiting_bar,
    detail::detail_pane,
    element::{Content, Keyed, Standing, dynamic, element, keyed, nothing, put, switched, watch},
    elements::div,
    filters::{Filter, filter_row},
    foot::foot,
    glance::glance,
    lanes::lanes,
    list::{entry_list, list_bar},
    missing::missing,
    overview::overview,
    paper::paper,
    reason::reason_dialog,
    search::search_box,
    sources::source_strip,
    span::{follow_time, key_help, press_anywhere, time_tools},
    stale::{grow_old, stale},
    states::{Absence, absence, absence_view},
};

/// The style sheet of [`TimelineView`], for its shadow root to adopt.
pub fn style_sheet() -> &'static str {
    include_str!(concat!(env!("OUT_DIR"), "/style.css"))
}

/// The style sheet of what is drawn on demand, to be adopted behind the other once that is here.
pub fn later_style_sheet() -> &'static str {
    include_str!(concat!(env!("OUT_DIR"), "/later.css"))
}

/// One patient's timeline in the document: banner, sources, search, filters, list and detail. Dropping it takes it out
/// and ends all that follows the view.
pub struct Shown {
    view: View,
    standing: Option<Standing>,
    owner: Owner,
}

impl Shown {
    /// What is shown.
    pub fn view(&self) -> View {
        self.view
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        if let Some(standing) = self.standing.take() {
            standing.remove();
        }
        self.owner.cleanup();
    }
}

/// Shows a timeline in `place`, a `<div>` that is a child of a shadow root which has adopted [`style_sheet`], and
/// [`later_style_sheet`] before it is told that the rest is here; it fills the root's host, whose height is reserved. `outward` says where the user's actions go.
pub fn show(
    place: &HtmlElement,
    settings: Settings,
    outward: impl FnOnce(View) -> Outward,
) -> Shown {
    // Fails only where it was done before.
    let _ = Executor::init_wasm_bindgen();
    let owner = Owner::new();
    let (view, standing) = owner.with(|| {
        let view = View::new(settings);
        view.speak(outward(view));
        grow_old(view);
        (view, put(timeline(view), place))
    });
    Shown {
        view,
        standing,
        owner,
    }
}

fn timeline(view: View) -> Content {
    let settings = move || view.state().settings.get();
    element("section")
        .class("tl")
        .attr("part", "timeline")
        .attr_from("lang", move || Some(settings().language()))
        .attr_from("dir", move || {
            let direction = settings().direction.clone();
            (!direction.is_empty()).then_some(direction)
        })
        // A landmark only by the patient's name: several timelines on a page
        // would be several of one name.
        .attr_from("role", move || {
            let named = name(view).is_some();
            Some(String::from(if named { "region" } else { "group" }))
        })
        .attr_from("aria-label", move || {
            view.state().settings.track();
            Some(match name(view) {
                Some(name) => view.words.fill(Message::TimelineOf, &[("name", &name)]),
                None => view.words.say(Message::Timeline),
            })
        })
        .on("keydown", move |event| press_anywhere(view, &event))
        // Words are read once, where they are drawn: other settings draw all anew.
        .child(dynamic(move || {
            view.state().settings.track();
            frame(view)
        }))
}

/// The banner stays; all else scrolls beneath it as one page.
fn frame(view: View) -> Content {
    announce_filtering(view);
    follow_time(view);
    let page = div("page")
        .attr("tabindex", "-1")
        .place(Rc::clone(&view.state().page))
        .class_if("open", move || view.state().opened.get().is_some())
        .class_if("found", move || view.state().hits.with(Option::is_some))
        .child(allergy_line(view))
        .child(source_strip(view))
        .child(glance(view))
        .child(work(view))
        .child(foot(view));
    div("frame")
        .child(paper(view))
        .child(patient_banner(view))
        .child(stale(view))
        .child(div("under").child(page))
        .child(live_region(view))
        .child(reason_dialog(view))
        .child(key_help(view))
}

/// What is worked in, from the tools down: the open entry stands beside it or,
/// where there is too little room, over the whole page.
fn work(view: View) -> Content {
    let main = div("main")
        .child(tools(view))
        .child(overview(view))
        .child(lanes(view))
        .child(missing(view))
        .child(waiting_bar(view))
        .child(entries(view));
    div("work").child(main).child(detail_pane(view))
}

/// The patient's name and date of birth, once the name is known.
fn name(view: View) -> Option<String> {
    view.state().person.with(|known| {
        let person = &known.as_ref()?.person;
        let mut name = name_of(person)?;
        add_birth(view.words, person, &mut name);
        Some(name)
    })
}

fn tools(view: View) -> Content {
    switched(
        move || view.state().lines.with(Vec::is_empty).into(),
        move |none| {
            if none != 0 {
                return nothing();
            }
            div("row tools")
                .child(search_box(view))
                .child(filter_row(view))
                .child(time_tools(view))
        },
    )
}

/// The list, or why there is none.
fn entries(view: View) -> Content {
    let absent = move || match absence(view, view.items().entries) {
        Some(absence) => absence as u32,
        None => u32::MAX,
    };
    switched(absent, move |absent| {
        match Absence::ALL.get(absent as usize) {
            Some(absence) => dynamic(move || absence_view(view, *absence)),
            None => nothing().child(list_bar(view)).child(entry_list(view)),
        }
    })
}

/// Says how many entries are left once a filter or search has narrowed them.
fn announce_filtering(view: View) {
    watch(move || {
        let filtered = view.state().filter.with(Filter::is_on);
        let searching = view.state().hits.with(Option::is_some);
        if filtered || searching {
            let shown = view.items_untracked().entries;
            view.announce(view.words.count(Message::Shown, shown));
        }
    });
}

/// Counts and failures are said here, once each.
fn live_region(view: View) -> Content {
    div("hidden")
        .attr("role", "status")
        .attr("aria-live", "polite")
        .attr("aria-atomic", "false")
        .child(keyed(move || {
            let mut items: Vec<Keyed> = Vec::new();
            for (number, said) in view.state().said.get() {
                let draw = move || div("").text(said.clone());
                items.push((number.to_le_bytes().to_vec(), Box::new(draw)));
            }
            items
        }))
}
