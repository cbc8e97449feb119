//! `bench-cases OUT`: patients in four sources each, with the truth of what is one event. See `crates/merge/BENCHMARK.md`.

mod case;
mod copy;
mod habits;
mod invent;
mod moment;
mod person;
mod random;
mod tables;
mod times;
mod traps;
mod values;
mod words;

use anyhow::{Context, Result, bail};
use clap::Parser;
use std::fs;
use std::path::PathBuf;

#[derive(Parser)]
#[command(name = "bench-cases")]
struct Arguments {
    /// The folder to which a folder a case is written.
    out: PathBuf,
    /// Another seed makes other patients.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many patients.
    #[arg(long, default_value_t = 16)]
    patients: usize,
    /// How many visits are invented for each, beside what is taken from `--from`.
    #[arg(long, default_value_t = 18)]
    visits: usize,
    /// Folders of bundles (FHIR R4), one patient and one source a file, whose events are used.
    #[arg(long)]
    from: Vec<PathBuf>,
}

fn main() -> Result<()> {
    let options = Arguments::parse();
    let tables = tables::Tables::read();
    let mut people = Vec::new();
    for folder in &options.from {
        people.extend(person::read(folder)?);
    }
    if options.visits == 0 && people.is_empty() {
        bail!("there is nothing to make cases of: give --from, or more visits");
    }
    for at in 0..options.patients {
        let name = format!("case-{:02}", at + 1);
        let base = at.checked_rem(people.len()).and_then(|at| people.get(at));
        let made = case::make(
            &name,
            options.seed,
            base.map_or(&[], Vec::as_slice),
            options.visits,
            &tables,
        );
        let folder = options.out.join(&name);
        fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
        for (file, content) in made.files {
            let to = folder.join(file);
            fs::write(&to, serde_json::to_vec_pretty(&content)?)
                .with_context(|| to.display().to_string())?;
        }
    }
    Ok(())
}
