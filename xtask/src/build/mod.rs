//! `build`: from the element's crate to the two files in `dist/` that a page loads.

mod bindgen;
mod boundary;
mod compose;
mod compress;
mod library;
mod likeness;
mod minify;
mod optimise;
mod paths;
mod reorder;
mod sections;
mod start;
mod target;

use crate::arguments::Options;
use crate::process;
use crate::workspace::{WASM_TARGET, Workspace};
use anyhow::{Context, Error, Result};
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

pub use compose::compose;
use compress::brotli;
pub use start::with_own_start;
pub use target::ensure_wasm_target;

/// The script's name in `dist/`.
pub const SCRIPT: &str = "patient-timeline.js";
/// The Wasm's name in `dist/`.
pub const WASM: &str = "patient-timeline.wasm";
/// The Wasm before its names are removed, in the pipeline's folder.
pub const NAMED_WASM: &str = "named.wasm";

/// Whether everything that makes the element small must take part: the standard library built from source, and what
/// runs on Node.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Exactness {
    /// The demo does without what cannot be had.
    AsFarAsPossible,
    /// Sizes are only measured with all of it.
    Required,
}

impl Exactness {
    /// What to do where something cannot be had: fail, or say so in one line and go on.
    fn without<T>(self, error: Error, what: &str, so: &str) -> Result<Option<T>> {
        match self {
            Self::Required => Err(error.context(format!("{what} is needed to measure sizes"))),
            Self::AsFarAsPossible => {
                println!("Without {what}, {so}: {error:#}");
                Ok(None)
            }
        }
    }
}

/// The verb.
pub fn run(workspace: &Workspace, _options: Options) -> Result<ExitCode> {
    build(workspace, Exactness::AsFarAsPossible)?;
    Ok(ExitCode::SUCCESS)
}

/// Brings `dist/` up to date; quick when nothing has changed.
pub fn build(workspace: &Workspace, exactness: Exactness) -> Result<()> {
    let start = Instant::now();
    println!("Building the element …");
    let compiled = compile(workspace, "timeline-element", exactness)?;
    let optimiser = optimise::find(workspace, exactness)?;
    let inputs = Inputs {
        wasm: fs::read(&compiled)
            .with_context(|| format!("cargo built no {}", compiled.display()))?,
        script: read_text(&workspace.path("crates/element/js/element.js"))?,
    };
    let stamp = format!("{:016x}", fingerprint(&inputs, optimiser.is_some())?);
    if is_current(workspace, &stamp) {
        println!(
            "dist/ is up to date ({:.1} s)",
            start.elapsed().as_secs_f32()
        );
        return Ok(());
    }
    let _ = fs::remove_file(stamp_path(workspace));
    assemble(workspace, inputs, optimiser.as_ref())?;
    fs::write(stamp_path(workspace), stamp)?;
    println!("dist/ is ready ({:.1} s)", start.elapsed().as_secs_f32());
    Ok(())
}

struct Inputs {
    wasm: Vec<u8>,
    script: String,
}

/// Builds a package for the browser as the element is built.
fn compile(workspace: &Workspace, package: &str, exactness: Exactness) -> Result<PathBuf> {
    ensure_wasm_target()?;
    let std = library::find(exactness)?;
    let mut command = process::cargo_wasm(workspace);
    command.args(["build", "--quiet", "--lib", "--package", package]);
    command.args(["--profile", "wasm", "--target", WASM_TARGET]);
    let mut flags = paths::remapping(workspace)?;
    if let Some(std) = &std {
        std.add_to(&mut command);
        flags.extend(std.rustc_flags());
        flags.push(paths::remap(std.sources()));
    }
    command.env("CARGO_ENCODED_RUSTFLAGS", flags.join(paths::SEPARATOR));
    process::run(&mut command, "building for Wasm")?;
    let folder = workspace.wasm_target().join(WASM_TARGET).join("wasm");
    Ok(folder.join([&package.replace('-', "_"), ".wasm"].concat()))
}

/// Builds a package as the element is built, without a script of its own: leaves `glue.js` and `glue_bg.wasm` in the
/// folder that is returned.
pub fn build_alone(workspace: &Workspace, package: &str) -> Result<PathBuf> {
    let compiled = compile(workspace, package, Exactness::Required)?;
    let folder = workspace.pipeline().join(package);
    let bound = bindgen::bind(fs::read(compiled)?, &folder)?;
    if let Some(optimiser) = optimise::find(workspace, Exactness::Required)? {
        let named = folder.join(NAMED_WASM);
        optimiser.run(&bound.wasm, &named)?;
        fs::rename(named, &bound.wasm)?;
    }
    Ok(folder.join("bindgen"))
}

fn assemble(
    workspace: &Workspace,
    inputs: Inputs,
    optimiser: Option<&optimise::Optimiser>,
) -> Result<()> {
    let pipeline = workspace.pipeline();
    fs::create_dir_all(&pipeline)?;
    println!("Binding it to JavaScript …");
    let bound = bindgen::bind(inputs.wasm, &pipeline)?;
    let wanted = compose::imports(&inputs.script)?;
    let glue = boundary::without_classes(&with_own_start(&bound.glue)?, &wanted);
    let used = boundary::without_unused_exports(&fs::read(&bound.wasm)?, &glue)?;
    fs::write(&bound.wasm, used)?;
    let named = pipeline.join(NAMED_WASM);
    match optimiser {
        Some(optimiser) => {
            println!("Optimising …");
            optimiser.run(&bound.wasm, &named)?;
            fs::write(&named, reorder::reorder(&fs::read(&named)?)?)?;
        }
        None => {
            fs::copy(&bound.wasm, &named)?;
        }
    }
    let wasm = sections::without_custom(&fs::read(&named)?)?;
    let (wasm, glue) = boundary::shorten(&wasm, &glue)?;
    let mut script = compose(&glue, &inputs.script)?;
    if let Some(optimiser) = optimiser {
        script = minify::minify(optimiser.node(), &script, &pipeline)?;
    }
    println!("Compressing …");
    let dist = workspace.dist();
    fs::create_dir_all(&dist)?;
    write_with_brotli(&dist.join(WASM), &wasm)?;
    write_with_brotli(&dist.join(SCRIPT), script.as_bytes())
}

/// A running server never sees a half-written file: each is renamed into place.
fn write_with_brotli(path: &Path, bytes: &[u8]) -> Result<()> {
    replace(&path.with_added_extension("br"), &brotli(bytes)?)?;
    replace(path, bytes)
}

fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let draft = path.with_added_extension("new");
    fs::write(&draft, bytes).with_context(|| format!("{} cannot be written", draft.display()))?;
    fs::rename(&draft, path).with_context(|| format!("{} cannot be written", path.display()))
}

fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}

/// Changes with every input, with the optimiser, and with xtask itself.
fn fingerprint(inputs: &Inputs, optimised: bool) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    hasher.write(&inputs.wasm);
    hasher.write(inputs.script.as_bytes());
    hasher.write_u8(u8::from(optimised));
    hasher.write(&fs::read(std::env::current_exe()?)?);
    Ok(hasher.finish())
}

fn stamp_path(workspace: &Workspace) -> PathBuf {
    workspace.pipeline().join("stamp")
}

fn is_current(workspace: &Workspace, stamp: &str) -> bool {
    let dist = workspace.dist();
    let complete = [SCRIPT, WASM].iter().all(|name| {
        let path = dist.join(name);
        path.is_file() && path.with_added_extension("br").is_file()
    });
    complete && fs::read_to_string(stamp_path(workspace)).is_ok_and(|written| written == stamp)
}
