use timeline_model::{Involved, Involvement, protocol::Demographics, wire::Wire};

use crate::{
    Message, View,
    banner::sources,
    element::{Content, Keyed, element, keyed, nothing, switched},
    elements::{button, group, heading, span},
    terms,
};

use super::{
    moves,
    panel::{is_unfolded, open, reached, rest, unfolding},
    picks::Panel,
};

/// How many are shown before the rest is unfolded.
const FIRST: usize = 4;

/// Who is involved in the care now; nothing where no source names anybody.
pub(super) fn involved(view: View) -> Content {
    let some = move || with(view, |known| u32::from(!known.involved.is_empty()));
    switched(some, move |some| {
        if some == 0 {
            return nothing();
        }
        let title = view.words.say(Message::InvolvedNow);
        let list = element("ul").child(keyed(move || items(view)));
        unfolding(
            view,
            Panel::Involved,
            group("panel involved", title.clone()),
        )
        .child(heading("h3", "", title))
        .child(moves::within(view, Panel::Involved, list))
    })
}

fn with<U: Default>(view: View, read: impl FnOnce(&Demographics) -> U) -> U {
    let person = &view.state().person;
    person.with(|known| known.as_ref().map(read).unwrap_or_default())
}

/// Those that are shown.
fn shown(view: View) -> Vec<Involved> {
    let unfolded = is_unfolded(view, Panel::Involved);
    with(view, |known| {
        let few = known.involved.len() <= FIRST + 1;
        let most = if unfolded || few { usize::MAX } else { FIRST };
        known.involved.iter().take(most).cloned().collect()
    })
}

/// How many are folded away where not all are shown.
pub(super) fn folded(view: View) -> u32 {
    with(view, |known| match known.involved.len() {
        n if n > FIRST + 1 => (n - FIRST) as u32,
        _ => 0,
    })
}

/// What the arrows move over: the place of each, where it leads to an entry.
pub(super) fn keys(view: View) -> Vec<u64> {
    let mut keys = Vec::new();
    for (place, own) in (0..).zip(shown(view)) {
        if own.entry.is_some() {
            keys.push(place);
        }
    }
    keys
}

fn items(view: View) -> Vec<Keyed> {
    let mut items: Vec<Keyed> = Vec::new();
    for (place, own) in (0..).zip(shown(view)) {
        let mut key = Vec::new();
        own.put(&mut key);
        u64::put(&place, &mut key);
        items.push((key, Box::new(move || one(view, place, &own))));
    }
    if folded(view) > 0 {
        items.push((Vec::new(), Box::new(move || rest(view, Panel::Involved))));
    }
    items
}

fn one(view: View, place: u64, own: &Involved) -> Content {
    let words = view.words;
    let role = words.span(
        "k",
        match own.role {
            Involvement::Surgery => Message::Surgery,
            Involvement::Worker => Message::Worker,
            Involvement::Team => Message::Team,
            Involvement::Contact => Message::Contact,
        },
    );
    let name = match own.entry {
        Some(id) => {
            let open = move || open(view, id);
            reached(
                view,
                Panel::Involved,
                place,
                button("open", own.name.clone(), open),
            )
        }
        None => span("open", own.name.clone()),
    };
    let mut said = own.more.clone();
    let source = sources(view, &[own.source]);
    // A surgery is often the source itself.
    if source != own.name {
        terms::join(&mut said, " · ", &source);
    }
    let more = span("k", said);
    element("li")
        .child(role)
        .blank()
        .child(name)
        .blank()
        .child(more)
}
