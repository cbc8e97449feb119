//! Patients and the names of people.

use timeline_json::Value;
use timeline_model::{Gender, HumanName, Involved, Involvement, PartialDate, Person};

use crate::words::{self, identifier, list, plain, text};

/// Who a Patient resource says that the record is about.
pub(crate) fn person(patient: &Value<'_>) -> Person {
    let died = match patient.get("deceasedBoolean").and_then(Value::as_bool) {
        Some(true) => Some(None),
        _ => text(patient, "deceasedDateTime").map(PartialDate::parse),
    };
    let mut names = Vec::new();
    for rank in 0..4 {
        for name in list(patient, "name") {
            if order(text(name, "use")) == rank {
                names.push(human_name(name));
            }
        }
    }
    let mut numbers = Vec::new();
    for own in list(patient, "identifier") {
        // One that is no longer theirs says nothing of who they are.
        if text(own, "use") != Some("old") {
            numbers.extend(identifier(own));
        }
    }
    let mut links = Vec::new();
    for link in list(patient, "link") {
        let other = link.get("other").and_then(|other| text(other, "reference"));
        let how = text(link, "type").unwrap_or_default();
        // In DSTU2 `replace` is what `replaced-by` is since STU3.
        let how = if how == "replace" { "replaced-by" } else { how };
        links.extend(other.map(|other| (how.to_owned(), other.to_owned())));
    }
    Person {
        involved: involved(patient),
        links,
        identifiers: numbers,
        names,
        born: text(patient, "birthDate").and_then(PartialDate::parse),
        gender: match text(patient, "gender") {
            Some("female") => Gender::Female,
            Some("male") => Gender::Male,
            Some("other") => Gender::Other,
            _ => Gender::NotKnown,
        },
        died,
    }
}

/// The general practice or practitioner, and whom to tell or to ask.
fn involved(patient: &Value<'_>) -> Vec<Involved> {
    let mut out = Vec::new();
    for key in ["generalPractitioner", "careProvider"] {
        for who in list(patient, key) {
            out.push(Involved {
                role: Involvement::Surgery,
                name: text(who, "display").unwrap_or_default().to_owned(),
                reference: text(who, "reference").unwrap_or_default().to_owned(),
                ..Involved::default()
            });
        }
    }
    for contact in list(patient, "contact") {
        let ended = words::inner(contact, "period", "end").is_some();
        let name = contact.get("name").and_then(name_words);
        let mut more = words::words_of(contact, "relationship").unwrap_or_default();
        if let Some(phone) = phone(contact) {
            if !more.is_empty() {
                more.push_str(", ");
            }
            more.push_str(phone);
        }
        if let Some(name) = name.filter(|_| !ended) {
            out.push(Involved {
                role: Involvement::Contact,
                name,
                more,
                ..Involved::default()
            });
        }
    }
    out
}

/// The first number to ring.
pub(crate) fn phone<'v>(of: &'v Value<'_>) -> Option<&'v str> {
    let mut ways = list(of, "telecom").iter();
    let phone = ways.find(|way| matches!(text(way, "system"), Some("phone")))?;
    text(phone, "value")
}

/// Usual and official names are shown before others, old ones last.
fn order(name_use: Option<&str>) -> u8 {
    match name_use {
        Some("usual") => 0,
        Some("official") => 1,
        Some("old" | "maiden") => 3,
        _ => 2,
    }
}

/// A HumanName; in DSTU2 `family` is a list.
pub(crate) fn human_name(name: &Value<'_>) -> HumanName {
    HumanName {
        family: joined(name, "family"),
        given: joined(name, "given"),
        prefix: joined(name, "prefix"),
        text: plain(name)
            .or_else(|| text(name, "text"))
            .unwrap_or_default()
            .to_owned(),
    }
}

/// A name on one line: as text, or title, given and family name.
pub(crate) fn name_words(name: &Value<'_>) -> Option<String> {
    let name = human_name(name);
    if !name.text.is_empty() {
        return Some(name.text);
    }
    let parts = [name.prefix, name.given, name.family];
    let words = parts.join(" ");
    let words = words.trim();
    (!words.is_empty()).then(|| words.to_owned())
}

fn joined(name: &Value<'_>, key: &str) -> String {
    let mut out = String::new();
    for part in list(name, key) {
        let part = plain(part).unwrap_or_default();
        if !out.is_empty() && !part.is_empty() {
            out.push(' ');
        }
        out.push_str(part);
    }
    out
}
