use timeline_model::{
    Packed,
    markup::{Piece, Pieces, Tag, is_one_of, push_decoded},
    packed, part,
};

use crate::{
    Later,
    element::{Content, element, text},
    elements::{group, span},
    words::Words,
};

/// A source's markup, made anew from elements and attributes that are known to
/// be harmless; `level` is the heading that its headings become. Each element
/// and text takes one of `room`; what comes when there is none is left out.
pub(super) fn rebuilt(
    words: Words,
    markup: &str,
    level: &'static str,
    room: &mut usize,
) -> Content {
    let mut rebuilt = Rebuilt {
        words,
        level,
        open: vec![Open::new(
            "",
            element("div").class("narrative").attr("dir", "auto"),
        )],
        said: String::new(),
    };
    for piece in Pieces::new(markup) {
        if *room == 0 {
            break;
        }
        *room -= 1;
        match piece {
            Piece::Text(sent) => rebuilt.text(sent),
            Piece::Open(tag) => rebuilt.begin(tag),
            Piece::Close(name) => rebuilt.end(name),
        }
    }
    rebuilt.end_from(1);
    let root = rebuilt.open.pop().map(|open| open.element);
    root.unwrap_or_else(|| element("div"))
}

/// How deep elements nest; the content of deeper ones stands in the deepest.
const DEPTH: usize = 32;

/// The elements that are shown, some as another. The content of others is
/// shown without them.
const SHOWN: &str = "div p pre br hr ul ol li dl dt dd table caption thead tbody tfoot tr th td b i u s em strong dfn code samp kbd var cite abbr blockquote q sub sup ins del span small strike=s tt=code big=span font=span center=div a=span h1=h h2=h h3=h h4=h h5=h h6=h";

/// What `dir` may say.
const DIRECTIONS: Packed = packed!["ltr", "rtl", "auto"];

/// Elements that end others of their own; within which, no further out; and
/// in which alone they stand.
const PLACES: [[&str; 3]; 6] = [
    ["li", "ul ol table", "ul ol"],
    ["dt dd", "dl table", "dl"],
    ["td th", "tr table", "tr"],
    ["tr", "table", "table thead tbody tfoot"],
    ["thead tbody tfoot caption", "table", "table"],
    ["p", "div td th li dd blockquote caption table", ""],
];

/// No other element's end tag reaches out of these.
const WALLS: &str = "table td th caption";
const TABLE: &str = "table thead tbody tfoot tr td th caption";

struct Rebuilt {
    words: Words,
    level: &'static str,
    /// The elements that have begun, the outermost first.
    open: Vec<Open>,
    /// The last text.
    said: String,
}

struct Open {
    tag: &'static str,
    element: Content,
    /// Where a link leads: told behind its text.
    address: Option<String>,
}

impl Open {
    fn new(tag: &'static str, element: Content) -> Open {
        Open {
            tag,
            element,
            address: None,
        }
    }
}

impl Rebuilt {
    fn text(&mut self, sent: &str) {
        let mut said = String::with_capacity(sent.len());
        push_decoded(sent, &mut said);
        self.said.clone_from(&said);
        self.add(text(said));
    }

    fn add(&mut self, content: Content) {
        if let Some(mut open) = self.open.pop() {
            open.element = open.element.child(content);
            self.open.push(open);
        }
    }

    fn begin(&mut self, tag: Tag<'_>) {
        if tag.name.eq_ignore_ascii_case("img") {
            let alt = tag.attribute("alt").unwrap_or_default();
            let said = self.words.fill(Later::PictureLeftOut, &[("words", &alt)]);
            self.add(span("told", said));
        }
        let Some(shown) = shown(tag.name) else {
            return;
        };
        if !self.make_place(shown) || self.open.len() > DEPTH {
            return;
        }
        let name = if shown == "h" { self.level } else { shown };
        let made = with_attributes(element(name), tag);
        if matches!(shown, "br" | "hr") {
            self.add(made);
            return;
        }
        let mut open = Open::new(shown, made);
        if tag.name.eq_ignore_ascii_case("a") {
            open.address = tag.attribute("href").filter(|href| is_web(href));
        }
        self.open.push(open);
        if tag.ends_itself() {
            self.end_from(self.open.len() - 1);
        }
    }

    /// Ends what an element ends by beginning; whether it may stand here.
    fn make_place(&mut self, shown: &str) -> bool {
        let Some([own, within, parents]) = PLACES.iter().find(|[own, ..]| has(own, shown)) else {
            return true;
        };
        let same = |open: &Open| has(own, open.tag);
        let stops = |open: &Open| same(open) || has(within, open.tag);
        if let Some(at) = self.open.iter().rposition(stops)
            && self.open.get(at).is_some_and(same)
        {
            self.end_from(at);
        }
        let parent = self.open.last().map_or("", |open| open.tag);
        parents.is_empty() || has(parents, parent)
    }

    fn end(&mut self, name: &str) {
        let Some(shown) = shown(name) else {
            return;
        };
        let walls = if has(TABLE, shown) { "table" } else { WALLS };
        let stops = |open: &Open| open.tag == shown || has(walls, open.tag);
        if let Some(at) = self.open.iter().rposition(stops)
            && self.open.get(at).is_some_and(|open| open.tag == shown)
        {
            self.end_from(at);
        }
    }

