use std::{rc::Rc, sync::Arc};

use timeline_model::{Detail, Relation};

use super::linked::linked;
use crate::{
    Later, View,
    element::{Content, Keyed, dynamic, element, keyed, nothing, switched, text},
    elements::{button, div},
    slot::Signal,
    terms,
    view::sent,
};

/// How many entries of a list are shown at first.
const FEW: usize = 20;

/// The entries that are this to the open one. The list is kept while it grows,
/// and the focus in it.
pub(super) fn relatives(view: View, relation: Relation) -> Content {
    let words = view.words;
    let all: Rc<Signal<bool>> = Rc::default();
    let (shown, press) = (Rc::clone(&all), Rc::clone(&all));
    let items = keyed(move || {
        let mut items: Vec<Keyed> = Vec::new();
        let detail = view.detail();
        for at in of(&detail, relation) {
            if let Some(other) = detail.family.get(at)
                && (shown.get() || items.len() < FEW)
            {
                let detail = Arc::clone(&detail);
                let draw = move || match detail.family.get(at) {
                    Some(other) => linked(view, &other.row),
                    None => nothing(),
                };
                items.push((sent(&other.row), Box::new(draw)));
            }
        }
        items
    });
    let more = switched(
        move || (of(&view.detail(), relation).len() > FEW).into(),
        move |many| {
            if many == 0 {
                return nothing();
            }
            let (press, all) = (Rc::clone(&press), Rc::clone(&all));
            let said = dynamic(move || {
                let count = of(&view.detail(), relation).len() as u32;
                text(words.count(Later::ShowAll, count))
            });
            button("link", String::new(), move || press.update(|all| !all))
                .flag_from("aria-expanded", move || all.get())
                .child(said)
        },
    );
    div("")
        .child(element("h3").text(terms::relation(view.words, relation)))
        .child(element("ul").child(items))
        .child(more)
}

/// The places of those that are this to the open entry.
#[inline(never)]
fn of(detail: &Detail, relation: Relation) -> Vec<usize> {
    let mut places = Vec::new();
    for (at, other) in detail.family.iter().enumerate() {
        if other.relation == relation {
            places.push(at);
        }
    }
    places
}
