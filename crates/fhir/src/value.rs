//! Amounts, ranges and other values.

use timeline_json::Value as Json;
use timeline_model::{Comparator, Flag, Quantity, Value, digits, part, system_name};

use crate::{
    absence, timing,
    words::{self, first_text, list, plain, text, words},
};

/// An amount; the number may have been sent as text. `None` where it has no
/// number, or a bound that is not known here.
pub(crate) fn quantity(json: &Json<'_>) -> Option<Quantity> {
    let number = match json.get("value")? {
        Json::Number(text) => text,
        other => plain(other).filter(|t| is_decimal(t))?,
    };
    let comparator = match text(json, "comparator") {
        Some(sent) => {
            let known = COMPARATORS.iter().find(|(own, _)| *own == sent)?;
            Some(known.1)
        }
        None => None,
    };
    let code = text(json, "code").unwrap_or_default();
    let is_ucum = text(json, "system").is_some_and(|s| s == UCUM || system_name(s) == Some("UCUM"));
    let unit = match first_text(json, "unit units currency") {
        Some(unit) => unit.to_owned(),
        None if is_ucum => code.to_owned(),
        // A code of digits beside a number must not read like a number.
        None => words::words(json).unwrap_or_default(),
    };
    Some(Quantity {
        comparator,
        number: number.to_owned(),
        unit,
        ucum: if is_ucum { code } else { "" }.to_owned(),
    })
}

/// The system of most units; others have other names for it.
const UCUM: &str = "http://unitsofmeasure.org";

/// Bounds as sent.
const COMPARATORS: [(&str, Comparator); 5] = [
    ("<", Comparator::Less),
    ("<=", Comparator::LessOrEqual),
    (">", Comparator::Greater),
    (">=", Comparator::GreaterOrEqual),
    ("ad", Comparator::Sufficient),
];

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
    let mut absent = None;
    for (key, value) in json.members() {
        if key.starts_with("value")
            && let Some(found) = typed(key, value)
        {
            return Some(found);
        }
        if *key == "dataAbsentReason" {
            absent = absence::of_concept(value).or(absent);
        } else if key.starts_with("_value") {
            absent = absent.or(absence::of_element(value).map(|a| (a, String::new())));
        }
    }
    absent.map(|(absence, words)| Value::Absent(absence, words))
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
            if let Some(amount) = quantity(json) {
                return Some(Value::Quantity(amount));
            }
            // Words, or a bound that is not known, stay as they were sent.
            json.get("value")?;
            let words = filled(json, " {comparator}| {value}| {unit}");
            return (!words.is_empty()).then_some(Value::Text(words));
        }
        _ => {}
    }
    // A null flavour instead of a coded value says why there is none.
    if let Some(absence) = absence::of_null_flavour(json) {
        return Some(Value::Absent(absence, String::new()));
    }
    words_in(json)
        .or_else(|| text(json, "reference").map(str::to_owned))
        .map(Value::Text)
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
    if let Some(yes) = json.as_bool() {
        return Some(if yes { "yes" } else { "no" }.to_owned());
    }
    if json.get("origin").is_some() || json.get("dimensions").is_some() {
        return Some(samples(json));
    }
    if let Some(amount) = quantity(json) {
        return Some(amount.words(" "));
    }
    if json.get("low").is_some() || json.get("high").is_some() {
        let (low, high) = bounds(json);
        return Some(Value::Range(low, high).words(" "));
    }
    for (first, mark, last) in [("numerator", " /", "denominator"), ("start", " –", "end")] {
        if json.get(first).is_some() || json.get(last).is_some() {
            let mut out = String::new();
            fill_one(json, ["", first, ""], &mut out);
            out.push_str(mark);
            fill_one(json, [" ", last, ""], &mut out);
            return Some(out.trim().to_owned());
        }
    }
    let coded = matches!(json.members(), [("code", Json::Object(_))]);
    if coded || json.get("repeat").is_some() || json.get("event").is_some() {
        return Some(timing::words(json)).filter(|words| !words.is_empty());
    }
    if json.get("family").is_some() || json.get("given").is_some() {
        return crate::person::name_words(json);
    }
    words(json).or_else(|| first_text(json, "title unit value url contentType").map(str::to_owned))
}

/// The words of a pattern.
pub(crate) fn filled(json: &Json<'_>, pattern: &str) -> String {
    let mut out = String::new();
    fill(json, pattern, &mut out);
    out
}

/// Adds the words of a pattern such as `, {title}| ({size} B)`: each member
/// that has words, between what stands before and after it.
pub(crate) fn fill(json: &Json<'_>, pattern: &str, out: &mut String) {
    let mut rest = pattern;
    while let Some((before, behind)) = part::cut(rest, "{") {
        let (key, behind) = part::cut(behind, "}").unwrap_or_default();
        let (after, next) = part::cut(behind, "|").unwrap_or((behind, ""));
        fill_one(json, [before, key, after], out);
        rest = next;
    }
}

