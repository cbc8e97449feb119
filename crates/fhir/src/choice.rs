//! Elements of several types (`effective[x]`), whichever version's name they
//! bear.

use timeline_json::Value;
use timeline_model::{Basis, Fact, Field, PartialDate, Span};

use crate::{absence, draft::Draft, timing, words};

impl Draft<'_> {
    /// Takes the time from `stem[x]`, unless one was found already. An age, a
    /// range or words become a fact, and so does the reason why there is none.
    pub(crate) fn when(&mut self, stem: &str, basis: Basis) {
        self.when_in(self.resource, "", stem, basis);
    }

    /// As [`Draft::when`], for an element that stands at `path`, which ends
    /// with a point.
    pub(crate) fn when_in(&mut self, of: &Value<'_>, path: &str, stem: &str, basis: Basis) {
        for (key, value) in of.members() {
            if let Some(kind) = key.strip_prefix(stem) {
                self.typed(kind, value, &[path, key].concat(), basis);
            } else if key.starts_with('_') && key.get(1..).is_some_and(|k| k.starts_with(stem)) {
                self.no_date(value);
            }
        }
    }

    fn typed(&mut self, kind: &str, value: &Value<'_>, key: &str, basis: Basis) {
        match kind {
            "" | "DateTime" | "Date" | "Instant" | "Period" | "Timing" => {
                if self.entry.when.start.is_some() {
                    return;
                }
                if kind == "Timing" || value.get("event").is_some() || value.get("repeat").is_some()
                {
                    self.timing(value, key, basis);
                } else if !value.members().is_empty() {
                    let (start, end) = self.period(value, key);
                    self.take(start, end, basis);
                } else {
                    let start = self.date_in(value, key);
                    self.take(start, None, basis);
                }
            }
            "Age" | "String" | "Range" | "Duration" | "CodeableConcept" => self.in_words(value),
            _ => {}
        }
    }

    fn in_words(&mut self, value: &Value<'_>) {
        if let Some(words) = crate::value::words_in(value) {
            self.fact(Field::When, &words);
        }
    }

    /// Says why there is no date, where the source does.
    fn no_date(&mut self, element: &Value<'_>) {
        if let Some(absence) = absence::of_element(element) {
            self.state(Fact {
                absence: Some(absence),
                ..Fact::new(Field::When, String::new())
            });
        }
    }

    /// Takes the end from `stem[x]`.
    pub(crate) fn until(&mut self, stem: &str) {
        for (key, value) in self.resource.members() {
            let Some(kind) = key.strip_prefix(stem) else {
                continue;
            };
            let end = match kind {
                "" | "DateTime" | "Date" | "Period" if !value.members().is_empty() => {
                    let (start, end) = self.period(value, key);
                    end.or(start)
                }
                "" | "DateTime" | "Date" if value.as_bool().is_none() => self.date_in(value, key),
                "Age" | "String" | "Range" => {
                    self.in_words(value);
                    None
                }
                _ => None,
            };
            self.entry.when.end = self.entry.when.end.or(end);
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
        let events = [path, ".event"].concat();
        let mut first: Option<PartialDate> = None;
        for event in words::list(value, "event") {
            let date = self.date_in(event, &events);
            first = match (first, date) {
                (Some(first), Some(date)) => Some(first.min(date)),
                (first, date) => first.or(date),
            };
        }
        self.take(first, None, basis);
        if let Some(bounds) = value.pointer("/repeat/boundsPeriod") {
            let path = [path, ".repeat.boundsPeriod"].concat();
            let (start, end) = self.period(bounds, &path);
            self.take(start, end, basis);
        }
        if value.get("repeat").is_some() || value.get("code").is_some() {
            self.fact(Field::When, &timing::words(value));
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
