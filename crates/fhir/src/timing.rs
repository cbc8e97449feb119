//! How often something is done, in signs rather than in a language's words:
//! `2×/d`, `1×/6–8 h`, `Mon, Wed 08:00`.

use timeline_json::Value;

use crate::{
    value::fill,
    words::{text, words_of},
};

/// A Timing in words: how often by its own where it has any, else by its
/// parts, and for how long.
pub(crate) fn words(timing: &Value<'_>) -> String {
    let mut out = words_of(timing, "code").unwrap_or_default();
    if let Some(repeat) = timing.get("repeat") {
        if out.is_empty() {
            often(repeat, &mut out);
        }
        fill(repeat, LIMITS, &mut out);
    }
    if out.is_empty() {
        fill(timing, ", {event}", &mut out);
    }
    out
}

fn often(repeat: &Value<'_>, out: &mut String) {
    let get = |key: &str| text(repeat, key).unwrap_or_default();
    let period = get("period");
    if !period.is_empty() || !get("frequency").is_empty() {
        match get("frequency") {
            "" => out.push('1'),
            frequency => out.push_str(frequency),
        }
        fill(repeat, "–{frequencyMax}×/", out);
        if !out.ends_with('/') {
            out.push_str("×/");
        }
        if period != "1" || !get("periodMax").is_empty() {
            out.push_str(period);
            fill(repeat, "–{periodMax}", out);
            out.push(' ');
        }
        fill(repeat, "{periodUnit}|{periodUnits}", out);
        while out.ends_with('/') || out.ends_with(' ') {
            out.pop();
        }
    }
    fill(repeat, REST, out);
}

/// When in the day or week.
const REST: &str = ", {dayOfWeek}|, {timeOfDay}|, {when}| (+{offset} min)";

/// How often in all, how long each time, and until when.
const LIMITS: &str = concat!(
    " × {count}|, {duration} |{durationUnit}| → {boundsDuration}|",
    " → {boundsQuantity}| → {boundsRange}| → {boundsPeriod}"
);

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
                "mon, wed, 08:00:00",
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

    #[test]
    fn a_code_says_how_often_and_the_rest_for_how_long() {
        let json = br#"{"code":{"text":"BID"},"repeat":{"frequency":2,"period":1,"periodUnit":"d","boundsDuration":{"value":7,"unit":"d"}}}"#;
        let arena = timeline_json::Arena::new();
        let timing = timeline_json::parse(json, &arena).unwrap();
        assert_eq!(words(&timing), "BID → 7 d");
    }
}
