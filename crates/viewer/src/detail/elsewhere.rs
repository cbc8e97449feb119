use std::sync::Arc;

use timeline_model::{EntryId, Kind, Row};

use crate::{
    Later, View,
    element::{Content, element, keyed},
    elements::{button, div},
    glance::{contradict, of_medicine},
    view::sent,
};

/// What other sources hold of a medicine of the same name that cannot be so if
/// this one is: nobody is to read one without the other. Kept while it stays.
pub(super) fn elsewhere(view: View, id: EntryId) -> Content {
    keyed(move || {
        let others = others(view, id);
        let mut key = Vec::new();
        for row in &others {
            key.extend(sent(&**row));
        }
        let draw = move || list(view, &others);
        match key.is_empty() {
            true => Vec::new(),
            false => vec![(key, Box::new(draw))],
        }
    })
}

fn list(view: View, others: &[Arc<Row>]) -> Content {
    let mut items = element("ul");
    for row in others {
        let id = row.id;
        let title = button("link", row.title.clone(), move || view.follow(id));
        items = items.child(element("li").child(title).child(of_medicine(view, row)));
    }
    div("elsewhere")
        .child(element("h3").child(view.words.text(Later::Elsewhere)))
        .child(items)
}

fn others(view: View, id: EntryId) -> Vec<Arc<Row>> {
    view.state().lines.with(|lines| {
        let own = lines.iter().find(|line| line.row.id == id);
        let Some(own) = own.filter(|line| line.row.kind == Kind::Medicine) else {
            return Vec::new();
        };
        let rows = lines.iter().map(|line| &line.row);
        let others = rows.filter(|row| contradict(row, &own.row));
        others.cloned().collect()
    })
}
