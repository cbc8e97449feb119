//! How many resources a file holds, counted apart from the readers: by
//! another JSON parser and by rules of its own.

use serde_json::{Deserializer, Value};
use timeline_feed::Mapping;

/// How deep bundles may stand inside bundles and still be opened.
const NESTING: usize = 8;

/// Types that count by themselves even inside another resource.
const CONTAINED: [&str; 10] = [
    "AllergyIntolerance",
    "Appointment",
    "Condition",
    "DiagnosticReport",
    "FamilyMemberHistory",
    "ImagingStudy",
    "Immunization",
    "MedicationStatement",
    "Observation",
    "Procedure",
];

/// How many resources or items there are; `None` where the file is not whole
/// and correct JSON, and so has no number of its own.
pub fn received(bytes: &[u8], mapping: Option<&Mapping>) -> Option<usize> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Some(mapping) = mapping {
        if !matches!(bytes.trim_ascii_start().first(), Some(b'{' | b'[')) {
            return rows(bytes);
        }
        let page: Value = serde_json::from_slice(bytes).ok()?;
        let tokens: Vec<&str> = mapping.items().split('/').skip(1).collect();
        return items(&page, &tokens);
    }
    let mut texts = Vec::new();
    for text in Deserializer::from_slice(bytes).into_iter::<Value>() {
        texts.push(text.ok()?);
    }
    match texts.as_slice() {
        // What begins with a bare value holds no resource at all, and is told.
        []
        | [
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_),
            ..,
        ] => None,
        [Value::Array(elements)] => Some(elements.iter().map(|e| resource(e, 0)).sum()),
        texts => Some(texts.iter().map(text).sum()),
    }
}

/// One JSON text of the file.
fn text(text: &Value) -> usize {
    let kind = text.get("resourceType").and_then(Value::as_str);
    match text.get("entry") {
        Some(list) if matches!(kind, None | Some("Bundle")) => entries(list, 0),
        _ if kind == Some("Bundle") => 0,
        _ => resource(text, 0),
    }
}

/// The entries of a bundle; one alone is a list of one.
fn entries(list: &Value, depth: usize) -> usize {
    match list {
        Value::Array(entries) => entries.iter().map(|entry| inside(entry, depth)).sum(),
        Value::Null => 0,
        Value::Object(_) => inside(list, depth),
        _ => 1,
    }
}

/// One entry of a bundle.
fn inside(entry: &Value, depth: usize) -> usize {
    entry
        .get("resource")
        .map_or(1, |held| resource(held, depth))
}

/// One resource with those in it that count by themselves, or all in it where
/// it is a bundle.
fn resource(value: &Value, depth: usize) -> usize {
    let kind = value.get("resourceType").and_then(Value::as_str);
    let filled = |list: &&Value| !matches!(list, Value::Null) && **list != serde_json::json!([]);
    match value.get("entry").filter(filled) {
        Some(list) if kind == Some("Bundle") && depth < NESTING => entries(list, depth + 1),
        _ if kind == Some("Parameters") => 1 + parameters(value.get("parameter"), depth + 1),
        _ => 1 + kind.map_or(0, |_| contained(value)),
    }
}

fn contained(value: &Value) -> usize {
    let counts = |inner: &&Value| {
        let kind = inner.get("resourceType").and_then(Value::as_str);
        kind.is_some_and(|kind| CONTAINED.contains(&kind))
    };
    match value.get("contained") {
        Some(Value::Array(all)) => all.iter().filter(counts).count(),
        Some(one) => usize::from(counts(&one)),
        None => 0,
    }
}

/// The resources that parameters hold.
fn parameters(list: Option<&Value>, depth: usize) -> usize {
    let held = |parameter: &Value| {
        let own = parameter.get("resource");
        own.map_or(0, |held| resource(held, depth)) + parameters(parameter.get("part"), depth)
    };
    match list {
        Some(Value::Array(all)) => all.iter().map(held).sum(),
        _ => 0,
    }
}

