/// Where and why a text stopped being JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    /// The byte at which it was met, from 0.
    pub offset: usize,
    /// What is wrong there.
    pub kind: ErrorKind,
}

/// What is wrong with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The text ends inside a value.
    UnexpectedEnd,
    /// A byte that may not stand here.
    UnexpectedByte,
    /// Nested deeper than [`crate::DEPTH`].
    TooDeep,
    /// Something follows the value.
    Trailing,
}

impl ErrorKind {
    /// The stable name.
    pub fn code(self) -> &'static str {
        match self {
            ErrorKind::UnexpectedEnd => "unexpected-end",
            ErrorKind::UnexpectedByte => "unexpected-byte",
            ErrorKind::TooDeep => "too-deep",
            ErrorKind::Trailing => "trailing",
        }
    }
}

impl core::fmt::Display for Error {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self.kind {
            ErrorKind::UnexpectedEnd => "the text ends inside a value, at byte ",
            ErrorKind::UnexpectedByte => "a byte that JSON does not allow here, at byte ",
            ErrorKind::TooDeep => "nested deeper than 128, at byte ",
            ErrorKind::Trailing => "something follows the value, at byte ",
        })?;
        core::fmt::Display::fmt(&self.offset, f)
    }
}

impl core::error::Error for Error {}
