//! Amounts, ranges and other values.

use timeline_json::Value as Json;
use timeline_model::{Comparator, Flag, Quantity, Value};

use crate::{
    absence,
    words::{self, list, plain, text, words},
};

/// An amount; the number may have been sent as text.
pub(crate) fn quantity(json: &Json<'_>) -> Option<Quantity> {
    let number = match json.get("value")? {
        Json::Number(text) => (*text).to_owned(),
        other => plain(other).filter(|t| is_decimal(t))?.to_owned(),
    };
    let code = text(json, "code").unwrap_or_default();
    let is_ucum = text(json, "system") == Some("http://unitsofmeasure.org");
    Some(Quantity {
        comparator: match text(json, "comparator") {
            Some("<") => Some(Comparator::Less),
            Some("<=") => Some(Comparator::LessOrEqual),
            Some(">") => Some(Comparator::Greater),
            Some(">=") => Some(Comparator::GreaterOrEqual),
            Some("ad") => Some(Comparator::Sufficient),
            _ => None,
        },
        number,
        unit: text(json, "unit")
            .or_else(|| text(json, "units"))
            .unwrap_or(code)
            .to_owned(),
        ucum: if is_ucum {
            code.to_owned()
        } else {
            String::new()
        },
    })
}

fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let mut points = 0;
    let plain = digits.bytes().all(|b| {
        points += u8::from(b == b'.');
        b.is_ascii_digit() || b == b'.'
    });
    plain && points <= 1 && digits.bytes().any(|b| b.is_ascii_digit())
}

/// What was found, from `value[x]` or, where nothing was, why not.
pub(crate) fn found(json: &Json<'_>) -> Option<Value> {
    json.members()
        .iter()
        .filter(|(key, _)| key.starts_with("value"))
        .find_map(|(key, value)| typed(key, value))
        .or_else(|| {
            let (absence, words) = absence::of_concept(json.get("dataAbsentReason")?)?;
            Some(Value::Absent(absence, words))
        })
}

fn typed(key: &str, json: &Json<'_>) -> Option<Value> {
    match key {
        "valueBoolean" => return json.as_bool().map(Value::Boolean),
        "valueInteger" | "valueDecimal" | "valueInteger64" => {
            return Some(Value::Quantity(Quantity {
                number: plain(json)?.to_owned(),
                ..Quantity::default()
            }));
        }
        "valueRange" => {
            let (low, high) = bounds(json);
            return (low.is_some() || high.is_some()).then_some(Value::Range(low, high));
        }
        "valueRatio" => {
            let part = |key: &str| json.get(key).and_then(quantity);
            if let (Some(above), Some(below)) = (part("numerator"), part("denominator")) {
                return Some(Value::Ratio(above, below));
            }
        }
        "valueQuantity" => {
            return match (quantity(json), text(json, "value")) {
                (Some(amount), _) => Some(Value::Quantity(amount)),
                (None, Some(words)) => {
                    let unit = text(json, "unit").unwrap_or_default();
                    Some(Value::Text([words, unit].join(" ").trim_end().to_owned()))
                }
                (None, None) => None,
            };
        }
        "valueSampledData" => return Some(Value::Text("Sampled data".to_owned())),
        _ => {}
    }
    words_in(json).map(Value::Text)
}

fn bounds(json: &Json<'_>) -> (Option<Quantity>, Option<Quantity>) {
    let bound = |key: &str| json.get(key).and_then(quantity);
    (bound("low"), bound("high"))
}

/// The words of whatever data type `json` is.
pub(crate) fn words_in(json: &Json<'_>) -> Option<String> {
    if let Some(plain) = plain(json) {
        return Some(plain.to_owned());
    }
    if let Some(amount) = quantity(json) {
        return Some(amount_words(&amount));
    }
    if json.get("low").is_some() || json.get("high").is_some() {
        let (low, high) = bounds(json);
        return Some(range_words(low.as_ref(), high.as_ref()));
    }
    if let (Some(above), Some(below)) = (json.get("numerator"), json.get("denominator")) {
        return Some([words_in(above)?, words_in(below)?].join(" / "));
    }
    if json.get("start").is_some() || json.get("end").is_some() {
        let bound = |key: &str| text(json, key).unwrap_or_default();
        return Some([bound("start"), bound("end")].join(" – "));
    }
    if let Some(yes) = json.as_bool() {
        return Some(if yes { "yes" } else { "no" }.to_owned());
    }
    words(json)
        .or_else(|| text(json, "title").map(str::to_owned))
        .or_else(|| text(json, "unit").map(str::to_owned))
}

/// An amount in words: bound, number, unit.
pub(crate) fn amount_words(amount: &Quantity) -> String {
    let mut out = String::from(match amount.comparator {
        None => "",
        Some(Comparator::Less) => "<",
        Some(Comparator::LessOrEqual) => "≤",
        Some(Comparator::Greater) => ">",
        Some(Comparator::GreaterOrEqual) => "≥",
        Some(Comparator::Sufficient) => "sufficient for ",
    });
    out.push_str(&amount.number);
    if !amount.unit.is_empty() {
        out.push(' ');
        out.push_str(&amount.unit);
    }
    out
}

fn range_words(low: Option<&Quantity>, high: Option<&Quantity>) -> String {
    match (low, high) {
        (Some(low), Some(high)) if low.unit == high.unit || low.unit.is_empty() => {
            [&low.number, " – ", &amount_words(high)].concat()
        }
        (Some(low), Some(high)) => [amount_words(low), amount_words(high)].join(" – "),
        (Some(low), None) => ["≥", &amount_words(low)].concat(),
        (None, Some(high)) => ["≤", &amount_words(high)].concat(),
        (None, None) => String::new(),
    }
}

/// A value in words.
pub(crate) fn value_words(value: &Value) -> String {
    match value {
        Value::Quantity(amount) => amount_words(amount),
        Value::Range(low, high) => range_words(low.as_ref(), high.as_ref()),
        Value::Ratio(above, below) => [amount_words(above), amount_words(below)].join(" / "),
        Value::Text(text) | Value::Absent(_, text) => text.clone(),
        Value::Boolean(yes) => if *yes { "yes" } else { "no" }.to_owned(),
    }
}

/// A reference range in words: its bounds or its text, and whom it is for.
pub(crate) fn reference_range(json: &Json<'_>) -> Option<String> {
    let (low, high) = bounds(json);
    let mut words = if low.is_some() || high.is_some() {
        range_words(low.as_ref(), high.as_ref())
    } else {
        text(json, "text")?.to_owned()
    };
    if let Some(kind) = words::words_of(json, "type").or_else(|| words::words_of(json, "meaning")) {
        words.push_str(" (");
        words.push_str(&kind);
        words.push(')');
    }
    Some(words)
}

/// Where the value lies, by the laboratory's interpretation alone.
pub(crate) fn flag(json: &Json<'_>) -> Option<Flag> {
    list(json, "interpretation")
        .iter()
        .flat_map(|concept| list(concept, "coding"))
        .find_map(|coding| {
            Some(match text(coding, "code")? {
                "N" => Flag::Normal,
                "H" | "HU" => Flag::High,
                "L" | "LU" => Flag::Low,
                "HH" => Flag::CriticalHigh,
                "LL" => Flag::CriticalLow,
                "A" | "AA" => Flag::Abnormal,
                _ => return None,
            })
        })
}