/// The elements of the list that the pointer leads to; `*` stands for every
/// element of a list on the way.
fn items(value: &Value, tokens: &[&str]) -> Option<usize> {
    match tokens.split_first() {
        // One item may stand without a list around it.
        None => value
            .as_array()
            .map(Vec::len)
            .or(value.is_object().then_some(1)),
        Some((&"*", rest)) => {
            let lists = value.as_array()?.iter();
            Some(lists.filter_map(|list| items(list, rest)).sum())
        }
        Some((token, rest)) => {
            let name = token.replace("~1", "/").replace("~0", "~");
            items(value.get(&name)?, rest)
        }
    }
}

/// The rows below a table's header that have anything in them; `None` where a
/// quote stands where it has no meaning.
fn rows(bytes: &[u8]) -> Option<usize> {
    let mut rows = 0;
    let (mut quoted, mut filled) = (false, false);
    let mut before = b'\n';
    for byte in bytes.iter().copied().chain([b'\n']) {
        match byte {
            // A doubled quote closes and opens again.
            b'"' if quoted || b"\",;\t\r\n".contains(&before) => {
                filled |= before == b'"' && !quoted;
                quoted = !quoted;
            }
            b'"' => return None,
            b'\n' if !quoted => {
                rows += usize::from(filled);
                filled = false;
            }
            byte if before == b'"' && !quoted && !b",;\t\r".contains(&byte) => return None,
            byte => filled |= !b",; \t\r".contains(&byte),
        }
        before = byte;
    }
    (!quoted).then(|| usize::saturating_sub(rows, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bundles_lines_and_lists_are_counted() {
        let table: [(&str, Option<usize>); 11] = [
            (
                r#"{"resourceType":"List","contained":[{"resourceType":"Observation"},{"resourceType":"Device"}]}"#,
                Some(2),
            ),
            (
                r#"{"resourceType":"Parameters","parameter":[{"part":[{"resource":{"resourceType":"Flag"}}]}]}"#,
                Some(2),
            ),
            (r#"{"resourceType":"Bundle","entry":7}"#, Some(1)),
            (r#"{"resourceType":"Patient"}"#, Some(1)),
            (r#"{"resourceType":"Bundle"}"#, Some(0)),
            (
                r#"{"resourceType":"Bundle","entry":[{"resource":{}},{}]}"#,
                Some(2),
            ),
            (
                r#"{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Bundle","entry":[{},{}]}},{}]}"#,
                Some(3),
            ),
            ("[{},{},3]", Some(3)),
            (
                "{\"resourceType\":\"Flag\"}\n\n{\"resourceType\":\"Flag\"}\n",
                Some(2),
            ),
            ("{\"resourceType\":\"Flag\"}\n{\"resource", None),
            ("\"text\"", None),
        ];
        for (text, counted) in table {
            assert_eq!(received(text.as_bytes(), None), counted, "{text}");
        }
    }

    #[test]
    fn rows_are_counted_where_quotes_make_sense() {
        let table: [(&str, Option<usize>); 7] = [
            ("a,b\n1,2\n", Some(1)),
            (
                "a;b\r\n\r\n;\r\n\"x\ny\";\"said \"\"no\"\"\"\r\n1;2",
                Some(2),
            ),
            ("", Some(0)),
            ("a\n\"\"\"\"\n\"\"\n", Some(1)),
            ("a,b\n\"open,2\n", None),
            ("a,b\n\"x\"y,2\n", None),
            ("a,b\nsaid \"no\",2\n", None),
        ];
        for (text, counted) in table {
            assert_eq!(rows(text.as_bytes()), counted, "{text:?}");
        }
    }

    #[test]
    fn items_are_counted_through_nested_lists() {
        let page = serde_json::json!({"a/b": [{"events": [1, 2]}, {}, {"events": {}}]});
        assert_eq!(items(&page, &["a~1b", "*", "events"]), Some(3));
        assert_eq!(items(&page, &["none"]), None);
    }
}
