//! Names are compared as 64-bit hashes of their normal form: one patient's
//! record holds some ten thousand of them, so that a chance collision is as
//! good as impossible, and comparing costs one instruction.

/// FNV-1a, finished so that short texts spread over all bits.
#[derive(Clone, Copy)]
pub(crate) struct Hasher(u64);

impl Hasher {
    pub(crate) fn new() -> Hasher {
        Hasher(0xcbf2_9ce4_8422_2325)
    }

    pub(crate) fn byte(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.byte(*byte);
        }
    }

    pub(crate) fn number(&mut self, number: u64) {
        for byte in number.to_le_bytes() {
            self.byte(byte);
        }
    }

    pub(crate) fn finish(self) -> u64 {
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }
}

/// The hash of one text.
pub(crate) fn of_text(text: &str) -> u64 {
    of_bytes(text.as_bytes())
}

/// The hash of a part of a text; that of the text, where it is the whole.
#[inline(never)]
pub(crate) fn of_bytes(bytes: &[u8]) -> u64 {
    let mut hasher = Hasher::new();
    hasher.bytes(bytes);
    hasher.finish()
}

/// The hash of a key made of a kind of key and two parts.
pub(crate) fn of_parts(tag: u8, a: u64, b: u64) -> u64 {
    let mut hasher = Hasher::new();
    hasher.byte(tag);
    hasher.number(a);
    hasher.number(b);
    hasher.finish()
}
