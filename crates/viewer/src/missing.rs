use timeline_model::{Kind, KindSet};

use crate::{
    View,
    element::{Content, dynamic, element, nothing},
    elements::{div, shape, span},
    filters::{bit, untold},
};

/// What is missing of what is listed, at the head of the list: a line for each
/// source and reason.
pub(crate) fn missing(view: View) -> Content {
    dynamic(move || {
        let state = view.state();
        let filter = state.filter.with(|filter| filter.kinds);
        let mut wanted = KindSet::NONE;
        for kind in Kind::ALL {
            if filter & bit(kind) != 0 {
                wanted.insert(kind);
            }
        }
        let mut lines = state
            .sources
            .with(|sources| view.words.missing(sources, wanted));
        lines.extend(untold(view));
        if lines.is_empty() {
            return nothing();
        }
        let mut list = element("ul");
        for line in lines {
            let line = element("li")
                .child(shape("shape", "◌"))
                .child(span("", line));
            list = list.child(line);
        }
        let class = match filter {
            0 => "row missing",
            _ => "row missing of-kind",
        };
        div(class).attr("part", "missing").child(list)
    })
}
