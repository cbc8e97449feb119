//! `build`: from the element's crate to the two files in `dist/` that a page loads.

mod bindgen;
mod boundary;
mod compose;
mod compress;
mod library;
mod likeness;
mod minify;
mod optimise;
mod pack;
mod paths;
mod reorder;
mod sections;
mod split;
mod start;
mod target;

use crate::arguments::Options;
use crate::codes;
use crate::process;
use crate::workspace::{WASM_TARGET, Workspace};
use anyhow::{Context, Error, Result};
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

pub use compose::compose;
use compress::{brotli, brotli_of};
pub use start::{Parts, with_own_start};
pub use target::ensure_wasm_target;

/// The script's name in `dist/`.
pub const SCRIPT: &str = "patient-timeline.js";
/// The Wasm's name in `dist/`, and that of what is loaded on demand.
pub const WASM: &str = "patient-timeline.wasm";
pub const REST: &str = "patient-timeline-rest.wasm";
/// The map of codes: its name in `dist/`, and where it lies.
pub const CODES: &str = "patient-timeline-codes.tsv";
pub const CODES_SOURCE: &str = "crates/merge/codes/patient-timeline-codes.tsv";
/// The script of AuditEvents and measures, which the element loads where they are configured: its name in `dist/`.
pub const RECORDS: &str = "patient-timeline-records.js";
/// What of the element's script makes a Wasm of the form in which it is sent.
const UNPACKING: &str = "crates/element/js/pack.js";
/// The Wasm before its names are removed, in the pipeline's folder of its build, and what is loaded on demand.
const NAMED_WASM: &str = "named.wasm";
const NAMED_REST: &str = "named-rest.wasm";
/// Has the linker leave what the Wasm is divided by.
const RELOCATIONS: &str = "-Clink-arg=--emit-relocs";

/// One of the builds of the element's crate.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Build {
    /// Its folder in the pipeline.
    pub name: &'static str,
    /// The Wasm's name in `dist/`.
    pub wasm: &'static str,
    /// The name of what it loads on demand.
    pub rest: &'static str,
    /// The script's.
    pub script: &'static str,
    features: &'static str,
}

/// What a page loads whose sources all speak FHIR. Its script is the element's.
pub const FHIR: Build = Build {
    name: "fhir",
    wasm: WASM,
    rest: REST,
    script: SCRIPT,
    features: "",
};

/// What a page loads instead that has a feed among its sources. Its script is the glue alone.
pub const FEEDS: Build = Build {
    name: "feeds",
    wasm: "patient-timeline-feeds.wasm",
    rest: "patient-timeline-feeds-rest.wasm",
    script: "patient-timeline-feeds.js",
    features: "feeds",
};

impl Build {
    fn pipeline(self, workspace: &Workspace) -> PathBuf {
        workspace.pipeline().join(self.name)
    }

    /// Its Wasm with the names of its functions.
    pub fn named_wasm(self, workspace: &Workspace) -> PathBuf {
        self.pipeline(workspace).join(NAMED_WASM)
    }

    /// What it loads on demand, with the names of its functions.
    pub fn named_rest(self, workspace: &Workspace) -> PathBuf {
        self.pipeline(workspace).join(NAMED_REST)
    }
}

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
    let mut inputs = Inputs {
        wasm: Vec::new(),
        script: element_script(workspace)?,
        records: read_text(&workspace.path("crates/element/js/records.js"))?,
        codes: codes::lean(&read_text(&workspace.path(CODES_SOURCE))?),
    };
    for build in [FHIR, FEEDS] {
        let compiled = compile(workspace, "timeline-element", build.features, exactness)?;
        inputs.wasm.push((build, compiled));
    }
    let optimiser = optimise::find(workspace, exactness)?;
    let stamp = format!("{:016x}", fingerprint(&inputs, optimiser.is_some())?);
    if is_current(workspace, &stamp) {
        println!(
            "dist/ is up to date ({:.1} s)",
            start.elapsed().as_secs_f32()
        );
        return Ok(());
    }
    let _ = fs::remove_file(stamp_path(workspace));
    for (build, wasm) in &inputs.wasm {
        assemble(workspace, *build, wasm, &inputs.script, optimiser.as_ref())?;
    }
    let records = match optimiser.as_ref() {
        Some(optimiser) => {
            minify::minify(optimiser.node(), &inputs.records, &workspace.pipeline())?
        }
        None => inputs.records.clone(),
    };
    write_with_brotli(&workspace.dist().join(RECORDS), records.as_bytes())?;
    write_with_brotli(&workspace.dist().join(CODES), inputs.codes.as_bytes())?;
    fs::write(stamp_path(workspace), stamp)?;
    println!("dist/ is ready ({:.1} s)", start.elapsed().as_secs_f32());
    Ok(())
}

struct Inputs {
    wasm: Vec<(Build, Vec<u8>)>,
    script: String,
    records: String,
    codes: String,
}

/// The element's own script, which its files make one after the other.
pub fn element_script(workspace: &Workspace) -> Result<String> {
    let mut script = String::new();
    for file in ["wasm.js", "pack.js", "element.js"] {
        script.push_str(&read_text(&workspace.path("crates/element/js").join(file))?);
    }
    Ok(script)
}

