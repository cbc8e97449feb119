use timeline_model::{Completeness, PartialDate, SourceStatus, protocol::Down, wire::Wire};
use wasm_bindgen::JsCast;

use crate::{
    Message, View,
    dates::time_words,
    element::{Content, Keyed, dynamic, element, keyed, nothing, switched},
    elements::{button, div, section, shape, span, spans},
    gap_words::is_said_by_parts,
    gaps::{can_retry, is_complete, is_for_support, is_missing, parts, weight, whole},
    held::{differences, openings},
    telephone::telephone,
    terms,
};

/// How many sources are complete, and each that is not with its state, why and
/// what is missing of it. Those that are complete are named on request, and all
/// with how much they gave.
pub(crate) fn source_strip(view: View) -> Content {
    switched(
        move || view.state().sources.with(Vec::is_empty).into(),
        move |none| {
            if none == 0 { strip(view) } else { nothing() }
        },
    )
}

/// The strip is kept while states change, and the focus with it; what is said
/// of a source is drawn anew when anything about it has changed.
fn strip(view: View) -> Content {
    let words = view.words;
    let head = dynamic(move || {
        view.state()
            .sources
            .with(|sources| span("", words.complete_of(sources, oldest_time(sources))))
    });
    let items = keyed(move || {
        let count = view.state().sources.with(Vec::len);
        let mut items: Vec<Keyed> = Vec::new();
        for place in 0..count {
            let draw = move || item(view, place);
            items.push((place.to_le_bytes().to_vec(), Box::new(draw)));
        }
        items
    });
    section("row sources", words.say(Message::Sources))
        .class_if("all", move || view.state().all_sources.get())
        .attr("part", "sources")
        .child(
            element("ul")
                .child(element("li").class("head").child(head))
                .child(items),
        )
        .child(short(view))
}

/// Names all on request. Where there is little room, one sentence stands for
/// those that are not complete as well.
fn short(view: View) -> Content {
    let words = view.words;
    let said = dynamic(move || {
        view.state().sources.with(|sources| {
            let oldest = oldest_time(sources);
            let alarm = sources.iter().any(|source| weight(source) > 2);
            let class = if alarm { "said stop" } else { "said" };
            span(class, words.completeness(sources, oldest, false))
        })
    });
    let label = dynamic(move || {
        words.text(if view.state().all_sources.get() {
            Message::ShowLess
        } else {
            Message::ShowAllSources
        })
    });
    div("short").child(said).child(
        button("link", String::new(), move || {
            view.state().all_sources.update(|all| !all);
        })
        .flag_from("aria-expanded", move || view.state().all_sources.get())
        .child(label),
    )
}

/// A source keeps its place in the document whatever happens to it, so that the
/// focus has one when what was pressed is gone.
fn item(view: View, place: usize) -> Content {
    let source = move || view.state().sources.with(|all| all.get(place).cloned());
    let class = move || source().map(|source| String::from(tone(&source)));
    let content = keyed(move || {
        let Some(source) = source() else {
            return Vec::new();
        };
        let own_time = view.state().sources.with(|all| common_time(all).is_none());
        let mut key = vec![u8::from(own_time)];
        source.put(&mut key);
        let draw = move || about(view, &source, own_time);
        vec![(key, Box::new(draw))]
    });
    element("li")
        .attr("tabindex", "-1")
        .attr_from("class", class)
        .on("click", |event| {
            let pressed = event.target().and_then(|target| {
                let target: web_sys::Element = target.unchecked_into();
                target.closest("button").ok()?
            });
            if let (Some(_), Some(own)) = (pressed, event.current_target()) {
                let own: web_sys::HtmlElement = own.unchecked_into();
                let _ = own.focus();
            }
        })
        .child(content)
}