    /// Ends the elements from this depth on.
    fn end_from(&mut self, depth: usize) {
        while self.open.len() > depth.max(1) {
            let Some(Open {
                tag,
                element,
                address,
            }) = self.open.pop()
            else {
                return;
            };
            let outermost = !self.open.iter().any(|open| open.tag == "table");
            self.add(if tag == "table" && outermost {
                // What is too wide is scrolled by itself, by keyboard too.
                group("wide", self.words.say(Later::NarrativeTable))
                    .attr("tabindex", "0")
                    .child(element)
            } else {
                element
            });
            if let Some(address) = address.filter(|address| *address != self.said) {
                self.add(span("told", [" (", &address, ")"].concat()));
            }
        }
    }
}

/// What an element is shown as.
fn shown(name: &str) -> Option<&'static str> {
    SHOWN.split(' ').find_map(|own| {
        let (own, shown) = own.split_once('=').unwrap_or((own, own));
        own.eq_ignore_ascii_case(name).then_some(shown)
    })
}

fn has(list: &str, name: &str) -> bool {
    list.split(' ').any(|own| own == name)
}

/// The attributes that are kept, where what they say is known to be harmless.
fn with_attributes(mut element: Content, tag: Tag<'_>) -> Content {
    for (name, own) in [
        ("colspan", "colspan"),
        ("rowspan", "rowspan"),
        ("start", "start"),
        ("dir", "dir"),
        ("lang", "lang"),
        ("lang", "xml:lang"),
        ("class", "style"),
    ] {
        let Some(value) = tag.attribute(own) else {
            continue;
        };
        let letters = |of: fn(&u8) -> bool| value.len() < 36 && value.bytes().all(|b| of(&b));
        match name {
            // What is struck out by its style may not read as if it held.
            "class" if part::has(&value, "line-through") => element = element.class("struck"),
            "class" => {}
            "dir" if !is_one_of(&value, &DIRECTIONS) => {}
            "lang" if !letters(|b| b.is_ascii_alphanumeric() || *b == b'-') => {}
            "colspan" | "rowspan" | "start" if value.len() > 3 || !letters(u8::is_ascii_digit) => {}
            _ => element = element.attr(name, value),
        }
    }
    element
}

fn is_web(address: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| {
        let start = address.get(..scheme.len()).unwrap_or_default();
        start.eq_ignore_ascii_case(scheme)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handle::Handle;

    fn outline(markup: &str, mut room: usize) -> String {
        let words = Words::new(Handle::new());
        let outline = rebuilt(words, markup, "h3", &mut room).outline();
        let inner = outline.strip_prefix("<div class=narrative dir=auto>");
        inner.unwrap().strip_suffix("</div>").unwrap().to_owned()
    }

    #[test]
    fn what_is_harmless_is_made_anew() {
        for (markup, shown) in [
            (
                "<div xmlns='x'><h1>A</h1><P>b<br/>c &amp; d</P></div>",
                "<div><h3>A</h3><p>b<br></br>c & d</p></div>",
            ),
            (
                "<td>a</td><table><tr><td colspan='2'/><th rowspan=3>c</table>",
                "a<div class=wide role=group aria-label=Table tabindex=0><table><tr><td colspan=2></td><th rowspan=3>c</th></tr></table></div>",
            ),
            ("<ul><li>a<li>b</ul><li>c", "<ul><li>a</li><li>b</li></ul>c"),
            ("<p>a<p>b", "<p>a</p><p>b</p>"),
            ("<b>a<i>b</b>c</i>", "<b>a<i>b</i></b>c"),
            ("<p lang='de' dir=rtl>a", "<p dir=rtl lang=de>a</p>"),
            (
                "<span style='x; text-decoration:line-through'>a",
                "<span class=struck>a</span>",
            ),
            (
                "<a href='https://a.example/?b&amp;c'>d</a><a href='https://e'>https://e</a>",
                "<span>d</span><span class=told> (https://a.example/?b&c)</span><span>https://e</span>",
            ),
            (
                "<img alt='A wound' src='data:x'/>b",
                "<span class=told>[picture left out: A wound]</span>b",
            ),
        ] {
            assert_eq!(outline(markup, 99), shown, "{markup}");
        }
    }

    #[test]
    fn nothing_else_is() {
        for (markup, shown) in [
            (
                "<p onclick=x id=a name=b class=c style='color:red'>d",
                "<p>d</p>",
            ),
            (
                "<a href='javascript:alert(1)' target=_top>b</a>",
                "<span>b</span>",
            ),
            (
                "<form action=x><button>a</button><input value=b></form>",
                "a",
            ),
            ("<link href=x><base href=y><meta content=z>a", "a"),
            ("<custom-element>a</custom-element>", "a"),
            ("<p dir=x lang='\"' colspan=1e9>a", "<p>a</p>"),
            ("<td colspan=9999>", ""),
        ] {
            assert_eq!(outline(markup, 99), shown, "{markup}");
        }
    }

    #[test]
    fn however_deep_it_nests_it_stays_shallow_and_keeps_its_text() {
        let deep = "<div>".repeat(100_000) + "end" + &"</div>".repeat(100_000);
        let shown = outline(&deep, usize::MAX);
        assert_eq!(shown.matches("<div>").count(), DEPTH);
        assert!(shown.contains(">end<"));
    }

    #[test]
    fn what_there_is_no_room_for_is_left_out() {
        let mut room = 3;
        let words = Words::new(Handle::new());
        let shown = rebuilt(words, "<p>a</p><p>b</p>", "h3", &mut room).outline();
        assert!(shown.contains("a") && !shown.contains("b</p>"), "{shown}");
        assert_eq!(room, 0);
    }
}
