//! What a source keeps or is kept from, and how it may be had all the same.

use timeline_model::{
    Completeness, Difference, EntryId, Gender, PartialDate, PersonField, SourceStatus,
    protocol::{Opened, OpenedWhat},
};

use crate::{
    Message, View,
    dates::date_words,
    detail::disclosure,
    element::{Content, element, nothing},
    elements::{button, div},
    terms,
    words::Words,
};

/// Adds what may be opened with a reason.
pub(crate) fn openings(mut out: Content, view: View, source: &SourceStatus) -> Content {
    let held_back = source.completeness == Completeness::HeldBack;
    for (what, offered, message) in [
        (
            OpenedWhat::HeldBack,
            held_back && source.may_be_opened,
            Message::OpenWithReason,
        ),
        (
            OpenedWhat::Emergency,
            source.more_in_emergency,
            Message::MoreInEmergency,
        ),
    ] {
        if offered {
            let opened = Opened {
                what,
                source: source.id.clone(),
                ..Opened::default()
            };
            let said = view.words.say(message);
            let mut label = said.clone();
            terms::append(&mut label, view.words.title(source));
            let ask = button("link", said, move || view.ask_reason(opened.clone()));
            out = out.child(ask.attr("aria-label", label));
        }
    }
    out
}

/// Offers to open a covered entry, where the configuration allows that.
pub(crate) fn open_covered(view: View, entry: EntryId) -> Content {
    if !view.state().settings.with(|settings| settings.disclosure) {
        return nothing();
    }
    let said = view.words.say(Message::OpenWithReason);
    let ask = move || {
        view.ask_reason(Opened {
            entry,
            ..Opened::default()
        });
    };
    div("act").child(button("button", said, ask))
}

/// In which fields the patient differs, as asked and as the source has it, side
/// by side.
pub(crate) fn differences(view: View, source: &SourceStatus) -> Content {
    if source.differences.is_empty() {
        return nothing();
    }
    let words = view.words;
    let title = String::from(words.title(source));
    let differences = source.differences.clone();
    let draw = move || {
        let head = element("tr")
            .child(element("td"))
            .child(column(words.say(Message::HostName)))
            .child(column(title.clone()));
        let mut table = element("table").child(element("thead").child(head));
        let mut body = element("tbody");
        for difference in &differences {
            body = body.child(fields(words, difference));
        }
        table = table.child(body);
        div("copies").child(table)
    };
    disclosure(words.text(Message::WhatDiffers), Box::new(draw))
}

fn column(said: String) -> Content {
    element("th").attr("scope", "col").text(said)
}

fn fields(words: Words, difference: &Difference) -> Content {
    let label = match difference.field {
        PersonField::Identifier => Message::OtherIdentifier,
        PersonField::Family => Message::FamilyName,
        PersonField::Born => Message::Born,
        PersonField::Gender => Message::Gender,
    };
    let mut out = element("tr").child(element("th").attr("scope", "row").child(words.text(label)));
    for value in [&difference.asked, &difference.found] {
        let shown = match difference.field {
            _ if value.is_empty() => words.say(Message::NotKnown),
            PersonField::Born => match PartialDate::parse(value) {
                Some(born) => date_words(words, born),
                None => value.clone(),
            },
            PersonField::Gender => words.say(terms::gender(gender(value))),
            _ => value.clone(),
        };
        out = out.child(element("td").text(shown));
    }
    out
}

/// A gender by its code in FHIR.
fn gender(code: &str) -> Gender {
    match code {
        "female" => Gender::Female,
        "male" => Gender::Male,
        "other" => Gender::Other,
        _ => Gender::NotKnown,
    }
}
