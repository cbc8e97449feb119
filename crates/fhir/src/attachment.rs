use timeline_json::{Arena, Cursor, Value};
use timeline_model::PartialDate;

use crate::{
    reference, security,
    words::{each, list, plain, text},
};

/// A document or picture that a resource carries or points at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attached {
    /// What the source calls it; may be empty.
    pub title: String,
    /// The media type as sent; may be empty.
    pub media_type: String,
    /// How many bytes it has: as sent, else by the data.
    pub size: Option<u32>,
    /// When it was made.
    pub created: Option<PartialDate>,
    /// Where it lies, as sent; empty where the data is here.
    pub url: String,
    /// How many letters its data has in base64; 0 where that is not here.
    pub coded: usize,
}

/// What a resource, or several behind each other, carries: whatever has a media
/// type with data, an address or a title, and whatever refers to a Binary. That
/// of contained records stands with those.
pub fn attachments(original: &str) -> Vec<Attached> {
    let mut found = Vec::new();
    each_attached(original, &mut |attached, _| found.push(attached));
    found
}

/// The data of one of them in base64; empty where that is not here.
pub fn attached_data(original: &str, at: usize) -> String {
    let mut place = 0;
    let mut found = String::new();
    each_attached(original, &mut |_, data| {
        if place == at {
            data.clone_into(&mut found);
        }
        place += 1;
    });
    found
}

/// A Binary as a source answers with it.
#[derive(Debug, PartialEq, Eq)]
pub struct Binary {
    /// The media type as sent; may be empty.
    pub media_type: String,
    /// Its data in base64.
    pub data: String,
    /// It is covered for sensitivity.
    pub covered: bool,
}

/// Reads a Binary in FHIR's own JSON; `None` where it is none.
pub fn binary(original: &str) -> Option<Binary> {
    let arena = Arena::new();
    let resource = Cursor::new(original.as_bytes()).value(&arena).ok()?;
    if text(&resource, "resourceType") != Some("Binary") {
        return None;
    }
    Some(Binary {
        media_type: text(&resource, "contentType").unwrap_or_default().into(),
        data: data(&resource).into(),
        covered: security::cover(&resource).is_some(),
    })
}

fn each_attached(original: &str, found: &mut dyn FnMut(Attached, &str)) {
    let arena = Arena::new();
    let mut cursor = Cursor::new(original.as_bytes());
    while let Ok(resource) = cursor.value(&arena) {
        visit(&resource, &resource, found);
    }
}

/// The data of an attachment; STU3 calls that of a Binary its content.
fn data<'v>(value: &'v Value<'_>) -> &'v str {
    let own = text(value, "data").or_else(|| text(value, "content"));
    own.unwrap_or_default()
}

fn visit(resource: &Value<'_>, value: &Value<'_>, found: &mut dyn FnMut(Attached, &str)) {
    if let Some((attached, data)) = read(resource, value) {
        found(attached, data);
        return;
    }
    for (key, inner) in value.members() {
        if !matches!(*key, "contained" | "meta") {
            for item in each(inner) {
                visit(resource, item, found);
            }
        }
    }
}

/// The attachment that a value is, with its data.
fn read<'v>(resource: &'v Value<'_>, value: &'v Value<'_>) -> Option<(Attached, &'v str)> {
    let media_type = text(value, "contentType");
    let own = data(value);
    let mut url = text(value, "url").unwrap_or_default();
    if media_type.is_none() {
        let named = text(value, "reference").unwrap_or_default();
        if !reference::tail(named).starts_with("Binary/") && !is_contained(resource, named) {
            return None;
        }
        url = named;
    } else if own.is_empty() && url.is_empty() && text(value, "title").is_none() {
        return None;
    }
    let mut data = own;
    let mut attached = Attached {
        title: text(value, "title")
            .or_else(|| text(value, "display"))
            .unwrap_or_default()
            .into(),
        media_type: media_type.unwrap_or_default().into(),
        ..Attached::default()
    };
    if data.is_empty()
        && let Some(inner) = contained(resource, url)
    {
        data = self::data(inner);
        if attached.media_type.is_empty() {
            attached.media_type = text(inner, "contentType").unwrap_or_default().into();
        }
    }
    if data.is_empty() {
        attached.url = url.into();
    }
    attached.coded = data.len();
    let size = value.get("size").and_then(plain);
    let size = match data {
        "" => size.and_then(timeline_json::whole),
        // By its data, whatever is said.
        data => Some(data.len() as u64 / 4 * 3),
    };
    attached.size = size.and_then(|size| u32::try_from(size).ok());
    attached.created = text(value, "creation").and_then(PartialDate::parse);
    Some((attached, data))
}

