use core::ops::Range;
use std::borrow::Cow;

use crate::{Cursor, Error, ErrorKind};

/// The elements of an array as byte ranges, without building a tree.
pub struct Elements<'a> {
    cursor: Cursor<'a>,
    state: State,
}

/// The members of an object as byte ranges, without building a tree.
pub struct Members<'a> {
    cursor: Cursor<'a>,
    state: State,
}

/// A member of an object: its key, and where its value stands.
pub type Member<'a> = (Cow<'a, str>, Range<usize>);

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    First,
    Later,
    Over,
}

/// Walks the array at the front of `bytes`. Each complete element is its range
/// in `bytes`; where the text breaks, the error comes last.
pub fn elements(bytes: &[u8]) -> Elements<'_> {
    Elements {
        cursor: Cursor::new(bytes),
        state: State::First,
    }
}

/// Walks the object at the front of `bytes`. Each complete member is its key
/// and its value's range in `bytes`; where the text breaks, the error comes
/// last.
pub fn members(bytes: &[u8]) -> Members<'_> {
    Members {
        cursor: Cursor::new(bytes),
        state: State::First,
    }
}

fn enter(cursor: &mut Cursor<'_>, state: State, bracket: u8) -> Result<(), Error> {
    if state != State::First || cursor.open(bracket) {
        return Ok(());
    }
    Err(Error {
        offset: cursor.offset(),
        kind: match cursor.peek() {
            None => ErrorKind::UnexpectedEnd,
            Some(_) => ErrorKind::UnexpectedByte,
        },
    })
}

fn range(cursor: &mut Cursor<'_>) -> Result<Range<usize>, Error> {
    cursor.peek();
    let start = cursor.offset();
    cursor.value()?;
    Ok(start..cursor.offset())
}

impl Elements<'_> {
    fn step(&mut self) -> Result<Option<Range<usize>>, Error> {
        enter(&mut self.cursor, self.state, b'[')?;
        if !self.cursor.element(self.state == State::First)? {
            return Ok(None);
        }
        range(&mut self.cursor).map(Some)
    }
}

impl Iterator for Elements<'_> {
    type Item = Result<Range<usize>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.state == State::Over {
            return None;
        }
        let step = self.step();
        self.state = if matches!(step, Ok(Some(_))) {
            State::Later
        } else {
            State::Over
        };
        step.transpose()
    }
}

impl<'a> Members<'a> {
    fn step(&mut self) -> Result<Option<Member<'a>>, Error> {
        enter(&mut self.cursor, self.state, b'{')?;
        match self.cursor.key(self.state == State::First)? {
            Some(key) => Ok(Some((key, range(&mut self.cursor)?))),
            None => Ok(None),
        }
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = Result<Member<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.state == State::Over {
            return None;
        }
        let step = self.step();
        self.state = if matches!(step, Ok(Some(_))) {
            State::Later
        } else {
            State::Over
        };
        step.transpose()
    }
}
