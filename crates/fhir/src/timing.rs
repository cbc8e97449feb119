//! How often something is done, in signs rather than in a language's words:
//! `2×/d`, `1×/6–8 h`, `Mon, Wed 08:00`.

use timeline_json::Value;

use crate::{
    value::words_in,
    words::{list, plain, text, words_of},
};

/// A Timing in words: its own where it has any, else those of its parts.
pub(crate) fn words(timing: &Value<'_>) -> String {
    let mut out = words_of(timing, "code").unwrap_or_default();
    if out.is_empty()
        && let Some(repeat) = timing.get("repeat")
    {
        often(repeat, &mut out);
    }
    if out.is_empty() {
        for event in list(timing, "event").iter().filter_map(plain) {
            add(&mut out, ", ", &[event]);
        }
    }
    out
}

fn often(repeat: &Value<'_>, out: &mut String) {
    let get = |key: &str| text(repeat, key).unwrap_or_default();
    let unit = match get("periodUnit") {
        "" => get("periodUnits"),
        unit => unit,
    };
    if !get("period").is_empty() || !get("frequency").is_empty() {
        let frequency = if get("frequency").is_empty() {
            "1"
        } else {
            get("frequency")
        };
        add(out, "", &[frequency]);
        add(out, "–", &[get("frequencyMax")]);
        out.push('×');
        if !unit.is_empty() {
            let period = if get("period") == "1" {
                ""
            } else {
                get("period")
            };
            add(out, "/", &[period]);
            add(out, "–", &[get("periodMax")]);
            let mark = if period.is_empty() { "/" } else { " " };
            add(out, mark, &[unit]);
        }
    }
    for key in ["dayOfWeek", "timeOfDay", "when"] {
        for item in list(repeat, key).iter().filter_map(plain) {
            // The seconds of a time of day are never meant.
            let item = item
                .strip_suffix(":00")
                .filter(|t| t.len() == 5)
                .unwrap_or(item);
            add(out, if out.is_empty() { "" } else { ", " }, &[item]);
        }
    }
    add(out, " (+", &[get("offset"), " min)"]);
    add(out, " × ", &[get("count")]);
    add(out, ", ", &[get("duration"), " ", get("durationUnit")]);
    for key in ["boundsDuration", "boundsQuantity", "boundsRange"] {
        let bound = repeat.get(key).and_then(words_in).unwrap_or_default();
        add(out, " → ", &[&bound]);
    }
}

/// Adds the parts after a mark, unless the first is empty.
fn add(out: &mut String, mark: &str, parts: &[&str]) {
    if parts.first().is_some_and(|first| !first.is_empty()) {
        out.push_str(mark);
        for part in parts {
            out.push_str(part);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeat_is_said_in_signs() {
        for (repeat, expected) in [
            (r#"{"frequency":2,"period":1,"periodUnit":"d"}"#, "2×/d"),
            (
                r#"{"period":6,"periodMax":8,"periodUnits":"h"}"#,
                "1×/6–8 h",
            ),
            (r#"{"frequency":3}"#, "3×"),
            (
                r#"{"dayOfWeek":["mon","wed"],"timeOfDay":["08:00:00"]}"#,
                "mon, wed, 08:00",
            ),
            (r#"{"when":["HS"],"offset":30}"#, "HS (+30 min)"),
            (
                r#"{"frequency":1,"period":1,"periodUnit":"d","boundsDuration":{"value":10,"unit":"d"}}"#,
                "1×/d → 10 d",
            ),
            ("{}", ""),
        ] {
            let arena = timeline_json::Arena::new();
            let json = format!(r#"{{"repeat":{repeat}}}"#);
            let timing = timeline_json::parse(json.as_bytes(), &arena).unwrap();
            assert_eq!(words(&timing), expected, "{repeat}");
        }
    }
}
