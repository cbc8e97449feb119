use timeline_model::{Completeness, SourceStatus, protocol::LoadFault};

use crate::{
    Message, View,
    element::{Content, dynamic, element, nothing},
    elements::{div, paragraph, span, spans},
    filters::{clear_button, is_filtered},
    gaps::is_gappy,
    sources::retry_all,
    terms,
};

/// What stands in the list's place where it has no entries: each reason for
/// that in its own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Absence {
    /// No patient yet.
    Waiting,
    /// On its way.
    Loading,
    /// Every source answered with nothing.
    Empty,
    /// No source answered.
    AllFailed,
    /// Some answered with nothing, others failed.
    Unfinished,
    /// Everything is filtered out.
    Filtered,
    /// The load as a whole cannot be had.
    Faulty,
}

impl Absence {
    /// All, in the order of their numbers.
    pub(crate) const ALL: [Absence; 7] = [
        Absence::Waiting,
        Absence::Loading,
        Absence::Empty,
        Absence::AllFailed,
        Absence::Unfinished,
        Absence::Filtered,
        Absence::Faulty,
    ];
}

/// Why the list is empty; `None` where it is not.
pub(crate) fn absence(view: View, shown: u32) -> Option<Absence> {
    let state = view.state();
    if state.faults.with(|faults| !faults.is_empty()) {
        return Some(Absence::Faulty);
    }
    if shown > 0 {
        return None;
    }
    if !state.lines.with(Vec::is_empty) {
        return Some(if is_filtered(view) {
            Absence::Filtered
        } else {
            Absence::Loading
        });
    }
    let begun = state.begun.get();
    Some(
        state
            .sources
            .with(|sources| without_entries(begun, sources)),
    )
}

fn without_entries(begun: bool, sources: &[SourceStatus]) -> Absence {
    if sources.is_empty() {
        return if begun {
            Absence::Loading
        } else {
            Absence::Waiting
        };
    }
    let is = |state| sources.iter().any(|source| source.completeness == state);
    let failed = |source: &SourceStatus| {
        matches!(
            source.completeness,
            Completeness::Failed | Completeness::TimedOut
        )
    };
    if is(Completeness::Loading) {
        Absence::Loading
    } else if sources.iter().all(failed) {
        Absence::AllFailed
    } else if sources.iter().any(is_gappy) {
        Absence::Unfinished
    } else if is(Completeness::NotAsked) {
        Absence::Loading
    } else {
        Absence::Empty
    }
}

/// The words, and what can be done, for a list without entries.
pub(crate) fn absence_view(view: View, absence: Absence) -> Content {
    let words = view.words;
    let (title, why) = match absence {
        Absence::Waiting => (Message::Waiting, words.say(Message::WaitingWhy)),
        Absence::Loading => (Message::Loading, words.say(Message::LoadingWhy)),
        Absence::Empty => (Message::Empty, words.say(Message::EmptyWhy)),
        Absence::AllFailed => (Message::AllFailed, words.say(Message::AllFailedWhy)),
        Absence::Unfinished => {
            let mut named = String::new();
            view.state().sources.with(|sources| {
                for source in sources {
                    if is_gappy(source) {
                        terms::join(&mut named, "; ", &words.source_state(source, true));
                    }
                }
            });
            let why = words.fill(Message::UnfinishedWhy, &[("sources", &named)]);
            (Message::Unfinished, why)
        }
        Absence::Filtered => {
            let count = view.state().lines.with(Vec::len) as u32;
            (
                Message::NoneMatch,
                words.count(Message::NoneMatchWhy, count),
            )
        }
        Absence::Faulty => (Message::CannotLoad, String::new()),
    };
    let mut out = div(match absence {
        Absence::AllFailed | Absence::Unfinished | Absence::Faulty => "absence stop",
        _ => "absence",
    })
    .attr("part", "state")
    .child(element("h2").child(words.text(title)));
    if !why.is_empty() {
        out = out.child(paragraph("", why));
    }
    match absence {
        Absence::Loading => {
            let out = out.child(element("p").child(dynamic(move || progress(view))));
            div("").child(out).child(skeleton())
        }
        Absence::AllFailed | Absence::Unfinished => out.child(retry_all(view)),
        Absence::Filtered => out.child(clear_button(view, "button")),
        Absence::Faulty => out.child(faults(view)),
        Absence::Waiting | Absence::Empty => out,
    }
}

