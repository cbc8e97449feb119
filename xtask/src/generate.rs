//! The documents that are made from tables in the code. The tests that hold them against the
//! tables write them instead when they are told to, so that there is one way to make them.

use crate::arguments::Options;
use crate::process;
use crate::workspace::Workspace;
use anyhow::Result;
use std::process::ExitCode;

/// Writes the documents.
pub fn run(workspace: &Workspace, _options: Options) -> Result<ExitCode> {
    let mut command = process::cargo(workspace);
    command.args(["test", "--quiet", "--package", "timeline-engine"]);
    command.args(["--package", "timeline-element", "--package", "timeline"]);
    command.args(["--lib", "--bins", "the_published"]);
    command.env("TIMELINE_GENERATE", "1");
    process::run(&mut command, "writing the documents")?;
    Ok(ExitCode::SUCCESS)
}
