//! A page's bytes to its items, and to the texts that stand outside them.

use core::ops::Range;

use timeline_json::{Arena, Cursor, Error, ErrorKind, Value};
use timeline_model::ProblemCode;

use crate::{
    check::{at, under, words},
    row::Row,
};

/// What a page holds beside its items.
#[derive(Debug, Default)]
pub(crate) struct Frame {
    /// The text at each pointer that was asked for; empty where there is none.
    pub texts: Vec<String>,
    /// Where the page broke off, and why.
    pub broken: Option<(ProblemCode, usize)>,
    /// The items were found.
    pub found: bool,
}

/// Something received.
pub(crate) enum Item<'v> {
    /// An item, its bytes on the page, and what is wrong with it as a whole.
    Row(Row<'v>, Range<usize>, [Option<ProblemCode>; 2]),
    /// What cannot be read at all, and the byte at which that was met.
    Unreadable(ProblemCode, usize),
}

/// Walks one page.
struct Walk<'f> {
    pointers: &'f [&'f str],
    frame: Frame,
    /// Holds one item after the other.
    arena: Arena,
    sink: &'f mut dyn FnMut(Item<'_>),
}

/// Hands each element of the list at `items` to `sink`, in order, and gathers
/// the texts at `pointers`.
pub(crate) fn walk(
    bytes: &[u8],
    items: &str,
    pointers: &[&str],
    sink: &mut dyn FnMut(Item<'_>),
) -> Frame {
    let mut walk = Walk {
        pointers,
        frame: Frame {
            texts: vec![String::new(); pointers.len()],
            ..Frame::default()
        },
        arena: Arena::new(),
        sink,
    };
    let mut cursor = Cursor::new(bytes);
    walk.frame.broken = match cursor.peek() {
        Some(b'{' | b'[') => {
            let end = walk.value(&mut cursor, "", items, &[]);
            end.and_then(|()| cursor.end())
                .err()
                .map(|error| (code(error), error.offset))
        }
        Some(_) => Some((ProblemCode::NotJson, cursor.offset())),
        None => Some((ProblemCode::BrokenJson, cursor.offset())),
    };
    walk.frame
}

impl Walk<'_> {
    /// The value at the cursor, whose path is `path`; `rest` leads on from it
    /// to the items.
    fn value(
        &mut self,
        cursor: &mut Cursor<'_>,
        path: &str,
        rest: &str,
        above: &[Value<'_>],
    ) -> Result<(), Error> {
        let inner = rest.strip_prefix('/');
        let length = inner.and_then(|inner| inner.find('/'));
        let (token, after) = match (inner, length) {
            (Some(inner), Some(length)) => (inner.get(..length), inner.get(length..)),
            _ => (inner, None),
        };
        let after = after.unwrap_or_default();
        match (token, cursor.peek()) {
            (None, Some(b'[')) => self.elements(cursor, path, above),
            // One item alone, without a list around it.
            (None, Some(b'{')) if !path.is_empty() => {
                self.frame.found = true;
                let (list, _) = path.rsplit_once('/').unwrap_or_default();
                self.element(cursor, list, 0, above)
            }
            (Some("*"), Some(b'[')) => self.lists(cursor, path, after, above),
            (Some(token), Some(b'{')) => {
                cursor.open(b'{');
                let name = timeline_json::unescaped(token);
                let mut first = true;
                while let Some(key) = cursor.key(first)? {
                    first = false;
                    let path = under(path, &key);
                    if key == name {
                        self.value(cursor, &path, after, above)?;
                    } else {
                        self.texts(cursor, &path)?;
                    }
                }
                Ok(())
            }
            _ => self.texts(cursor, path),
        }
    }

    /// A value that holds no items.
    fn texts(&mut self, cursor: &mut Cursor<'_>, path: &str) -> Result<(), Error> {
        let value = cursor.value(&self.arena)?;
        for (pointer, text) in self.pointers.iter().zip(&mut self.frame.texts) {
            if let Some(rest) = pointer.strip_prefix(path)
                && let Some(found) = value.pointer(rest)
            {
                *text = words(found).to_owned();
            }
        }
        Ok(())
    }

    /// A list of objects that have lists of items in them.
    fn lists(
        &mut self,
        cursor: &mut Cursor<'_>,
        path: &str,
        rest: &str,
        above: &[Value<'_>],
    ) -> Result<(), Error> {
        self.frame.found = true;
        cursor.open(b'[');
        let mut place = 0;
        while cursor.element(place == 0)? {
            let start = cursor.offset();
            let arena = Arena::new();
            // Its items are read one by one even where it breaks off.
            let around = cursor.value(&arena).unwrap_or(Value::Null);
            let mut above = above.to_vec();
            above.push(around);
            cursor.move_to(start);
            self.value(cursor, &at(path, place), rest, &above)?;
            place += 1;
        }
        Ok(())
    }

    fn elements(
        &mut self,
        cursor: &mut Cursor<'_>,
        path: &str,
        above: &[Value<'_>],
    ) -> Result<(), Error> {
        self.frame.found = true;
        cursor.open(b'[');
        let mut place = 0;
        while cursor.element(place == 0)? {
            self.element(cursor, path, place, above)?;
            place += 1;
        }
        Ok(())
    }

    /// The item at the cursor, in its place of the list at `list`.
    fn element(
        &mut self,
        cursor: &mut Cursor<'_>,
        list: &str,
        place: usize,
        above: &[Value<'_>],
    ) -> Result<(), Error> {
        let start = cursor.offset();
        // Of its own, for it tells whether something in it is no text.
        let mut own = cursor.from(start);
        match own.value(&self.arena) {
            Ok(item) => {
                cursor.move_to(own.offset());
                let repaired = own.repaired().map(|_| ProblemCode::BadText);
                let row = Row {
                    item,
                    above,
                    list,
                    place,
                };
                (self.sink)(Item::Row(row, start..own.offset(), [repaired, None]));
            }
            Err(error) => {
                cursor.move_to(start);
                if cursor.skip().is_err() {
                    return Err(error);
                }
                (self.sink)(Item::Unreadable(code(error), error.offset));
            }
        }
        self.arena.clear();
        Ok(())
    }
}

fn code(error: Error) -> ProblemCode {
    match error.kind {
        ErrorKind::TooDeep => ProblemCode::TooDeep,
        _ => ProblemCode::BrokenJson,
    }
}
