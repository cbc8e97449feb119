//! What `cargo xtask bench read` measures in a browser: a page's bytes to
//! entries, by the very crates and the very profile of the element.
#![cfg(target_arch = "wasm32")]

use timeline_fhir::Reader;
use wasm_bindgen::prelude::wasm_bindgen;

/// Reads one page and keeps what came of it until the next.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Bench(Reader);

#[wasm_bindgen]
impl Bench {
    /// Reads the page.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: Vec<u8>) -> Bench {
        let mut reader = Reader::new(0);
        reader.read(0, bytes);
        reader.entries();
        Bench(reader)
    }

    /// How many entries were read.
    pub fn entries(&mut self) -> usize {
        self.0.entries().len()
    }

    /// How many resources were received.
    pub fn received(&mut self) -> u32 {
        self.0.tally().received
    }
}
