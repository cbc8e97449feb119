//! A gzip stream that is a thousandth of what it unpacks to, made while it is
//! sent.

use axum::body::Bytes;
use flate2::{Compress, Compression, Crc, FlushCompress};

/// Magic number, deflate, no name, no time, unknown system.
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

/// The pieces as one gzip member. A piece that is the one before again, which
/// is all but three of them, is not packed again.
pub fn pieces(plain: impl Iterator<Item = Bytes> + Send) -> impl Iterator<Item = Bytes> + Send {
    let mut bomb = Bomb {
        plain,
        last: None,
        crc: Crc::new(),
        begun: false,
        ended: false,
    };
    std::iter::from_fn(move || bomb.piece())
}

struct Packed {
    plain: Bytes,
    packed: Bytes,
    crc: Crc,
}

struct Bomb<I> {
    plain: I,
    last: Option<Packed>,
    crc: Crc,
    begun: bool,
    ended: bool,
}

impl<I: Iterator<Item = Bytes>> Bomb<I> {
    fn piece(&mut self) -> Option<Bytes> {
        if !std::mem::replace(&mut self.begun, true) {
            return Some(Bytes::from_static(&HEADER));
        }
        let Some(plain) = self.plain.next() else {
            return self.tail();
        };
        let packed = match self.last.take() {
            // The same bytes in the same place, so that looking is cheap.
            Some(last) if last.plain.as_ptr() == plain.as_ptr() => last,
            _ => pack(plain),
        };
        self.crc.combine(&packed.crc);
        let piece = packed.packed.clone();
        self.last = Some(packed);
        Some(piece)
    }

    /// An empty last block, the checksum and the length.
    fn tail(&mut self) -> Option<Bytes> {
        if std::mem::replace(&mut self.ended, true) {
            return None;
        }
        let mut tail = vec![3, 0];
        tail.extend_from_slice(&self.crc.sum().to_le_bytes());
        tail.extend_from_slice(&self.crc.amount().to_le_bytes());
        Some(Bytes::from(tail))
    }
}

/// Packs by itself, so that it may stand after anything, any number of times.
fn pack(plain: Bytes) -> Packed {
    let mut packer = Compress::new(Compression::best(), false);
    let mut packed = Vec::with_capacity(plain.len() / 8 + 1024);
    loop {
        let read = usize::try_from(packer.total_in()).unwrap_or(usize::MAX);
        let rest = plain.get(read..).unwrap_or_default();
        packed.reserve(1024);
        let full = packer
            .compress_vec(rest, &mut packed, FlushCompress::Full)
            .is_ok_and(|_| packed.len() == packed.capacity());
        if !full {
            break;
        }
    }
    let mut crc = Crc::new();
    crc.update(&plain);
    Packed {
        plain,
        packed: Bytes::from(packed),
        crc,
    }
}
