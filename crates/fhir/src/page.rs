//! A page's bytes to the resources on it.

use core::ops::Range;

use timeline_json::{Arena, Cursor, Error, ErrorKind, Value, line};
use timeline_model::{KindSet, Missing, ProblemCode};

use crate::{
    missing, reference,
    words::{list, text},
};

/// How deep bundles may stand inside bundles, or parameters inside parameters.
const NESTING: u8 = 8;

/// Something received on a page.
pub(crate) enum Item<'a> {
    /// A resource with its type.
    Resource {
        /// The resource.
        value: Value<'a>,
        /// Where its bytes end on the page.
        end: usize,
        /// What the bundle says of it.
        told: Told,
        /// A text in it has something that is no text, replaced by U+FFFD.
        repaired: bool,
    },
    /// Something that cannot be kept.
    Unreadable(ProblemCode),
    /// The server's word on a request, without a resource, and what it says
    /// was deleted.
    Answer(String),
}

/// What takes each thing received, with the byte where it stands.
pub(crate) type Sink<'f> = &'f mut dyn FnMut(usize, Item<'_>);

/// What a bundle says of a resource in it.
#[derive(Default)]
pub(crate) struct Told {
    /// Its address; empty where the bundle gives none.
    pub full_url: String,
    /// It came along with what was searched for.
    pub included: bool,
    /// It is the server's word on the search.
    pub outcome: bool,
}

/// What a page holds beside its resources.
#[derive(Default)]
pub(crate) struct Frame {
    /// The next page.
    pub next: Option<String>,
    /// The announced total.
    pub total: Option<u32>,
    /// What its labels say is missing.
    pub missing: Missing,
    /// Where the page broke off, and why.
    pub broken: Option<(ProblemCode, usize)>,
}

/// Walks one page.
pub(crate) struct Walk<'a, 'f> {
    bytes: &'a [u8],
    frame: Frame,
    /// Holds one resource after the other.
    arena: Arena,
    sink: Sink<'f>,
}

/// Hands each resource on the page to `sink`, in order.
pub(crate) fn walk(bytes: &[u8], sink: Sink<'_>) -> Frame {
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
            Some(_) => return self.no_list(cursor),
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

    /// A page that is no object: a bare word or number of JSON, or no JSON.
    fn no_list(&mut self, mut cursor: Cursor<'a>) {
        let start = cursor.offset();
        let whole = cursor.value(&self.arena).is_ok() && cursor.end().is_ok();
        if whole {
            self.unreadable(ProblemCode::NoResource, start);
        } else {
            self.broken(ProblemCode::NotJson, start);
        }
    }

    /// One JSON text a line: a line that breaks costs itself, and the last one
    /// breaks the page where it is cut short.
    fn lines(&mut self, page: &Cursor<'a>) {
        let mut start = page.offset();
        while let Some(rest) = self.bytes.get(start..).filter(|rest| !rest.is_empty()) {
            let (whole, next) = line(rest);
            let end = start + whole.len();
            let mut cursor = page.from(start);
            cursor.end_at(end);
            if cursor.peek().is_some()
                && let Err(error) = self.text(&mut cursor)
            {
                if next.is_none() && error.kind == ErrorKind::UnexpectedEnd {
                    self.broken(code(error), error.offset);
                } else {
                    self.unreadable(code(error), error.offset);
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
                    self.resource(cursor, Told::default(), 0)?;
                }
                Ok(())
            }
            Some(b'{') if is_bundle(cursor) => self.bundle(cursor, 0),
            _ => self.resource(cursor, Told::default(), 0),
        }
    }

    /// A bundle, or a parameter: the resources in it.
    fn bundle(&mut self, cursor: &mut Cursor<'a>, depth: u8) -> Result<(), Error> {
        if !cursor.open(b'{') {
            return cursor.skip();
        }
        let mut first = true;
        while let Some(key) = cursor.key(first)? {
            first = false;
            match key.as_ref() {
                "entry" => self.entries(cursor, depth, Walk::entry)?,
                "parameter" | "part" if depth < NESTING => {
                    self.entries(cursor, depth + 1, Walk::bundle)?;
                }
                "resource" => self.resource(cursor, Told::default(), depth)?,
                "link" | "total" | "meta" => {
                    let value = cursor.value(&self.arena)?;
                    if depth == 0 {
                        frame_member(&mut self.frame, &key, &value);
                    }
                    self.arena.clear();
                }
                _ => cursor.skip()?,
            }
        }
        Ok(())
    }

    /// The elements of a list; one alone is a list of one, and anything else
    /// is told.
    fn entries(
        &mut self,
        cursor: &mut Cursor<'a>,
        depth: u8,
        each: fn(&mut Self, &mut Cursor<'a>, u8) -> Result<(), Error>,
    ) -> Result<(), Error> {
        match cursor.peek() {
            Some(b'[') => {
                cursor.open(b'[');
                let mut first = true;
                while cursor.element(first)? {
                    first = false;
                    each(self, cursor, depth)?;
                }
                Ok(())
            }
            Some(b'{') => each(self, cursor, depth),
            found => {
                if found != Some(b'n') {
                    let at = cursor.offset();
                    self.unreadable(ProblemCode::NoResource, at);
                }
                cursor.skip()
            }
        }
    }

    /// One entry of a bundle: what it says and its resource, in any order.
    fn entry(&mut self, cursor: &mut Cursor<'a>, depth: u8) -> Result<(), Error> {
        cursor.peek();
        let start = cursor.offset();
        let parts = match parts(cursor, &self.arena) {
            Ok(parts) => parts,
            Err(error) => return self.step_over(cursor, start, error),
        };
        let mut inner = None;
        match (parts.resource, parts.unread) {
            (Some(found), _) => inner = hand_on(self.sink, found, parts.told, depth),
            (None, Some(error)) => self.unreadable(code(error), error.offset),
            (None, None) if parts.answers => (self.sink)(start, Item::Answer(parts.deleted)),
            (None, None) => self.unreadable(ProblemCode::NoResource, start),
        }
        self.inside(cursor, inner, depth)
    }

    /// The value at the cursor as a resource.
    fn resource(&mut self, cursor: &mut Cursor<'a>, told: Told, depth: u8) -> Result<(), Error> {
        cursor.peek();
        let start = cursor.offset();
        let inner = match found(cursor, &self.arena) {
            Ok(found) => hand_on(self.sink, found, told, depth),
            Err(error) => return self.step_over(cursor, start, error),
        };
        self.inside(cursor, inner, depth)
    }

    /// Makes room for the next resource, and walks what stands inside of the
    /// last one.
    fn inside(
        &mut self,
        cursor: &Cursor<'a>,
        inner: Option<usize>,
        depth: u8,
    ) -> Result<(), Error> {
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
        self.unreadable(code(error), error.offset);
        Ok(())
    }

    fn unreadable(&mut self, code: ProblemCode, offset: usize) {
        (self.sink)(offset, Item::Unreadable(code));
    }

    fn broken(&mut self, code: ProblemCode, offset: usize) {
        self.frame.broken = Some((code, offset));
    }

    /// Whether each line is a JSON text of its own, by the first two.
    fn one_a_line(&self, from: usize) -> bool {
        let rest = self.bytes.get(from..).unwrap_or(&[]);
        let (first, next) = line(rest);
        let first = first.trim_ascii();
        let second = next.and_then(|next| rest.get(next..)).unwrap_or(&[]);
        let second = second.trim_ascii_start();
        first.starts_with(b"{")
            && second.starts_with(b"{")
            && (first.ends_with(b"}") || second.starts_with(b"{\"resourceType\""))
    }
}

/// Hands on a resource. A bundle inside a bundle is walked instead, and
/// parameters that hold resources are walked as well: gives where it stands.
fn hand_on(sink: Sink<'_>, found: Found<'_>, told: Told, depth: u8) -> Option<usize> {
    let (value, start) = (found.value, found.range.start);
    let kind = text(&value, "resourceType");
    let bundle = kind == Some("Bundle") && !list(&value, "entry").is_empty();
    let inner = bundle || kind == Some("Parameters");
    if bundle && depth < NESTING {
        return Some(start);
    }
    let item = match kind {
        _ if value.members().is_empty() => Item::Unreadable(ProblemCode::NoResource),
        None => Item::Unreadable(ProblemCode::NoType),
        Some(_) if bundle => Item::Unreadable(ProblemCode::TooDeep),
        Some(_) => Item::Resource {
            value,
            end: found.range.end,
            told,
            repaired: found.repaired,
        },
    };
    sink(start, item);
    (inner && depth < NESTING).then_some(start)
}

fn frame_member(frame: &mut Frame, key: &str, value: &Value<'_>) {
    if key == "meta" {
        return missing::label(value, KindSet::ALL, &mut frame.missing);
    }
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

/// A resource on the page.
struct Found<'v> {
    value: Value<'v>,
    range: Range<usize>,
    repaired: bool,
}

fn found<'a: 'v, 'v>(cursor: &mut Cursor<'a>, arena: &'v Arena) -> Result<Found<'v>, Error> {
    cursor.peek();
    let start = cursor.offset();
    let mut own = cursor.from(start);
    let value = own.value(arena)?;
    cursor.move_to(own.offset());
    Ok(Found {
        value,
        range: start..own.offset(),
        repaired: own.repaired().is_some(),
    })
}

/// What an entry of a bundle holds.
#[derive(Default)]
struct Parts<'v> {
    told: Told,
    resource: Option<Found<'v>>,
    /// Why its resource could not be read.
    unread: Option<Error>,
    /// It is a request or the answer to one.
    answers: bool,
    /// `Type/id` of what was deleted.
    deleted: String,
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
            "resource" if parts.resource.is_none() && parts.unread.is_none() => {
                cursor.peek();
                let start = cursor.offset();
                match found(cursor, arena) {
                    Ok(found) => parts.resource = Some(found),
                    Err(error) => {
                        cursor.move_to(start);
                        cursor.skip().map_err(|_| error)?;
                        parts.unread = Some(error);
                    }
                }
            }
            "fullUrl" | "search" | "request" | "response" => {
                let value = cursor.value(arena)?;
                match value.as_str() {
                    Some(url) => url.clone_into(&mut parts.told.full_url),
                    None => said(&mut parts, &key, &value),
                }
            }
            _ => cursor.skip()?,
        }
    }
    Ok(parts)
}

/// What was searched for or asked of the server.
fn said(parts: &mut Parts<'_>, key: &str, value: &Value<'_>) {
    if key == "search" {
        let mode = text(value, "mode");
        parts.told.included = mode == Some("include");
        parts.told.outcome = mode == Some("outcome");
        return;
    }
    parts.answers = true;
    if text(value, "method") == Some("DELETE") {
        let url = text(value, "url").unwrap_or_default();
        reference::tail(url).clone_into(&mut parts.deleted);
    }
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
