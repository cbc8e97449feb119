//! A page's bytes to the resources on it.

use core::ops::Range;

use timeline_json::{Cursor, Error, ErrorKind, Value};
use timeline_model::ProblemCode;

use crate::words::{list, text};

/// How deep bundles may stand inside bundles.
const NESTING: u8 = 3;

/// Something received on a page.
pub(crate) enum Item<'a> {
    /// A resource with its type, where it stands, and its `fullUrl`.
    Resource {
        /// The resource.
        value: Value<'a>,
        /// Its bytes on the page.
        range: Range<usize>,
        /// The address that the bundle gives it; empty where it gives none.
        full_url: String,
    },
    /// Something that cannot be kept.
    Unreadable(ProblemCode, usize),
    /// The server's word on a request, without a resource.
    Answer(usize),
}

/// What a page holds beside its resources.
#[derive(Default)]
pub(crate) struct Frame {
    /// The next page.
    pub next: Option<String>,
    /// The announced total.
    pub total: Option<u32>,
    /// Where the page broke off, and why.
    pub broken: Option<(ProblemCode, usize)>,
}

/// Walks one page.
pub(crate) struct Walk<'a, 'f> {
    bytes: &'a [u8],
    frame: Frame,
    sink: &'f mut dyn FnMut(Item<'a>),
}

/// Hands each resource on the page to `sink`, in order.
pub(crate) fn walk<'a>(bytes: &'a [u8], sink: &mut dyn FnMut(Item<'a>)) -> Frame {
    let mut walk = Walk {
        bytes,
        frame: Frame::default(),
        sink,
    };
    walk.texts();
    walk.frame
}

impl<'a> Walk<'a, '_> {
    /// One JSON text, or one a line.
    fn texts(&mut self) {
        let mut cursor = Cursor::new(self.bytes);
        match cursor.peek() {
            Some(b'{' | b'[') => {}
            Some(_) => return self.broken(ProblemCode::NotJson, cursor.offset()),
            None => return self.broken(ProblemCode::BrokenJson, cursor.offset()),
        }
        if self.one_a_line(cursor.offset()) {
            return self.lines(cursor.offset());
        }
        let end = self.text(&mut cursor).and_then(|()| cursor.end());
        if let Err(error) = end {
            self.broken(code(error), error.offset);
        }
    }

    /// One JSON text a line: a line that breaks costs itself, and the last one
    /// breaks the page where it is cut short.
    fn lines(&mut self, from: usize) {
        let all = self.bytes;
        let mut start = from;
        while let Some(rest) = all.get(start..).filter(|rest| !rest.is_empty()) {
            let length = rest.iter().position(|byte| *byte == b'\n');
            let end = length.map_or(all.len(), |length| start + length);
            self.bytes = all.get(..end).unwrap_or(all);
            let mut cursor = Cursor::from(self.bytes, start);
            if cursor.peek().is_some()
                && let Err(error) = self.text(&mut cursor)
            {
                if length.is_none() && error.kind == ErrorKind::UnexpectedEnd {
                    self.broken(code(error), error.offset);
                } else {
                    (self.sink)(Item::Unreadable(code(error), error.offset));
                }
            }
            start = end + 1;
        }
        self.bytes = all;
    }

    fn text(&mut self, cursor: &mut Cursor<'a>) -> Result<(), Error> {
        match cursor.peek() {
            Some(b'[') => {
                cursor.open(b'[');
                let mut first = true;
                while cursor.element(first)? {
                    first = false;
                    self.resource(cursor, String::new(), 0)?;
                }
                Ok(())
            }
            Some(b'{') if is_bundle(self.bytes, cursor.offset()) => self.bundle(cursor, 0),
            Some(b'{') => self.resource(cursor, String::new(), 0),
            _ => cursor.value().map(|_| ()),
        }
    }

    fn bundle(&mut self, cursor: &mut Cursor<'a>, depth: u8) -> Result<(), Error> {
        cursor.open(b'{');
        let mut first = true;
        while let Some(key) = cursor.key(first)? {
            first = false;
            match key.as_ref() {
                "entry" if cursor.open(b'[') => {
                    let mut first = true;
                    while cursor.element(first)? {
                        first = false;
                        self.entry(cursor, depth)?;
                    }
                }
                "link" | "total" => {
                    let value = cursor.value()?;
                    if depth == 0 {
                        self.frame_member(&key, &value);
                    }
                }
                _ => cursor.skip()?,
            }
        }
        Ok(())
    }

    fn frame_member(&mut self, key: &str, value: &Value<'a>) {
        if key == "total" {
            self.frame.total = value.as_i64().and_then(|total| u32::try_from(total).ok());
            return;
        }
        let next = value
            .items()
            .iter()
            .find(|link| text(link, "relation") == Some("next"));
        self.frame.next = next
            .and_then(|link| text(link, "url"))
            .map(str::to_owned)
            .or(self.frame.next.take());
    }

    /// One entry of a bundle: its address and its resource, in either order.
    fn entry(&mut self, cursor: &mut Cursor<'a>, depth: u8) -> Result<(), Error> {
        cursor.peek();
        let start = cursor.offset();
        let parts = match parts(cursor) {
            Ok(parts) => parts,
            Err(error) => return self.step_over(cursor, start, error),
        };
        match parts.resource {
            Some(at) => {
                let mut inner = Cursor::from(self.bytes, at);
                if let Err(error) = self.resource(&mut inner, parts.full_url, depth) {
                    (self.sink)(Item::Unreadable(code(error), error.offset));
                }
            }
            None if parts.answers => (self.sink)(Item::Answer(start)),
            None => (self.sink)(Item::Unreadable(ProblemCode::NoResource, start)),
        }
        Ok(())
    }

    /// The value at the cursor as a resource.
    fn resource(
        &mut self,
        cursor: &mut Cursor<'a>,
        full_url: String,
        depth: u8,
    ) -> Result<(), Error> {
        cursor.peek();
        let start = cursor.offset();
        let value = match cursor.value() {
            Ok(value) => value,
            Err(error) => return self.step_over(cursor, start, error),
        };
        let range = start..cursor.offset();
        match text(&value, "resourceType") {
            _ if value.members().is_empty() => {
                (self.sink)(Item::Unreadable(ProblemCode::NoResource, start));
            }
            None => (self.sink)(Item::Unreadable(ProblemCode::NoType, start)),
            Some("Bundle") if depth < NESTING && !list(&value, "entry").is_empty() => {
                return self.bundle(&mut Cursor::from(self.bytes, start), depth + 1);
            }
            Some(_) => (self.sink)(Item::Resource {
                value,
                range,
                full_url,
            }),
        }
        Ok(())
    }

    /// Gives up the element that begins at `start` and goes on behind it,
    /// where its brackets still tell its end.
    fn step_over(
        &mut self,
        cursor: &mut Cursor<'a>,
        start: usize,
        error: Error,
    ) -> Result<(), Error> {
        let mut over = Cursor::from(self.bytes, start);
        if over.skip().is_err() {
            return Err(error);
        }
        (self.sink)(Item::Unreadable(code(error), error.offset));
        cursor.move_to(over.offset());
        Ok(())
    }

    fn broken(&mut self, code: ProblemCode, offset: usize) {
        self.frame.broken = Some((code, offset));
    }

    /// Whether each line is a JSON text of its own, by the first two.
    fn one_a_line(&self, from: usize) -> bool {
        let rest = self.bytes.get(from..).unwrap_or(&[]);
        let mut lines = rest.split(|byte| *byte == b'\n');
        let first = lines.next().unwrap_or(&[]).trim_ascii_end();
        let second = lines.next().unwrap_or(&[]).trim_ascii_start();
        first.starts_with(b"{")
            && second.starts_with(b"{")
            && (first.ends_with(b"}") || second.starts_with(b"{\"resourceType\""))
    }
}

