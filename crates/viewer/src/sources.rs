use timeline_model::{Completeness, PartialDate, SourceStatus, protocol::Down, wire::Wire};

use crate::{
    Message, View,
    dates::time_words,
    element::{Content, Keyed, dynamic, element, keyed, nothing, switched},
    elements::{button, div, group, shape, span},
    terms,
    view::can_retry,
    words::Words,
};

/// Every source with its state, why, and how much it gave.
pub(crate) fn source_strip(view: View) -> Content {
    switched(
        move || view.state().sources.with(Vec::is_empty).into(),
        move |none| {
            if none == 0 { strip(view) } else { nothing() }
        },
    )
}

/// The strip is kept while states change, and the focus with it; a source is
/// drawn anew when anything about it has changed.
fn strip(view: View) -> Content {
    let words = view.words;
    let common = move || view.state().sources.with(|sources| common_time(sources));
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
        let own_time = common().is_none();
        let mut items: Vec<Keyed> = Vec::new();
        for source in view.state().sources.get() {
            let mut key = vec![u8::from(own_time)];
            source.put(&mut key);
            let draw = move || item(view, &source, own_time);
            items.push((key, Box::new(draw)));
        }
        items
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
        words.text(if view.state().all_sources.get() {
            Message::HideComplete
        } else {
            Message::ShowComplete
        })
    });
    element("li").class("rest").child(count).child(
        button("link", String::new(), move || {
            view.state().all_sources.update(|all| !all);
        })
        .flag_from("aria-expanded", move || view.state().all_sources.get())
        .child(label),
    )
}

fn item(view: View, source: &SourceStatus, own_time: bool) -> Content {
    let words = view.words;
    let (glyph, state) = terms::completeness(source.completeness);
    let title = if source.title.is_empty() {
        &source.id
    } else {
        &source.title
    };
    let mut out = element("li")
        .class(tone(source))
        .child(shape("shape", glyph))
        .child(element("b").text(title.clone()))
        .child(words.span("", state));
    let why = why(words, source, state);
    if !why.is_empty() {
        out = out.child(span("why", why));
    }
    if let Some(warning) = source.warning {
        out = out.child(words.span("w", terms::reason(warning)));
    }
    if source.records > 0 {
        let count = words.count(Message::Records, source.records);
        out = out.child(span("count why", count));
    }
    if source.tally.problems > 0 {
        let count = words.count(Message::Unreadable, source.tally.problems);
        out = out.child(span("w why", count));
    }
    if let Some(time) = source.read_at.filter(|_| own_time) {
        let read = words.fill(Message::ReadAt, &[("time", &time_words(time))]);
        out = out.child(span("count why", read));
    }
    if can_retry(source.completeness) {
        let id = source.id.clone();
        let retry = move || view.send(Down::Retry(id.clone()));
        let label = words.fill(Message::RetryNamed, &[("source", title)]);
        let retry = button("link", words.say(Message::Retry), retry);
        out = out.child(retry.attr("aria-label", label));
    }
    out
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
        && source.warning.is_none()
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
pub(crate) fn retry_all(view: View) -> Content {
    let retry = move || view.send(Down::Retry(String::new()));
    div("act").child(button("button", view.words.say(Message::RetryAll), retry))
}
