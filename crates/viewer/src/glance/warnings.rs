use std::sync::Arc;

use timeline_model::{Kind, KindSet, Row, Warning};

use crate::{
    Message, View,
    banner::sources,
    dates::date_words,
    element::{Keyed, element},
    elements::{button, span},
    view::sent,
};

use super::{gap::gaps, panel::open, picks::picks};

/// What is warned of, behind the allergies: each with its date and its holder.
/// Of a decision on resuscitation it is said where there is none here, which
/// is not that there is the opposite one.
pub(crate) fn warnings(view: View) -> Vec<Keyed> {
    let words = view.words;
    let picks = picks(view);
    let mut items: Vec<Keyed> = Vec::new();
    let decided = picks.warnings.iter().any(is_decision);
    for row in &picks.warnings {
        // A plan or document says it where no alert does.
        if row.kind == Kind::Alert || !decided {
            items.push(warning(view, row));
        }
    }
    let lacking = |kind| {
        view.state()
            .sources
            .with(|all| gaps(all, KindSet::of(kind)))
    };
    let (gaps, named) = (lacking(Kind::Alert), lacking(Kind::Allergy));
    if !picks.has_decision() {
        let said = words.say(Message::NoDecisionHere);
        items.push(plain("k", said));
    }
    if gaps.iter().any(|place| !named.contains(place)) {
        let values = [("sources", &*sources(view, &gaps))];
        items.push(plain("gap", words.fill(Message::AlertsIncomplete, &values)));
    } else if !gaps.is_empty() {
        // The allergies' line names them.
        items.push(plain("gap", words.say(Message::AlertsToo)));
    }
    items
}

/// How many warnings need not be read first.
pub(crate) fn lesser(view: View) -> u32 {
    let picks = picks(view);
    picks.warnings.iter().filter(|row| is_lesser(row)).count() as u32
}

fn is_lesser(row: &Row) -> bool {
    !matches!(
        row.warning,
        Some(Warning::Resuscitation | Warning::Safeguarding | Warning::Infection)
    )
}

fn is_decision(row: &Arc<Row>) -> bool {
    row.kind == Kind::Alert && row.warning == Some(Warning::Resuscitation)
}

fn plain(class: &'static str, text: String) -> Keyed {
    let key = text.clone().into_bytes();
    let draw = move || element("li").class(class).child(span("", text.clone()));
    (key, Box::new(draw))
}

fn warning(view: View, row: &Arc<Row>) -> Keyed {
    let key = sent(&**row);
    let row = Arc::clone(row);
    let draw = move || {
        let words = view.words;
        let id = row.id;
        let kind = match row.warning {
            Some(Warning::Resuscitation) => Message::Resuscitation,
            Some(Warning::Safeguarding) => Message::Safeguarding,
            Some(Warning::Infection) => Message::Infection,
            Some(Warning::Communication) => Message::Communication,
            Some(Warning::Other) | None => Message::Alert,
        };
        let date = match row.start {
            Some(start) => date_words(words, start),
            None => words.say(Message::DateNotRecorded),
        };
        element("li")
            .class(match is_lesser(&row) {
                true => "warning less",
                false => "warning",
            })
            .child(words.span("phrase", kind))
            .blank()
            .child(button("link", row.title.clone(), move || open(view, id)))
            .blank()
            .child(span("k date", date))
            .blank()
            .child(span("k", sources(view, &row.sources)))
    };
    (key, Box::new(draw))
}
