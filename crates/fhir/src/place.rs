//! Where on its page a value stands.

use core::ops::Range;

use timeline_json::{Cursor, Value};

/// The byte at which a value stands that is borrowed from the page; of an
/// object, its first key.
pub(crate) fn of(bytes: &[u8], value: &Value<'_>) -> Option<usize> {
    let at = match value {
        Value::String(text) | Value::Number(text) => text.as_ptr() as usize,
        Value::Object(members) => members.first()?.0.as_ptr() as usize,
        _ => return None,
    };
    let offset = at.wrapping_sub(bytes.as_ptr() as usize);
    (offset < bytes.len()).then_some(offset)
}

/// The bytes of an object that stands before `end`; none where its first key
/// is not borrowed from the page.
pub(crate) fn range(bytes: &[u8], object: &Value<'_>, end: usize) -> Range<usize> {
    let key = of(bytes, object).unwrap_or_default();
    let before = bytes.get(..key).unwrap_or_default();
    let Some(start) = before.iter().rposition(|byte| *byte == b'{') else {
        return 0..0;
    };
    let mut cursor = Cursor::new(bytes.get(start..end).unwrap_or_default());
    match cursor.skip() {
        Ok(()) => start..start + cursor.offset(),
        Err(_) => 0..0,
    }
}