/// Builds a package for the browser as the element is built.
fn compile(
    workspace: &Workspace,
    package: &str,
    features: &str,
    exactness: Exactness,
) -> Result<Vec<u8>> {
    ensure_wasm_target()?;
    let std = library::find(exactness)?;
    let mut command = process::cargo_wasm(workspace);
    command.args(["rustc", "--quiet", "--lib", "--package", package]);
    command.args(["--profile", "wasm", "--target", WASM_TARGET]);
    command.args(["--features", features]);
    let mut flags = paths::remapping(workspace)?;
    if let Some(std) = &std {
        std.add_to(&mut command);
        flags.extend(std.rustc_flags());
        flags.push(paths::remap(std.sources()));
    }
    command.env("CARGO_ENCODED_RUSTFLAGS", flags.join(paths::SEPARATOR));
    // The last crate alone, so that what it is made of is not built once more.
    command.args(["--", RELOCATIONS]);
    process::run(&mut command, "building for Wasm")?;
    let folder = workspace.wasm_target().join(WASM_TARGET).join("wasm");
    let compiled = folder.join([&package.replace('-', "_"), ".wasm"].concat());
    fs::read(&compiled).with_context(|| format!("cargo built no {}", compiled.display()))
}

/// Builds a package as the element is built, without a script of its own: leaves `glue.js` and `glue_bg.wasm` in the
/// folder that is returned.
pub fn build_alone(workspace: &Workspace, package: &str) -> Result<PathBuf> {
    let compiled = compile(workspace, package, "", Exactness::Required)?;
    let folder = workspace.pipeline().join(package);
    let bound = bindgen::bind(&sections::without_relocations(&compiled)?, &folder)?;
    if let Some(optimiser) = optimise::find(workspace, Exactness::Required)? {
        let named = folder.join(NAMED_WASM);
        optimiser.run(&bound.wasm, &named)?;
        fs::rename(named, &bound.wasm)?;
    }
    Ok(folder.join("bindgen"))
}

fn assemble(
    workspace: &Workspace,
    build: Build,
    wasm: &[u8],
    element: &str,
    optimiser: Option<&optimise::Optimiser>,
) -> Result<()> {
    let pipeline = build.pipeline(workspace);
    fs::create_dir_all(&pipeline)?;
    println!("Binding it to JavaScript …");
    let bound = bindgen::bind(&sections::without_relocations(wasm)?, &pipeline)?;
    let wanted = compose::imports(element)?;
    let glue = boundary::without_classes(&with_own_start(&bound.glue, Parts::Two)?, &wanted);
    let used = boundary::without_unused_exports(&fs::read(&bound.wasm)?, &glue)?;
    println!("Dividing it …");
    let parts = split::divide(&used, &split::on_demand(wasm)?)?;
    let (first, second) = optimised(build, workspace, parts, optimiser)?;
    let (wasm, rest, glue) = boundary::shorten(
        &sections::without_custom(&first)?,
        &sections::without_custom(&second)?,
        &glue,
    )?;
    let mut script = match build {
        FHIR => compose(&glue, element)?,
        _ => glue,
    };
    if let Some(optimiser) = optimiser {
        script = minify::minify(optimiser.node(), &script, &pipeline)?;
    }
    println!("Compressing …");
    let dist = workspace.dist();
    fs::create_dir_all(&dist)?;
    let unpacking = read_text(&workspace.path(UNPACKING))?;
    for (name, wasm) in [(build.wasm, &wasm), (build.rest, &rest)] {
        let packed = pack::pack(wasm)?;
        if let Some(optimiser) = optimiser {
            pack::check(optimiser.node(), &unpacking, &packed, wasm, &pipeline)?;
        }
        let path = dist.join(name);
        let compressed = brotli_of(packed.pieces())?;
        replace(&path.with_added_extension("br"), &compressed)?;
        replace(&path, &packed.whole())?;
    }
    write_with_brotli(&dist.join(build.script), script.as_bytes())
}

/// Both parts with names, optimised where that can be. The second goes first: what it no longer uses of the first need
/// not be exported, nor kept, there.
fn optimised(
    build: Build,
    workspace: &Workspace,
    parts: split::Divided,
    optimiser: Option<&optimise::Optimiser>,
) -> Result<(Vec<u8>, Vec<u8>)> {
    let folder = build.pipeline(workspace);
    let run = |bytes: Vec<u8>, named: PathBuf| -> Result<Vec<u8>> {
        let Some(optimiser) = optimiser else {
            fs::write(&named, &bytes)?;
            return Ok(bytes);
        };
        let draft = folder.join("draft.wasm");
        fs::write(&draft, bytes)?;
        optimiser.run(&draft, &named)?;
        let better = reorder::reorder(&fs::read(&named)?)?;
        fs::write(&named, &better)?;
        Ok(better)
    };
    println!("Optimising …");
    let second = run(parts.second, build.named_rest(workspace))?;
    let used = sections::imports(&second)?;
    let first = sections::map_exports(&parts.first, |name| {
        let kept = !split::is_shared(name) || used.iter().any(|own| own == name);
        kept.then(|| name.to_owned())
    })?;
    let first = run(first, build.named_wasm(workspace))?;
    Ok((first, second))
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
    for (_, wasm) in &inputs.wasm {
        hasher.write(wasm);
    }
    hasher.write(inputs.script.as_bytes());
    hasher.write(inputs.records.as_bytes());
    hasher.write(inputs.codes.as_bytes());
    hasher.write_u8(u8::from(optimised));
    hasher.write(&fs::read(std::env::current_exe()?)?);
    Ok(hasher.finish())
}

fn stamp_path(workspace: &Workspace) -> PathBuf {
    workspace.pipeline().join("stamp")
}

fn is_current(workspace: &Workspace, stamp: &str) -> bool {
    let dist = workspace.dist();
    let names = [FHIR, FEEDS].map(|build| [build.script, build.wasm, build.rest]);
    let complete = names
        .as_flattened()
        .iter()
        .chain([&RECORDS, &CODES])
        .all(|name| {
            let path = dist.join(name);
            path.is_file() && path.with_added_extension("br").is_file()
        });
    complete && fs::read_to_string(stamp_path(workspace)).is_ok_and(|written| written == stamp)
}