/// Adds the words of one member. What stands before it loses its comma and
/// blank at the beginning.
fn fill_one(json: &Json<'_>, [before, key, after]: [&str; 3], out: &mut String) {
    for item in list(json, key) {
        let Some(words) = words_in(item).filter(|words| !words.is_empty()) else {
            continue;
        };
        let mut before = before;
        while let [b',' | b':' | b' ', ..] = before.as_bytes()
            && out.is_empty()
        {
            before = before.get(1..).unwrap_or_default();
        }
        out.push_str(before);
        out.push_str(&words);
        out.push_str(after);
    }
}

/// A file in words: its title, type, size and address.
pub(crate) fn attachment(json: &Json<'_>) -> String {
    let pattern = ", {title}|, {contentType}|, {language}|, {url}| ({size} B)";
    filled(json, pattern)
}

/// A series of samples: how many, how far apart, in what, and its limits. The
/// samples themselves stay in the original.
fn samples(json: &Json<'_>) -> String {
    let data = text(json, "data").unwrap_or_default();
    let mut samples = 0;
    let mut blank = true;
    for byte in data.bytes() {
        samples += u32::from(blank && !byte.is_ascii_whitespace());
        blank = byte.is_ascii_whitespace();
    }
    let mut out = digits(samples);
    let apart = " × {period} ms| × {interval} |{intervalUnit}";
    fill(json, apart, &mut out);
    for origin in list(json, "origin") {
        let unit = if origin.get("unit").is_some() {
            "unit"
        } else {
            "code"
        };
        fill_one(origin, [", ", unit, ""], &mut out);
    }
    fill(json, " [{lowerLimit} –| {upperLimit}]", &mut out);
    out
}

/// The words of an element that is made of parts: each part with its name,
/// where it is not the value itself.
pub(crate) fn parts(json: &Json<'_>) -> String {
    if let Some(words) = words_in(json) {
        return words;
    }
    let mut out = String::new();
    for (key, value) in json.members() {
        if matches!(
            *key,
            "id" | "extension" | "modifierExtension" | "reference" | "sequence"
        ) || key.starts_with('_')
        {
            continue;
        }
        for item in words::each(value) {
            let words = parts(item);
            if words.is_empty() {
                continue;
            }
            if !out.is_empty() {
                out.push_str("; ");
            }
            if let Some(name) = part_name(key) {
                out.push_str(&name);
                out.push_str(": ");
            }
            out.push_str(&words);
        }
    }
    out
}

/// What a part is called, without the type that ends it; `None` for what only
/// names the thing or its value.
pub(crate) fn part_name(key: &str) -> Option<String> {
    const TYPES: &str = "CodeableConcept Quantity Decimal Range Period DateTime Date String \
                         Reference Boolean Age Integer PositiveInt UnsignedInt Identifier \
                         Attachment Uri Money Coding";
    let ends = words::each_word(TYPES).find_map(|kind| key.strip_suffix(kind));
    let name = ends.filter(|name| !name.is_empty()).unwrap_or(key);
    if matches!(
        name,
        "value" | "code" | "content" | "item" | "type" | "description" | "coding"
    ) {
        return None;
    }
    Some(words::type_words(name))
}

/// A reference range in words: its bounds or its text, and whom it is for.
pub(crate) fn reference_range(json: &Json<'_>) -> Option<String> {
    let (low, high) = bounds(json);
    let number = |bound: &Option<Quantity>| bound.as_ref().map(|bound| bound.number.clone());
    let first = number(&low).or(number(&high));
    let mut out = Value::Range(low, high).words(" ");
    // Text that repeats a bound says nothing more.
    let written = text(json, "text").unwrap_or_default();
    match first {
        None => out.push_str(written),
        Some(number) if part::has(written, &number) => {}
        Some(_) => fill(json, " ({text})", &mut out),
    }
    let whose = " ({type})| ({meaning})| ({appliesTo})| ({age})";
    fill(json, whose, &mut out);
    (!out.is_empty()).then_some(out)
}

/// Where the value lies, by the laboratory's interpretation alone. What is no
/// place against a range, such as `POS` or `R`, stays words.
pub(crate) fn flag(json: &Json<'_>) -> Option<Flag> {
    const CODES: [(&str, Flag); 13] = [
        ("N", Flag::Normal),
        ("H", Flag::High),
        ("HU", Flag::High),
        ("H>", Flag::High),
        ("L", Flag::Low),
        ("LU", Flag::Low),
        ("HH", Flag::CriticalHigh),
        ("LL", Flag::CriticalLow),
        ("A", Flag::Abnormal),
        ("AA", Flag::Abnormal),
        ("HI", Flag::High),
        ("LO", Flag::Low),
        ("OR", Flag::Abnormal),
    ];
    let known = |code: &str| {
        let known = CODES.iter().find(|(own, _)| *own == code)?;
        Some(known.1)
    };
    list(json, "interpretation").iter().find_map(|concept| {
        let mut codes = list(concept, "coding").iter();
        codes
            .find_map(|coding| known(text(coding, "code")?))
            // UK surgeries send it as text: `HI - Above high reference limit`.
            .or_else(|| {
                let text = text(concept, "text")?;
                known(part::cut(text, " - ").map_or(text, |(code, _)| code))
            })
    })
}
