//! `trunk-hook`: what Trunk calls after its build, so that its pages load the same one script as all others.

use crate::arguments::Options;
use crate::build::{
    CODES, CODES_SOURCE, FEEDS, FHIR, Parts, compose, element_script, with_own_start,
};
use crate::codes;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What wasm-bindgen adds to the name that its script has.
const WASM_SUFFIX: &str = "_bg.wasm";

/// The verb.
pub fn run(workspace: &Workspace, _options: Options) -> Result<ExitCode> {
    let Some(staging) = env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from) else {
        bail!("trunk-hook is called by Trunk: run trunk build or trunk serve");
    };
    let (wasm, glue) = bound(&staging)?;
    let glue =
        fs::read_to_string(&glue).with_context(|| format!("{} cannot be read", glue.display()))?;
    let element = element_script(workspace)?;
    // Trunk builds once, with feeds: every page is served that build, whichever it asks for.
    let glue = with_own_start(&glue, Parts::One)?;
    fs::write(staging.join(FHIR.script), compose(&glue, &element)?)?;
    fs::write(staging.join(FEEDS.script), glue)?;
    for build in [FHIR, FEEDS] {
        fs::copy(&wasm, staging.join(build.wasm))?;
    }
    let map = fs::read_to_string(workspace.path(CODES_SOURCE))?;
    fs::write(staging.join(CODES), codes::lean(&map))?;
    Ok(ExitCode::SUCCESS)
}

/// The Wasm and the script that wasm-bindgen left.
fn bound(staging: &Path) -> Result<(PathBuf, PathBuf)> {
    for file in fs::read_dir(staging)? {
        let wasm = file?.path();
        let name = wasm.file_name().and_then(|name| name.to_str());
        if let Some(stem) = name.and_then(|name| name.strip_suffix(WASM_SUFFIX)) {
            let glue = staging.join(stem).with_added_extension("js");
            return Ok((wasm, glue));
        }
    }
    bail!(
        "{} holds no *{WASM_SUFFIX}: does www/trunk.html still name the element's crate?",
        staging.display()
    )
}
