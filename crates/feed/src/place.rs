//! Where in an item a field stands, and what its words stand for.

use timeline_json::Value;

use crate::{
    check::{Faults, POINTER, Section, at, is_pointer, one_of, under, words},
    dates,
    row::Row,
};

/// What may stand in a field.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Sort<'n> {
    /// Any words, named by their place alone.
    Words,
    /// Any words; those that are no pointer are meant themselves.
    Open,
    /// A date.
    Date,
    /// One of these names.
    Name(&'n [&'n str]),
}

/// Where a field's words come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// Pointers, of which the first that leads to something counts.
    pub from: Vec<String>,
    /// Words that are sent, and what is to stand for each.
    values: Vec<(String, String)>,
    /// What stands there where nothing is sent.
    constant: String,
    /// How a date is written; as in the whole mapping where there is none.
    pub patterns: Vec<String>,
}

impl Place {
    /// Reads the declaration: a pointer, a list of them, or an object.
    pub(crate) fn read(
        value: &Value<'_>,
        path: &str,
        sort: Sort<'_>,
        faults: &mut Faults,
    ) -> Place {
        let mut place = Place::default();
        match value {
            Value::Object(_) => place.object(value, path, sort, faults),
            Value::String(text) if is_pointer(text) => place.from.push((*text).to_owned()),
            Value::String(_) if matches!(sort, Sort::Open | Sort::Name(_)) => {
                place.constant = name(value, path, sort, faults);
            }
            _ => place.from = pointers(value, path, faults),
        }
        place
    }

    fn object(&mut self, value: &Value<'_>, path: &str, sort: Sort<'_>, faults: &mut Faults) {
        let keys: &[&str] = match sort {
            Sort::Date => &["from", "pattern"],
            _ => &["from", "values", "constant"],
        };
        let section = Section::new(value, path, keys, faults);
        if let Some((from, path)) = section.get("from") {
            self.from = pointers(from, &path, faults);
        }
        if let Some((value, path)) = section.get("constant") {
            self.constant = name(value, &path, sort, faults);
        } else {
            section.require("from", POINTER, faults);
        }
        if let Some((value, path)) = section.get("pattern") {
            self.patterns = patterns(value, &path, faults);
        }
        if let Some((values, path)) = section.get("values") {
            if values.members().is_empty() {
                faults.wrong(&path, values, "an object of words and what they stand for");
            }
            for (sent, value) in values.members() {
                let meant = name(value, &under(&path, sent), sort, faults);
                self.values.push((sent.trim().to_owned(), meant));
            }
        }
    }

    /// The texts that the first pointer leads to which leads to any.
    fn found(&self, row: &Row<'_>) -> Vec<String> {
        let mut texts = Vec::new();
        for pointer in &self.from {
            if texts.is_empty() {
                texts = row.texts(pointer);
            }
        }
        texts
    }

    /// The words as sent; empty where there are none.
    pub(crate) fn sent(&self, row: &Row<'_>) -> String {
        self.found(row).into_iter().next().unwrap_or_default()
    }

    /// What is to stand there: what the words stand for, else the words
    /// themselves, else the constant.
    pub(crate) fn text(&self, row: &Row<'_>) -> String {
        self.meant(&self.sent(row), true)
    }

    /// What is meant, which is only what was declared where anything was.
    pub(crate) fn name(&self, row: &Row<'_>) -> String {
        self.meant(&self.sent(row), self.values.is_empty())
    }

    /// What each of the texts is to be, where several may stand.
    pub(crate) fn all(&self, row: &Row<'_>) -> Vec<String> {
        let mut texts = self.found(row);
        if texts.is_empty() {
            texts.push(String::new());
        }
        for text in &mut texts {
            *text = self.meant(text, true);
        }
        texts
    }

    fn meant(&self, sent: &str, as_sent: bool) -> String {
        let declared = self
            .values
            .iter()
            .find(|(own, _)| own.eq_ignore_ascii_case(sent));
        match declared {
            Some((_, meant)) => meant,
            None if sent.is_empty() || !as_sent => &self.constant,
            None => sent,
        }
        .to_owned()
    }
}

/// One pattern or a list of them.
pub(crate) fn patterns(value: &Value<'_>, path: &str, faults: &mut Faults) -> Vec<String> {
    texts(value, path, dates::is_pattern, dates::ALLOWED, faults)
}

/// One pointer or a list of them.
fn pointers(value: &Value<'_>, path: &str, faults: &mut Faults) -> Vec<String> {
    texts(value, path, is_pointer, POINTER, faults)
}

/// One text or a list of them, each of which must fit.
pub(crate) fn texts(
    value: &Value<'_>,
    path: &str,
    fits: fn(&str) -> bool,
    allowed: &str,
    faults: &mut Faults,
) -> Vec<String> {
    let mut out = Vec::new();
    let mut take = |value: &Value<'_>, path: &str| match value.as_str() {
        Some(text) if fits(text) => out.push(text.to_owned()),
        _ => faults.wrong(path, value, allowed),
    };
    match value {
        Value::Array(items) if !items.is_empty() => {
            for (place, item) in items.iter().enumerate() {
                take(item, &at(path, place));
            }
        }
        one => take(one, path),
    }
    out
}

/// The words that stand for something, which must be among the names where
/// there are any.
fn name(value: &Value<'_>, path: &str, sort: Sort<'_>, faults: &mut Faults) -> String {
    let text = words(value);
    match sort {
        Sort::Name(names) if !names.contains(&text) => faults.wrong(path, value, &one_of(names)),
        _ if text.is_empty() => faults.wrong(path, value, "text"),
        _ => {}
    }
    text.to_owned()
}
