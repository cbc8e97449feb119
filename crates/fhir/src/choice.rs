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
        let timing = value.get("event").is_some() || value.get("repeat").is_some();
        if self.entry.when.start.is_some() {
            self.in_words(kind, "", value);
        } else if kind == "Timing" || timing {
            self.timing(value, key, basis);
        } else {
            let (start, end) = self.bounds(kind, value, key);
            self.take(start, end, basis);
            self.in_words(kind, "", value);
        }
    }

    /// Start and end, where the type is one that has them.
    fn bounds(
        &mut self,
        kind: &str,
        value: &Value<'_>,
        key: &str,
    ) -> (Option<PartialDate>, Option<PartialDate>) {
        match kind {
            "" | "Period" if !value.members().is_empty() => self.period(value, key),
            "" | "DateTime" | "Date" | "Instant" | "Period" if value.as_bool().is_none() => {
                (self.date_in(value, key), None)
            }
            _ => (None, None),
        }
    }

    /// An age, a range or words stay what they are: no date is made of them.
    fn in_words(&mut self, kind: &str, mark: &str, value: &Value<'_>) {
        if matches!(
            kind,
            "Age" | "String" | "Range" | "Duration" | "CodeableConcept"
        ) && let Some(words) = crate::value::words_in(value)
        {
            self.fact(Field::When, &[mark, &words].concat());
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
            if let Some(kind) = key.strip_prefix(stem) {
                let (start, end) = self.bounds(kind, value, key);
                self.entry.when.end = self.entry.when.end.or(end).or(start);
                self.in_words(kind, "– ", value);
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
        if let Some(bounds) = words::inner(value, "repeat", "boundsPeriod") {
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
