use timeline_model::{HumanName, Identifier, Person, digits, part, protocol::Demographics};

use crate::{
    Message, View,
    dates::date_words,
    element::{Content, dynamic},
    elements::{div, group, heading, span, spans},
    terms,
    words::Words,
};

/// Who the record is about: name, born, gender, NHS number, in this order.
pub(crate) fn patient_banner(view: View) -> Content {
    dynamic(move || {
        let shown = view.state().settings.with(|settings| settings.banner);
        view.state().person.with(|person| match person {
            Some(demographics) if shown => banner(view, demographics),
            // The headings of the parts stand below one.
            _ => heading("h2", "hidden", view.words.say(Message::Timeline)),
        })
    })
}

/// The banner of a person.
pub(crate) fn banner(view: View, known: &Demographics) -> Content {
    let words = view.words;
    let person = &known.person;
    let dead = is_dead(known);
    let name = name_of(person).unwrap_or_else(|| words.say(Message::NotKnown));
    let age = known.age.and_then(|age| age_words(words, age));
    let class = if dead {
        "row banner dead"
    } else {
        "row banner"
    };
    let mut out = group(class, words.say(Message::Banner))
        .attr("part", "banner")
        .child(heading("h2", "name", name))
        .child(born(view, person, age.as_deref().filter(|_| !dead)));
    if dead {
        out = death(out, view, known, age);
    }
    let gender = words.span("", terms::gender(person.gender));
    out = out.child(item(words, Message::Gender, gender));
    out = out.child(match person.identifiers.first() {
        Some(identifier) => number(view, identifier),
        None => item(words, Message::NhsNumber, words.span("", Message::NotKnown)),
    });
    if !dead && (person.died.is_some() || !known.death.reported_by.is_empty()) {
        let by = if known.death.reported_by.is_empty() {
            sources(view, &[known.source])
        } else {
            sources(view, &known.death.reported_by)
        };
        let text = words.fill(Message::ReportedDied, &[("source", &by)]);
        out = out.child(span("diff", text));
    }
    if known.source != u16::MAX {
        let source = sources(view, &[known.source]);
        let text = words.fill(Message::DemographicsFrom, &[("source", &source)]);
        out = out.child(span("from", text));
    }
    out
}

/// The name by which a person goes, as the banner writes it.
pub(crate) fn name_of(person: &Person) -> Option<String> {
    person.names.first().and_then(name_words)
}

/// Years; below one, that alone.
fn age_words(words: Words, age: i32) -> Option<String> {
    Some(match u32::try_from(age).ok()? {
        0 => words.say(Message::AgeUnderOne),
        years => words.fill(Message::Age, &[("n", &digits(years))]),
    })
}

/// A label and what it labels, without a colon.
#[inline(never)]
fn item(words: Words, label: Message, value: Content) -> Content {
    div("item")
        .child(words.span("label", label))
        .blank()
        .child(value)
}

fn born(view: View, person: &Person, age: Option<&str>) -> Content {
    let words = view.words;
    let mut text = match person.born {
        Some(born) => date_words(words, born),
        None => words.say(Message::NotKnown),
    };
    if let Some(age) = age {
        text.push_str(" (");
        text.push_str(age);
        text.push(')');
    }
    item(words, Message::Born, span("date", text))
}

/// Whether the patient has died, as far as all agree.
pub(crate) fn is_dead(known: &Demographics) -> bool {
    known.death.confirmed && (known.person.died.is_some() || !known.death.reported_by.is_empty())
}

fn death(out: Content, view: View, known: &Demographics, age: Option<String>) -> Content {
    let words = view.words;
    let when = match known.person.died.flatten() {
        Some(died) => date_words(words, died),
        None => words.say(Message::DateNotRecorded),
    };
    let mut value = spans("").child(span("date", when));
    if !known.death.reported_by.is_empty() {
        let mut by = String::from(" (");
        by.push_str(&sources(view, &known.death.reported_by));
        by.push(')');
        value = value.child(span("from", by));
    }
    let out = out.child(item(words, Message::Died, value));
    match age {
        Some(age) => out.child(item(words, Message::AgeAtDeath, span("date", age))),
        None => out,
    }
}

