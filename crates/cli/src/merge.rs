//! `timeline merge CASES OUT`.

/// What to merge and where to write it.
#[derive(clap::Args)]
pub struct Options {
    /// A folder of cases, each with `case.json` and its sources' files.
    pub cases: std::path::PathBuf,
    /// The folder to which `<case>.json` is written.
    pub out: std::path::PathBuf,
}

/// Merges each case.
pub fn run(_options: Options) -> anyhow::Result<()> {
    anyhow::bail!("not built yet")
}
