//! A page's bytes to its items, and to the texts that stand outside them.

use core::ops::Range;

use timeline_json::{Arena, Cursor, Error, ErrorKind, Value};
use timeline_model::ProblemCode;

use crate::{check::under, mapping::shown_whole};

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

/// One item with its bytes, or what is wrong with it and where.
pub(crate) type Item<'a> = Result<(Value<'a>, Range<usize>), (ProblemCode, usize)>;

/// Walks one page.
struct Walk<'f> {
    items: &'f str,
    pointers: &'f [&'f str],
    frame: Frame,
    /// Holds one item after the other.
    arena: Arena,
    sink: &'f mut dyn FnMut(Item<'_>),
}

/// Hands each element of the array at `items` to `sink`, in order, and gathers
/// the texts at `pointers`.
pub(crate) fn walk(
    bytes: &[u8],
    items: &str,
    pointers: &[&str],
    sink: &mut dyn FnMut(Item<'_>),
) -> Frame {
    let mut walk = Walk {
        items,
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
            let end = walk.at(&mut cursor, "").and_then(|()| cursor.end());
            end.err().map(|error| (code(error), error.offset))
        }
        Some(_) => Some((ProblemCode::NotJson, cursor.offset())),
        None => Some((ProblemCode::BrokenJson, cursor.offset())),
    };
    walk.frame
}

impl Walk<'_> {
    /// The value at the cursor, whose pointer is `path`.
    fn at(&mut self, cursor: &mut Cursor<'_>, path: &str) -> Result<(), Error> {
        if path == self.items && cursor.peek() == Some(b'[') {
            return self.elements(cursor);
        }
        let leads_to_items = self
            .items
            .strip_prefix(path)
            .is_some_and(|rest| rest.starts_with('/'));
        if leads_to_items && cursor.open(b'{') {
            let mut first = true;
            while let Some(key) = cursor.key(first)? {
                first = false;
                self.at(cursor, &under(path, &key))?;
            }
            return Ok(());
        }
        let value = cursor.value(&self.arena)?;
        for (pointer, text) in self.pointers.iter().zip(&mut self.frame.texts) {
            if let Some(rest) = pointer.strip_prefix(path)
                && let Some(found) = value.pointer(rest)
            {
                *text = shown_whole(found);
            }
        }
        Ok(())
    }

    fn elements(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Error> {
        self.frame.found = true;
        cursor.open(b'[');
        let mut first = true;
        while cursor.element(first)? {
            first = false;
            let start = cursor.offset();
            match cursor.value(&self.arena) {
                Ok(value) => (self.sink)(Ok((value, start..cursor.offset()))),
                Err(error) => {
                    cursor.move_to(start);
                    if cursor.skip().is_err() {
                        return Err(error);
                    }
                    (self.sink)(Err((code(error), error.offset)));
                }
            }
            self.arena.clear();
        }
        Ok(())
    }
}

fn code(error: Error) -> ProblemCode {
    match error.kind {
        ErrorKind::TooDeep => ProblemCode::TooDeep,
        _ => ProblemCode::BrokenJson,
    }
}
