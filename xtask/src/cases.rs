//! `cases`: patients in four sources each, with the truth, to measure merging on.

use crate::arguments::Options;
use crate::process;
use crate::workspace::Workspace;
use anyhow::{Result, bail};
use std::path::Path;
use std::process::ExitCode;

/// Whose events are used where no other folder is named: the demo's hospital.
const DEMO: &str = "www/demo/stannes";

/// The verb.
pub fn run(workspace: &Workspace, mut options: Options) -> Result<ExitCode> {
    if options.operand().is_empty() {
        bail!("cases is made into a folder: cargo xtask cases OUT");
    }
    let given: Vec<(&str, String)> = ["seed", "patients", "visits", "from"]
        .into_iter()
        .filter_map(|name| Some((name, options.take(name)?)))
        .collect();
    make(workspace, &std::path::absolute(options.operand())?, &given)?;
    Ok(ExitCode::SUCCESS)
}

/// Writes cases by the options of `bench-cases`.
pub fn make(workspace: &Workspace, out: &Path, options: &[(&str, String)]) -> Result<()> {
    let mut command = process::cargo(workspace);
    command.args([
        "run",
        "--quiet",
        "--release",
        "--package",
        "timeline-bench-cases",
        "--",
    ]);
    command.arg(out);
    if !options.iter().any(|(name, _)| *name == "from") {
        command.arg("--from").arg(workspace.path(DEMO));
    }
    for (name, value) in options {
        command.arg(format!("--{name}={value}"));
    }
    process::run(&mut command, "the cases")
}