fn is_contained(resource: &Value<'_>, named: &str) -> bool {
    contained(resource, named).is_some()
}

/// The contained Binary that is named so.
fn contained<'v>(resource: &'v Value<'_>, named: &str) -> Option<&'v Value<'v>> {
    let id = named.strip_prefix('#')?;
    list(resource, "contained").iter().find(|inner| {
        let own = text(inner, "id").unwrap_or_default();
        own.trim_start_matches('#') == id && text(inner, "resourceType") == Some("Binary")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(original: &str) -> Vec<(String, String, String, usize)> {
        let told = |a: Attached| (a.title, a.media_type, a.url, a.coded);
        attachments(original).into_iter().map(told).collect()
    }

    fn one(
        title: &str,
        media_type: &str,
        url: &str,
        coded: usize,
    ) -> (String, String, String, usize) {
        (title.into(), media_type.into(), url.into(), coded)
    }

    #[test]
    fn whatever_carries_a_document_is_read() {
        for (original, expected) in [
            (
                r#"{"resourceType":"DocumentReference","content":[{"attachment":{"contentType":"application/pdf","url":"Binary/1","title":"Letter","size":9}},{"attachment":{"contentType":"text/plain","data":"YWJj"}}]}"#,
                vec![
                    one("Letter", "application/pdf", "Binary/1", 0),
                    one("", "text/plain", "", 4),
                ],
            ),
            (
                r#"{"resourceType":"DiagnosticReport","presentedForm":[{"contentType":"text/html","data":"YQ=="}]}"#,
                vec![one("", "text/html", "", 4)],
            ),
            (
                r#"{"resourceType":"Media","content":{"contentType":"image/png","url":"https://a.example/1.png"}}"#,
                vec![one("", "image/png", "https://a.example/1.png", 0)],
            ),
            (
                r#"{"resourceType":"Communication","payload":[{"contentAttachment":{"contentType":"text/rtf","title":"R","url":"Binary/2"}},{"contentReference":{"reference":"Binary/3","display":"Scan"}},{"contentReference":{"reference":"DocumentReference/4"}}]}"#,
                vec![
                    one("R", "text/rtf", "Binary/2", 0),
                    one("Scan", "", "Binary/3", 0),
                ],
            ),
            (
                r##"{"resourceType":"DocumentReference","contained":[{"resourceType":"Binary","id":"b","contentType":"text/plain","data":"YWJj"},{"resourceType":"Media","content":{"contentType":"image/png","url":"x"}}],"content":[{"attachment":{"contentType":"text/plain","url":"#b"}}]}"##,
                vec![one("", "text/plain", "", 4)],
            ),
            (
                r#"{"resourceType":"QuestionnaireResponse","item":[{"answer":[{"valueAttachment":{"contentType":"image/jpeg","data":"/9j/"}}]}]}"#,
                vec![one("", "image/jpeg", "", 4)],
            ),
            (
                r#"{"resourceType":"Patient","photo":[{"contentType":"image/png"}]}"#,
                vec![],
            ),
            (
                r#"{"resourceType":"Encounter","meta":{"x":{"contentType":"a","url":"b"}}}"#,
                vec![],
            ),
            ("{", vec![]),
        ] {
            assert_eq!(told(original), expected, "{original}");
        }
    }

    #[test]
    fn the_data_of_each_is_found_by_its_place() {
        let original = r#"{"a":{"contentType":"x","data":"YWJj"},"b":[{"contentType":"y","url":"z"},{"contentType":"y","data":"ZA=="}]}"#;
        let data: Vec<_> = (0..4).map(|at| attached_data(original, at)).collect();
        assert_eq!(data, ["YWJj", "", "ZA==", ""]);
    }

    #[test]
    fn a_binary_is_read_in_each_version() {
        for (original, data, covered) in [
            (
                r#"{"resourceType":"Binary","contentType":"a/b","data":"YQ=="}"#,
                "YQ==",
                false,
            ),
            (
                r#"{"resourceType":"Binary","contentType":"a/b","content":"YQ=="}"#,
                "YQ==",
                false,
            ),
            (
                r#"{"resourceType":"Binary","contentType":"a/b","meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"R"}]}}"#,
                "",
                true,
            ),
        ] {
            let read = binary(original).unwrap();
            assert_eq!(
                (read.media_type.as_str(), read.data.as_str(), read.covered),
                ("a/b", data, covered)
            );
        }
        assert_eq!(binary(r#"{"resourceType":"OperationOutcome"}"#), None);
        assert_eq!(binary("%PDF"), None);
    }
}
