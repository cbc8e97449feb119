//! What the record is narrowed to, for list, lanes and overview alike, and the
//! controls for it.

mod counts;
mod filter;
mod menu;
mod shown;

use std::rc::Rc;

use timeline_model::Kind;

pub(crate) use self::{
    counts::Counts,
    filter::{Filter, Only, bit, is_abnormal},
    menu::Menu,
    shown::{Changes, Shown, changes, counts, shown, shown_untracked, track},
};
use crate::{
    Message, View,
    element::{Content, Keyed, dynamic, nothing, switched, text},
    elements::{button, section, span, spans},
    gaps::{is_whole, lacks},
    terms,
};

/// The menus of kinds and sources, and what else may be narrowed to.
pub(crate) fn filter_row(view: View) -> Content {
    let clear = switched(
        move || view.state().filter.with(Filter::is_on).into(),
        move |on| match on {
            0 => nothing(),
            _ => clear_button(view, "link"),
        },
    );
    section("filters", view.words.say(Message::Filters))
        .attr("part", "filters")
        .child(kind_menu(view))
        .child(source_menu(view))
        .child(toggle(view, Only::Abnormal, Message::AbnormalResults))
        .child(new_toggle(view))
        .child(elsewhere_toggle(view))
        .child(clear)
}

/// Whether anything narrows what is shown.
pub(crate) fn is_filtered(view: View) -> bool {
    let state = view.state();
    state.filter.track();
    state.hits.track();
    narrows(view)
}

/// The same, without noticing changes.
pub(crate) fn narrows(view: View) -> bool {
    let state = view.state();
    state.filter.with_untracked(Filter::is_on) || state.hits.with_untracked(Option::is_some)
}

/// Lets go of every filter and of the search; the focus goes to what is shown
/// then.
pub(crate) fn clear_button(view: View, class: &'static str) -> Content {
    button(class, view.words.say(Message::ClearFilters), move || {
        view.state().filter.set(Filter::default());
        view.stop_search();
        view.state().focus_list.update(|n| n + 1);
    })
}

/// The kinds that the record holds or may hold, each with how many entries are
/// of it in the whole record.
fn kind_menu(view: View) -> Content {
    let words = view.words;
    let of_kind = move |kind: Kind| {
        let counts = counts(view);
        counts.kinds.get(kind as usize).copied().unwrap_or_default()
    };
    // A kind that is filtered to stays, so that it can be let go.
    let items = move || {
        let wanted = view.state().filter.with(|filter| filter.kinds);
        let mut items: Vec<Keyed> = vec![choice_of_all(view)];
        for kind in Kind::ALL {
            let lacks = view.state().sources.with(|sources| lacks(sources, kind));
            if wanted & bit(kind) != 0 || of_kind(kind) > 0 || lacks {
                let on = move || view.state().filter.with(|f| f.kinds & bit(kind) != 0);
                let press = move || view.state().filter.update(|f| f.kinds ^= bit(kind));
                let draw = move || {
                    let said = words.say(terms::kinds(kind));
                    let count = move || text(words.number(of_kind(kind)));
                    choice(said, on, press).child(spans("n").child(dynamic(count)))
                };
                items.push((vec![kind as u8], Box::new(draw)));
            }
        }
        items
    };
    let label = move || {
        let kinds = view.state().filter.with(|filter| filter.kinds);
        let mut said = words.say(Message::KindMenu);
        match Kind::ALL.iter().find(|kind| bit(**kind) == kinds) {
            Some(kind) => terms::append(&mut said, &words.say(terms::kinds(*kind))),
            None if kinds != 0 => terms::append(&mut said, &words.number(kinds.count_ones())),
            None => {}
        }
        said
    };
    let name = words.say(Message::Kinds);
    menu::menu(view, Menu::Kinds, name, label, move || of_all(view), items)
}

/// All kinds: none is filtered to.
fn choice_of_all(view: View) -> Keyed {
    let on = move || view.state().filter.with(|filter| filter.kinds == 0);
    let press = move || view.state().filter.update(|filter| filter.kinds = 0);
    let draw = move || choice(view.words.say(Message::AllKinds), on, press);
    (vec![u8::MAX], Box::new(draw))
}

