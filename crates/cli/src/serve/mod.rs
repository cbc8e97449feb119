//! `timeline serve`: the demonstration's sources and pages on two ports.
//!
//! Each source stands at `/sources/<id>/…` with a base address of its own; some
//! are on the second port alone, so that the browser's rules for other origins
//! apply every day. Everything but the built element is in the program.

mod answer;
mod app;
mod asked;
mod assets;
mod audit_event;
mod configuration;
mod control;
mod cors;
mod data;
mod demo;
mod faults;
mod feed;
mod fhir;
mod listen;
mod measures;
mod pages;
mod portal;
mod proxy;
mod record;
mod records;
mod sign_in;
mod sources;
mod spoil;
#[cfg(test)]
mod tests;

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, anyhow};
use include_dir::{Dir, include_dir};
use serde_json::Value;

use app::App;
use data::Data;
use demo::Demo;
use faults::Faults;
use records::Records;
use sign_in::SignIn;

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
    /// Faults to begin with: stannes=truncated@2,kingsway=busy:2, or a file of
    /// JSON such as {"stannes": "truncated@2"}. A wrong name tells all names.
    #[arg(long, value_name = "SOURCE=FAULT,…|FILE")]
    pub faults: Option<String>,
    /// Sources that want a sign-in: stannes, stannes=token, kingsway=cookie.
    #[arg(long, value_name = "SOURCE[=token|cookie],…", value_delimiter = ',')]
    pub sign_in: Vec<String>,
    /// A folder of records in place of the demonstration's, laid out as they
    /// are: an index demo.json, and a folder for each source.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
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
    let data = options.data.map_or(Data::Own(&DEMO), Data::Folder);
    let demo = Demo::read(&data)?;
    let faults = Faults::default();
    if let Some(text) = &options.faults {
        faults.change(read_faults(text, &demo)?);
    }
    let sign_in = SignIn::default();
    sign_in.change(read_sign_in(&options.sign_in, &demo)?);
    let (first, second) = listen::bind(options.port).await?;
    let first_origin = format!("http://{}", first.local_addr()?);
    let second_origin = format!("http://{}", second.local_addr()?);
    let app = Arc::new(App {
        demo,
        faults,
        sign_in,
        records: Records::default(),
        assets: options.assets,
        pages: options.pages,
        first_origin,
        second_origin,
    });
    let both = async {
        announce(&app);
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

/// Faults as they stand in `--faults`: `source=fault,…` or a file's name.
fn read_faults(text: &str, demo: &Demo) -> anyhow::Result<faults::Changes> {
    let value = if text.contains('=') {
        let pairs = text.split(',').map(|pair| pair.split_once('='));
        let pairs: Option<Vec<_>> = pairs.collect();
        let pairs = pairs.context("--faults must be source=fault,… or a file")?;
        let pairs = pairs.into_iter();
        Value::Object(
            pairs
                .map(|(id, fault)| (id.to_owned(), fault.into()))
                .collect(),
        )
    } else {
        let file = std::fs::read(text).with_context(|| format!("cannot read {text}"))?;
        serde_json::from_slice(&file).with_context(|| format!("{text} is not JSON"))?
    };
    Faults::read(&value, &demo.sources)
        .map_err(|mistakes| anyhow!("--faults: {}", mistakes.join("; ")))
}

fn read_sign_in(pairs: &[String], demo: &Demo) -> anyhow::Result<sign_in::Changes> {
    let pairs = pairs
        .iter()
        .map(|pair| pair.split_once('=').unwrap_or((pair, "token")));
    let value = Value::Object(
        pairs
            .map(|(id, want)| (id.to_owned(), want.into()))
            .collect(),
    );
    SignIn::read(&value, &demo.sources)
        .map_err(|mistakes| anyhow!("--sign-in: {}", mistakes.join("; ")))
}

/// Says where to look. That nobody reads it any more ends no server.
fn announce(app: &App) {
    let mut text = format!(
        "{}/\n{} sources, the second port at {}. Ctrl-C stops.\n",
        app.first_origin,
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
