//! `bench`: figures, one a line, each beside the peer or the limit that it is held against in the same run. Exit 1
//! where a bar is missed.

mod view;

use crate::arguments::Options;
use crate::browser::Browser;
use crate::build;
use crate::node::Node;
use crate::process;
use crate::quality;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;
use std::process::ExitCode;

/// How large the page is, in bytes.
const BYTES: usize = 20_000_000;
/// How much of JavaScript's time ours may take.
const MOST_OF_PEER: f64 = 1.0;
/// How many times the page's bytes the Wasm's memory may be.
const MOST_MEMORY: f64 = 4.0;
/// How many megabytes a second the reader must read natively.
const LEAST_NATIVE: f64 = 150.0;

/// The verb.
pub fn run(workspace: &Workspace, options: Options) -> Result<ExitCode> {
    match options.operand() {
        "read" => read(workspace),
        "merge" => merge(workspace),
        "view" => view::run(workspace),
        "cases" => quality::run(workspace, options),
        other => bail!("there is no benchmark '{other}'; there are: read, merge, view, cases"),
    }
}

fn read(workspace: &Workspace) -> Result<ExitCode> {
    let browser = Browser::ready()?;
    let node = Node::ready(workspace)?;
    println!("Building the readers …");
    let folder = build::build_alone(workspace, "timeline-bench-read")?;
    let page = folder.join("page.json");
    let mut command = node.command();
    command.arg(workspace.path("tests/bench/read.mjs"));
    command
        .env("CHROMIUM", &browser.chromium)
        .env("BENCH_WASM", &folder)
        .env("BENCH_PAGE", &page)
        .env("BENCH_BYTES", BYTES.to_string());
    let figures = Figures::read(&process::output(&mut command, "the browser's part")?)?;
    let ours = figures.get("ours_ms")?;
    let peer = figures.get("javascript_ms")?;
    let bytes = fs::metadata(&page)?.len() as f64;
    let (native_ms, entries) = native(workspace, &page)?;
    if entries != figures.get("entries")? {
        bail!("natively {entries} entries were read, and in the browser another number");
    }
    println!("page_bytes {bytes}");
    for (name, figure) in &figures.0 {
        println!("browser_{name} {figure}");
    }
    println!("native_ms {native_ms}");
    let bars = [
        Bar::most("browser_ours_to_javascript", ours / peer, MOST_OF_PEER),
        Bar::most(
            "browser_peak_memory_to_bytes",
            figures.get("peak_memory_bytes")? / bytes,
            MOST_MEMORY,
        ),
        Bar::least(
            "native_megabytes_a_second",
            bytes / 1e3 / native_ms,
            LEAST_NATIVE,
        ),
    ];
    Ok(judge(&bars))
}

/// The records whose costs are held against each other, each twice the one before.
const DOUBLING: [usize; 4] = [10_000, 20_000, 40_000, 80_000];
/// How many times as much a record of twice as many entries may cost.
const MOST_OF_DOUBLING: f64 = 2.3;
/// How long merging the largest record known of one patient may take, and one page more.
const HOSPITAL: usize = 32_630;
const MOST_MILLISECONDS: f64 = 150.0;
const MOST_OF_PAGE: f64 = 5.0;

fn merge(workspace: &Workspace) -> Result<ExitCode> {
    let mut command = process::cargo(workspace);
    command.args([
        "run",
        "--quiet",
        "--release",
        "--package",
        "timeline-bench-merge",
    ]);
    command.arg("--").arg(workspace.path("www/demo"));
    let figures = Figures::read(&process::output(&mut command, "the merging")?)?;
    for (name, figure) in &figures.0 {
        println!("{name} {figure}");
    }
    let at_once = |count: usize| figures.get(&format!("at_once_{count}_ms"));
    let mut bars = Vec::new();
    for (fewer, more) in DOUBLING.into_iter().zip(DOUBLING.into_iter().skip(1)) {
        let ratio = at_once(more)? / at_once(fewer)?;
        bars.push(Bar::most(
            format!("{more}_to_{fewer}"),
            ratio,
            MOST_OF_DOUBLING,
        ));
    }
    let hospital = at_once(HOSPITAL)?;
    bars.push(Bar::most(
        format!("{HOSPITAL}_at_once_ms"),
        hospital,
        MOST_MILLISECONDS,
    ));
    let page = figures.get("page_worst_ms")?;
    bars.push(Bar::most("page_of_200_into_32000_ms", page, MOST_OF_PAGE));
    let read = figures.get("reader_page_read_ms")? + figures.get("reader_page_resolve_ms")?;
    bars.push(Bar::most(
        "page_of_200_read_into_32000_ms",
        read,
        MOST_OF_PAGE,
    ));
    Ok(judge(&bars))
}

/// The reader natively: its best time in milliseconds, and the entries.
fn native(workspace: &Workspace, page: &Path) -> Result<(f64, f64)> {
    let mut command = process::cargo(workspace);
    command.args(["run", "--quiet", "--release", "--package"]);
    command.args(["timeline-bench-read", "--bin", "bench-read"]);
    command.arg(page);
    let printed = process::output(&mut command, "the native part")?;
    let mut figures = printed.split_whitespace().map(str::parse::<f64>);
    let mut next = || figures.next().context("bench-read printed too little");
    let milliseconds = next()??;
    next()??;
    Ok((milliseconds, next()??))
}

/// `name figure` lines.
struct Figures(Vec<(String, f64)>);

impl Figures {
    fn read(printed: &str) -> Result<Self> {
        let mut figures = Vec::new();
        for line in printed.lines() {
            let (name, figure) = line.split_once(' ').context("a line without a figure")?;
            let figure = figure.parse().with_context(|| line.to_owned())?;
            figures.push((name.to_owned(), figure));
        }
        Ok(Self(figures))
    }

    fn get(&self, name: &str) -> Result<f64> {
        let found = self.0.iter().find(|(own, _)| own == name);
        Ok(found.with_context(|| format!("no figure '{name}'"))?.1)
    }
}

/// A figure and what it is held against.
pub struct Bar {
    name: String,
    figure: f64,
    bar: f64,
    met: bool,
}

impl Bar {
    pub fn most(name: impl Into<String>, figure: f64, bar: f64) -> Self {
        let met = figure <= bar;
        Self {
            name: name.into(),
            figure,
            bar,
            met,
        }
    }

    pub fn least(name: impl Into<String>, figure: f64, bar: f64) -> Self {
        let met = figure >= bar;
        Self {
            name: name.into(),
            figure,
            bar,
            met,
        }
    }
}

pub fn judge(bars: &[Bar]) -> ExitCode {
    for bar in bars {
        let word = if bar.met { "met" } else { "MISSED" };
        println!("{} {:.4} (bar {}: {word})", bar.name, bar.figure, bar.bar);
    }
    if bars.iter().all(|bar| bar.met) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missed_bar_is_a_failure() {
        let met = [Bar::most("a", 0.5, 1.0), Bar::least("b", 2.0, 1.0)];
        assert_eq!(judge(&met), ExitCode::SUCCESS);
        assert_eq!(judge(&[Bar::most("a", 1.5, 1.0)]), ExitCode::FAILURE);
        assert_eq!(judge(&[Bar::least("b", 0.5, 1.0)]), ExitCode::FAILURE);
    }

    #[test]
    fn figures_are_read_by_name() {
        let figures = Figures::read("a 1.5\nb 2\n").unwrap();
        assert_eq!(figures.get("b").unwrap(), 2.0);
        assert!(figures.get("c").is_err());
        assert!(Figures::read("nothing").is_err());
    }
}
