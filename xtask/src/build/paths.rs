//! Keeps this machine's paths out of the Wasm: where the standard library is not built from source, panics carry the
//! path of their source file.

use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// Separates flags in `CARGO_ENCODED_RUSTFLAGS`.
pub const SEPARATOR: &str = "\u{1f}";

/// Compiler flags that leave of each path what is the same on every machine, which is shorter too.
pub fn remapping(workspace: &Workspace) -> Result<Vec<String>> {
    let mut flags = vec![remap(workspace.root())];
    let sources = cargo_home()?.join("registry/src");
    for registry in fs::read_dir(&sources).into_iter().flatten() {
        flags.push(remap(&registry?.path()));
    }
    Ok(flags)
}

/// The flag for one folder.
pub fn remap(folder: &Path) -> String {
    format!("--remap-path-prefix={}/=", folder.display())
}

fn cargo_home() -> Result<PathBuf> {
    if let Some(folder) = env::var_os("CARGO_HOME") {
        return Ok(PathBuf::from(folder));
    }
    let home =
        env::home_dir().context("neither CARGO_HOME nor HOME is set: set one and run again")?;
    Ok(home.join(".cargo"))
}
