//! A tolerant JSON reader for clinical records.
//!
//! Numbers stay as they were written, a break says at which byte it is and
//! keeps what stood before it, and a string with bytes that are no text costs
//! that string alone. [`parse`] reads a whole text into a [`Value`];
//! [`Cursor`] walks a large text piece by piece, so that what is complete
//! before a break can be kept. Values live in an [`Arena`], which is used anew
//! from one to the next.

mod arena;
mod cursor;
mod error;
mod escape;
mod line;
mod number;
mod text;
mod tree;
mod value;

pub use arena::Arena;
pub use cursor::Cursor;
pub use error::{Error, ErrorKind};
pub use escape::escape;
pub use line::line;
pub use number::whole;
pub use text::lossy;
pub use value::{Value, unescaped};

/// How deep arrays and objects may nest in one value.
pub const DEPTH: u32 = 128;

/// Reads a whole text. A byte-order mark before it is skipped; anything but
/// white space after it is an error.
pub fn parse<'v>(bytes: &'v [u8], arena: &'v Arena) -> Result<Value<'v>, Error> {
    let mut cursor = Cursor::new(bytes);
    let value = cursor.value(arena)?;
    cursor.end()?;
    Ok(value)
}
