use timeline_model::{EntryId, Mark, Row};

use crate::{
    Message, View,
    banner::{is_dead, sources},
    dates::{date_words, moment_words},
    element::{Content, Keyed, dynamic, element, keyed, nothing, switched, text},
    elements::{button, div, group, span, spans},
    view::sent,
};

use super::{
    gap::gaps,
    involved::{self, involved},
    line, moves,
    picks::{Panel, Pick, Rank, picks},
};

/// The key of the button that unfolds the rest.
const MORE: u64 = u64::MAX;

/// What is current, who was seen last and what is new: a panel each, once
/// there is an entry.
pub(crate) fn glance(view: View) -> Content {
    let state = move || view.state();
    switched(
        move || {
            let some = state().lines.with(|lines| !lines.is_empty());
            let since = state().new_since.get().is_some();
            u32::from(some) + u32::from(some && since)
        },
        move |what| {
            let mut out = div("glance").attr("part", "glance");
            for panel in Panel::ALL {
                if what > 1 || what > 0 && panel != Panel::New {
                    out = out.child(one(view, panel));
                }
            }
            if what == 0 {
                return nothing();
            }
            out.child(involved(view))
        },
    )
}

fn one(view: View, panel: Panel) -> Content {
    let name = title(view, panel);
    let count = move || {
        let picks = picks(view);
        let count = picks.of_panel(panel).len() as u32 + picks.beyond(panel);
        text(view.words.number(count))
    };
    let heading = element("h3")
        .child(span("", name.clone()))
        .child(dynamic(move || until_death(view, panel)))
        .child(dynamic(move || incomplete(view, panel)))
        .blank()
        .child(match panel {
            // Of the last contacts there is no number to be told.
            Panel::Contacts => nothing(),
            _ => spans("n").child(dynamic(count)),
        });
    let list = element("ul").child(keyed(move || items(view, panel)));
    unfolding(view, panel, group(panel.class(), name))
        .child(heading)
        .child(moves::within(view, panel, list))
}

/// What is unfolded takes the whole width.
pub(super) fn unfolding(view: View, panel: Panel, part: Content) -> Content {
    part.class_if("all", move || is_unfolded(view, panel))
}

/// Nothing goes on past death.
fn until_death(view: View, panel: Panel) -> Content {
    let dead = view
        .state()
        .person
        .with(|known| known.as_ref().is_some_and(is_dead));
    match panel {
        Panel::Problems | Panel::Medicines if dead => nothing()
            .blank()
            .child(view.words.span("gap", Message::UntilDeath)),
        _ => nothing(),
    }
}

fn title(view: View, panel: Panel) -> String {
    let words = view.words;
    match view.state().new_since.get_untracked() {
        Some(since) if panel == Panel::New => {
            let date = moment_words(words, since);
            words.fill(panel.title(), &[("date", &date)])
        }
        _ => words.say(panel.title()),
    }
}

/// That something may be missing; of which source the strip says, and what
/// points here. Where nothing is listed, it is said in its place.
fn incomplete(view: View, panel: Panel) -> Content {
    let gaps = view.state().sources.with(|all| gaps(all, panel.kinds()));
    if gaps.is_empty() || picks(view).of_panel(panel).is_empty() {
        return nothing();
    }
    let values = [("sources", &*sources(view, &gaps))];
    let said = view.words.fill(Message::AllergiesIncomplete, &values);
    let mark = view.words.span("gap", Message::Partial).attr("title", said);
    nothing().blank().child(mark)
}

/// The lines of a panel, each kept while it stays: what has the focus keeps
/// it.
fn items(view: View, panel: Panel) -> Vec<Keyed> {
    let words = view.words;
    let picks = picks(view);
    let unfolded = is_unfolded(view, panel);
    let (shown, more) = picks.shown(panel, unfolded);
    let mut items: Vec<Keyed> = Vec::new();
    let mut rank = Rank::Plain;
    for pick in &shown {
        if pick.rank == Rank::NoStatus && rank != Rank::NoStatus {
            items.push(plain("head", words.say(Message::StatusNotRecorded)));
        }
        rank = pick.rank;
        items.push(entry(view, panel, pick));
    }
    let beyond = picks.beyond(panel);
    if beyond > 0 && more == 0 {
        items.push(plain("k", words.count(Message::InList, beyond)));
    }
    if shown.is_empty() {
        let missing = view
            .state()
            .sources
            .with(|all| words.missing(all, panel.kinds()));
        match missing.is_empty() {
            true => items.push(plain("k", words.say(nothing_words(panel)))),
            false => items.extend(missing.into_iter().map(|line| plain("gap", line))),
        }
    }
    if panel == Panel::New && !picks.cannot_tell.is_empty() {
        let values = [("sources", &*sources(view, &picks.cannot_tell))];
        items.push(plain("k", words.fill(Message::CannotTell, &values)));
    }
    if folded(view, panel) > 0 {
        items.push((
            MORE.to_le_bytes().to_vec(),
            Box::new(move || rest(view, panel)),
        ));
    }
    items
}

