//! Starting other programs: each failure says which program, and what it was for.

use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::env;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;

/// Cargo, in the checkout's root. It is the very cargo that runs xtask.
pub fn cargo(workspace: &Workspace) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(workspace.root());
    command.env("CARGO_TARGET_DIR", workspace.native_target());
    command
}

/// Cargo with the target folder of Wasm builds.
pub fn cargo_wasm(workspace: &Workspace) -> Command {
    let mut command = cargo(workspace);
    command.env("CARGO_TARGET_DIR", workspace.wasm_target());
    command
}

/// Runs a program with our own output, and fails when it fails.
pub fn run(command: &mut Command, purpose: &str) -> Result<()> {
    let status = command
        .stdin(Stdio::null())
        .status()
        .with_context(|| cannot_start(command, purpose))?;
    if !status.success() {
        bail!("{purpose} failed: see above ({})", words(command));
    }
    Ok(())
}

/// Runs a program in silence and returns what it wrote; its error output becomes our error.
pub fn output(command: &mut Command, purpose: &str) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| cannot_start(command, purpose))?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        bail!("{purpose} failed: {}", text.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a program, shows every line as it comes and hands it to the reader; true when it succeeded.
pub fn watch(command: &mut Command, purpose: &str, mut read: impl FnMut(&str)) -> Result<bool> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| cannot_start(command, purpose))?;
    let (sender, lines) = mpsc::channel();
    if let Some(pipe) = child.stdout.take() {
        forward(pipe, sender.clone());
    }
    if let Some(pipe) = child.stderr.take() {
        forward(pipe, sender);
    }
    for line in lines {
        println!("{line}");
        read(&line);
    }
    Ok(child.wait()?.success())
}

fn forward(pipe: impl Read + Send + 'static, sender: mpsc::Sender<String>) {
    thread::spawn(move || {
        let mut reader = BufReader::new(pipe);
        let mut bytes = Vec::new();
        while matches!(reader.read_until(b'\n', &mut bytes), Ok(count) if count > 0) {
            let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
            if sender.send(line).is_err() {
                break;
            }
            bytes.clear();
        }
    });
}

/// The program of that name on PATH.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(&file))
        .find(|path| path.is_file())
}

fn cannot_start(command: &Command, purpose: &str) -> String {
    format!(
        "{purpose} needs the program '{}', which cannot be started",
        command.get_program().display()
    )
}

fn words(command: &Command) -> String {
    let mut text = command.get_program().display().to_string();
    for argument in command.get_args() {
        text.push(' ');
        text.push_str(&argument.to_string_lossy());
    }
    text
}
