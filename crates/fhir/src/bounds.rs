use timeline_json::{Arena, Cursor, Value};
use timeline_model::{Quantity, lower, part};

use crate::{
    value::quantity,
    words::{codings, list, text, words_of},
};

/// The bounds of a laboratory's own range.
pub type Bounds = (Option<Quantity>, Option<Quantity>);

/// The range of a result: its own, or where `component` is said, that of the
/// part at this place. `None` where there is none, or where there are several:
/// which one holds depends on who the patient is.
pub fn bounds(original: &str, component: Option<usize>) -> Option<Bounds> {
    let arena = Arena::new();
    let resource = Cursor::new(original.as_bytes()).value(&arena).ok()?;
    let of = match component {
        Some(at) => list(&resource, "component").get(at)?,
        None => &resource,
    };
    let mut ranges = list(of, "referenceRange")
        .iter()
        .filter(|range| is_usual(range));
    let (range, other) = (ranges.next()?, ranges.next());
    let bound = |key: &str| range.get(key).and_then(quantity);
    let bounds = (bound("low"), bound("high"));
    (other.is_none() && bounds != (None, None)).then_some(bounds)
}

/// Whether a range says what is usual, not what is aimed at or dangerous.
fn is_usual(range: &Value<'_>) -> bool {
    for key in ["type", "meaning"] {
        let mut codes = Vec::new();
        for value in list(range, key) {
            codings(value, &mut codes);
        }
        if codes.iter().any(|code| code.code != "normal") {
            return false;
        }
        let coded = !codes.is_empty();
        if !coded && words_of(range, key).is_some_and(|words| !part::has(&lower(&words), "normal"))
        {
            return false;
        }
    }
    // Words alone are no range that can be drawn.
    range.get("low").is_some() || range.get("high").is_some() || text(range, "text").is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(original: &str, component: Option<usize>) -> Option<(String, String)> {
        let (low, high) = bounds(original, component)?;
        let words = |bound: Option<Quantity>| bound.map(|b| b.words(" ")).unwrap_or_default();
        Some((words(low), words(high)))
    }

    #[test]
    fn a_range_is_taken_only_where_it_is_the_one() {
        let range = |ranges: &str| [r#"{"referenceRange":["#, ranges, "]}"].concat();
        let usual =
            r#"{"low":{"value":3.50,"unit":"mmol/L"},"high":{"value":5.3,"unit":"mmol/L"}}"#;
        let aimed = r#"{"low":{"value":1},"type":{"coding":[{"code":"treatment"}]}}"#;
        let normal = r#"{"high":{"value":5},"meaning":[{"coding":[{"code":"normal"}]}]}"#;
        let both = Some(("3.50 mmol/L".to_owned(), "5.3 mmol/L".to_owned()));
        assert_eq!(told(&range(usual), None), both);
        assert_eq!(told(&range(&[usual, aimed].join(",")), None), both);
        assert_eq!(
            told(&range(normal), None),
            Some((String::new(), "5".to_owned()))
        );
        // For men and for women, say.
        assert_eq!(told(&range(&[usual, usual].join(",")), None), None);
        assert_eq!(told(&range(aimed), None), None);
        assert_eq!(told(&range(r#"{"text":"up to 5"}"#), None), None);
        assert_eq!(told("{}", None), None);
        let part = [r#"{"component":[{},"#, &range(usual), "]}"].concat();
        assert_eq!(told(&part, Some(1)), both);
        assert_eq!(told(&part, Some(0)), None);
        assert_eq!(told(&part, None), None);
    }
}
