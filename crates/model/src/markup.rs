//! The pieces of a narrative's markup, without a tree. What is active, or
//! holds what is not text, is passed over here, so that nobody who reads
//! pieces meets it. It is read as HTML 5 parts it, except that an element may
//! end itself (`<td/>`) as it does in XHTML, which narratives are.

mod entities;

pub use entities::push_decoded;

use crate::{Packed, packed};

/// A piece of markup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text whose entities stand as they were sent: see [`push_decoded`].
    Text(&'a str),
    /// An element begins.
    Open(Tag<'a>),
    /// An element of this name ends.
    Close(&'a str),
}

/// The beginning of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag<'a> {
    /// Its name in the letters in which it was sent.
    pub name: &'a str,
    attributes: &'a str,
}

/// Walks over the pieces of a text.
#[derive(Clone, Debug)]
pub struct Pieces<'a> {
    rest: &'a str,
    /// The element that is passed over, and how often it was opened inside itself.
    passing: Option<(&'a str, u32)>,
}

/// Elements whose content is no markup: they end at their own end tag alone.
const RAW: Packed = packed![
    "script",
    "style",
    "title",
    "textarea",
    "xmp",
    "iframe",
    "noembed",
    "noframes",
    "plaintext",
];

/// Other elements that are passed over with all that is in them.
const PASSED: Packed = packed![
    "svg", "math", "template", "noscript", "object", "applet", "audio", "video", "canvas", "head",
    "select", "frameset",
];

/// Elements that do not part words.
const INLINE: Packed = packed![
    "a", "b", "i", "u", "s", "em", "strong", "dfn", "code", "samp", "kbd", "var", "cite", "abbr",
    "q", "sub", "sup", "ins", "del", "span", "small", "big", "tt", "font", "strike", "bdo",
];

impl<'a> Pieces<'a> {
    /// The pieces of `markup`.
    pub fn new(markup: &'a str) -> Pieces<'a> {
        Pieces {
            rest: markup,
            passing: None,
        }
    }

    /// Moves over the first `length` bytes and gives them.
    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self
            .rest
            .split_at_checked(length)
            .unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    /// Whatever comes next, also inside what is passed over.
    fn any(&mut self) -> Option<Piece<'a>> {
        loop {
            let bytes = self.rest.as_bytes();
            let letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
            match (bytes.first()?, bytes.get(1)) {
                (b'<', Some(_)) if letter(1) => {
                    let tag = self.tag()?;
                    if !is_one_of(tag.name, &RAW) {
                        return Some(Piece::Open(tag));
                    }
                    self.raw(tag.name);
                }
                (b'<', Some(b'/')) if letter(2) => {
                    self.take(2);
                    let (name, _) = self.tag_parts()?;
                    return Some(Piece::Close(name));
                }
                (b'<', Some(b'!')) if self.rest.starts_with("<!--") => self.comment(),
                (b'<', Some(b'/' | b'!' | b'?')) => {
                    let end = find(bytes, b'>').map_or(bytes.len(), |at| at + 1);
                    self.take(end);
                }
                _ => {
                    let behind = bytes.get(1..).unwrap_or_default();
                    let end = find(behind, b'<').map_or(bytes.len(), |at| at + 1);
                    return Some(Piece::Text(self.take(end)));
                }
            }
        }
    }

    fn tag(&mut self) -> Option<Tag<'a>> {
        self.take(1);
        let (name, attributes) = self.tag_parts()?;
        Some(Tag { name, attributes })
    }

    /// Moves behind the end tag of a raw element.
    fn raw(&mut self, name: &str) {
        while !self.rest.is_empty() {
            let end = find(self.rest.as_bytes(), b'<').unwrap_or(self.rest.len());
            self.take(end);
            let mut behind = self.rest.bytes().skip(1);
            let ends = behind.next() == Some(b'/')
                && name
                    .bytes()
                    .all(|own| behind.next().is_some_and(|b| own.eq_ignore_ascii_case(&b)))
                && !behind.next().is_some_and(is_of_name)
                && !name.eq_ignore_ascii_case("plaintext");
            if ends {
                self.take(2);
                self.tag_parts();
                return;
            }
            self.take(1);
        }
    }

    /// Name and attributes of the tag at the front, and moves behind it; `None`
    /// where the text ends before the tag does.
    fn tag_parts(&mut self) -> Option<(&'a str, &'a str)> {
        let name = self.rest.bytes().take_while(|b| is_of_name(*b)).count();
        let name = self.take(name);
        let end = walk(self.rest, &mut |_, _| {});
        let attributes = self.take(end);
        (!self.take(1).is_empty()).then_some((name, attributes))
    }

    fn comment(&mut self) {
        self.take(4);
        let bytes = self.rest.as_bytes();
        let mut end = bytes.len();
        for (at, byte) in bytes.iter().enumerate() {
            let before = bytes.get(..at).unwrap_or_default();
            let closes =
                at == 0 || before == b"-" || before.ends_with(b"--") || before.ends_with(b"--!");
            if *byte == b'>' && closes {
                end = at + 1;
                break;
            }
        }
        self.take(end);
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        loop {
            let piece = self.any()?;
            match (&mut self.passing, piece) {
                (None, Piece::Open(tag)) if is_one_of(tag.name, &PASSED) => {
                    if !tag.ends_itself() {
                        self.passing = Some((tag.name, 0));
                    }
                }
                (None, piece) => return Some(piece),
                (Some((name, depth)), Piece::Open(tag)) => {
                    let same = tag.name.eq_ignore_ascii_case(name) && !tag.ends_itself();
                    *depth += u32::from(same);
                }
                (Some((name, depth)), Piece::Close(own)) if own.eq_ignore_ascii_case(name) => {
                    if *depth == 0 {
                        self.passing = None;
                    } else {
                        *depth -= 1;
                    }
                }
                (Some(_), _) => {}
            }
        }
    }
}

