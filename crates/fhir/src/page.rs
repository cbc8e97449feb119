//! A page's bytes to the resources on it.

use core::ops::Range;

use timeline_json::{Arena, Cursor, Error, ErrorKind, Value};
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
    /// Holds one resource after the other.
    arena: Arena,
    sink: &'f mut dyn FnMut(Item<'_>),
}

/// Hands each resource on the page to `sink`, in order.
pub(crate) fn walk(bytes: &[u8], sink: &mut dyn FnMut(Item<'_>)) -> Frame {
    let mut walk = Walk {
        bytes,
        frame: Frame::default(),
        arena: Arena::new(),
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
            return self.lines(&cursor);
        }
        let end = self.text(&mut cursor).and_then(|()| cursor.end());
        if let Err(error) = end {
            self.broken(code(error), error.offset);
        }
    }

    /// One JSON text a line: a line that breaks costs itself, and the last one
    /// breaks the page where it is cut short.
    fn lines(&mut self, page: &Cursor<'a>) {
        let mut start = page.offset();
        while let Some(rest) = self.bytes.get(start..).filter(|rest| !rest.is_empty()) {
            let length = rest.iter().position(|byte| *byte == b'\n');
            let end = length.map_or(self.bytes.len(), |length| start + length);
            let mut cursor = page.from(start);
            cursor.end_at(end);
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
            Some(b'{') if is_bundle(cursor) => self.bundle(cursor, 0),
            Some(b'{') => self.resource(cursor, String::new(), 0),
            _ => cursor.skip(),
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
                    let value = cursor.value(&self.arena)?;
                    if depth == 0 {
                        frame_member(&mut self.frame, &key, &value);
                    }
                }
                _ => cursor.skip()?,
            }
        }
        Ok(())
    }

    /// One entry of a bundle: its address and its resource, in either order.
    fn entry(&mut self, cursor: &mut Cursor<'a>, depth: u8) -> Result<(), Error> {
        cursor.peek();
        let start = cursor.offset();
        let inner = match parts(cursor, &self.arena) {
            Err(error) => return self.step_over(cursor, start, error),
            Ok(Parts {
                resource: Some(Ok((value, range))),
                full_url,
                ..
            }) => hand_on(self.sink, value, range, full_url, depth),
            Ok(Parts {
                resource: Some(Err(error)),
                ..
            }) => {
                (self.sink)(Item::Unreadable(code(error), error.offset));
                None
            }
            Ok(parts) => {
                (self.sink)(match parts.answers {
                    true => Item::Answer(start),
                    false => Item::Unreadable(ProblemCode::NoResource, start),
                });
                None
            }
        };
        self.arena.clear();
        match inner {
            Some(at) => self.bundle(&mut cursor.from(at), depth + 1),
            None => Ok(()),
        }
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
        let inner = match cursor.value(&self.arena) {
            Ok(value) => {
                let range = start..cursor.offset();
                hand_on(self.sink, value, range, full_url, depth)
            }
            Err(error) => return self.step_over(cursor, start, error),
        };
        self.arena.clear();
        match inner {
            Some(at) => self.bundle(&mut cursor.from(at), depth + 1),
            None => Ok(()),
        }
    }

    /// Gives up the element that begins at `start` and goes on behind it,
    /// where its brackets still tell its end.
    fn step_over(
        &mut self,
        cursor: &mut Cursor<'a>,
        start: usize,
        error: Error,
    ) -> Result<(), Error> {
        cursor.move_to(start);
        if cursor.skip().is_err() {
            return Err(error);
        }
        (self.sink)(Item::Unreadable(code(error), error.offset));
        Ok(())
    }

    fn broken(&mut self, code: ProblemCode, offset: usize) {
        self.frame.broken = Some((code, offset));
    }

    /// Whether each line is a JSON text of its own, by the first two.
    fn one_a_line(&self, from: usize) -> bool {
        let rest = self.bytes.get(from..).unwrap_or(&[]);
        let mut lines = rest.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
        let first = lines.next().unwrap_or(&[]);
        let second = lines.find(|line| !line.is_empty()).unwrap_or(&[]);
        first.starts_with(b"{")
            && second.starts_with(b"{")
            && (first.ends_with(b"}") || second.starts_with(b"{\"resourceType\""))
    }
}

/// Hands on a resource. A bundle inside a bundle is walked instead: gives
/// where it stands.
fn hand_on(
    sink: &mut dyn FnMut(Item<'_>),
    value: Value<'_>,
    range: Range<usize>,
    full_url: String,
    depth: u8,
) -> Option<usize> {
    let start = range.start;
    sink(match text(&value, "resourceType") {
        _ if value.members().is_empty() => Item::Unreadable(ProblemCode::NoResource, start),
        None => Item::Unreadable(ProblemCode::NoType, start),
        Some("Bundle") if depth < NESTING && !list(&value, "entry").is_empty() => {
            return Some(start);
        }
        Some(_) => Item::Resource {
            value,
            range,
            full_url,
        },
    });
    None
}

fn frame_member(frame: &mut Frame, key: &str, value: &Value<'_>) {
    if key == "total" {
        frame.total = value.as_i64().and_then(|total| u32::try_from(total).ok());
        return;
    }
    let next = value
        .items()
        .iter()
        .find(|link| text(link, "relation") == Some("next"));
    frame.next = next
        .and_then(|link| text(link, "url"))
        .map(str::to_owned)
        .or(frame.next.take());
}

/// What an entry of a bundle holds.
#[derive(Default)]
struct Parts<'v> {
    full_url: String,
    /// Its resource and where it stands, or why it could not be read.
    resource: Option<Result<(Value<'v>, Range<usize>), Error>>,
    /// It is a request or the answer to one.
    answers: bool,
}

fn parts<'a: 'v, 'v>(cursor: &mut Cursor<'a>, arena: &'v Arena) -> Result<Parts<'v>, Error> {
    let mut parts = Parts::default();
    if !cursor.open(b'{') {
        cursor.skip()?;
        return Ok(parts);
    }
    let mut first = true;
    while let Some(key) = cursor.key(first)? {
        first = false;
        match key.as_ref() {
            "resource" if parts.resource.is_none() => {
                cursor.peek();
                let start = cursor.offset();
                parts.resource = Some(match cursor.value(arena) {
                    Ok(value) => Ok((value, start..cursor.offset())),
                    Err(error) => {
                        cursor.move_to(start);
                        cursor.skip().map_err(|_| error)?;
                        Err(error)
                    }
                });
            }
            "fullUrl" => {
                if let Value::String(url) = cursor.value(arena)? {
                    url.clone_into(&mut parts.full_url);
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

/// Whether the object at the cursor says that it is a bundle, wherever it says
/// so.
fn is_bundle(cursor: &Cursor<'_>) -> bool {
    let arena = Arena::new();
    let mut cursor = cursor.clone();
    cursor.open(b'{');
    let mut first = true;
    let mut has_entries = false;
    while let Ok(Some(key)) = cursor.key(first) {
        first = false;
        if key == "resourceType" {
            return matches!(cursor.value(&arena), Ok(Value::String("Bundle")));
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
