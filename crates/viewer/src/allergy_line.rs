use std::sync::Arc;

use timeline_model::{Mark, Row, part};

use crate::{
    Message, View,
    allergies::Allergies,
    banner::sources,
    dates::date_words,
    element::{Content, Keyed, dynamic, element, keyed, nothing, switched, text},
    elements::{button, section, span},
    glance::{lesser, warnings},
    terms,
    view::sent,
};

/// What may be said of allergies, above all else of the record.
pub(crate) fn allergy_line(view: View) -> Content {
    switched(
        move || view.state().sources.with(Vec::is_empty).into(),
        move |none| {
            if none != 0 {
                return nothing();
            }
            let items = element("ul").child(keyed(move || items(view)));
            let warned = element("ul").child(keyed(move || warnings(view)));
            let line = section("row allergies", view.words.say(Message::AllergiesAlerts))
                .attr("part", "allergies")
                .child(items)
                .child(warned);
            rest(view, line)
        },
    )
}

/// What need not be read first is folded away where there is little room.
fn rest(view: View, line: Content) -> Content {
    let state = move || view.state();
    let count = move || {
        let known = state().lines.with(|lines| Allergies::of(lines, &[]));
        known.past.len() as u32 + lesser(view)
    };
    let fold = switched(count, move |count| {
        if count == 0 {
            return nothing();
        }
        let said = dynamic(move || {
            text(match state().all_alerts.get() {
                true => view.words.say(Message::ShowLess),
                false => view.words.count(Message::More, count),
            })
        });
        let press = move || state().all_alerts.update(|all| !all);
        button("link fold", String::new(), press)
            .flag_from("aria-expanded", move || state().all_alerts.get())
            .child(said)
    });
    line.class_if("all", move || state().all_alerts.get())
        .child(fold)
}

/// The pieces of the line, each kept while it stays: what has the focus keeps
/// it.
fn items(view: View) -> Vec<Keyed> {
    let words = view.words;
    let state = view.state();
    let known = state
        .sources
        .with(|sources| state.lines.with(|lines| Allergies::of(lines, sources)));
    let phrase = known.phrase();
    let alarm = phrase == Message::KnownAllergies;
    let mut items: Vec<Keyed> = Vec::new();
    let mut head = words.say(phrase);
    let class = match phrase {
        Message::KnownAllergies => "phrase alarm",
        Message::AllergiesUnavailable => "phrase gap",
        _ => "phrase",
    };
    // The statement that bears the phrase stands behind it.
    let bearing = known
        .denied
        .iter()
        .find(|row| phrase == Message::NoKnownAllergies && row.marks.has(Mark::NoneAtAll));
    items.push(match bearing {
        Some(row) => {
            head.push_str(" (");
            statement(view, class, head, row, ")")
        }
        None => plain(class, head),
    });
    for row in &known.live {
        items.push(allergy(view, row));
    }
    let mut say = |class, text| items.push(plain(class, text));
    if known.restricted > 0 {
        say(
            "",
            words.count(Message::AllergiesRestricted, known.restricted),
        );
    }
    let missing = match alarm {
        true => Message::AllergiesIncomplete,
        false => Message::AllergiesMissing,
    };
    let silent = match phrase {
        Message::AllergiesUnavailable => &*known.silent,
        _ => &[],
    };
    for (class, message, places) in [
        ("gap", missing, &*known.gaps),
        ("gap", Message::AllergiesNotAsked, &*known.not_asked),
        ("", Message::AllergiesSilent, silent),
    ] {
        if !places.is_empty() {
            say(
                class,
                words.fill(message, &[("sources", &sources(view, places))]),
            );
        }
    }
    for row in &known.denied {
        if bearing.is_none_or(|own| own.id != row.id) {
            let mut head = String::new();
            if alarm {
                head = words.say(Message::AllergiesConflict);
                head.push_str(": ");
            }
            let said = [": ", &row.title].concat();
            let class = if alarm { "gap conflict" } else { "" };
            items.push(statement(view, class, head, row, &said));
        }
    }
    if !known.past.is_empty() {
        items.push(plain("past", words.say(Message::AllergiesPast)));
    }
    for row in &known.past {
        items.push(allergy(view, row));
    }
    items
}

