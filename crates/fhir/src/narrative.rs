use timeline_json::Value;
use timeline_model::Narrative;

use crate::words::{list, text, words_of};

/// What a source wrote for people to read: the own text of a resource or of
/// several behind each other, and that of each section of a document under its
/// heading. The markup is as sent.
pub fn narrative(original: &str) -> Vec<Narrative> {
    let mut parts = Vec::new();
    let arena = timeline_json::Arena::new();
    let mut cursor = timeline_json::Cursor::new(original.as_bytes());
    while let Ok(resource) = cursor.value(&arena) {
        push(&resource, String::new(), &mut parts);
    }
    parts
}

/// Nests no deeper than the reader lets values nest.
fn push(value: &Value<'_>, heading: String, parts: &mut Vec<Narrative>) {
    let own = value.get("text");
    if let Some(markup) = own.and_then(|own| text(own, "div")) {
        parts.push(Narrative {
            heading,
            says_more: own.and_then(|own| text(own, "status")) == Some("additional"),
            markup: markup.to_owned(),
        });
    }
    for section in list(value, "section") {
        let heading = text(section, "title").map(str::to_owned);
        let heading = heading.or_else(|| words_of(section, "code"));
        push(section, heading.unwrap_or_default(), parts);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_documents_sections_stand_under_their_headings() {
        let parts = narrative(
            r#"{"text":{"status":"generated","div":"<div>whole</div>"},"section":[
                {"title":"Plan","text":{"status":"additional","div":"<div>a</div>"},
                 "section":[{"code":{"text":"Inner"},"text":{"div":"<div>b</div>"}}]},
                {"title":"Nothing in it"}]}"#,
        );
        let told: Vec<_> = parts
            .iter()
            .map(|part| (part.heading.as_str(), part.says_more, part.markup.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                ("", false, "<div>whole</div>"),
                ("Plan", true, "<div>a</div>"),
                ("Inner", false, "<div>b</div>"),
            ]
        );
    }

    #[test]
    fn what_is_part_of_an_entry_says_its_own() {
        let one = r#"{"text":{"div":"<p>a</p>"}}"#;
        let parts = narrative(&[one, "\n\n", one].concat());
        assert_eq!(parts.len(), 2);
    }

    #[test]
    fn words_that_are_no_narrative_are_none() {
        for original in [
            "",
            "{",
            "[]",
            r#"{"text":"plain"}"#,
            r#"{"text":{"div":{}}}"#,
        ] {
            assert!(narrative(original).is_empty(), "{original}");
        }
    }
}
