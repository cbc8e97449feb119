//! What a document is: by what was said, and by its bytes, which decide.

use timeline_model::{Medium, Packed, lower, packed, part};

/// Media types, and for each the place of what it is in [`MEDIA`].
const TYPES: Packed = packed![
    ("text/plain", "a"),
    ("text/html", "b"),
    ("application/xhtml+xml", "b"),
    ("text/rtf", "c"),
    ("application/rtf", "c"),
    ("application/x-rtf", "c"),
    ("text/richtext", "c"),
    ("application/pdf", "d"),
    ("application/x-pdf", "d"),
    ("image/png", "e"),
    ("image/jpeg", "f"),
    ("image/jpg", "f"),
    ("image/pjpeg", "f"),
    ("image/gif", "g"),
    ("image/webp", "h"),
    ("image/bmp", "i"),
    ("image/x-ms-bmp", "i"),
    ("image/tiff", "j"),
    ("image/tif", "j"),
    ("application/octet-stream", "k"),
    ("binary/octet-stream", "k"),
    ("", "k"),
];

const MEDIA: [Medium; 11] = [
    Medium::Text,
    Medium::Html,
    Medium::Rtf,
    Medium::Pdf,
    Medium::Png,
    Medium::Jpeg,
    Medium::Gif,
    Medium::Webp,
    Medium::Bmp,
    Medium::Tiff,
    Medium::Unknown,
];

/// What a media type says.
pub fn said(media_type: &str) -> Medium {
    let plain = lower(part::before(media_type, ";").trim());
    let place = TYPES.meaning(&plain).and_then(|at| at.as_bytes().first());
    let known = place.and_then(|place| MEDIA.get(usize::from(place - b'a')));
    known.copied().unwrap_or(Medium::Other)
}

/// The first bytes of what is no text.
const BEGINNINGS: [(&[u8], Medium); 12] = [
    (b"\x89PNG\r\n\x1a\n", Medium::Png),
    (b"\xff\xd8\xff", Medium::Jpeg),
    (b"GIF87a", Medium::Gif),
    (b"GIF89a", Medium::Gif),
    (b"II*\0", Medium::Tiff),
    (b"MM\0*", Medium::Tiff),
    (b"PK\x03\x04", Medium::Other),
    (b"\xd0\xcf\x11\xe0", Medium::Other),
    (b"\x1f\x8b", Medium::Other),
    (b"MZ", Medium::Other),
    (b"\x7fELF", Medium::Other),
    (b"{\\rtf", Medium::Rtf),
];

/// How far into it a PDF may begin.
const PDF: usize = 1024;

/// What the bytes are, whatever was said: what that decides is only what words
/// are.
pub fn told(bytes: &[u8], said: Medium) -> Medium {
    for (beginning, medium) in BEGINNINGS {
        if bytes.starts_with(beginning) {
            return medium;
        }
    }
    let head = bytes.get(..PDF).unwrap_or(bytes);
    if head.windows(5).any(|five| five == b"%PDF-") {
        return Medium::Pdf;
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Medium::Webp;
    }
    // A header of a known length follows, which no text has there.
    if bytes.starts_with(b"BM") && matches!(bytes.get(14..18), Some([12 | 40 | 108 | 124, 0, 0, 0]))
    {
        return Medium::Bmp;
    }
    if !is_text(bytes) {
        return Medium::Other;
    }
    words(bytes, said)
}

/// What words are.
fn words(bytes: &[u8], said: Medium) -> Medium {
    let head = bytes.get(..PDF).unwrap_or(bytes);
    let head = lower(&timeline_json::lossy(head));
    let head = head.trim_start_matches(|c: char| c == '\u{feff}' || c.is_ascii_whitespace());
    if head.starts_with("{\\rtf") {
        return Medium::Rtf;
    }
    // A picture in markup may hold what is active.
    if part::has(head, "<svg") && (head.starts_with("<svg") || head.starts_with("<?xml")) {
        return Medium::Other;
    }
    if head.starts_with("<!doctype html") || part::has(head, "<html") && head.starts_with('<') {
        return Medium::Html;
    }
    match said {
        Medium::Html => Medium::Html,
        Medium::Other if head.starts_with('<') => Medium::Other,
        _ => Medium::Text,
    }
}

