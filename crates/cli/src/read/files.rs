//! The files below the paths that were given, and their bytes.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context;
use flate2::read::MultiGzDecoder;

/// The files themselves, and below each folder those whose name says that they
/// can be read; sorted within each folder.
pub fn found(paths: &[PathBuf], mapped: bool) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            walk(path, mapped, &mut files)?;
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

/// A file's bytes, decompressed where they are gzip.
pub fn bytes(path: &Path) -> anyhow::Result<Vec<u8>> {
    let bytes = fs::read(path)?;
    if !bytes.starts_with(b"\x1f\x8b") {
        return Ok(bytes);
    }
    let mut out = Vec::new();
    let mut decoder = MultiGzDecoder::new(bytes.as_slice());
    match decoder.read_to_end(&mut out) {
        // What was decompressed before a break is read as far as it goes.
        Err(_) if out.is_empty() => Ok(bytes),
        _ => Ok(out),
    }
}

fn walk(folder: &Path, mapped: bool, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut entries = entries.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        // A link to a folder is not followed, for it may lead back.
        if entry.file_type()?.is_dir() {
            walk(&path, mapped, files)?;
        } else if path.is_file() && is_readable(&path, mapped) {
            files.push(path);
        }
    }
    Ok(())
}

fn is_readable(path: &Path, mapped: bool) -> bool {
    let name = path.to_string_lossy().to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    let is = |end: &str| name.ends_with(end);
    is(".json") || is(".ndjson") || mapped && (is(".csv") || is(".tsv"))
}
