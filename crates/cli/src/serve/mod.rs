//! `timeline serve`: the demonstration's sources and pages on two ports.
//!
//! Each source stands at `/sources/<id>/…` with a base address of its own; some
//! are on the second port alone, so that the browser's rules for other origins
//! apply every day. Everything but the built element is in the program.

mod answer;
mod app;
mod assets;
mod configuration;
mod control;
mod demo;
mod faults;
mod feed;
mod fhir;
mod listen;
mod pages;
mod record;
mod sources;
mod spoil;
#[cfg(test)]
mod tests;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use include_dir::{Dir, include_dir};

use app::App;
use demo::Demo;
use faults::Faults;

static DEMO: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../www/demo");

/// Where and what to serve.
#[derive(clap::Args)]
pub struct Options {
    /// The first port; the second is the next one.
    #[arg(long, default_value_t = 7400)]
    pub port: u16,
    /// The folder with the built element, served at /pkg.
    #[arg(long, default_value = "dist", value_name = "DIR")]
    pub assets: PathBuf,
    /// A file of faults to begin with, such as {"stannes": "truncated@2"}.
    #[arg(long, value_name = "FILE")]
    pub faults: Option<PathBuf>,
    /// A folder of further pages, served at /pages under the same policy.
    #[arg(long, value_name = "DIR")]
    pub pages: Option<PathBuf>,
}

/// Serves until it is stopped.
pub fn run(options: Options) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Runtime::new().context("cannot start the server's threads")?;
    runtime.block_on(serve(options))
}

async fn serve(options: Options) -> anyhow::Result<()> {
    let demo = Demo::read(&DEMO)?;
    let faults = Faults::default();
    if let Some(file) = &options.faults {
        read_faults(file, &demo, &faults)?;
    }
    let (first, second) = listen::bind(options.port).await?;
    let second_origin = format!("http://{}", second.local_addr()?);
    let app = Arc::new(App {
        demo,
        faults,
        assets: options.assets,
        pages: options.pages,
        second_origin,
    });
    let origin = format!("http://{}", first.local_addr()?);
    let both = async {
        announce(&app, &origin);
        tokio::join!(
            listen::serve(first, app::first_port(Arc::clone(&app))),
            listen::serve(second, app::second_port(Arc::clone(&app))),
        )
    };
    tokio::select! {
        // In this order: whoever has read the address can stop the server.
        biased;
        stopped = tokio::signal::ctrl_c() => stopped.context("cannot wait for Ctrl-C"),
        (never, _) = both => match never {},
    }
}

fn read_faults(file: &Path, demo: &Demo, faults: &Faults) -> anyhow::Result<()> {
    let name = file.display();
    let text = std::fs::read(file).with_context(|| format!("cannot read {name}"))?;
    let value = serde_json::from_slice(&text).with_context(|| format!("{name} is not JSON"))?;
    let known: Vec<&str> = demo
        .sources
        .iter()
        .map(|source| source.id.as_str())
        .collect();
    match Faults::read(&value, &known) {
        Ok(read) => faults.change(read),
        Err(mistakes) => bail!("{name}: {}", mistakes.join("; ")),
    }
    Ok(())
}

/// Says where to look. That nobody reads it any more ends no server.
fn announce(app: &App, origin: &str) {
    let mut text = format!(
        "{origin}/\n{} sources, the second port at {}. Ctrl-C stops.\n",
        app.demo.sources.len(),
        app.second_origin
    );
    if !app.assets.join("patient-timeline.js").exists() {
        text.push_str("No element in ");
        text.push_str(&app.assets.display().to_string());
        text.push_str(": build it with cargo xtask build.\n");
    }
    let mut out = std::io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    drop(written);
}
