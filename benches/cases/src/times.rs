//! The times of a resource.

use crate::moment::Moment;
use serde_json::Value;

/// The members that say when, of the kinds that are events.
const MEMBERS: [&str; 12] = [
    "effectiveDateTime",
    "issued",
    "onsetDateTime",
    "abatementDateTime",
    "recordedDate",
    "occurrenceDateTime",
    "authoredOn",
    "performedDateTime",
    "start",
    "end",
    "date",
    "created",
];

/// Shows each time with its member, and puts in its place what is returned: none, then the member goes.
pub fn each(resource: &mut Value, change: &mut dyn FnMut(&str, Moment) -> Option<Moment>) {
    match resource {
        Value::Object(members) => {
            let mut gone = Vec::new();
            for (name, value) in members.iter_mut() {
                let time = value
                    .as_str()
                    .filter(|_| MEMBERS.contains(&name.as_str()))
                    .and_then(Moment::parse);
                match time.map(|moment| change(name, moment)) {
                    Some(Some(moment)) => *value = Value::String(moment.text()),
                    Some(None) => gone.push(name.clone()),
                    None => each(value, change),
                }
            }
            for name in gone {
                members.shift_remove(&name);
            }
        }
        Value::Array(items) => {
            for item in items {
                each(item, change);
            }
        }
        _ => {}
    }
}

/// The first time that it says.
pub fn first(resource: &Value) -> Option<i64> {
    let mut first = None;
    each(&mut resource.clone(), &mut |_, moment| {
        first = first.or(Some(moment.seconds));
        Some(moment)
    });
    first
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moment::Exact;
    use serde_json::json;

    #[test]
    fn every_time_is_shown_and_may_change_or_go() {
        let mut resource = json!({"performedPeriod": {"start": "2020-01-01T10:00:00Z", "end": "2020-01-01T11:00:00Z"},
            "note": [{"text": "2020-01-01"}]});
        each(&mut resource, &mut |name, moment| {
            (name == "start").then(|| moment.said(Exact::Day))
        });
        let expected =
            json!({"performedPeriod": {"start": "2020-01-01"}, "note": [{"text": "2020-01-01"}]});
        assert_eq!(resource, expected);
    }
}