/// What an entry of a bundle holds.
#[derive(Default)]
struct Parts {
    full_url: String,
    /// Where its resource stands.
    resource: Option<usize>,
    /// It is a request or the answer to one.
    answers: bool,
}

fn parts(cursor: &mut Cursor<'_>) -> Result<Parts, Error> {
    let mut parts = Parts::default();
    if !cursor.open(b'{') {
        cursor.skip()?;
        return Ok(parts);
    }
    let mut first = true;
    while let Some(key) = cursor.key(first)? {
        first = false;
        match key.as_ref() {
            "resource" => {
                cursor.peek();
                parts.resource = parts.resource.or(Some(cursor.offset()));
                cursor.skip()?;
            }
            "fullUrl" => {
                if let Value::String(url) = cursor.value()? {
                    parts.full_url = url.into_owned();
                }
            }
            "response" | "request" => {
                parts.answers = true;
                cursor.skip()?;
            }
            _ => cursor.skip()?,
        }
    }
    Ok(parts)
}

/// Whether the object at `at` says that it is a bundle, wherever it says so.
fn is_bundle(bytes: &[u8], at: usize) -> bool {
    let mut cursor = Cursor::from(bytes, at);
    cursor.open(b'{');
    let mut first = true;
    let mut has_entries = false;
    while let Ok(Some(key)) = cursor.key(first) {
        first = false;
        if key == "resourceType" {
            return matches!(cursor.value(), Ok(Value::String(kind)) if kind == "Bundle");
        }
        has_entries |= key == "entry";
        if cursor.skip().is_err() {
            break;
        }
    }
    has_entries
}

fn code(error: Error) -> ProblemCode {
    match error.kind {
        ErrorKind::TooDeep => ProblemCode::TooDeep,
        _ => ProblemCode::BrokenJson,
    }
}
