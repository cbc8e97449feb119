//! `size`: what a page loads, compressed, against the bar and the ceiling, and which crate weighs what.

mod shares;

use crate::arguments::Options;
use crate::build::{self, Exactness, NAMED_WASM, SCRIPT, WASM};
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::fs;
use std::process::ExitCode;

const BUDGET: &str = "budget.json";

/// The verb: fails as long as the total is over the bar.
pub fn run(workspace: &Workspace, mut options: Options) -> Result<ExitCode> {
    let top = match options.take("top") {
        None => 0,
        Some(text) => text
            .parse()
            .with_context(|| format!("--top {text}: give a number of functions"))?,
    };
    build::build(workspace, Exactness::Required)?;
    let over = measure(workspace, top)?;
    Ok(if over == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Prints the sizes of what is in `dist` and the largest functions, and returns how many bytes the
/// bar is missed by. Fails when the sizes are over the ceiling: what was reached is not given up.
pub fn measure(workspace: &Workspace, top: usize) -> Result<u64> {
    let Budget { bar, ceiling } = Budget::read(workspace)?;
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
    println!("{:<26}{:>10}{bar:>12}", "bar", "");
    println!("{:<26}{:>10}{ceiling:>12}", "ceiling", "");
    if total > ceiling {
        bail!(
            "{total} bytes are {} more than the ceiling of {ceiling} in {BUDGET}: make the element smaller",
            total - ceiling
        );
    }
    let over = total.saturating_sub(bar);
    if over > 0 {
        println!("the bar is missed by {over} bytes");
    }
    Ok(over)
}

/// What a page may load, in bytes.
struct Budget {
    /// What is to be reached.
    bar: u64,
    /// What was reached already and is not to be exceeded again.
    ceiling: u64,
}

impl Budget {
    fn read(workspace: &Workspace) -> Result<Budget> {
        let text = fs::read_to_string(workspace.path(BUDGET))
            .with_context(|| format!("{BUDGET} cannot be read"))?;
        let json: serde_json::Value =
            serde_json::from_str(&text).with_context(|| format!("{BUDGET} is no JSON"))?;
        let bytes = |key: &str| {
            json.get(key)
                .and_then(serde_json::Value::as_u64)
                .with_context(|| format!("{BUDGET}: '{key}' must be a whole number of bytes"))
        };
        Ok(Budget {
            bar: bytes("bar")?,
            ceiling: bytes("ceiling")?,
        })
    }
}
