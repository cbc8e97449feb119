use std::borrow::Cow;

use crate::{Arena, Cursor, DEPTH, Error, ErrorKind, Value};

/// Reads one value into an arena.
pub(crate) struct Tree<'c, 'a, 'v> {
    cursor: &'c mut Cursor<'a>,
    arena: &'v Arena,
    depth: u32,
    /// The members and elements of all that is still open: a container is put
    /// into the arena whole, once it closes.
    members: Vec<(&'v str, Value<'v>)>,
    items: Vec<Value<'v>>,
}

impl<'c, 'a: 'v, 'v> Tree<'c, 'a, 'v> {
    pub(crate) fn new(cursor: &'c mut Cursor<'a>, arena: &'v Arena) -> Tree<'c, 'a, 'v> {
        Tree {
            cursor,
            arena,
            depth: 0,
            members: Vec::new(),
            items: Vec::new(),
        }
    }

    pub(crate) fn value(&mut self) -> Result<Value<'v>, Error> {
        match self.cursor.peek() {
            Some(b'"') => self.string().map(Value::String),
            Some(b'{') => self.object(),
            Some(b'[') => self.array(),
            Some(b't') => self.cursor.word(b"true").map(|()| Value::Bool(true)),
            Some(b'f') => self.cursor.word(b"false").map(|()| Value::Bool(false)),
            Some(b'n') => self.cursor.word(b"null").map(|()| Value::Null),
            Some(b'-' | b'0'..=b'9') => self.cursor.number().map(Value::Number),
            _ => Err(self.cursor.unexpected()),
        }
    }

    fn enter(&mut self, bracket: u8) -> Result<(), Error> {
        if self.depth >= DEPTH {
            return Err(self.cursor.error(ErrorKind::TooDeep));
        }
        self.depth += 1;
        self.cursor.open(bracket);
        Ok(())
    }

    fn object(&mut self) -> Result<Value<'v>, Error> {
        self.enter(b'{')?;
        let from = self.members.len();
        while self.cursor.next_item(b'}', self.members.len() == from)? {
            if self.cursor.peek() != Some(b'"') {
                return Err(self.cursor.unexpected());
            }
            let key = self.string()?;
            self.cursor.expect(b':')?;
            let value = self.value()?;
            self.members.push((key, value));
        }
        self.depth -= 1;
        let whole = self.members.get(from..).unwrap_or_default();
        let kept = self.arena.bump.alloc_slice_copy(whole);
        self.members.truncate(from);
        Ok(Value::Object(kept))
    }

    fn array(&mut self) -> Result<Value<'v>, Error> {
        self.enter(b'[')?;
        let from = self.items.len();
        while self.cursor.next_item(b']', self.items.len() == from)? {
            let value = self.value()?;
            self.items.push(value);
        }
        self.depth -= 1;
        let whole = self.items.get(from..).unwrap_or_default();
        let kept = self.arena.bump.alloc_slice_copy(whole);
        self.items.truncate(from);
        Ok(Value::Array(kept))
    }

    fn string(&mut self) -> Result<&'v str, Error> {
        Ok(match self.cursor.string()? {
            Cow::Borrowed(text) => text,
            Cow::Owned(text) => self.arena.bump.alloc_str(&text),
        })
    }
}
