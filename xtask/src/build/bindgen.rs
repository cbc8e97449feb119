//! wasm-bindgen as a library: its version is the one that the element was compiled with.

use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use wasm_bindgen_cli_support::Bindgen;

/// What wasm-bindgen leaves.
pub struct Bound {
    /// The Wasm with its names.
    pub wasm: PathBuf,
    /// The script that loads it.
    pub glue: String,
}

/// Binds cargo's Wasm to JavaScript, leaving its results in a folder of the pipeline.
pub fn bind(wasm: &[u8], pipeline: &Path) -> Result<Bound> {
    let folder = pipeline.join("bindgen");
    // Snippets of an earlier run must not look like ours.
    let _ = fs::remove_dir_all(&folder);
    Bindgen::new()
        .input_bytes("glue", wasm.to_vec())
        .web(true)?
        .typescript(false)
        // The names stay as the compiler wrote them: `size` tells the crates apart by them.
        .demangle(false)
        .omit_default_module_path(true)
        .generate(&folder)
        .context("wasm-bindgen could not bind the element")?;
    Ok(Bound {
        wasm: folder.join("glue_bg.wasm"),
        glue: fs::read_to_string(folder.join("glue.js"))
            .context("wasm-bindgen wrote no glue.js")?,
    })
}