impl Tag<'_> {
    /// Whether it ends where it begins: `<td/>`.
    pub fn ends_itself(self) -> bool {
        // The slash of a value without quotes is the value's.
        let mut last = false;
        let sent = self.attributes;
        walk(sent, &mut |_, value| {
            last = value.ends_with('/') && sent.ends_with(value)
        });
        sent.ends_with('/') && !last
    }

    /// The attribute of this name; the first where it repeats.
    pub fn attribute(self, name: &str) -> Option<String> {
        let mut found = None;
        walk(self.attributes, &mut |own, value| {
            if found.is_none() && own.eq_ignore_ascii_case(name) {
                let mut text = String::new();
                push_decoded(value, &mut text);
                found = Some(text);
            }
        });
        found
    }
}

/// The text of a narrative without its markup, for searching: what stands in
/// blocks of its own stands on lines of its own.
pub fn plain_text(markup: &str) -> String {
    let mut out = String::new();
    for piece in Pieces::new(markup) {
        match piece {
            Piece::Text(text) => push_decoded(text, &mut out),
            Piece::Open(Tag { name, .. }) | Piece::Close(name) => {
                if !is_one_of(name, &INLINE) && !out.is_empty() && !out.ends_with('\n') {
                    out.push('\n');
                }
            }
        }
    }
    out
}

/// Whether a name is in a list, whatever its letters' case.
pub fn is_one_of(name: &str, list: &Packed) -> bool {
    list.iter().any(|own| own.eq_ignore_ascii_case(name))
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\x0c' | b'\r' | b' ')
}

fn is_of_name(byte: u8) -> bool {
    !is_blank(byte) && !matches!(byte, b'/' | b'>')
}

fn find(bytes: &[u8], wanted: u8) -> Option<usize> {
    bytes.iter().position(|byte| *byte == wanted)
}

