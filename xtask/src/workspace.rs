//! Where things are in the checkout.

use anyhow::{Result, bail};
use std::env;
use std::path::{Path, PathBuf};

/// The target that browsers run.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The checkout's folders.
pub struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// Finds the checkout upwards from the current folder, so that a verb works from any of its folders.
    pub fn find() -> Result<Self> {
        let here = env::current_dir()?;
        for folder in here.ancestors() {
            if folder.join("crates/element/Cargo.toml").is_file() {
                return Ok(Self {
                    root: folder.to_owned(),
                });
            }
        }
        bail!(
            "{} is not inside the project's checkout: change into it and run again",
            here.display()
        )
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// What a page loads: the script, the Wasm and their compressed forms.
    pub fn dist(&self) -> PathBuf {
        self.path("dist")
    }

    /// Target folder of native builds.
    pub fn native_target(&self) -> PathBuf {
        match env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => self.root.join(folder),
            None => self.path("target"),
        }
    }

    /// Target folder of Wasm builds: its own, so that neither build waits for the other's lock.
    pub fn wasm_target(&self) -> PathBuf {
        match env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => self.root.join(folder).join("wasm"),
            None => self.path("target-wasm"),
        }
    }

    /// Where the steps between cargo's Wasm and `dist` leave their results.
    pub fn pipeline(&self) -> PathBuf {
        self.wasm_target().join("pipeline")
    }

    /// The end-to-end tests; their lock file holds the optimiser too.
    pub fn tests(&self) -> PathBuf {
        self.path("tests")
    }

    /// The native tool as `cargo build --release` leaves it.
    pub fn tool(&self) -> PathBuf {
        let name = format!("timeline{}", env::consts::EXE_SUFFIX);
        self.native_target().join("release").join(name)
    }
}