/// Whether the bytes are text: those of UTF-16 say so at their beginning.
fn is_text(bytes: &[u8]) -> bool {
    let wide = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    let control = |byte: &u8| matches!(byte, 0..=8 | 14..=26 | 28..=31);
    wide || !bytes.iter().any(control)
}

/// Whether what was said is not so. That nobody said is no lie, nor that text
/// was called by a kind of text that is not told apart.
pub fn lies(media_type: &str, said: Medium, medium: Medium) -> bool {
    let is_some_text = said == Medium::Other && medium == Medium::Text;
    let other_text = is_some_text && lower(media_type).starts_with("text/");
    said != medium && said != Medium::Unknown && !other_text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_read_with_its_parameters() {
        for (media_type, medium) in [
            ("text/plain; charset=utf-8", Medium::Text),
            ("TEXT/HTML", Medium::Html),
            ("application/xhtml+xml", Medium::Html),
            ("application/rtf", Medium::Rtf),
            (" image/jpg ", Medium::Jpeg),
            ("image/tiff", Medium::Tiff),
            ("image/svg+xml", Medium::Other),
            ("application/octet-stream", Medium::Unknown),
            ("", Medium::Unknown),
            ("application/msword", Medium::Other),
        ] {
            assert_eq!(said(media_type), medium, "{media_type}");
        }
    }

    #[test]
    fn bytes_decide_what_it_is() {
        let bmp = [&b"BM"[..], &[0; 12], &[40, 0, 0, 0]].concat();
        for (bytes, medium) in [
            (&b"%PDF-1.4"[..], Medium::Pdf),
            (b"\xef\xbb\xbf\n%PDF-1.7", Medium::Pdf),
            (b"\x89PNG\r\n\x1a\n\0", Medium::Png),
            (b"\xff\xd8\xff\xe0", Medium::Jpeg),
            (b"GIF89a", Medium::Gif),
            (b"RIFF\0\0\0\0WEBPVP8 ", Medium::Webp),
            (&bmp, Medium::Bmp),
            (b"BM is a unit", Medium::Text),
            (b"II*\0\x08", Medium::Tiff),
            (b"MM\0*", Medium::Tiff),
            (b"{\\rtf1 a}", Medium::Rtf),
            (b" \n{\\rtf1 a}", Medium::Rtf),
            (b"<!DOCTYPE html><p>", Medium::Html),
            (b"<?xml version='1.0'?><html xmlns='x'>", Medium::Html),
            (b"<?xml version='1.0'?><svg onload='x'>", Medium::Other),
            (b"<svg/>", Medium::Other),
            (b"PK\x03\x04", Medium::Other),
            (b"\0\x01\x02", Medium::Other),
            (b"Dear colleague", Medium::Text),
            (b"\xff\xfeD\0", Medium::Text),
            (b"", Medium::Text),
        ] {
            for said in [Medium::Unknown, Medium::Text, Medium::Pdf, Medium::Png] {
                assert_eq!(told(bytes, said), medium, "{bytes:?} said to be {said:?}");
            }
        }
        assert_eq!(told(b"<p>Dear", Medium::Html), Medium::Html);
        assert_eq!(told(b"<p>Dear", Medium::Text), Medium::Text);
        assert_eq!(told(b"<ClinicalDocument>", Medium::Other), Medium::Other);
        assert_eq!(told(b"a;b", Medium::Other), Medium::Text);
    }

    #[test]
    fn only_what_says_something_else_lies() {
        let lies = |media_type: &str, medium| lies(media_type, said(media_type), medium);
        assert!(lies("application/pdf", Medium::Text));
        assert!(lies("image/png", Medium::Jpeg));
        assert!(lies("application/msword", Medium::Rtf));
        assert!(!lies("application/octet-stream", Medium::Pdf));
        assert!(!lies("", Medium::Png));
        assert!(!lies("text/csv", Medium::Text));
        assert!(lies("application/json", Medium::Text));
        assert!(!lies("text/plain", Medium::Text));
    }
}