/// How many sources have answered.
fn progress(view: View) -> Content {
    let words = view.words;
    let (settled, all) = view.state().sources.with(|sources| {
        let settled = sources.iter().filter(|s| s.completeness.is_settled());
        (settled.count() as u32, sources.len() as u32)
    });
    if all == 0 {
        return nothing();
    }
    let all = words.number(all);
    span(
        "",
        words.count_fill(Message::Answered, settled, &[("all", &all)]),
    )
}

/// Grey shapes in the places of what is coming: what is current, the lanes, and
/// the list.
fn skeleton() -> Content {
    let mut out = div("skeleton").attr("aria-hidden", "true");
    for bones in [4, 6, 6] {
        let mut part = div("");
        for _ in 0..bones {
            part = part.child(div("bone").child(spans("")).child(spans("")));
        }
        out = out.child(part);
    }
    out
}

/// Every fault at once: where, what was found, what is allowed.
fn faults(view: View) -> Content {
    view.state().faults.with(|faults| {
        let mut list = element("ul").class("faults");
        for one in faults {
            list = list.child(fault(view, one));
        }
        list
    })
}

fn fault(view: View, fault: &LoadFault) -> Content {
    let words = view.words;
    let what = element("b").child(words.text(terms::fault(fault.code)));
    let mut out = element("li").child(what);
    if !fault.path.is_empty() {
        out = out.blank().child(span("code", fault.path.clone()));
    }
    if !fault.found.is_empty() {
        let found = words.fill(Message::FaultFound, &[("found", &fault.found)]);
        out = out.text(String::from(" · ")).child(span("", found));
    }
    if !fault.allowed.is_empty() {
        let allowed = words.fill(Message::FaultAllowed, &[("allowed", &fault.allowed)]);
        out = out.text(String::from(" · ")).child(span("", allowed));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use Completeness as C;
    use timeline_model::{Kind, KindSet, KindStatus};

    #[test]
    fn an_empty_place_never_means_two_things() {
        for (begun, states, expected) in [
            (false, vec![], Absence::Waiting),
            (true, vec![], Absence::Loading),
            (true, vec![C::Complete, C::Loading], Absence::Loading),
            (true, vec![C::Failed, C::Loading], Absence::Loading),
            (true, vec![C::Empty, C::Complete], Absence::Empty),
            (true, vec![C::Failed, C::TimedOut], Absence::AllFailed),
            (true, vec![C::Empty, C::Failed], Absence::Unfinished),
            (true, vec![C::Empty, C::HeldBack], Absence::Unfinished),
            (true, vec![C::NotShared], Absence::Unfinished),
            (true, vec![C::NoSuchPatient, C::Empty], Absence::Empty),
        ] {
            let source = |completeness| SourceStatus {
                completeness,
                ..SourceStatus::default()
            };
            let sources: Vec<_> = states.iter().copied().map(source).collect();
            assert_eq!(without_entries(begun, &sources), expected, "{states:?}");
        }
    }

    #[test]
    fn kinds_that_are_missing_are_no_empty_record() {
        for missing in [C::NotShared, C::Withheld, C::Failed, C::CutShort] {
            let source = SourceStatus {
                completeness: C::Empty,
                kinds: vec![KindStatus {
                    kinds: KindSet::of(Kind::Result),
                    completeness: missing,
                    ..KindStatus::default()
                }],
                ..SourceStatus::default()
            };
            assert_eq!(without_entries(true, &[source]), Absence::Unfinished);
        }
    }
}
