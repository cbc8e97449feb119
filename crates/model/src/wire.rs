//! The compact binary form in which messages cross between engine and viewer.
//!
//! Numbers are little-endian base 128, signed ones zigzagged; text is its
//! length and UTF-8; a sequence is its length and its items; an option is one
//! byte. There is no self-description: both ends are the same build, which the
//! version byte of [`crate::protocol`] makes sure of.

/// What can be written to and read from the wire.
pub trait Wire: Sized {
    /// Appends `self` to `out`.
    fn put(&self, out: &mut Vec<u8>);
    /// Reads one value off the front of `input`; any value where the bytes do
    /// not hold one, and `input` is broken from then on.
    fn get(input: &mut Input<'_>) -> Self;
}

/// Bytes that are read from the front. That they are broken is asked once, in
/// the end: a reader that could leave after every field would be compiled, and
/// shipped, with as many ways out.
pub struct Input<'m> {
    bytes: &'m [u8],
    broken: bool,
}

impl<'m> Input<'m> {
    /// Reads these bytes.
    pub fn new(bytes: &'m [u8]) -> Input<'m> {
        Input {
            bytes,
            broken: false,
        }
    }

    /// Whether all that was read so far was there.
    pub fn is_whole(&self) -> bool {
        !self.broken
    }

    /// Notes that something was not there: nothing more is read.
    #[inline(never)]
    pub fn fail(&mut self) {
        self.broken = true;
        self.bytes = &[];
    }

    #[inline(never)]
    fn byte(&mut self) -> u8 {
        match self.bytes.split_first() {
            Some((byte, rest)) => {
                self.bytes = rest;
                *byte
            }
            None => {
                self.fail();
                0
            }
        }
    }

    #[inline(never)]
    fn number(&mut self) -> u64 {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte();
            number |= u64::from(byte & 127) << shift;
            if byte & 128 == 0 {
                return number;
            }
        }
        self.fail();
        0
    }

    /// A number that is not above `most`.
    #[inline(never)]
    fn small(&mut self, most: u32) -> u32 {
        match u32::try_from(self.number()) {
            Ok(number) if number <= most => number,
            _ => {
                self.fail();
                0
            }
        }
    }

    #[inline(never)]
    fn text(&mut self) -> String {
        let length = self.small(u32::MAX) as usize;
        let Some((text, rest)) = self.bytes.split_at_checked(length) else {
            self.fail();
            return String::new();
        };
        self.bytes = rest;
        match core::str::from_utf8(text) {
            Ok(text) => text.to_owned(),
            Err(_) => {
                self.fail();
                String::new()
            }
        }
    }
}

fn put_number(mut number: u64, out: &mut Vec<u8>) {
    while number >= 128 {
        out.push(number as u8 | 128);
        number >>= 7;
    }
    out.push(number as u8);
}

macro_rules! unsigned {
    ($($t:ty),*) => {$(
        impl Wire for $t {
            fn put(&self, out: &mut Vec<u8>) {
                put_number(u64::from(*self), out);
            }
            fn get(input: &mut Input<'_>) -> Self {
                input.small(u32::from(<$t>::MAX)) as $t
            }
        }
    )*};
}
unsigned!(u8, u16, u32);

impl Wire for u64 {
    fn put(&self, out: &mut Vec<u8>) {
        put_number(*self, out);
    }
    fn get(input: &mut Input<'_>) -> Self {
        input.number()
    }
}

impl Wire for i32 {
    fn put(&self, out: &mut Vec<u8>) {
        put_number(u64::from((*self << 1 ^ (*self >> 31)) as u32), out);
    }
    fn get(input: &mut Input<'_>) -> Self {
        let number = u32::get(input);
        (number >> 1) as i32 ^ -((number & 1) as i32)
    }
}

impl Wire for bool {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }
    fn get(input: &mut Input<'_>) -> Self {
        input.byte() != 0
    }
}

impl Wire for String {
    fn put(&self, out: &mut Vec<u8>) {
        put_number(self.len() as u64, out);
        out.extend_from_slice(self.as_bytes());
    }
    fn get(input: &mut Input<'_>) -> Self {
        input.text()
    }
}

impl<T: Wire> Wire for Option<T> {
    fn put(&self, out: &mut Vec<u8>) {
        match self {
            None => out.push(0),
            Some(value) => {
                out.push(1);
                value.put(out);
            }
        }
    }
    fn get(input: &mut Input<'_>) -> Self {
        bool::get(input).then(|| T::get(input))
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn put(&self, out: &mut Vec<u8>) {
        put_number(self.len() as u64, out);
        for item in self {
            item.put(out);
        }
    }
    fn get(input: &mut Input<'_>) -> Self {
        // No room is asked for ahead: a lying length cannot ask for more than
        // the message has.
        let mut items = Vec::new();
        for _ in 0..u32::get(input) {
            let item = T::get(input);
            if !input.is_whole() {
                break;
            }
            items.push(item);
        }
        items
    }
}

impl Wire for (String, String) {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
        self.1.put(out);
    }
    fn get(input: &mut Input<'_>) -> Self {
        (input.text(), input.text())
    }
}

