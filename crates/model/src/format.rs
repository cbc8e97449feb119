//! Formats that records come in and that are not read yet, told by their
//! first bytes.

use crate::{Packed, packed, part};

/// How many bytes are looked at.
const HEAD: usize = 2048;

/// What a text or file begins with, and what it is.
const FRONTS: Packed = packed![
    ("\u{1f}\u{8b}", "gzip"),
    ("PK\u{3}\u{4}", "ZIP"),
    ("%PDF", "PDF"),
    ("{\\rtf", "RTF"),
    ("MSH|", "HL7 v2"),
    ("FHS|", "HL7 v2"),
    ("BHS|", "HL7 v2"),
];

/// The name of the format that `bytes` are in, where it is a known one that is
/// not read. `None` for JSON, for a page of HTML, and for what nobody knows.
pub fn foreign_format(bytes: &[u8]) -> Option<&'static str> {
    let mut head = String::new();
    for byte in bytes.iter().take(HEAD) {
        // Without zero bytes and marks of byte order UTF-16 reads like ASCII.
        if !b"\0\xef\xbb\xbf\xff\xfe".contains(byte) {
            head.push(char::from(*byte));
        }
    }
    let head = head.trim_ascii_start();
    match FRONTS.meaning_of(&|front| head.starts_with(front)) {
        None if head.starts_with('<') => markup(head),
        known => known,
    }
}

/// What a text of markup is, by its first element.
fn markup(head: &str) -> Option<&'static str> {
    let declared = head.starts_with("<?xml");
    let mut rest = head;
    let root = loop {
        let tag = rest.trim_ascii_start().strip_prefix('<');
        let tag = tag.unwrap_or_default();
        let end = if tag.starts_with('?') {
            "?>"
        } else if tag.starts_with("!-") {
            "-->"
        } else if tag.starts_with('!') {
            ">"
        } else {
            break part::before(tag, ">");
        };
        rest = part::cut(rest, end).map_or("", |(_, behind)| behind);
    };
    let mut ends = root.bytes();
    let end = ends.position(|byte| byte.is_ascii_whitespace() || byte == b'/');
    let name = root.get(..end.unwrap_or(root.len()))?;
    let name = part::behind_last(name, b':');
    if name.eq_ignore_ascii_case("html") {
        None
    } else if name == "ClinicalDocument" {
        Some("C-CDA")
    } else if part::has(root, "urn:hl7-org:v3") {
        Some("HL7 v3")
    } else if part::has(root, "http://hl7.org/fhir") {
        Some("FHIR XML")
    } else if declared || part::has(root, "xmlns") {
        Some("XML")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_is_told_by_its_first_bytes() {
        let table: [(&[u8], Option<&str>); 19] = [
            (b"\x1f\x8b\x08\0", Some("gzip")),
            (b"PK\x03\x04\x14\0", Some("ZIP")),
            (b"%PDF-1.7", Some("PDF")),
            (b"{\\rtf1\\ansi", Some("RTF")),
            (b"MSH|^~\\&|LAB", Some("HL7 v2")),
            (b"\r\nFHS|^~\\&", Some("HL7 v2")),
            (
                b"\xef\xbb\xbf<?xml version=\"1.0\"?>\n<!-- <a> -->\n<ClinicalDocument xmlns=\"urn:hl7-org:v3\">",
                Some("C-CDA"),
            ),
            (b"<cda:ClinicalDocument xmlns:cda='urn:hl7-org:v3'>", Some("C-CDA")),
            (b"<RCMR_IN030000UK06 xmlns=\"urn:hl7-org:v3\">", Some("HL7 v3")),
            (b"<Bundle xmlns=\"http://hl7.org/fhir\"><id/>", Some("FHIR XML")),
            (b"<f:Patient\n xmlns:f='http://hl7.org/fhir'/>", Some("FHIR XML")),
            (b"\xff\xfe<\0?\0x\0m\0l\0 \0?\0>\0<\0a\0>\0", Some("XML")),
            (b"<?xml version=\"1.0\"?>", Some("XML")),
            (b"<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"x\"><html>", None),
            (b"<!DOCTYPE html><html lang=\"en\">", None),
            (b"<h1>Not found</h1>", None),
            (b"{\"resourceType\":\"Bundle\"}", None),
            (b"", None),
            (b"<", None),
        ];
        for (bytes, name) in table {
            let shown = String::from_utf8_lossy(bytes);
            assert_eq!(foreign_format(bytes), name, "{shown}");
        }
    }

    #[test]
    fn a_format_cut_short_anywhere_is_no_fault() {
        let text = b"<?xml version=\"1.0\"?><!-- x --><!DOCTYPE x><f:Bundle xmlns:f=\"http://hl7.org/fhir\">";
        for cut in 0..text.len() {
            foreign_format(&text[..cut]);
        }
    }
}
