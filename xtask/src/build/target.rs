//! The compiler's standard library for Wasm.

use crate::process;
use crate::workspace::WASM_TARGET;
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::Command;

/// Adds the Wasm target through rustup if the compiler lacks it.
pub fn ensure_wasm_target() -> Result<()> {
    if is_installed()? {
        return Ok(());
    }
    if process::find_program("rustup").is_none() {
        bail!(
            "this Rust has no standard library for {WASM_TARGET}, and rustup is missing: install the \
             target with your system's packages, or install Rust with rustup, and run again"
        );
    }
    println!("Adding the target {WASM_TARGET} …");
    process::run(
        Command::new("rustup").args(["target", "add", WASM_TARGET]),
        "rustup target add",
    )
}

/// Asks the compiler, so that a Rust without rustup works as well.
fn is_installed() -> Result<bool> {
    let mut command = Command::new("rustc");
    command.args(["--print", "target-libdir", "--target", WASM_TARGET]);
    let folder = process::output(&mut command, "asking rustc for its targets")
        .context("install Rust and run again")?;
    Ok(Path::new(folder.trim()).is_dir())
}