fn about(view: View, source: &SourceStatus, own_time: bool) -> Content {
    let words = view.words;
    let title = words.title(source);
    let whole = whole(source);
    let (glyph, _) = terms::completeness(whole.completeness);
    let mut out = nothing()
        .child(shape("shape", glyph))
        .child(element("b").text(String::from(title)))
        .blank();
    if !is_said_by_parts(source) {
        out = out.child(span("", words.state(source, &whole, true)));
    }
    let mut agreed = whole.completeness == Completeness::NotShared;
    for part in parts(source).iter().skip(1) {
        if is_missing(part.completeness) {
            out = out.child(span("why", words.part(source, part, true)));
        }
        agreed |= part.completeness == Completeness::NotShared;
    }
    if let Some(warning) = source.warning {
        out = out.child(words.span("w why", terms::reason(warning)));
    }
    if agreed && !source.agreement.is_empty() {
        let mut agreement = words.say(Message::ByAgreement);
        terms::append(&mut agreement, &source.agreement);
        out = out.child(span("why", agreement));
    }
    if is_for_support(source) {
        out = out.child(words.span("why", Message::TellSupport));
    }
    out = counts(out, view, source);
    if let Some(time) = source.read_at.filter(|_| own_time) {
        let read = words.fill(Message::ReadAt, &[("time", &time_words(time))]);
        out = out.child(span("why", read));
    }
    if let Some(again) = words.failed_again(source) {
        out = out.child(span("why", again));
    }
    if let Some(contact) = words.contact(source) {
        out = out.child(contact_line(&contact));
    }
    if can_retry(source) {
        let id = source.id.clone();
        let retry = move || view.send(Down::Retry(id.clone()));
        let label = words.fill(Message::RetryNamed, &[("source", title)]);
        let retry = button("link", words.say(Message::Retry), retry);
        out = out.child(retry.attr("aria-label", label));
    }
    openings(out, view, source).child(differences(view, source))
}

/// Whom to ask; a number can be rung.
fn contact_line(said: &str) -> Content {
    let out = spans("why");
    let Some((before, number, behind)) = telephone(said) else {
        return out.text(String::from(said));
    };
    let mut address = String::from("tel:");
    address.push_str(number);
    address.retain(|letter| letter != ' ');
    let link = element("a")
        .class("link date")
        .attr("href", address)
        .text(String::from(number));
    out.text(String::from(before))
        .child(link)
        .text(String::from(behind))
}

/// How much it gave; nothing is counted of what is not shown.
fn counts(mut out: Content, view: View, source: &SourceStatus) -> Content {
    let words = view.words;
    if matches!(
        source.completeness,
        Completeness::NotShared | Completeness::HeldBack
    ) {
        return out;
    }
    if source.records > 0 {
        let count = words.count(Message::Records, source.records);
        out = out.child(span("count why", count));
    }
    if source.tally.problems > 0 {
        let count = words.count(Message::Unreadable, source.tally.problems);
        out = out.child(span("w why", count));
    }
    out
}

fn tone(source: &SourceStatus) -> &'static str {
    match weight(source) {
        3 => "stop",
        2 => "warn",
        0 if is_complete(source) => "fine",
        _ => "",
    }
}

/// When the source was read that was read first: none is older.
fn oldest_time(sources: &[SourceStatus]) -> Option<PartialDate> {
    sources.iter().filter_map(|source| source.read_at).min()
}

/// The time at which all that were read were read, where that is one minute.
fn common_time(sources: &[SourceStatus]) -> Option<PartialDate> {
    let mut times = sources.iter().filter_map(|source| source.read_at);
    let first = times.next()?;
    times
        .all(|time| time_words(time) == time_words(first) && time.day() == first.day())
        .then_some(first)
}

/// A button that asks every failed source again.
pub(crate) fn retry_all(view: View) -> Content {
    let retry = move || {
        view.send(Down::Retry(String::new()));
        view.focus_page();
    };
    div("act").child(button("button", view.words.say(Message::RetryAll), retry))
}