fn nothing_words(panel: Panel) -> Message {
    match panel {
        Panel::New => Message::NothingNew,
        _ => Message::NoneRecorded,
    }
}

/// What the arrows move over in a panel, in order.
pub(super) fn keys(view: View, panel: Panel) -> Vec<u64> {
    let picks = picks(view);
    let (shown, _) = picks.shown(panel, is_unfolded(view, panel));
    let mut keys = match panel {
        Panel::Involved => involved::keys(view),
        _ => shown.iter().map(|pick| pick.row.id.0).collect(),
    };
    // What was unfolded may be folded again.
    if folded(view, panel) > 0 {
        keys.push(MORE);
    }
    keys
}

/// How many are folded away where not all are shown.
fn folded(view: View, panel: Panel) -> u32 {
    match panel {
        Panel::Involved => involved::folded(view),
        _ => picks(view).shown(panel, false).1,
    }
}

pub(super) fn is_unfolded(view: View, panel: Panel) -> bool {
    let state = view.state();
    state.printing.get() || state.unfolded.get() & 1 << panel as u32 != 0
}

fn plain(class: &'static str, text: String) -> Keyed {
    let key = [class, &text].concat().into_bytes();
    let draw = move || element("li").class(class).child(span("", text.clone()));
    (key, Box::new(draw))
}

fn entry(view: View, panel: Panel, pick: &Pick) -> Keyed {
    let mut key = sent(&*pick.row);
    key.push(pick.rank as u8);
    if let Some(rival) = &pick.rival {
        key.extend(sent(&**rival));
    }
    let pick = pick.clone();
    let draw = move || {
        let row = &*pick.row;
        let struck = row.marks.has(Mark::EnteredInError);
        let mut out = element("li").class(match pick.rank {
            _ if struck => "del",
            Rank::Again => "again",
            _ => "",
        });
        if panel == Panel::Contacts {
            let date = row.start.map(|start| date_words(view.words, start));
            out = out.child(span("k date", date.unwrap_or_default())).blank();
        }
        let mut inner = spans("")
            .child(opener(view, panel, row))
            .child(line::said(view, panel, &pick));
        let others = || picks(view).shown(panel, true).0.len() > 1;
        if pick.rank == Rank::NoneKnown && others() {
            let said = view.words.span("diff", Message::AllergiesConflict);
            inner = inner.blank().child(said);
        }
        out.child(inner)
    };
    (key, Box::new(draw))
}

/// The title, which opens the entry.
fn opener(view: View, panel: Panel, row: &Row) -> Content {
    let id = row.id;
    let open = move || open(view, id);
    reached(view, panel, id.0, button("open", row.title.clone(), open))
}

/// Opens an entry, and leads to its detail.
pub(super) fn open(view: View, id: EntryId) {
    if view.open(id) {
        view.state().focus_detail.update(|n| n + 1);
    }
}

/// The button that unfolds what is folded away, or folds it again.
pub(super) fn rest(view: View, panel: Panel) -> Content {
    let words = view.words;
    let said = move || {
        text(match is_unfolded(view, panel) {
            true => words.say(Message::ShowLess),
            false => words.count(Message::More, folded(view, panel)),
        })
    };
    let press = move || {
        view.state()
            .unfolded
            .update(|bits| bits ^ 1 << panel as u32)
    };
    let out = button("link", String::new(), press)
        .flag_from("aria-expanded", move || is_unfolded(view, panel))
        .child(dynamic(said));
    element("li").child(reached(view, panel, MORE, out))
}

/// A button of a panel: one of them is its tab stop.
pub(super) fn reached(view: View, panel: Panel, key: u64, button: Content) -> Content {
    button
        .attr_from("tabindex", move || {
            let stop = moves::stop(view, panel) == Some(key);
            Some(String::from(if stop { "0" } else { "-1" }))
        })
        .on("focus", move |_| {
            view.state().stops.update(|mut stops| {
                if let Some(stop) = stops.get_mut(panel as usize) {
                    *stop = key;
                }
                stops
            });
        })
}
