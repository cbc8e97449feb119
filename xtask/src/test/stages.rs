//! What each stage runs.

use super::counts::Counts;
use crate::architecture::{self, Member};
use crate::browser::Browser;
use crate::build::{self, Exactness, ensure_wasm_target};
use crate::demo;
use crate::node::Node;
use crate::process;
use crate::size;
use crate::workspace::{WASM_TARGET, Workspace};
use anyhow::{Context, Result, bail};
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The crates that only make sense in a browser, or hold most of their tests there.
const BROWSER_PACKAGES: &[&str] = &["timeline-viewer", "timeline-component", "timeline-element"];

pub fn format(workspace: &Workspace) -> Result<Counts> {
    let mut command = process::cargo(workspace);
    command.args(["fmt", "--all", "--", "--check", "--files-with-diff"]);
    process::run(&mut command, "formatting (to correct it: cargo fmt --all)")?;
    Ok(Counts::ONE)
}

pub fn architecture(workspace: &Workspace) -> Result<Counts> {
    architecture::check(workspace)?;
    Ok(Counts::ONE)
}

pub fn lint(workspace: &Workspace) -> Result<Counts> {
    let mut command = process::cargo(workspace);
    command.args(["clippy", "--quiet", "--workspace", "--all-targets"]);
    command.args(["--", "-D", "warnings"]);
    process::run(&mut command, "clippy")?;
    Ok(Counts::ONE)
}

pub fn lint_wasm(workspace: &Workspace) -> Result<Counts> {
    ensure_wasm_target()?;
    let mut command = process::cargo_wasm(workspace);
    command.args([
        "clippy",
        "--quiet",
        "--target",
        WASM_TARGET,
        "--all-targets",
    ]);
    for package in BROWSER_PACKAGES {
        command.args(["--package", package]);
    }
    command.args(["--", "-D", "warnings"]);
    process::run(&mut command, "clippy for Wasm")?;
    Ok(Counts::ONE)
}

pub fn native(workspace: &Workspace) -> Result<Counts> {
    let mut command = process::cargo(workspace);
    if process::find_program("cargo-nextest").is_some() {
        command.args([
            "nextest",
            "run",
            "--cargo-quiet",
            "--status-level",
            "fail",
            "--no-tests",
            "pass",
        ]);
    } else {
        command.args([
            "test",
            "--quiet",
            "--lib",
            "--bins",
            "--tests",
            "--examples",
        ]);
    }
    command.args(["--workspace", "--no-fail-fast"]);
    counted(&mut command, "the native tests")
}

pub fn docs(workspace: &Workspace) -> Result<Counts> {
    let mut command = process::cargo(workspace);
    command.args(["test", "--quiet", "--doc", "--workspace", "--no-fail-fast"]);
    let mut counts = counted(&mut command, "the documentation's examples")?;
    // That all documentation was compiled is a check in itself, whether it has examples or not.
    if counts.failed == 0 {
        counts.add(Counts::ONE);
    }
    Ok(counts)
}

pub fn components(workspace: &Workspace) -> Result<Counts> {
    ensure_wasm_target()?;
    let browser = Browser::ready()?;
    let tested: Vec<Member> = architecture::members(workspace)?
        .into_iter()
        .filter(|member| member.test_dependencies.contains("wasm-bindgen-test"))
        .collect();
    if tested.is_empty() {
        bail!("no crate has wasm-bindgen-test among its dev-dependencies");
    }
    let runner = test_runner(workspace)?;
    let mut command = process::cargo_wasm(workspace);
    // Without `--quiet`: cargo would hand it on to the runner, which does not know it.
    command.args([
        "test",
        "--target",
        WASM_TARGET,
        "--lib",
        "--tests",
        "--no-fail-fast",
    ]);
    for member in &tested {
        command.args(["--package", &member.package]);
    }
    command
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner)
        .env("CHROMEDRIVER", &browser.driver)
        .env("WASM_BINDGEN_USE_BROWSER", "1")
        .env("WASM_BINDGEN_TEST_TIMEOUT", "120")
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60")
        .env(
            "WASM_BINDGEN_TEST_WEBDRIVER_JSON",
            capabilities(workspace, &browser)?,
        );
    counted(&mut command, "the component tests")
}

/// Builds the program that cargo hands each Wasm test to.
fn test_runner(workspace: &Workspace) -> Result<PathBuf> {
    println!("Building the runner of Wasm tests …");
    let name = "wasm-test-runner";
    let mut command = process::cargo(workspace);
    command.args([
        "build",
        "--quiet",
        "--package",
        "xtask",
        "--features",
        name,
        "--bin",
        name,
    ]);
    process::run(&mut command, "building the runner of Wasm tests")?;
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    Ok(workspace.native_target().join("debug").join(file))
}

/// Tells chromedriver which browser to start, and how.
fn capabilities(workspace: &Workspace, browser: &Browser) -> Result<PathBuf> {
    let capabilities = serde_json::json!({
        "goog:chromeOptions": {
            "binary": browser.chromium,
            "args": ["--no-sandbox", "--disable-gpu", "--lang=en-GB"]
        }
    });
    fs::create_dir_all(workspace.pipeline())?;
    let path = workspace.pipeline().join("webdriver.json");
    fs::write(&path, capabilities.to_string())?;
    Ok(path)
}

pub fn pages(workspace: &Workspace) -> Result<Counts> {
    let node = Node::ready(workspace)?;
    let browser = Browser::ready()?;
    build::build(workspace, Exactness::Required)?;
    demo::build_tool(workspace)?;
    let files = test_files(&workspace.tests().join("e2e"))?;
    let mut command = node.command();
    command
        .current_dir(workspace.tests())
        .args([
            "--test",
            "--test-reporter=spec",
            "--test-timeout=120000",
            "--test-concurrency=2",
        ])
        .args(files)
        .env("TIMELINE_TOOL", workspace.tool())
        .env("TIMELINE_ASSETS", workspace.dist())
        .env("CHROMIUM", browser.chromium)
        .env("NO_COLOR", "1");
    counted(&mut command, "the end-to-end tests")
}

/// One folder a case, in the order of their names.
fn test_files(folder: &Path) -> Result<Vec<OsString>> {
    let mut files = Vec::new();
    for case in
        fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?
    {
        let case = case?.path();
        for file in fs::read_dir(&case).into_iter().flatten() {
            let path = file?.path();
            if path.to_string_lossy().ends_with(".test.mjs") {
                files.push(path.into_os_string());
            }
        }
    }
    files.sort();
    Ok(files)
}

pub fn size(workspace: &Workspace) -> Result<Counts> {
    build::build(workspace, Exactness::Required)?;
    size::measure(workspace, 0)?;
    Ok(Counts::ONE)
}

/// Runs a test runner, shows its output and reads its counts.
fn counted(command: &mut Command, purpose: &str) -> Result<Counts> {
    let mut counts = Counts::default();
    let succeeded = process::watch(command, purpose, |line| counts.read_line(line))?;
    if !succeeded && counts.failed == 0 {
        println!("{purpose} did not all run: see above");
        counts.failed = 1;
    }
    Ok(counts)
}
