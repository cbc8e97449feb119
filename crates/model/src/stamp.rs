use core::hash::{Hash, Hasher};

use crate::Entry;

impl Entry {
    /// A hash of all that it says.
    pub fn stamp(&self) -> u64 {
        let mut hasher = Stamp(0);
        self.hash(&mut hasher);
        hasher.finish()
    }
}

/// A hash of bytes.
pub fn stamp_of(bytes: &[u8]) -> u64 {
    let mut hasher = Stamp(bytes.len() as u64);
    hasher.write(bytes);
    hasher.finish()
}

/// Eight bytes at a time, multiplied and turned.
struct Stamp(u64);

impl Hasher for Stamp {
    fn write(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some((eight, behind)) = rest.split_first_chunk::<8>() {
            self.write_u64(u64::from_le_bytes(*eight));
            rest = behind;
        }
        for byte in rest {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u8(&mut self, number: u8) {
        self.write_u64(u64::from(number));
    }

    #[inline(never)]
    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0 ^ number)
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .rotate_left(29);
    }

    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}
