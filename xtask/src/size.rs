//! `size`: what a page loads, compressed, against the budget, and which crate weighs what.

mod shares;

use crate::arguments::Options;
use crate::build::{self, Exactness, NAMED_WASM, SCRIPT, WASM};
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::fs;
use std::process::ExitCode;

const BUDGET: &str = "budget.json";

/// The verb: fails when the total is over the budget.
pub fn run(workspace: &Workspace, mut options: Options) -> Result<ExitCode> {
    let top = match options.take("top") {
        None => 0,
        Some(text) => text
            .parse()
            .with_context(|| format!("--top {text}: give a number of functions"))?,
    };
    build::build(workspace, Exactness::Required)?;
    measure(workspace, top)?;
    Ok(ExitCode::SUCCESS)
}

/// Prints the sizes of what is in `dist` and the largest functions; fails when the sizes are over the budget.
pub fn measure(workspace: &Workspace, top: usize) -> Result<()> {
    let budget = budget(workspace)?;
    let named = fs::read(workspace.pipeline().join(NAMED_WASM))?;
    shares::print(&shares::by_crate(&named)?, top);
    let mut total = 0;
    println!("{:<26}{:>10}{:>12}", "file", "bytes", "brotli 11");
    for name in [WASM, SCRIPT] {
        let path = workspace.dist().join(name);
        let plain = fs::metadata(&path)?.len();
        let compressed = fs::metadata(path.with_added_extension("br"))?.len();
        total += compressed;
        println!("{name:<26}{plain:>10}{compressed:>12}");
    }
    println!("{:<26}{:>10}{:>12}", "style (in the Wasm)", "", "");
    println!("{:<26}{:>10}{total:>12}", "total", "");
    println!("{:<26}{:>10}{budget:>12}", "budget", "");
    if total > budget {
        bail!(
            "{total} bytes are {} more than the budget of {budget} in {BUDGET}: make the element smaller",
            total - budget
        );
    }
    Ok(())
}

fn budget(workspace: &Workspace) -> Result<u64> {
    let text = fs::read_to_string(workspace.path(BUDGET))
        .with_context(|| format!("{BUDGET} cannot be read"))?;
    let json: serde_json::Value =
        serde_json::from_str(&text).with_context(|| format!("{BUDGET} is no JSON"))?;
    json.get("brotliBytes")
        .and_then(serde_json::Value::as_u64)
        .with_context(|| format!("{BUDGET}: 'brotliBytes' must be a whole number of bytes"))
}
