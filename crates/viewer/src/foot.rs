use timeline_model::Mark;

use crate::{
    Message, View,
    element::{Content, dynamic, nothing},
    elements::{div, span},
    filters::is_filtered,
    gaps::{is_gappy, is_whole},
};

/// What was read in all, what is shown of it, and that it is not complete
/// where that is so.
pub(crate) fn foot(view: View) -> Content {
    let words = view.words;
    let content = dynamic(move || {
        let state = view.state();
        let total = state.lines.with(Vec::len) as u32;
        let mut out = nothing();
        if total > 0 {
            out = out.child(span("counts", counts(view, total)));
        }
        let zone = &state.settings.get().time_zone;
        if total > 0 && !zone.is_empty() {
            out = out.child(span("", words.fill(Message::TimesIn, &[("zone", zone)])));
        }
        if let Some(said) = gaps(view) {
            out = out.child(span("gaps", said));
        }
        out
    });
    div("foot").attr("part", "foot").child(content)
}

/// That the record is not complete, where that is so.
pub(crate) fn gaps(view: View) -> Option<String> {
    let (gaps, all) = view.state().sources.with(|sources| {
        let gaps = sources.iter().filter(|s| is_gappy(s)).count();
        (gaps as u32, sources.len() as u32)
    });
    let words = view.words;
    let all = words.number(all);
    (gaps > 0).then(|| words.count_fill(Message::NotComplete, gaps, &[("all", &all)]))
}

fn counts(view: View, total: u32) -> String {
    let words = view.words;
    let state = view.state();
    let filtered = is_filtered(view);
    let mut out = if filtered {
        let shown = words.number(view.items().entries);
        let all = words.number(total);
        words.fill(Message::ShownOf, &[("shown", &shown), ("all", &all)])
    } else {
        let whole = state.sources.with(|sources| is_whole(sources));
        words.count(
            match whole {
                true => Message::Entries,
                false => Message::EntriesLoaded,
            },
            total,
        )
    };
    let (mut records, mut possible) = (0, 0);
    state.lines.with(|lines| {
        for line in lines {
            records += line.row.records;
            possible += u32::from(line.row.marks.has(Mark::PossibleDuplicate));
        }
    });
    if records > 0 && !filtered {
        out.push(' ');
        out.push_str(&words.count(Message::FoldedFrom, records));
    }
    if possible > 0 {
        out.push_str(" · ");
        out.push_str(&words.count(Message::PossibleCount, possible));
    }
    out
}
