//! Rust's standard library for Wasm, built from its source for size.
//!
//! What rustup ships is built for speed and holds what this element never calls; from source, with the same
//! link-time optimisation as everything else, a page loads a tenth less. The flags are unstable, but
//! `rust-toolchain.toml` pins the compiler exactly, so they mean the same on every machine.

use super::Exactness;
use crate::process;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where rustup's component rust-src puts the sources, below the compiler's own folder.
const SOURCES: &str = "lib/rustlib/src/rust";

/// What cargo is told.
const CARGO_FLAGS: &[&str] = &[
    "-Zbuild-std=std,panic_abort",
    "-Zbuild-std-features=optimize_for_size",
];

/// What the compiler is told: nothing of the element is shown by `Debug`; a panic is a trap, and neither its words nor
/// its place are kept, for the element's script tells the place in the Wasm.
const RUSTC_FLAGS: &[&str] = &[
    "-Zfmt-debug=none",
    "-Zunstable-options",
    "-Cpanic=immediate-abort",
    "-Zlocation-detail=none",
];

/// The sources of the standard library.
pub struct Std {
    sources: PathBuf,
}

/// Finds the sources, with rustup's help where they are missing, or says that the build goes on without them.
pub fn find(exactness: Exactness) -> Result<Option<Std>> {
    match ready() {
        Ok(std) => Ok(Some(std)),
        Err(error) => exactness.without(
            error,
            "the source of Rust's standard library",
            "so the Wasm is a tenth larger",
        ),
    }
}

fn ready() -> Result<Std> {
    let sources = compiler_folder()?.join(SOURCES);
    let lock = sources.join("library/Cargo.lock");
    if lock.is_file() {
        return Ok(Std { sources });
    }
    if process::find_program("rustup").is_none() {
        bail!("rustup is missing: install Rust with rustup and run again");
    }
    println!("Adding the source of Rust's standard library …");
    process::run(
        Command::new("rustup").args(["component", "add", "rust-src"]),
        "rustup component add",
    )?;
    if !lock.is_file() {
        bail!("rustup left no {}", lock.display());
    }
    Ok(Std { sources })
}

fn compiler_folder() -> Result<PathBuf> {
    let mut command = Command::new("rustc");
    command.args(["--print", "sysroot"]);
    let folder = process::output(&mut command, "asking rustc for its folder")
        .context("install Rust and run again")?;
    Ok(PathBuf::from(folder.trim()))
}

impl Std {
    /// Has cargo build the standard library too.
    pub fn add_to(&self, cargo: &mut Command) {
        // Lets this compiler take the unstable flags.
        cargo.env("RUSTC_BOOTSTRAP", "1");
        cargo.args(CARGO_FLAGS);
    }

    /// The compiler's flags that go with it.
    pub fn rustc_flags(&self) -> impl Iterator<Item = String> {
        RUSTC_FLAGS.iter().map(|flag| (*flag).to_owned())
    }

    /// The folder to which its paths are relative.
    pub fn sources(&self) -> &Path {
        &self.sources
    }
}
