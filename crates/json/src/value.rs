use crate::number::whole;

/// One JSON value, borrowing from the text where it can and from the arena
/// where it cannot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as it was written.
    Number(&'a str),
    /// A string. Bytes and escapes that are no text became U+FFFD.
    String(&'a str),
    /// An array.
    Array(&'a [Value<'a>]),
    /// An object, its members in order; a key may repeat.
    Object(&'a [(&'a str, Value<'a>)]),
}

impl<'a> Value<'a> {
    /// The member named `key`; the first where it repeats.
    pub fn get(&self, key: &str) -> Option<&'a Value<'a>> {
        match self {
            Value::Object(members) => members
                .iter()
                .find(|(name, _)| *name == key)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    /// The element at `index`.
    pub fn at(&self, index: usize) -> Option<&'a Value<'a>> {
        self.items().get(index)
    }

    /// The value at an RFC 6901 pointer such as `/entry/0/resource`; the empty
    /// pointer is the value itself.
    pub fn pointer(&self, pointer: &str) -> Option<&Value<'a>> {
        let mut value = self;
        let mut tokens = pointer.split('/');
        if tokens.next() != Some("") {
            return None;
        }
        for token in tokens {
            value = match value {
                Value::Array(items) => items.get(index(token)?)?,
                _ if token.contains('~') => value.get(&unescaped(token))?,
                _ => value.get(token)?,
            };
        }
        Some(value)
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&'a str> {
        match self {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// A number as it was written.
    pub fn number(&self) -> Option<&'a str> {
        match self {
            Value::Number(text) => Some(text),
            _ => None,
        }
    }

    /// A whole number of at most 18 digits.
    pub fn as_i64(&self) -> Option<i64> {
        let text = self.number()?;
        match text.strip_prefix('-') {
            Some(digits) => whole(digits).map(|number| -(number as i64)),
            None => whole(text).map(|number| number as i64),
        }
    }

    /// The elements of an array; none for anything else.
    pub fn items(&self) -> &'a [Value<'a>] {
        match self {
            Value::Array(items) => items,
            _ => &[],
        }
    }

    /// The members of an object; none for anything else.
    pub fn members(&self) -> &'a [(&'a str, Value<'a>)] {
        match self {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    /// Whether it is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }
}

/// The name that a token of an RFC 6901 pointer stands for.
#[inline(never)]
pub fn unescaped(token: &str) -> String {
    let mut letters = token.chars();
    let mut name = String::with_capacity(token.len());
    while let Some(letter) = letters.next() {
        // What else follows a tilde is no escape, and stays.
        match letter {
            '~' if letters.as_str().starts_with('0') => {
                letters.next();
                name.push('~');
            }
            '~' if letters.as_str().starts_with('1') => {
                letters.next();
                name.push('/');
            }
            other => name.push(other),
        }
    }
    name
}

/// An array index as RFC 6901 writes it: digits without a leading zero.
fn index(token: &str) -> Option<usize> {
    let leading_zero = token.len() > 1 && token.starts_with('0');
    let index = whole(token).filter(|_| !leading_zero)?;
    usize::try_from(index).ok()
}

#[cfg(test)]
mod tests {
    use crate::{Arena, parse};

    #[test]
    fn a_pointer_reaches_through_objects_arrays_and_escapes() {
        let arena = Arena::new();
        let value = parse(br#"{"a":[{"b/c":1},{"m~n":2}],"":3}"#, &arena).unwrap();
        assert_eq!(value.pointer("/a/0/b~1c").unwrap().as_i64(), Some(1));
        assert_eq!(value.pointer("/a/1/m~0n").unwrap().as_i64(), Some(2));
        assert_eq!(value.pointer("/").unwrap().as_i64(), Some(3));
        assert_eq!(value.pointer(""), Some(&value));
        assert_eq!(value.pointer("/a/00"), None);
        assert_eq!(value.pointer("/a/2"), None);
        assert_eq!(value.pointer("a"), None);
    }

    #[test]
    fn the_first_of_a_repeated_key_wins() {
        let arena = Arena::new();
        let value = parse(br#"{"a":1,"a":2}"#, &arena).unwrap();
        assert_eq!(value.get("a").unwrap().as_i64(), Some(1));
        assert_eq!(value.members().len(), 2);
    }

    #[test]
    fn numbers_stay_as_written() {
        let arena = Arena::new();
        let value = parse(b"[5.0,1e3,-0.10]", &arena).unwrap();
        let written: Vec<_> = value.items().iter().filter_map(|v| v.number()).collect();
        assert_eq!(written, ["5.0", "1e3", "-0.10"]);
    }
}
