//! Holds a value against a table of keys and names everything that does not
//! fit.

use timeline_json::Value;
use timeline_model::{Kind, Packed, PartialDate, digits, lower, packed, part, protocol::LoadFault};

use super::{
    keys::{Key, KeyType},
    note,
};

/// The path of a member.
pub fn under(path: &str, key: &str) -> String {
    let mut under = String::from(path);
    under.push('/');
    under.push_str(key);
    under
}

/// The path of an item.
pub fn at(path: &str, place: usize) -> String {
    under(path, &digits(place as u32))
}

/// Checks the members of an object against its table.
pub fn object(value: &Value<'_>, path: &str, table: &[Key], faults: &mut Vec<LoadFault>) {
    if !matches!(value, Value::Object(_)) {
        note(faults, path, &shown(value), "an object");
        return;
    }
    for (name, member) in value.members() {
        let path = under(path, name);
        match table.iter().find(|key| key.name == *name) {
            Some(key) => {
                if let Some(allowed) = misfit(member, key.kind) {
                    note(faults, &path, &shown(member), &allowed);
                }
            }
            None => note(faults, &path, "an unknown key", &known(table)),
        }
    }
    for key in table.iter().filter(|key| key.required) {
        if value.get(key.name).is_none() {
            let allowed = allowed(key.kind);
            note(faults, &under(path, key.name), "nothing", &allowed);
        }
    }
}

/// Checks that a key that means nothing here is not there.
pub fn absent(
    value: &Value<'_>,
    path: &str,
    key: &str,
    allowed: &str,
    faults: &mut Vec<LoadFault>,
) {
    if let Some(member) = value.get(key) {
        note(faults, &under(path, key), &shown(member), allowed);
    }
}

/// What is allowed instead, where the value does not fit.
fn misfit(value: &Value<'_>, kind: KeyType) -> Option<String> {
    let text = value.as_str();
    let fits = match kind {
        KeyType::Text => text.is_some_and(|t| !t.trim().is_empty()),
        KeyType::Address => text.is_some_and(is_address),
        KeyType::DateTime => text.is_some_and(|t| PartialDate::parse(t).is_some()),
        KeyType::Flag(_) => value.as_bool().is_some(),
        KeyType::Number(_, least, most) => value
            .as_i64()
            .is_some_and(|n| (i64::from(least)..=i64::from(most)).contains(&n)),
        KeyType::OneOf(words) => text.is_some_and(|t| words.contains(&t)),
        KeyType::Texts => {
            !value.items().is_empty() && value.items().iter().all(|item| item.as_str().is_some())
        }
        KeyType::Addresses => {
            let is_address = |item: &Value<'_>| item.as_str().is_some_and(is_address);
            !value.items().is_empty() && value.items().iter().all(is_address)
        }
        KeyType::TextMap => {
            matches!(value, Value::Object(_))
                && value.members().iter().all(|(_, v)| v.as_str().is_some())
        }
        KeyType::Sources => !value.items().is_empty(),
        KeyType::Kinds => {
            let is_kind = |item: &Value<'_>| item.as_str().and_then(Kind::from_code).is_some();
            !value.items().is_empty() && value.items().iter().all(is_kind)
        }
        KeyType::Headers => {
            matches!(value, Value::Object(_))
                && value.members().iter().all(|(name, v)| {
                    is_token(name) && SIGN_IN.find(&lower(name)).is_none() && v.as_str().is_some()
                })
        }
        KeyType::Mapping | KeyType::Agreement => matches!(value, Value::Object(_)),
    };
    (!fits).then(|| allowed(kind))
}

/// Headers that sign in, or that the browser keeps for itself.
const SIGN_IN: Packed = packed![
    "authorization",
    "cookie",
    "proxy-authorization",
    "host",
    "origin",
    "referer",
];

/// Whether a text may be the name of a header (RFC 9110, section 5.6.2).
pub(super) fn is_token(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(allowed)
}

/// Absolute http or https, or relative; another scheme, and an address with a
/// name and password, is not taken.
fn is_address(text: &str) -> bool {
    let scheme_end = text.find([':', '/', '?', '#']);
    let scheme = scheme_end.filter(|end| text.as_bytes().get(*end) == Some(&b':'));
    let authority = part::cut(text, "//").map_or("", |(_, rest)| rest);
    let authority = authority.split('/').next().unwrap_or_default();
    !text.trim().is_empty()
        && !authority.contains('@')
        && scheme.is_none_or(|_| text.starts_with("http://") || text.starts_with("https://"))
}

/// What is allowed, in words.
fn allowed(kind: KeyType) -> String {
    let mut allowed = String::new();
    match kind {
        KeyType::Text => allowed.push_str("text that is not empty"),
        KeyType::Address => allowed.push_str("an http or https address without a password in it"),
        KeyType::DateTime => allowed.push_str("a date or time such as 2026-03-07T09:14:00Z"),
        KeyType::Flag(_) => allowed.push_str("true or false"),
        KeyType::Number(_, least, most) => {
            allowed.push_str("a whole number from ");
            allowed.push_str(&digits(least));
            allowed.push_str(" to ");
            allowed.push_str(&digits(most));
        }
        KeyType::OneOf(words) => {
            allowed.push_str("one of: ");
            allowed.push_str(&words.join(", "));
        }
        KeyType::Texts => allowed.push_str("a list of at least one text"),
        KeyType::Addresses => allowed.push_str("a list of at least one address"),
        KeyType::TextMap => allowed.push_str("an object of texts"),
        KeyType::Sources => allowed.push_str("a list of at least one source"),
        KeyType::Mapping => allowed.push_str("an object: the mapping of the feed"),
        KeyType::Agreement => allowed.push_str("an object: the sharing agreement"),
        KeyType::Headers => {
            allowed.push_str("an object of texts by header name, none of which signs in");
        }
        KeyType::Kinds => {
            allowed.push_str("a list of at least one of: ");
            for (place, kind) in Kind::ALL.iter().enumerate() {
                if place > 0 {
                    allowed.push_str(", ");
                }
                allowed.push_str(kind.code());
            }
        }
    }
    allowed
}

fn known(table: &[Key]) -> String {
    let mut words = String::from("one of: ");
    for (place, key) in table.iter().enumerate() {
        if place > 0 {
            words.push_str(", ");
        }
        words.push_str(key.name);
    }
    words
}

/// A value as a message can show it: short, and never the inside of an object.
fn shown(value: &Value<'_>) -> String {
    let (mark, text, most) = match value {
        Value::Null => ("", "null", 20),
        Value::Bool(true) => ("", "true", 20),
        Value::Bool(false) => ("", "false", 20),
        Value::Number(number) => ("", &**number, 20),
        Value::String(text) => ("\"", &**text, 40),
        Value::Array([]) => ("", "an empty list", 20),
        Value::Array(_) => ("", "a list", 20),
        Value::Object(_) => ("", "an object", 20),
    };
    let cut = text.char_indices().nth(most);
    let front = cut.and_then(|(end, _)| text.get(..end));
    let more = if cut.is_some() && !mark.is_empty() {
        "…"
    } else {
        ""
    };
    [mark, front.unwrap_or(text), more, mark].concat()
}
