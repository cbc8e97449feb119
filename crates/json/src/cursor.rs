use std::borrow::Cow;

use crate::{Arena, Error, ErrorKind, Value, number, text, tree::Tree};

/// Walks a text piece by piece, keeping the place in bytes.
///
/// To walk an object: [`Cursor::open`] with `b'{'`, then [`Cursor::key`] until
/// it gives `None`, each time followed by [`Cursor::value`], [`Cursor::skip`]
/// or a walk of the value. An array likewise with `b'['` and
/// [`Cursor::element`].
#[derive(Clone, Debug)]
pub struct Cursor<'a> {
    bytes: &'a [u8],
    /// The bytes as text; empty where they are not UTF-8 throughout.
    text: &'a str,
    at: usize,
    repaired: Option<usize>,
}

impl<'a> Cursor<'a> {
    /// At the front of `bytes`, behind a byte-order mark.
    pub fn new(bytes: &'a [u8]) -> Cursor<'a> {
        let mark = bytes.starts_with(b"\xef\xbb\xbf");
        Cursor {
            bytes,
            text: core::str::from_utf8(bytes).unwrap_or_default(),
            at: if mark { 3 } else { 0 },
            repaired: None,
        }
    }

    /// Another cursor on the same text, at a given byte.
    pub fn from(&self, at: usize) -> Cursor<'a> {
        Cursor {
            at,
            repaired: None,
            ..*self
        }
    }

    /// Ends the text at a given byte; all places stay counted from its front.
    pub fn end_at(&mut self, end: usize) {
        self.bytes = self.bytes.get(..end).unwrap_or(self.bytes);
        self.text = self.text.get(..end).unwrap_or_default();
    }

    /// The byte of the first string with something in it that is no text, of
    /// those read so far: U+FFFD stands there instead.
    pub fn repaired(&self) -> Option<usize> {
        self.repaired
    }

    /// The byte at which the cursor stands.
    pub fn offset(&self) -> usize {
        self.at
    }

    /// Moves to a given byte.
    pub fn move_to(&mut self, offset: usize) {
        self.at = offset;
    }

    /// The next byte that is not white space, without moving past it.
    pub fn peek(&mut self) -> Option<u8> {
        loop {
            match self.bytes.get(self.at) {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                other => return other.copied(),
            }
        }
    }

