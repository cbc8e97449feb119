//! Formats that records come in and that are not read yet, told by their
//! first bytes.

/// How many bytes are looked at.
const HEAD: usize = 2048;

/// What a text or file begins with, and what it is.
const FRONTS: [(&[u8], &str); 7] = [
    (b"\x1f\x8b", "gzip"),
    (b"PK\x03\x04", "ZIP"),
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"MSH|", "HL7 v2"),
    (b"FHS|", "HL7 v2"),
    (b"BHS|", "HL7 v2"),
];

/// The name of the format that `bytes` are in, where it is a known one that is
/// not read. `None` for JSON, for a page of HTML, and for what nobody knows.
pub fn foreign_format(bytes: &[u8]) -> Option<&'static str> {
    // Without zero bytes and marks of byte order UTF-16 reads like ASCII.
    let is_text = |byte: &u8| !b"\0\xef\xbb\xbf\xff\xfe".contains(byte);
    let head: Vec<u8> = bytes.iter().take(HEAD).copied().filter(is_text).collect();
    let head = head.trim_ascii_start();
    let front = FRONTS.iter().find(|(front, _)| head.starts_with(front));
    match front {
        Some((_, name)) => Some(name),
        None if head.starts_with(b"<") => markup(head),
        None => None,
    }
}

/// What a text of markup is, by its first element.
fn markup(head: &[u8]) -> Option<&'static str> {
    let declared = head.starts_with(b"<?xml");
    let mut rest = head;
    let root = loop {
        rest = rest.trim_ascii_start();
        let end: &[u8] = match rest {
            [b'<', b'?', ..] => b"?>",
            [b'<', b'!', b'-', ..] => b"-->",
            [b'<', b'!', ..] => b">",
            [b'<', tag @ ..] => break tag,
            _ => break &[],
        };
        let at = find(rest, end).unwrap_or(rest.len());
        rest = rest.get(at + end.len()..).unwrap_or(&[]);
    };
    let root = root.get(..find(root, b">").unwrap_or(root.len()))?;
    let mut words = root.split(|byte| byte.is_ascii_whitespace() || *byte == b'/');
    let name = words.next()?.rsplit(|byte| *byte == b':').next()?;
    if name.eq_ignore_ascii_case(b"html") {
        None
    } else if name == b"ClinicalDocument" {
        Some("C-CDA")
    } else if find(root, b"urn:hl7-org:v3").is_some() {
        Some("HL7 v3")
    } else if find(root, b"http://hl7.org/fhir").is_some() {
        Some("FHIR XML")
    } else if declared || find(root, b"xmlns").is_some() {
        Some("XML")
    } else {
        None
    }
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|part| part == wanted)
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