/// Bytes that cross the wire as they are: a page of a record.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Bytes(pub Vec<u8>);

/// How many they are and no more: they may be a token.
impl core::fmt::Debug for Bytes {
    fn fmt(&self, out: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        core::fmt::Debug::fmt(&self.0.len(), out)
    }
}

impl Wire for Bytes {
    fn put(&self, out: &mut Vec<u8>) {
        put_number(self.0.len() as u64, out);
        out.extend_from_slice(&self.0);
    }
    fn get(input: &mut Input<'_>) -> Self {
        let length = input.small(u32::MAX) as usize;
        match input.bytes.split_at_checked(length) {
            Some((bytes, rest)) => {
                input.bytes = rest;
                Bytes(bytes.to_vec())
            }
            None => {
                input.fail();
                Bytes::default()
            }
        }
    }
}

/// Defines a struct whose fields all cross the wire in their order.
macro_rules! wire_struct {
    ($(#[$meta:meta])* pub struct $name:ident {
        $($(#[$fmeta:meta])* pub $field:ident: $type:ty,)*
    }) => {
        $(#[$meta])*
        pub struct $name { $($(#[$fmeta])* pub $field: $type,)* }
        impl $crate::wire::Wire for $name {
            fn put(&self, out: &mut Vec<u8>) { $($crate::wire::Wire::put(&self.$field, out);)* }
            fn get(input: &mut $crate::wire::Input<'_>) -> Self {
                $name { $($field: $crate::wire::Wire::get(input),)* }
            }
        }
    };
    ($(#[$meta:meta])* pub struct $name:ident(pub $type:ty);) => {
        $(#[$meta])*
        pub struct $name(pub $type);
        impl $crate::wire::Wire for $name {
            fn put(&self, out: &mut Vec<u8>) { $crate::wire::Wire::put(&self.0, out); }
            fn get(input: &mut $crate::wire::Input<'_>) -> Self {
                $name($crate::wire::Wire::get(input))
            }
        }
    };
}

/// Defines an enum without fields that crosses the wire as its place.
macro_rules! wire_enum {
    ($(#[$meta:meta])* pub enum $name:ident {
        $(#[$fmeta:meta])* $first:ident, $($(#[$vmeta:meta])* $variant:ident,)*
    }) => {
        $(#[$meta])*
        pub enum $name { $(#[$fmeta])* $first, $($(#[$vmeta])* $variant,)* }
        impl $crate::wire::Wire for $name {
            fn put(&self, out: &mut Vec<u8>) { out.push(*self as u8); }
            fn get(input: &mut $crate::wire::Input<'_>) -> Self {
                let place = <u8 as $crate::wire::Wire>::get(input);
                $(if place == $name::$variant as u8 { return $name::$variant; })*
                if place != $name::$first as u8 { input.fail(); }
                $name::$first
            }
        }
    };
}

pub(crate) use {wire_enum, wire_struct};

#[cfg(test)]
mod tests {
    use super::*;

    fn round<T: Wire + PartialEq + core::fmt::Debug>(value: T) {
        let mut out = Vec::new();
        value.put(&mut out);
        let mut input = Input::new(&out);
        assert_eq!(T::get(&mut input), value);
        assert!(input.is_whole() && input.bytes.is_empty());
    }

    #[test]
    fn values_survive_the_wire() {
        round(u64::MAX);
        round(u16::MAX);
        round(i32::MIN);
        round(-1_i32);
        round(vec![Some(String::from("ü")), None]);
        round(Bytes(vec![0, 200, 255]));
        round((String::from("a"), String::new()));
    }

    fn is_refused<T: Wire>(bytes: &[u8]) -> bool {
        let mut input = Input::new(bytes);
        T::get(&mut input);
        !input.is_whole()
    }

    #[test]
    fn short_and_lying_bytes_are_refused() {
        assert!(is_refused::<String>(&[5, b'a']));
        assert!(is_refused::<String>(&[1, 0xff]));
        assert!(is_refused::<Vec<u8>>(&[255, 255, 255, 255, 15]));
        assert!(is_refused::<Bytes>(&[9, 1]));
        assert!(is_refused::<u8>(&[200, 200]));
        assert!(is_refused::<u8>(&[200, 2]));
    }

    #[test]
    fn nothing_is_read_behind_a_break() {
        let mut input = Input::new(&[9, b'a', 7]);
        assert_eq!(String::get(&mut input), "");
        assert_eq!(u8::get(&mut input), 0);
        assert!(!input.is_whole());
    }
}
