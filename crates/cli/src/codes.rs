//! `timeline codes FILE`.

use std::{
    fs,
    io::{Write, stdout},
    path::PathBuf,
};

use anyhow::{Context, bail};
use timeline_fhir::concept_map;

/// The ConceptMap to write as rows.
#[derive(clap::Args)]
pub struct Options {
    /// A file with one FHIR ConceptMap, as JSON.
    pub file: PathBuf,
}

/// Writes a ConceptMap as the rows that `codeMaps` takes. Pages load rows
/// alone, and so none of the code that reads a ConceptMap.
pub fn run(options: Options) -> anyhow::Result<()> {
    let shown = options.file.display();
    let bytes = fs::read(&options.file).with_context(|| format!("{shown} cannot be read"))?;
    let mut rows = concept_map(&bytes);
    if rows.is_empty() {
        bail!("{shown} is no ConceptMap");
    }
    rows.push('\n');
    Ok(stdout().write_all(rows.as_bytes())?)
}
