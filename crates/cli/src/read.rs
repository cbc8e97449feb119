//! `timeline read FILE…`.

/// What to read.
#[derive(clap::Args)]
pub struct Options {
    /// Files of FHIR JSON: a bundle, a resource, or one resource a line.
    #[arg(required = true)]
    pub files: Vec<std::path::PathBuf>,
}

/// Reads each file and prints what became of its resources.
pub fn run(_options: Options) -> anyhow::Result<()> {
    anyhow::bail!("not built yet")
}