/// Shows each attribute's name and value, and gives the place of the `>` that
/// ends the tag, or of the text's end.
fn walk(text: &str, visit: &mut dyn FnMut(&str, &str)) -> usize {
    let bytes = text.as_bytes();
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    let skip = |from: usize, over: fn(u8) -> bool| {
        let rest = bytes.get(from..).unwrap_or_default();
        from + rest.iter().take_while(|byte| over(**byte)).count()
    };
    let mut at = 0;
    loop {
        at = skip(at, |byte| is_blank(byte) || byte == b'/');
        if matches!(bytes.get(at), None | Some(b'>')) {
            return at;
        }
        // A name may begin with `=`.
        let end = skip(at + 1, |byte| is_of_name(byte) && byte != b'=');
        let name = part(at, end);
        at = skip(end, is_blank);
        if bytes.get(at) != Some(&b'=') {
            visit(name, "");
            continue;
        }
        let from = skip(at + 1, is_blank);
        let quote = bytes.get(from).copied();
        let length = |over: fn(u8) -> bool| skip(from + 1, over);
        at = match quote {
            Some(b'"') => length(|byte| byte != b'"'),
            Some(b'\'') => length(|byte| byte != b'\''),
            _ => skip(from, |byte| !is_blank(byte) && byte != b'>'),
        };
        let quoted = usize::from(matches!(quote, Some(b'"' | b'\'')));
        visit(name, part(from + quoted, at));
        at = (at + quoted).min(bytes.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(markup: &str) -> String {
        let mut out = String::new();
        for piece in Pieces::new(markup) {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Open(tag) => {
                    out.push('[');
                    out.push_str(tag.name);
                    walk(tag.attributes, &mut |name, value| {
                        for part in [" ", name, "=", value] {
                            out.push_str(part);
                        }
                    });
                    out.push_str(if tag.ends_itself() { "/]" } else { "]" });
                }
                Piece::Close(name) => {
                    for part in ["[/", name, "]"] {
                        out.push_str(part);
                    }
                }
            }
        }
        out
    }

    #[test]
    fn markup_is_parted_as_a_browser_parts_it() {
        for (markup, parts) in [
            (
                "<div><b>a</b> &lt; <br/></div>",
                "[div][b]a[/b] &lt; [br/][/div]",
            ),
            (
                "<td colspan=2 ROWSPAN = '3' x>",
                "[td colspan=2 ROWSPAN=3 x=]",
            ),
            ("<a title='>' href=\"x\"y=z/>t", "[a title=> href=x y=z/]t"),
            ("<a =\"b\" c>", "[a =\"b\"= c=]"),
            ("a < b <3 </ x>c", "a < b <3 c"),
            ("<!-- <b> --!>c<!-->d<!--->e<!--x", "cde"),
            ("<?x y?><!DOCTYPE z><![CDATA[w]]>t", "t"),
            ("x<b", "x"),
            ("x<b a='>", "x"),
            ("<p é='1'>ü</p>", "[p é=1]ü[/p]"),
        ] {
            assert_eq!(told(markup), parts, "{markup}");
        }
    }

    #[test]
    fn what_is_active_is_passed_over_with_its_content() {
        for (markup, parts) in [
            ("a<script>b</b><p></scripts></SCRIPT x>c", "ac"),
            ("a<script/>b</script>c", "ac"),
            ("a<style>b", "a"),
            ("a<svg><svg/><svg>b</svg>c</svg>d", "ad"),
            ("a<svg x=y/>b</svg>c<math/>d", "acd"),
            ("a<title></svg></title>b", "ab"),
            ("a<plaintext>b</plaintext>c", "a"),
            ("a<svg><title></svg>b", "a"),
        ] {
            assert_eq!(told(markup), parts, "{markup}");
        }
    }

    #[test]
    fn plain_text_parts_blocks_and_not_inline_elements() {
        let markup = "<div><p><b>As</b>thma</p><table><tr><td>a&amp;b</td><td>&#x3b2;</td></tr></table></div>";
        assert_eq!(plain_text(markup), "Asthma\na&b\nβ\n");
    }

    #[test]
    fn an_attribute_is_found_by_its_name_and_decoded() {
        let piece = Pieces::new("<a HREF='?a&amp;b' href=c>").next();
        let told = match piece {
            Some(Piece::Open(tag)) => [tag.attribute("href"), tag.attribute("id")],
            _ => [None, None],
        };
        assert_eq!(told, [Some(String::from("?a&b")), None]);
    }

    #[test]
    fn no_cut_of_a_text_breaks_it() {
        let markup =
            "<div a='é' b=ü/><!-- ö --><script>ä</script>&uuml;&#xFC;&bogus;</dïv><svg é/>";
        for (at, _) in markup.char_indices() {
            let (front, back) = markup.split_at(at);
            assert!(plain_text(front).len() <= front.len());
            assert!(plain_text(back).len() <= back.len());
        }
    }
}
