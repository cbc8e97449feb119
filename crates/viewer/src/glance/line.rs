use std::sync::Arc;

use timeline_model::{Against, Basis, Course, Current, Kind, Mark, PartialDate, Row, StatusClass};

use crate::{
    Message, View,
    banner::sources,
    dates::date_words,
    detail::when,
    element::{Content, nothing},
    elements::{span, spans},
    list::value_cell,
    terms,
    words::Words,
};

use super::{
    picks::{Panel, Pick, Rank},
    rivals,
};

const DAY: i64 = 86_400;

/// What is said of an entry beside its title.
pub(super) fn said(view: View, panel: Panel, pick: &Pick) -> Content {
    let words = view.words;
    let row = &*pick.row;
    let mut out = nothing();
    // Of what is new it is said that it is, in short: what is taken stands beside it.
    let dosed = row.current.as_ref().filter(|_| panel != Panel::New);
    if let Some(current) = dosed.filter(|own| !own.dose.is_empty()) {
        out = out.blank().child(span("dose", current.dose.clone()));
    }
    if panel == Panel::New && (!row.value.is_empty() || row.absence.is_some()) {
        out = out.blank().child(value_cell(words, row));
    }
    out = out.blank().child(notes(view, panel, row));
    let mut said = Vec::new();
    for own in row.current.iter().flat_map(|current| &current.against) {
        said.push(against(view, row, own, row.sources.len() > 1));
    }
    // Of another entry its own name is said, unless it is the same.
    if let Some(rival) = &pick.rival {
        for own in rival.current.iter().flat_map(|current| &current.against) {
            let mut name = match rivals::are_alike(&rival.title, &row.title) {
                true => String::new(),
                false => rival.title.clone(),
            };
            terms::join(&mut name, ": ", &against(view, rival, own, true));
            said.push(name);
        }
    }
    let is_told = !said.is_empty();
    for said in said {
        out = out.blank().child(span("diff", said));
    }
    for message in terms::marks(row) {
        // What the sources differ in is said before, and the rest where it
        // matters to which of two is opened.
        let told = matches!(
            message,
            Message::ErrorDisputed | Message::PossibleDuplicate | Message::Zoneless
        ) || is_told && message == Message::SourcesDiffer;
        if !told {
            out = out.blank().child(words.span("diff", message));
        }
    }
    out
}

/// What is said of a medicine beside its title wherever that stands: dose, last
/// issue, source, and what the sources say against it.
pub(crate) fn of_medicine(view: View, row: &Arc<Row>) -> Content {
    said(view, Panel::Medicines, &Pick::new(Rank::Plain, row))
}

/// When, how and by which source, in small.
fn notes(view: View, panel: Panel, row: &Row) -> Content {
    let words = view.words;
    let mut out = spans("k");
    let mut date = match panel {
        Panel::Contacts => String::new(),
        // Since when it is stopped is said behind.
        Panel::New if rivals::is_stopped(row) => String::new(),
        // That a problem began then goes without saying.
        Panel::Problems if row.basis == Basis::Onset => row
            .start
            .map_or_else(String::new, |start| date_words(words, start)),
        _ => when(words, row, date_words),
    };
    if let Some(current) = &row.current
        && row.kind == Kind::Medicine
        && panel != Panel::New
    {
        if let Some(last) = current.last {
            date = issued(view, current, last);
        }
        if let Some(course) = course(current.course) {
            out = out.child(words.text(course)).text(String::from(" · "));
        }
    }
    // What is new is of an older day where it was recorded late.
    let recorded = row.recorded.filter(|recorded| {
        let start = row.start.map(PartialDate::day);
        panel == Panel::New && !date.is_empty() && start.is_some_and(|day| day < recorded.day())
    });
    if !date.is_empty() {
        out = out.child(span("date", date));
        if let Some(recorded) = recorded {
            let mut said = words.say(Message::BasisRecorded);
            said.push(' ');
            said.push_str(&date_words(words, recorded));
            out = out.text(String::from(", ")).child(span("date", said));
        }
        out = out.text(String::from(" · "));
    }
    let by = match row.sources.len() {
        0 | 1 => sources(view, &row.sources),
        n => words.count(Message::HeldBy, n as u32),
    };
    out = out.child(span("", by));
    if row.marks.has(Mark::PossibleDuplicate) {
        let said = words.span("", Message::PossibleDuplicate);
        out = out.text(String::from(" · ")).child(said);
    }
    out
}

/// When it was last issued or stated; `last` where that is more than a year
/// ago.
fn issued(view: View, current: &Current, last: PartialDate) -> String {
    let state = view.state();
    let old = last.on_the_wall().1 + 365 * DAY < state.now.get_untracked();
    let message = match (current.reviewed, old) {
        (true, _) => Message::LastStated,
        (false, true) => Message::LastIssued,
        (false, false) => Message::IssuedOn,
    };
    let words = view.words;
    words.fill(message, &[("date", &date_words(words, last))])
}

fn course(course: Course) -> Option<Message> {
    Some(match course {
        Course::NotSaid => return None,
        Course::Repeat => Message::OnRepeat,
        Course::Acute => Message::Acute,
        Course::Hospital => Message::OfHospital,
    })
}

/// What a source says against it: `stopped 06-Mar-2026 by St Anne's`; without
/// the source where that is said beside it.
fn against(view: View, row: &Row, own: &Against, by: bool) -> String {
    let words = view.words;
    let source = sources(view, &[own.source]);
    if own.status == StatusClass::EnteredInError {
        let mut by = source;
        if let Some(date) = own.when {
            let values = [("source", &*by), ("date", &date_words(words, date))];
            by = words.fill(Message::InErrorOn, &values);
        }
        let mut others = row.sources.clone();
        others.retain(|place| *place != own.source);
        let holders = sources(view, &others);
        return words.fill(Message::InErrorBy, &[("by", &by), ("holders", &holders)]);
    }
    let mut said = status(words, row, own.status);
    if let Some(date) = own.when {
        said.push(' ');
        said.push_str(&date_words(words, date));
    }
    if !by {
        return said;
    }
    words.fill(Message::SaidBy, &[("what", &said), ("source", &source)])
}

fn status(words: Words, row: &Row, status: StatusClass) -> String {
    let other = Row {
        status,
        kind: row.kind,
        ..Row::default()
    };
    words.say(terms::status(&other).unwrap_or(Message::StatusEnded))
}
