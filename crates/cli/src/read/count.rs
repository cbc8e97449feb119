//! How many resources a file holds, counted apart from the readers: by
//! another JSON parser and by rules of its own.

use serde_json::{Deserializer, Value};
use timeline_feed::Mapping;

/// How deep bundles may stand inside bundles and still be opened.
const NESTING: usize = 3;

/// How many resources or items there are; `None` where the file is not whole
/// and correct JSON, and so has no number of its own.
pub fn received(bytes: &[u8], mapping: Option<&Mapping>) -> Option<usize> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Some(mapping) = mapping {
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
        Some(Value::Array(entries)) if matches!(kind, None | Some("Bundle")) => {
            entries.iter().map(|entry| inside(entry, 0)).sum()
        }
        _ if kind == Some("Bundle") => 0,
        _ => resource(text, 0),
    }
}

/// One entry of a bundle.
fn inside(entry: &Value, depth: usize) -> usize {
    entry
        .get("resource")
        .map_or(1, |held| resource(held, depth))
}

/// One resource, or all in it where it is a bundle itself.
fn resource(value: &Value, depth: usize) -> usize {
    let is_bundle = value.get("resourceType").and_then(Value::as_str) == Some("Bundle");
    match value.get("entry").and_then(Value::as_array) {
        Some(entries) if is_bundle && depth < NESTING && !entries.is_empty() => {
            entries.iter().map(|entry| inside(entry, depth + 1)).sum()
        }
        _ => 1,
    }
}

/// The elements of the list that the pointer leads to; `*` stands for every
/// element of a list on the way.
fn items(value: &Value, tokens: &[&str]) -> Option<usize> {
    match tokens.split_first() {
        None => value.as_array().map(Vec::len),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bundles_lines_and_lists_are_counted() {
        let table: [(&str, Option<usize>); 8] = [
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
    fn items_are_counted_through_nested_lists() {
        let page = serde_json::json!({"a/b": [{"events": [1, 2]}, {}, {"events": [3]}]});
        assert_eq!(items(&page, &["a~1b", "*", "events"]), Some(3));
        assert_eq!(items(&page, &["none"]), None);
    }
}