    /// Nothing but white space may follow.
    pub fn end(&mut self) -> Result<(), Error> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.error(ErrorKind::Trailing)),
        }
    }

    /// Steps into an object (`b'{'`) or array (`b'['`); `false` where the
    /// value is something else, which is left in place.
    pub fn open(&mut self, bracket: u8) -> bool {
        let opens = self.peek() == Some(bracket);
        self.at += usize::from(opens);
        opens
    }

    /// The next key of the object that the cursor is in, standing before its
    /// value; `None` behind the object's end. `first` says that none was read
    /// yet.
    pub fn key(&mut self, first: bool) -> Result<Option<Cow<'a, str>>, Error> {
        if !self.next_item(b'}', first)? {
            return Ok(None);
        }
        if self.peek() != Some(b'"') {
            return Err(self.unexpected());
        }
        let key = self.string()?;
        self.expect(b':')?;
        Ok(Some(key))
    }

    /// Whether the array that the cursor is in has another element, standing
    /// before it; `false` behind the array's end.
    pub fn element(&mut self, first: bool) -> Result<bool, Error> {
        self.next_item(b']', first)
    }

    /// Reads the value at the cursor.
    pub fn value<'v>(&mut self, arena: &'v Arena) -> Result<Value<'v>, Error>
    where
        'a: 'v,
    {
        Tree::new(self, arena).value()
    }

    /// Steps over the value at the cursor by its brackets and quotes alone,
    /// whatever else is wrong with it or however deep it nests.
    pub fn skip(&mut self) -> Result<(), Error> {
        let mut open = 0_u32;
        loop {
            match self.peek() {
                None => return Err(self.unexpected()),
                Some(b'"') => {
                    self.raw_string()?;
                }
                Some(b'{' | b'[') => {
                    open += 1;
                    self.at += 1;
                    continue;
                }
                Some(b'}' | b']') if open == 0 => return Err(self.unexpected()),
                Some(b'}' | b']') => {
                    open -= 1;
                    self.at += 1;
                }
                Some(b',' | b':') if open > 0 => {
                    self.at += 1;
                    continue;
                }
                Some(b',' | b':') => return Err(self.unexpected()),
                Some(_) => self.bare_word(),
            }
            if open == 0 {
                return Ok(());
            }
        }
    }

    fn bare_word(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or(&[]);
        let ends = |b: &u8| {
            matches!(
                b,
                b' ' | b'\n' | b'\r' | b'\t' | b',' | b':' | b'[' | b']' | b'{' | b'}' | b'"'
            )
        };
        self.at += rest.iter().position(ends).unwrap_or(rest.len());
    }

    pub(crate) fn next_item(&mut self, close: u8, first: bool) -> Result<bool, Error> {
        match self.peek() {
            Some(byte) if byte == close => {
                self.at += 1;
                Ok(false)
            }
            Some(b',') if !first => {
                self.at += 1;
                match self.peek() {
                    Some(byte) if byte == close => Err(self.unexpected()),
                    _ => Ok(true),
                }
            }
            Some(_) if first => Ok(true),
            _ => Err(self.unexpected()),
        }
    }

    pub(crate) fn expect(&mut self, byte: u8) -> Result<(), Error> {
        if self.peek() == Some(byte) {
            self.at += 1;
            return Ok(());
        }
        Err(self.unexpected())
    }

    pub(crate) fn word(&mut self, word: &[u8]) -> Result<(), Error> {
        for byte in word {
            if self.bytes.get(self.at) != Some(byte) {
                return Err(self.unexpected());
            }
            self.at += 1;
        }
        Ok(())
    }

    pub(crate) fn number(&mut self) -> Result<&'a str, Error> {
        let rest = self.bytes.get(self.at..).unwrap_or(&[]);
        match number::length(rest) {
            Ok(length) => {
                self.at += length;
                let digits = rest.get(..length).unwrap_or(&[]);
                Ok(core::str::from_utf8(digits).unwrap_or_default())
            }
            Err(place) => {
                self.at += place;
                Err(self.unexpected())
            }
        }
    }

    /// The string at the cursor. What had to be put in for what is no text is
    /// noted.
    pub(crate) fn string(&mut self) -> Result<Cow<'a, str>, Error> {
        let start = self.at;
        let (raw, escaped) = self.raw_string()?;
        if !escaped && let Some(text) = self.text.get(start + 1..self.at - 1) {
            return Ok(Cow::Borrowed(text));
        }
        let text = text::unescape(raw);
        let put_in = |letter: &[u8]| letter == "\u{fffd}".as_bytes();
        if self.repaired.is_none() && text.as_bytes().windows(3).any(put_in) {
            self.repaired = Some(start);
        }
        Ok(text)
    }

    /// The bytes between the quotes, and whether a backslash is among them.
    fn raw_string(&mut self) -> Result<(&'a [u8], bool), Error> {
        let start = self.at + 1;
        let mut end = start;
        let mut escaped = false;
        loop {
            match self.bytes.get(end) {
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    end += 2;
                }
                Some(_) => end += 1,
                None => {
                    self.at = self.bytes.len();
                    return Err(self.error(ErrorKind::UnexpectedEnd));
                }
            }
        }
        self.at = end + 1;
        Ok((self.bytes.get(start..end).unwrap_or(&[]), escaped))
    }

    pub(crate) fn unexpected(&self) -> Error {
        self.error(if self.at >= self.bytes.len() {
            ErrorKind::UnexpectedEnd
        } else {
            ErrorKind::UnexpectedByte
        })
    }

    pub(crate) fn error(&self, kind: ErrorKind) -> Error {
        Error {
            offset: self.at.min(self.bytes.len()),
            kind,
        }
    }
}
