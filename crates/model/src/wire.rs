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
    /// Reads one value off the front of `input`; `None` where the bytes do not
    /// hold one.
    fn get(input: &mut &[u8]) -> Option<Self>;
}

fn put_number(mut number: u64, out: &mut Vec<u8>) {
    while number >= 128 {
        out.push(number as u8 | 128);
        number >>= 7;
    }
    out.push(number as u8);
}

fn get_number(input: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = input.split_first()?;
        *input = rest;
        number |= u64::from(byte & 127) << shift;
        if byte & 128 == 0 {
            return Some(number);
        }
    }
    None
}

macro_rules! unsigned {
    ($($t:ty),*) => {$(
        impl Wire for $t {
            fn put(&self, out: &mut Vec<u8>) {
                put_number(u64::from(*self), out);
            }
            fn get(input: &mut &[u8]) -> Option<Self> {
                <$t>::try_from(get_number(input)?).ok()
            }
        }
    )*};
}
unsigned!(u8, u16, u32, u64);

impl Wire for i32 {
    fn put(&self, out: &mut Vec<u8>) {
        put_number(u64::from((*self << 1 ^ (*self >> 31)) as u32), out);
    }
    fn get(input: &mut &[u8]) -> Option<Self> {
        let number = u32::try_from(get_number(input)?).ok()?;
        Some((number >> 1) as i32 ^ -((number & 1) as i32))
    }
}

impl Wire for bool {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }
    fn get(input: &mut &[u8]) -> Option<Self> {
        Some(u8::get(input)? != 0)
    }
}

impl Wire for String {
    fn put(&self, out: &mut Vec<u8>) {
        put_number(self.len() as u64, out);
        out.extend_from_slice(self.as_bytes());
    }
    fn get(input: &mut &[u8]) -> Option<Self> {
        let length = usize::try_from(get_number(input)?).ok()?;
        let (text, rest) = input.split_at_checked(length)?;
        *input = rest;
        core::str::from_utf8(text).ok().map(str::to_owned)
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
    fn get(input: &mut &[u8]) -> Option<Self> {
        if bool::get(input)? {
            T::get(input).map(Some)
        } else {
            Some(None)
        }
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn put(&self, out: &mut Vec<u8>) {
        put_number(self.len() as u64, out);
        for item in self {
            item.put(out);
        }
    }
    fn get(input: &mut &[u8]) -> Option<Self> {
        let length = usize::try_from(get_number(input)?).ok()?;
        // Every item takes a byte or more: a lying length cannot ask for more
        // memory than the message has.
        let mut items = Vec::with_capacity(length.min(input.len()));
        for _ in 0..length {
            items.push(T::get(input)?);
        }
        Some(items)
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
            fn get(input: &mut &[u8]) -> Option<Self> {
                Some($name { $($field: $crate::wire::Wire::get(input)?,)* })
            }
        }
    };
    ($(#[$meta:meta])* pub struct $name:ident(pub $type:ty);) => {
        $(#[$meta])*
        pub struct $name(pub $type);
        impl $crate::wire::Wire for $name {
            fn put(&self, out: &mut Vec<u8>) { $crate::wire::Wire::put(&self.0, out); }
            fn get(input: &mut &[u8]) -> Option<Self> {
                $crate::wire::Wire::get(input).map($name)
            }
        }
    };
}

/// Defines an enum without fields that crosses the wire as its place.
macro_rules! wire_enum {
    ($(#[$meta:meta])* pub enum $name:ident {
        $($(#[$vmeta:meta])* $variant:ident,)*
    }) => {
        $(#[$meta])*
        pub enum $name { $($(#[$vmeta])* $variant,)* }
        impl $crate::wire::Wire for $name {
            fn put(&self, out: &mut Vec<u8>) { out.push(*self as u8); }
            fn get(input: &mut &[u8]) -> Option<Self> {
                let place = <u8 as $crate::wire::Wire>::get(input)?;
                $(if place == $name::$variant as u8 { return Some($name::$variant); })*
                None
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
        let mut input = out.as_slice();
        assert_eq!(T::get(&mut input), Some(value));
        assert!(input.is_empty());
    }

    #[test]
    fn values_survive_the_wire() {
        round(u64::MAX);
        round(u16::MAX);
        round(i32::MIN);
        round(-1_i32);
        round(vec![Some(String::from("ü")), None]);
    }

    #[test]
    fn short_and_lying_bytes_are_refused() {
        assert_eq!(String::get(&mut [5, b'a'].as_slice()), None);
        assert_eq!(
            Vec::<u8>::get(&mut [255, 255, 255, 255, 15].as_slice()),
            None
        );
        assert_eq!(u8::get(&mut [200, 200].as_slice()), None);
    }
}
