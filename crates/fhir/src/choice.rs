//! Elements of several types (`effective[x]`), whichever version's name they
//! bear.

use timeline_json::Value;
use timeline_model::{Basis, Field, PartialDate, Span};

use crate::{draft::Draft, words};

/// A member whose name is `stem` and a type, such as `onset` and `DateTime`.
fn typed<'a>(draft: &Draft<'a>, stem: &str, kind: &str) -> Option<(&'a Value<'a>, String)> {
    let key = [stem, kind].concat();
    draft.get(&key).map(|value| (value, key))
}

impl Draft<'_> {
    /// Takes the time from `stem[x]`, unless one was found already. An age, a
    /// range or words become a fact.
    pub(crate) fn when(&mut self, stem: &str, basis: Basis) {
        if self.entry.when.start.is_some() {
            return;
        }
        for kind in ["DateTime", "Date", "Instant", ""] {
            if let Some((value, key)) = typed(self, stem, kind)
                && matches!(value, Value::String(_) | Value::Number(_))
            {
                let start = self.date_in(value, &key);
                self.take(start, None, basis);
            }
        }
        for kind in ["Period", ""] {
            if let Some((value @ Value::Object(_), key)) = typed(self, stem, kind) {
                let (start, end) = self.period(value, &key);
                self.take(start, end, basis);
            }
        }
        if let Some((value, key)) = typed(self, stem, "Timing") {
            self.timing(value, &key, basis);
        }
        for kind in ["Age", "String", "Range", "Boolean"] {
            if let Some((value, _)) = typed(self, stem, kind)
                && let Some(words) = crate::value::words_in(value)
            {
                self.fact(Field::When, &words);
            }
        }
    }

    /// Takes the time from a plain date member, unless one was found already.
    pub(crate) fn when_at(&mut self, key: &str, basis: Basis) {
        if self.entry.when.start.is_none()
            && let Some(date) = self.date(key)
        {
            self.take(Some(date), None, basis);
        }
    }

    /// Takes the end from `stem[x]`.
    pub(crate) fn until(&mut self, stem: &str) {
        for kind in ["DateTime", "Date", "Period", ""] {
            let Some((value, key)) = typed(self, stem, kind) else {
                continue;
            };
            let end = match value {
                Value::Object(_) => {
                    let (start, end) = self.period(value, &key);
                    end.or(start)
                }
                Value::Bool(_) => None,
                _ => self.date_in(value, &key),
            };
            self.entry.when.end = self.entry.when.end.or(end);
        }
        for kind in ["Age", "String", "Range"] {
            if let Some((value, _)) = typed(self, stem, kind)
                && let Some(words) = crate::value::words_in(value)
            {
                self.fact(Field::When, &words);
            }
        }
    }

    /// Takes the date at which it was recorded, and places it there where
    /// nothing better is known.
    pub(crate) fn recorded(&mut self, key: &str, basis: Basis) {
        let Some(date) = self.date(key) else {
            return;
        };
        self.entry.recorded = self.entry.recorded.or(Some(date));
        self.take(Some(date), None, basis);
    }

    /// Start and end of a Period.
    pub(crate) fn period(
        &mut self,
        value: &Value<'_>,
        path: &str,
    ) -> (Option<PartialDate>, Option<PartialDate>) {
        let mut bound = |key: &str| {
            let path = [path, ".", key].concat();
            value.get(key).and_then(|date| self.date_in(date, &path))
        };
        (bound("start"), bound("end"))
    }

    fn timing(&mut self, value: &Value<'_>, path: &str, basis: Basis) {
        let path = [path, ".event"].concat();
        let events = words::list(value, "event");
        let mut first: Option<PartialDate> = None;
        for event in events {
            let date = self.date_in(event, &path);
            first = match (first, date) {
                (Some(first), Some(date)) => Some(first.min(date)),
                (first, date) => first.or(date),
            };
        }
        self.take(first, None, basis);
        if let Some(bounds) = value.pointer("/repeat/boundsPeriod") {
            let (start, end) = self.period(bounds, "repeat.boundsPeriod");
            self.take(start, end, basis);
        }
    }

    fn take(&mut self, start: Option<PartialDate>, end: Option<PartialDate>, basis: Basis) {
        let when = &mut self.entry.when;
        if when.start.is_none() && (start.is_some() || end.is_some()) {
            *when = Span {
                start,
                end: when.end.or(end),
                basis,
            };
        }
    }
}