/// Every source, with how many entries of the whole record it holds.
fn source_menu(view: View) -> Content {
    let words = view.words;
    let items = move || {
        let sources = view.state().sources.with(Vec::len);
        let mut items: Vec<Keyed> = Vec::new();
        for place in (0..).take(sources) {
            let on = move || view.state().filter.with(|f| f.sources.contains(&place));
            let press = move || view.state().filter.update(|f| f.toggle_source(place));
            let draw = move || {
                let said = view
                    .state()
                    .sources
                    .with_untracked(|all| words.source(all, place));
                let count = move || {
                    let counts = counts(view);
                    let count = counts.sources.get(usize::from(place));
                    text(words.number(count.copied().unwrap_or_default()))
                };
                choice(said, on, press).child(spans("n").child(dynamic(count)))
            };
            items.push((place.to_le_bytes().to_vec(), Box::new(draw)));
        }
        items
    };
    let label = move || {
        let mut said = words.say(Message::SourceMenu);
        view.state()
            .filter
            .with(|filter| match filter.sources.as_slice() {
                [] => {}
                [place] => {
                    let title = view.state().sources.with(|all| words.source(all, *place));
                    terms::append(&mut said, &title);
                }
                several => terms::append(&mut said, &words.number(several.len() as u32)),
            });
        said
    };
    let name = words.say(Message::FilterSources);
    menu::menu(
        view,
        Menu::Sources,
        name,
        label,
        move || of_all(view),
        items,
    )
}

/// Of how many entries the numbers are.
fn of_all(view: View) -> Content {
    let said = dynamic(move || {
        let total = view.state().lines.with(Vec::len) as u32;
        let whole = view.state().sources.with(|sources| is_whole(sources));
        let message = match whole {
            true => Message::OfAll,
            false => Message::OfLoaded,
        };
        text(view.words.count(message, total))
    });
    spans("of").child(said)
}

fn choice(said: String, on: impl Fn() -> bool + 'static, press: impl Fn() + 'static) -> Content {
    button("choice", said, press)
        .attr("role", "checkbox")
        .flag_from("aria-checked", on)
        .blank()
}

/// Shows the new entries alone, where the host says since when they are new.
fn new_toggle(view: View) -> Content {
    switched(
        move || view.state().new_since.get().is_some().into(),
        move |told| match told {
            0 => nothing(),
            _ => toggle(view, Only::New, Message::NewEntries),
        },
    )
}

/// Shows what the user's own system does not hold, where a source is that;
/// only once that source is complete, for before nobody can say.
fn elsewhere_toggle(view: View) -> Content {
    let waits = move || {
        view.state()
            .sources
            .with(|sources| match shown::own(sources) {
                Ok(own) if own.is_empty() => u32::MAX,
                Ok(_) => 0,
                Err(place) => u32::from(place) + 1,
            })
    };
    switched(waits, move |waits| match waits {
        u32::MAX => nothing(),
        0 => toggle(view, Only::Elsewhere, Message::NotInThisSystem),
        place => {
            let state = view.state();
            let own = (place - 1) as u16;
            let source = state
                .sources
                .with_untracked(|all| view.words.source(all, own));
            let why = view
                .words
                .fill(Message::OnlyOnceComplete, &[("source", &source)]);
            button("chip", view.words.say(Message::NotInThisSystem), || {})
                .attr("aria-disabled", "true")
                .blank()
                .child(span("n", why))
        }
    })
}

/// A button that narrows to something, with how many entries of the whole
/// record are that.
fn toggle(view: View, only: Only, message: Message) -> Content {
    let words = view.words;
    let on = move || view.state().filter.with(|filter| filter.has(only));
    let count = move || {
        let counts: Rc<Counts> = counts(view);
        let n = match only {
            Only::Abnormal => counts.abnormal,
            Only::New => counts.new,
            Only::Elsewhere => counts.elsewhere,
        };
        let mut said = words.number(n);
        if only == Only::Elsewhere && counts.maybe > 0 {
            said.push_str(", ");
            said.push_str(&words.count(Message::MayBe, counts.maybe));
        }
        text(said)
    };
    button("chip", words.say(message), move || {
        view.state().filter.update(|filter| filter.toggle(only));
    })
    .class_if("on", on)
    .flag_from("aria-pressed", on)
    .blank()
    .child(spans("n").child(dynamic(count)))
}

/// Of how many entries nobody can tell whether they are new, where only new
/// ones are shown.
pub(crate) fn untold(view: View) -> Option<String> {
    if !view.state().filter.with(|filter| filter.has(Only::New)) {
        return None;
    }
    let untold = counts(view).untold;
    (untold > 0).then(|| view.words.count(Message::CannotTellNew, untold))
}
