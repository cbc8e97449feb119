//! A page's bytes to its items, and to the texts that stand outside them.

use core::ops::Range;

use timeline_json::{Cursor, Error, ErrorKind, Value};
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
struct Walk<'a, 'f> {
    bytes: &'a [u8],
    items: &'f str,
    pointers: &'f [&'f str],
    frame: Frame,
    sink: &'f mut dyn FnMut(Item<'a>),
}

/// Hands each element of the array at `items` to `sink`, in order, and gathers
/// the texts at `pointers`.
pub(crate) fn walk<'a>(
    bytes: &'a [u8],
    items: &str,
    pointers: &[&str],
    sink: &mut dyn FnMut(Item<'a>),
) -> Frame {
    let mut walk = Walk {
        bytes,
        items,
        pointers,
        frame: Frame {
            texts: vec![String::new(); pointers.len()],
            ..Frame::default()
        },
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

impl<'a> Walk<'a, '_> {
    /// The value at the cursor, whose pointer is `path`.
    fn at(&mut self, cursor: &mut Cursor<'a>, path: &str) -> Result<(), Error> {
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
        let value = cursor.value()?;
        for (pointer, text) in self.pointers.iter().zip(&mut self.frame.texts) {
            if let Some(rest) = pointer.strip_prefix(path)
                && let Some(found) = value.pointer(rest)
            {
                *text = shown_whole(found);
            }
        }
        Ok(())
    }

    fn elements(&mut self, cursor: &mut Cursor<'a>) -> Result<(), Error> {
        self.frame.found = true;
        cursor.open(b'[');
        let mut first = true;
        while cursor.element(first)? {
            first = false;
            let start = cursor.offset();
            match cursor.value() {
                Ok(value) => (self.sink)(Ok((value, start..cursor.offset()))),
                Err(error) => {
                    let mut over = Cursor::from(self.bytes, start);
                    if over.skip().is_err() {
                        return Err(error);
                    }
                    (self.sink)(Err((code(error), error.offset)));
                    cursor.move_to(over.offset());
                }
            }
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
