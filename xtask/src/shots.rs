//! `shots`: pictures of every demo patient and state, to be looked at.

use crate::arguments::Options;
use crate::browser::Browser;
use crate::build::{self, Exactness};
use crate::demo;
use crate::node::Node;
use crate::process;
use crate::workspace::Workspace;
use anyhow::Result;
use std::path::PathBuf;
use std::process::ExitCode;

/// Builds what is needed and takes the pictures.
pub fn run(workspace: &Workspace, mut options: Options) -> Result<ExitCode> {
    let out = match options.take("out") {
        Some(folder) => PathBuf::from(folder),
        None => workspace.path("target/shots"),
    };
    let only = options.take("only").unwrap_or_default();
    let browser = Browser::ready()?;
    let node = Node::ready(workspace)?;
    build::build(workspace, Exactness::AsFarAsPossible)?;
    demo::build_tool(workspace)?;
    let mut command = node.command();
    command
        .arg(workspace.tests().join("shots/shots.mjs"))
        .args([std::path::absolute(out)?, PathBuf::from(only)])
        .env("TIMELINE_TOOL", workspace.tool())
        .env("TIMELINE_ASSETS", workspace.dist())
        .env("CHROMIUM", browser.chromium);
    process::run(&mut command, "taking the pictures")?;
    Ok(ExitCode::SUCCESS)
}
