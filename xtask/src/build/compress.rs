//! Brotli, as the files are sent.

use anyhow::Result;
use brotli::CompressorWriter;
use brotli::enc::BrotliEncoderParams;
use std::io::Write;

/// Compresses with brotli's highest quality.
pub fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    brotli_of([bytes].into_iter())
}

/// Compresses what follows one another, each by statistics of its own: what is unlike the rest is not spoiled by it.
pub fn brotli_of<'p>(pieces: impl Iterator<Item = &'p [u8]>) -> Result<Vec<u8>> {
    let parameters = BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..BrotliEncoderParams::default()
    };
    let mut compressor = CompressorWriter::with_params(Vec::new(), BUFFER, &parameters);
    for (place, piece) in pieces.enumerate() {
        if place > 0 {
            compressor.flush()?;
        }
        compressor.write_all(piece)?;
    }
    Ok(compressor.into_inner())
}

const BUFFER: usize = 1 << 16;

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn what_is_compressed_in_pieces_is_read_as_one() {
        let pieces = [&b"first first first"[..], b"", b"second second"];
        let compressed = brotli_of(pieces.into_iter()).unwrap();
        let mut read = Vec::new();
        brotli::Decompressor::new(compressed.as_slice(), BUFFER)
            .read_to_end(&mut read)
            .unwrap();
        assert_eq!(read, pieces.concat());
    }
}
