//! A ConceptMap as the text of a map of codes.

use timeline_json::{Arena, Value, parse};
use timeline_model::part;

/// The rows of a ConceptMap (R4's equivalence and R5's relationship) in the form
/// that maps of codes have; empty where it is none. What holds only under
/// conditions is left out, as is what is not mapped.
#[inline(never)]
pub fn concept_map(bytes: &[u8]) -> String {
    let arena = Arena::new();
    let mut out = String::new();
    let Ok(map) = parse(bytes, &arena) else {
        return out;
    };
    if text(&map, "resourceType") != "ConceptMap" {
        return out;
    }
    out.push_str("# code map 1\nsource\tm\t");
    out.push_str(part::first_line(text(&map, "title")));
    for group in items(&map, "group") {
        for element in items(group, "element") {
            for target in items(element, "target") {
                let relation = relation(target);
                if relation.is_empty() {
                    continue;
                }
                let row = [
                    part::before(text(group, "source"), "|"),
                    text(element, "code"),
                    relation,
                    part::before(text(group, "target"), "|"),
                    text(target, "code"),
                    "m",
                ];
                out.push('\n');
                out.push_str(&row.join("\t"));
            }
        }
    }
    out
}

/// How a row says what is said of a target; empty where nothing is.
fn relation(target: &Value<'_>) -> &'static str {
    for name in ["dependsOn", "product"] {
        if target.get(name).is_some() {
            return "";
        }
    }
    let mut said = text(target, "equivalence");
    if said.is_empty() {
        said = text(target, "relationship");
    }
    match said {
        "equal" | "equivalent" => "=",
        "" | "unmatched" | "disjoint" | "not-related-to" => "",
        _ => "~",
    }
}

fn text<'v>(value: &'v Value<'_>, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn items<'v>(value: &'v Value<'v>, name: &str) -> &'v [Value<'v>] {
    value.get(name).map(Value::items).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(target: &str) -> Vec<String> {
        let json = format!(
            r#"{{"resourceType": "ConceptMap", "title": "Own", "group": [{{
                "source": "http://a.test|2", "target": "http://b.test",
                "element": [{{"code": "1", "target": [{target}]}}, {{"code": "2", "noMap": true}}]}}]}}"#
        );
        let text = concept_map(json.as_bytes());
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some("# code map 1"));
        assert_eq!(lines.next(), Some("source\tm\tOwn"));
        lines.map(str::to_owned).collect()
    }

    #[test]
    fn r4_and_r5_say_how_codes_stand_to_each_other() {
        for (target, sign) in [
            (r#"{"code": "x", "equivalence": "equivalent"}"#, "="),
            (r#"{"code": "x", "equivalence": "equal"}"#, "="),
            (r#"{"code": "x", "equivalence": "wider"}"#, "~"),
            (r#"{"code": "x", "relationship": "equivalent"}"#, "="),
            (
                r#"{"code": "x", "relationship": "source-is-broader-than-target"}"#,
                "~",
            ),
        ] {
            let row = format!("http://a.test\t1\t{sign}\thttp://b.test\tx\tm");
            assert_eq!(rows(target), [row]);
        }
    }

    #[test]
    fn what_is_unmatched_conditional_or_not_said_is_left_out() {
        for target in [
            r#"{"equivalence": "unmatched"}"#,
            r#"{"code": "x", "equivalence": "disjoint"}"#,
            r#"{"code": "x", "relationship": "not-related-to"}"#,
            r#"{"code": "x"}"#,
            r#"{"code": "x", "equivalence": "equal", "dependsOn": [{"property": "sex", "value": "male"}]}"#,
        ] {
            assert!(rows(target).is_empty(), "{target}");
        }
    }

    #[test]
    fn another_resource_is_no_map() {
        for text in ["", "[]", r#"{"resourceType": "Patient"}"#] {
            assert_eq!(concept_map(text.as_bytes()), "");
        }
    }
}