/// The titles of sources in a row.
pub(crate) fn sources(view: View, places: &[u16]) -> String {
    let mut out = String::new();
    view.state().sources.with(|all| {
        for place in places {
            terms::join(&mut out, ", ", &view.words.source(all, *place));
        }
    });
    out
}

/// `FAMILY, Given (Title)`; the text as sent where the name is not parted.
fn name_words(name: &HumanName) -> Option<String> {
    if name.family.is_empty() && name.given.is_empty() {
        return (!name.text.is_empty()).then(|| name.text.clone());
    }
    let mut out = capitals(&name.family);
    if !name.given.is_empty() {
        if !out.is_empty() {
            out.push_str(", ");
        }
        out.push_str(&name.given);
    }
    if !name.prefix.is_empty() {
        out.push_str(" (");
        out.push_str(&name.prefix);
        out.push(')');
    }
    Some(out)
}

/// The browser's own capitals: the tables for it would be shipped otherwise.
fn capitals(text: &str) -> String {
    #[cfg(target_arch = "wasm32")]
    return js_sys::JsString::from(text).to_upper_case().into();
    #[cfg(not(target_arch = "wasm32"))]
    text.to_uppercase()
}

/// Name, date of birth and number in one line, for what is copied.
pub(crate) fn identification(words: Words, person: &Person) -> String {
    let mut out = name_of(person).unwrap_or_else(|| words.say(Message::NotKnown));
    add_birth(words, person, &mut out);
    if let Some(identifier) = person.identifiers.first() {
        add(
            words,
            label(is_nhs(identifier)),
            &identifier.value,
            &mut out,
        );
    }
    out
}

/// Adds when a person was born, by which two of one name are told apart.
pub(crate) fn add_birth(words: Words, person: &Person, out: &mut String) {
    if let Some(born) = person.born {
        add(words, Message::Born, &date_words(words, born), out);
    }
}

fn add(words: Words, label: Message, value: &str, out: &mut String) {
    terms::join(out, " · ", &words.say(label));
    terms::join(out, " ", value);
}

fn is_nhs(identifier: &Identifier) -> bool {
    part::has(&identifier.system.to_ascii_lowercase(), "nhs-number")
}

fn label(nhs: bool) -> Message {
    match nhs {
        true => Message::NhsNumber,
        false => Message::OtherIdentifier,
    }
}

fn number(view: View, identifier: &Identifier) -> Content {
    let nhs = is_nhs(identifier);
    let label = label(nhs);
    // The gaps are margins, not blanks: the number is copied without spaces.
    let mut out = spans("number");
    match nhs.then(|| in_threes(&identifier.value)).flatten() {
        Some(parts) => {
            for part in parts {
                out = out.child(span("", part));
            }
        }
        None => out = out.child(span("", identifier.value.clone())),
    }
    item(view.words, label, out)
}

/// The 3-3-4 parts of an NHS number; `None` where it has not ten digits, and
/// is shown as sent.
fn in_threes(number: &str) -> Option<[String; 3]> {
    let digits: String = number.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() != 10 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (first, rest) = digits.split_at_checked(3)?;
    let (second, third) = rest.split_at_checked(3)?;
    Some([first, second, third].map(String::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(family: &str, given: &str, prefix: &str, text: &str) -> HumanName {
        HumanName {
            family: family.into(),
            given: given.into(),
            prefix: prefix.into(),
            text: text.into(),
        }
    }

    #[test]
    fn a_name_is_written_family_given_title() {
        let words = |f, g, p, t| name_words(&name(f, g, p, t));
        assert_eq!(
            words("Ashworth", "Margaret", "Mrs", "").as_deref(),
            Some("ASHWORTH, Margaret (Mrs)")
        );
        assert_eq!(words("Müller", "", "", "").as_deref(), Some("MÜLLER"));
        assert_eq!(words("", "Jo", "", "").as_deref(), Some("Jo"));
        assert_eq!(words("", "", "", "Jo Bloggs").as_deref(), Some("Jo Bloggs"));
        assert_eq!(words("", "", "Mr", ""), None);
    }

    #[test]
    fn an_nhs_number_is_parted_and_another_is_shown_as_sent() {
        assert_eq!(
            in_threes("999 214 7083"),
            Some(["999", "214", "7083"].map(String::from))
        );
        assert_eq!(in_threes("99921470"), None);
        assert_eq!(in_threes("999214708X"), None);
    }
}
