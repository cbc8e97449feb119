//! `demo`: builds what is needed, starts the server and hands over to it.

use crate::arguments::Options;
use crate::build::{self, Exactness};
use crate::process;
use crate::workspace::Workspace;
use anyhow::{Result, bail};
use std::process::{Command, ExitCode};

/// The port of the pages; two of the sources answer on the one after it.
const PORT: u16 = 7400;

/// Builds and serves until it is ended.
pub fn run(workspace: &Workspace, mut options: Options) -> Result<ExitCode> {
    let port = match options.take("port") {
        None => PORT,
        Some(text) => match text.parse() {
            Ok(port) if (1..u16::MAX).contains(&port) => port,
            _ => bail!(
                "--port {text}: give a number from 1 to 65534 (the next port is used as well)"
            ),
        },
    };
    build::build(workspace, Exactness::AsFarAsPossible)?;
    build_tool(workspace)?;
    let mut command = Command::new(workspace.tool());
    command
        .current_dir(workspace.root())
        .args(["serve", "--port", &port.to_string(), "--assets"])
        .arg(workspace.dist());
    become_process(command)
}

/// Builds the native tool as the demo and the end-to-end tests run it.
pub fn build_tool(workspace: &Workspace) -> Result<()> {
    println!("Building the server …");
    let mut command = process::cargo(workspace);
    command.args(["build", "--quiet", "--release", "--package", "timeline"]);
    process::run(&mut command, "building the tool 'timeline'")
}

/// Becomes the server, so that whoever ends xtask ends the server and nothing is left behind.
#[cfg(unix)]
fn become_process(mut command: Command) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    let error = command.exec();
    bail!("the server cannot be started: {error}")
}

#[cfg(not(unix))]
fn become_process(mut command: Command) -> Result<ExitCode> {
    process::run(&mut command, "the server")?;
    Ok(ExitCode::SUCCESS)
}
