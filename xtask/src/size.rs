//! `size`: what a page loads, compressed, against the bar and the ceiling, and which crate weighs what.

mod shares;

use crate::arguments::Options;
use crate::build::{self, Build, Exactness, FEEDS, FHIR, REST, SCRIPT, WASM};
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
    let Budget {
        bar,
        ceiling,
        whole,
    } = Budget::read(workspace)?;
    for (what, named) in [
        ("share of the Wasm", FHIR.named_wasm(workspace)),
        ("share of the rest", FHIR.named_rest(workspace)),
    ] {
        shares::print(what, &shares::by_crate(&fs::read(named)?)?, top);
    }
    println!("{:<32}{:>10}{:>12}", "file", "bytes", "brotli 11");
    let line = |what: &str, bytes: u64| println!("{what:<32}{:>10}{bytes:>12}", "");
    println!("a page whose sources all speak FHIR:");
    let total = files(workspace, &[WASM, SCRIPT])?;
    line("until the timeline is usable", total);
    line("bar", bar);
    line("ceiling", ceiling);
    let rest = files(workspace, &[REST])?;
    line("the whole page", total + rest);
    line("ceiling", whole);
    println!("a page with a feed among its sources:");
    let Build {
        wasm,
        script,
        rest: feeds_rest,
        ..
    } = FEEDS;
    let with_feeds = files(workspace, &[wasm, script, SCRIPT])?;
    line("until the timeline is usable", with_feeds);
    let feeds_rest = files(workspace, &[feeds_rest])?;
    line("the whole page", with_feeds + feeds_rest);
    for (bytes, most, what) in [
        (total, ceiling, "until the timeline is usable"),
        (total + rest, whole, "the whole page"),
    ] {
        if bytes > most {
            bail!(
                "{what}: {bytes} bytes are {} more than the ceiling of {most} in {BUDGET}: make the element smaller",
                bytes - most
            );
        }
    }
    let over = total.saturating_sub(bar);
    if over > 0 {
        println!("the bar is missed by {over} bytes");
    }
    Ok(over)
}

/// Prints the sizes of these files in `dist`, and returns how many compressed bytes they are together.
fn files(workspace: &Workspace, names: &[&str]) -> Result<u64> {
    let mut total = 0;
    for name in names {
        let path = workspace.dist().join(name);
        let plain = fs::metadata(&path)?.len();
        let compressed = fs::metadata(path.with_added_extension("br"))?.len();
        total += compressed;
        println!("{name:<32}{plain:>10}{compressed:>12}");
    }
    Ok(total)
}

/// What a page may load, in bytes.
struct Budget {
    /// What is to be reached.
    bar: u64,
    /// What was reached already and is not to be exceeded again.
    ceiling: u64,
    /// The same of the page with what it loads on demand.
    whole: u64,
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
            whole: bytes("whole")?,
        })
    }
}