fn plain(class: &'static str, text: String) -> Keyed {
    piece(class, [text, String::new(), String::new()])
}

/// A text with a date in it, which does not break over a line.
fn piece(class: &'static str, text: [String; 3]) -> Keyed {
    let key = text.concat().into_bytes();
    let draw = move || {
        let [before, date, behind] = &text;
        element("li")
            .class(class)
            .child(span("", before.clone()))
            .child(span("date", date.clone()))
            .child(span("", behind.clone()))
    };
    (key, Box::new(draw))
}

/// By which sources and when it was said that there are none.
fn statement(
    view: View,
    class: &'static str,
    mut before: String,
    row: &Row,
    behind: &str,
) -> Keyed {
    before.push_str(&sources(view, &row.sources));
    before.push_str(", ");
    let date = match row.start {
        Some(date) => date_words(view.words, date),
        None => view.words.say(Message::DateNotRecorded),
    };
    piece(class, [before, date, String::from(behind)])
}

/// Reactions, of which each that is as severe as the next leaves that to it.
fn reactions(value: &str) -> String {
    let mut out = String::new();
    let mut rest = value;
    loop {
        let (one, behind) = part::cut(rest, "; ").unwrap_or((rest, ""));
        let severity = |one| part::cut(one, " – ");
        let said = match (severity(one), severity(part::before(behind, "; "))) {
            (Some((bare, own)), Some((_, next))) if own == next => bare,
            _ => one,
        };
        terms::join(&mut out, "; ", said);
        if behind.is_empty() {
            return out;
        }
        rest = behind;
    }
}

/// One allergy with its reactions and its severity; its entry opens.
fn allergy(view: View, row: &Arc<Row>) -> Keyed {
    let words = view.words;
    let key = sent(&**row);
    let row = Arc::clone(row);
    let draw = move || {
        let id = row.id;
        let live = row.marks.has(Mark::InForce);
        let open = move || {
            if view.open(id) {
                view.state().focus_detail.update(|n| n + 1);
            }
        };
        let mut said = reactions(&row.value);
        // A reaction that was severe says it.
        let told = row.severity == "high" && part::has(&row.value, "severe");
        if !told && !row.severity.is_empty() {
            let severity = [("severity", &*row.severity)];
            let severity = words.fill(Message::AllergySeverity, &severity);
            terms::join(&mut said, ", ", &severity);
        }
        let mut out = element("li")
            .class(if live { "live" } else { "past" })
            .child(button("link", row.title.clone(), open));
        if !said.is_empty() {
            out = out.blank().child(span("k", said));
        }
        if let Some(status) = terms::status(&row).filter(|_| !terms::is_marked(&row)) {
            out = out.blank().child(words.span("k", status));
        }
        for mark in terms::marks(&row) {
            out = out.blank().child(words.span("diff", mark));
        }
        out
    };
    (key, Box::new(draw))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reactions_that_are_as_severe_as_the_next_say_it_once() {
        for (value, said) in [
            ("", ""),
            ("Rash", "Rash"),
            ("Rash; Wheeze", "Rash; Wheeze"),
            ("Anaphylaxis – severe", "Anaphylaxis – severe"),
            (
                "Rash – mild; Wheeze – severe",
                "Rash – mild; Wheeze – severe",
            ),
            (
                "Rash; Anaphylaxis – severe; Collapse – severe; Cough – mild",
                "Rash; Anaphylaxis; Collapse – severe; Cough – mild",
            ),
        ] {
            assert_eq!(reactions(value), said, "{value}");
        }
    }
}
