//! `timeline score CASES RESULTS`.

mod figures;
mod tally;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use serde::{Deserialize, de::DeserializeOwned};

use tally::Tally;

/// What to score, and against what.
#[derive(clap::Args)]
pub struct Options {
    /// A folder of cases, each with its `truth.json`.
    pub cases: PathBuf,
    /// The folder that holds `<case>.json` for each, as `timeline merge` writes it.
    pub results: PathBuf,
    /// Also list each pair put together wrongly and each that was missed.
    #[arg(long)]
    pub list: bool,
    /// Also tell, of each thing that a generated copy went through, how many of its pairs were missed.
    #[arg(long)]
    pub faults: bool,
}

/// `truth.json`: the names of the records of each event.
#[derive(Deserialize)]
struct Truth {
    events: Vec<Vec<String>>,
    /// Of generated cases: what was done to a copy, by its name.
    #[serde(default)]
    faults: BTreeMap<String, Vec<String>>,
}

/// `<case>.json`: the names of the records of each entry, and pairs of
/// entries that may be one, each named by one of its records.
#[derive(Deserialize)]
struct Result {
    entries: Vec<Vec<String>>,
    #[serde(default)]
    possible: Vec<(String, String)>,
}

/// Prints the figures of all cases together, by the type of resource and in
/// all. What they mean stands in `crates/merge/BENCHMARK.md`.
#[allow(clippy::print_stdout, reason = "a program's output")]
pub fn run(options: Options) -> anyhow::Result<()> {
    let tally = tally(&options)?;
    for line in tally.lines() {
        println!("{line}");
    }
    if options.faults {
        for line in tally.fault_lines() {
            println!("{line}");
        }
    }
    if options.list {
        for line in &tally.bad {
            println!("{line}");
        }
    }
    Ok(())
}

fn tally(options: &Options) -> anyhow::Result<Tally> {
    let listing = fs::read_dir(&options.cases).with_context(|| {
        format!(
            "{}: cannot read the folder of cases",
            options.cases.display()
        )
    })?;
    let mut folders: Vec<PathBuf> = listing
        .filter_map(|item| Some(item.ok()?.path()))
        .filter(|path| path.join("truth.json").is_file())
        .collect();
    folders.sort();
    if folders.is_empty() {
        bail!(
            "{}: no folder in it holds a truth.json",
            options.cases.display()
        );
    }
    let mut tally = Tally::default();
    for folder in &folders {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let truth: Truth = read(&folder.join("truth.json"))?;
        let result: Result = read(&options.results.join(format!("{name}.json")))?;
        tally.add(&name, &truth, &result);
    }
    Ok(tally)
}

fn read<T: DeserializeOwned>(at: &Path) -> anyhow::Result<T> {
    let text = fs::read(at).with_context(|| format!("{}: cannot be read", at.display()))?;
    serde_json::from_slice(&text)
        .with_context(|| format!("{}: is not what is scored", at.display()))
}
