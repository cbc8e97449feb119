use reactive_graph::callback::Callable;
use timeline_model::{Completeness, PartialDate, SourceStatus, protocol::Down, wire::Wire};

use crate::{
    Message, Outward, View,
    dates::time_words,
    element::{Content, Element, Keyed, dynamic, element, keyed, nothing},
    elements::{button, div, group, shape, span, text},
    slot::Derived,
    terms,
    view::can_retry,
    words::Words,
};

/// Every source with its state, why, and how much it gave.
pub(crate) fn source_strip(view: View, outward: Outward) -> Content {
    let none = Derived::new(move || view.state().sources.with(Vec::is_empty).into());
    dynamic(move || {
        if none.get() == 0 {
            strip(view, outward)
        } else {
            nothing()
        }
    })
}

/// The strip is kept while states change, and the focus with it; a source is
/// drawn anew when anything about it has changed.
fn strip(view: View, outward: Outward) -> Content {
    let words = view.words;
    let common = move || view.state().sources.with(|sources| common_time(sources));
    let own_times = Derived::new(move || common().is_none().into());
    let head = dynamic(move || {
        let count = view.state().sources.with(Vec::len) as u32;
        let mut head = words.count(Message::SourceCount, count);
        if let Some(time) = common() {
            head.push_str(", ");
            head.push_str(&words.fill(Message::ReadAt, &[("time", &time_words(time))]));
        }
        span("", head)
    });
    let items = keyed(move || {
        let own_time = own_times.get() != 0;
        let sources = view.state().sources.get();
        sources
            .into_iter()
            .map(|source| -> Keyed {
                let mut key = vec![u8::from(own_time)];
                source.put(&mut key);
                let draw = move || item(words, outward, &source, own_time);
                (key, Box::new(draw))
            })
            .collect()
    });
    group("row sources", words.say(Message::Sources))
        .class_if("all", move || view.state().all_sources.get())
        .attr("part", "sources")
        .child(
            element("ul")
                .child(element("li").class("head").child(head))
                .child(toggle(view))
                .child(items),
        )
        .view()
}

/// Where there is little room, the sources that are complete are only counted,
/// and why others are not is left out, until asked for.
fn toggle(view: View) -> Content {
    let words = view.words;
    let count = dynamic(move || {
        let complete = view
            .state()
            .sources
            .with(|sources| sources.iter().filter(|s| is_quiet(s)).count());
        if complete == 0 {
            return nothing();
        }
        let said = words.count(Message::SourcesComplete, complete as u32);
        span("counted", said)
    });
    let label = dynamic(move || {
        text(words.say(if view.state().all_sources.get() {
            Message::HideComplete
        } else {
            Message::ShowComplete
        }))
    });
    element("li")
        .class("rest")
        .child(count)
        .child(
            element("button")
                .attr("type", "button")
                .class("link")
                .flag_from("aria-expanded", move || view.state().all_sources.get())
                .on("click", move |_| {
                    view.state().all_sources.update(|all| *all = !*all)
                })
                .child(label),
        )
        .view()
}

fn item(words: Words, outward: Outward, source: &SourceStatus, own_time: bool) -> Element {
    let (glyph, state) = terms::completeness(source.completeness);
    let title = if source.title.is_empty() {
        source.id.clone()
    } else {
        source.title.clone()
    };
    let mut parts = vec![
        shape("shape", glyph),
        element("b").child(title.clone()).view(),
        span("", words.say(state)),
    ];
    let why = why(words, source, state);
    if !why.is_empty() {
        parts.push(span("why", why));
    }
    if source.records > 0 {
        let count = words.count(Message::Records, source.records);
        parts.push(span("count why", count));
    }
    if source.tally.problems > 0 {
        parts.push(span(
            "w why",
            words.count(Message::Unreadable, source.tally.problems),
        ));
    }
    if let Some(time) = source.read_at.filter(|_| own_time) {
        let time = time_words(time);
        parts.push(span(
            "count why",
            words.fill(Message::ReadAt, &[("time", &time)]),
        ));
    }
    if can_retry(source.completeness) {
        let id = source.id.clone();
        parts.push(button(
            "link",
            words.say(Message::Retry),
            Some(words.fill(Message::RetryNamed, &[("source", &title)])),
            move || {
                outward.send.try_run(Down::Retry(id.clone()));
            },
        ));
    }
    element("li").class(tone(source)).child(parts)
}

/// The page where one is meant, and the reason; empty where the state says all.
fn why(words: Words, source: &SourceStatus, state: Message) -> String {
    let mut out = String::new();
    if source.page > 0 {
        let page = words.number(source.page);
        out.push_str(&words.fill(Message::OnPage, &[("n", &page)]));
    }
    if let Some(reason) = source.reason.map(terms::reason)
        && reason.english() != state.english()
    {
        if !out.is_empty() {
            out.push_str(", ");
        }
        out.push_str(&words.fill(reason, &[("format", &source.format)]));
    }
    out
}

fn is_quiet(source: &SourceStatus) -> bool {
    matches!(
        source.completeness,
        Completeness::Complete | Completeness::Empty
    ) && source.reason.is_none()
        && source.tally.problems == 0
}

fn tone(source: &SourceStatus) -> &'static str {
    match source.completeness {
        _ if is_quiet(source) => "quiet",
        Completeness::Complete
        | Completeness::Empty
        | Completeness::Partial
        | Completeness::CutShort => "warn",
        Completeness::Failed | Completeness::TimedOut | Completeness::HeldBack => "stop",
        _ => "",
    }
}

/// The time at which all that were read were read, where that is one minute.
fn common_time(sources: &[SourceStatus]) -> Option<PartialDate> {
    let mut times = sources.iter().filter_map(|source| source.read_at);
    let first = times.next()?;
    times
        .all(|time| time_words(time) == time_words(first) && time.day() == first.day())
        .then_some(first)
}

/// What is said where no source gave an entry and not all could be read.
pub(crate) fn gaps(view: View) -> String {
    view.state().sources.with(|sources| {
        let mut out = String::new();
        for source in sources {
            if crate::view::has_gap(source.completeness) {
                if !out.is_empty() {
                    out.push_str(", ");
                }
                out.push_str(&source.title);
            }
        }
        out
    })
}

/// A button that asks every failed source again.
pub(crate) fn retry_all(view: View, outward: Outward) -> Content {
    div(
        "act",
        vec![button(
            "button",
            view.words.say(Message::RetryAll),
            None,
            move || {
                outward.send.try_run(Down::Retry(String::new()));
            },
        )],
    )
}
