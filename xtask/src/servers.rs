//! `servers`: the element against FHIR servers that others wrote, both at once.

use crate::arguments::Options;
use crate::browser::Browser;
use crate::build::{self, Exactness};
use crate::demo;
use crate::node::{self, Node};
use crate::process;
use crate::workspace::Workspace;
use anyhow::{Result, bail};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// The crate of Helios FHIR Server, which version of it, and what of it is built.
const HELIOS: (&str, &str, &str) = ("helios-hfs", "0.2.7", "R4,sqlite");
/// Its program.
const PROGRAM: &str = "hfs";
/// The variable that names a program built elsewhere.
const VARIABLE: &str = "HELIOS";

/// The verb.
pub fn run(workspace: &Workspace, _options: Options) -> Result<ExitCode> {
    let node = Node::ready(workspace)?;
    node::install(&workspace.path("tests/servers"))?;
    let browser = Browser::ready()?;
    let helios = helios(workspace)?;
    build::build(workspace, Exactness::AsFarAsPossible)?;
    demo::build_tool(workspace)?;
    let mut command = node.command();
    command
        .current_dir(workspace.tests())
        .arg("servers/run.mjs")
        .env(VARIABLE, helios)
        .env("TIMELINE_TOOL", workspace.tool())
        .env("TIMELINE_ASSETS", workspace.dist())
        .env("CHROMIUM", browser.chromium);
    let passed = process::watch(&mut command, "the element against the servers", |_| {})?;
    Ok(if passed {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Helios FHIR Server's program: the one that is named, else the one in the target folder, else built.
fn helios(workspace: &Workspace) -> Result<PathBuf> {
    if let Some(path) = env::var_os(VARIABLE).map(PathBuf::from) {
        if !path.is_file() {
            bail!(
                "{VARIABLE} names {}, which is no file: correct it or leave it out",
                path.display()
            );
        }
        return Ok(path);
    }
    let folder = workspace.native_target().join("servers");
    let program = folder
        .join("bin")
        .join(format!("{PROGRAM}{}", env::consts::EXE_SUFFIX));
    let (_, version, _) = HELIOS;
    let said = process::output(Command::new(&program).arg("--version"), "Helios");
    if !said.is_ok_and(|said| said.split_whitespace().nth(1) == Some(version)) {
        install(workspace, &folder)?;
    }
    Ok(program)
}

/// Builds it into the folder. It is only to answer, so the build is to be quick rather than the program; what is built
/// on the way weighs fifteen times as much and is taken away.
fn install(workspace: &Workspace, folder: &Path) -> Result<()> {
    let (package, version, features) = HELIOS;
    println!("Building {package} {version}, which takes ten minutes …");
    let build = folder.join("build");
    let mut command = process::cargo(workspace);
    command
        .args(["install", package, "--version", version, "--locked"])
        .args(["--no-default-features", "--features", features])
        .arg("--force")
        .arg("--root")
        .arg(folder)
        .env("CARGO_TARGET_DIR", &build)
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "0")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    process::run(&mut command, "building Helios FHIR Server")?;
    fs::remove_dir_all(build)?;
    Ok(())
}
