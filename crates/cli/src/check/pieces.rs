//! A body piece by piece, unpacked where it comes packed.

use std::io::Write;

use flate2::write::MultiGzDecoder;
use http_body_util::BodyExt;
use hyper::HeaderMap;
use hyper::body::{Bytes, Incoming};

use super::cors::text;

/// A body as it comes in.
pub struct Pieces {
    incoming: Incoming,
    packed: Option<MultiGzDecoder<Vec<u8>>>,
    /// Bytes that came over the way so far.
    pub carried: usize,
}

/// The body broke off, or does not unpack.
#[derive(Debug)]
pub struct Broken;

impl Pieces {
    /// The body under these headers.
    pub fn new(headers: &HeaderMap, incoming: Incoming) -> Pieces {
        let coding = text(headers, "content-encoding").unwrap_or_default();
        let is_gzip = ["gzip", "x-gzip"].contains(&coding.to_ascii_lowercase().as_str());
        Pieces {
            incoming,
            packed: is_gzip.then(|| MultiGzDecoder::new(Vec::new())),
            carried: 0,
        }
    }

    /// The next piece; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Broken> {
        while let Some(frame) = self.incoming.frame().await {
            let Ok(data) = frame.map_err(|_| Broken)?.into_data() else {
                continue;
            };
            self.carried += data.len();
            let Some(packed) = &mut self.packed else {
                return Ok(Some(data));
            };
            packed.write_all(&data).map_err(|_| Broken)?;
            let unpacked = std::mem::take(packed.get_mut());
            if !unpacked.is_empty() {
                return Ok(Some(unpacked.into()));
            }
        }
        let Some(mut packed) = self.packed.take() else {
            return Ok(None);
        };
        packed.try_finish().map_err(|_| Broken)?;
        let rest = std::mem::take(packed.get_mut());
        Ok((!rest.is_empty()).then(|| rest.into()))
    }
}
