//! `timeline serve`.

/// Where to serve.
#[derive(clap::Args)]
pub struct Options {
    /// The first port; the second is the next one.
    #[arg(long, default_value_t = 7400)]
    pub port: u16,
}

/// Serves until it is stopped.
pub fn run(_options: Options) -> anyhow::Result<()> {
    anyhow::bail!("not built yet")
}
