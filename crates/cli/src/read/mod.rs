//! `timeline read PATH…`: what became of each resource in files and folders,
//! and whether all of them are accounted for.
#![allow(clippy::print_stdout, reason = "printing is what this command is for")]

mod account;
mod count;
mod files;
mod print;
mod source;

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, bail};
use timeline_model::Identifier;

use self::account::Account;
use self::source::Source;

/// What to read.
#[derive(clap::Args)]
pub struct Options {
    /// Files, and folders that are searched for them: FHIR JSON (a bundle, a
    /// resource, or one resource a line), or what --mapping describes; each
    /// may be compressed with gzip.
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// Print one JSON object a file instead of text.
    #[arg(long)]
    pub json: bool,
    /// List each entry: time, kind, title.
    #[arg(long)]
    pub entries: bool,
    /// A mapping by which other JSON and CSV is read: the mapping itself, a
    /// source's configuration, or a whole one of which the first feed counts.
    #[arg(long, value_name = "FILE")]
    pub mapping: Option<PathBuf>,
    /// Whose records are wanted. Without it, whom each file names first.
    #[arg(long, value_name = "SYSTEM|VALUE", value_parser = identifier)]
    pub patient: Option<Identifier>,
    /// Fail where reading a file takes longer.
    #[arg(long, value_name = "SECONDS")]
    pub limit_seconds: Option<f64>,
}

/// Reads each file and prints what became of its resources. Fails where a file
/// cannot be opened, or an account of it does not hold.
pub fn run(options: Options) -> anyhow::Result<()> {
    let mapping = options
        .mapping
        .as_deref()
        .map(source::mapping)
        .transpose()?;
    let mut read = 0;
    let mut faulty = 0;
    for path in files::found(&options.paths, mapping.is_some())? {
        let source = Source::new(mapping.clone(), options.patient.as_ref());
        let (account, listed) = account_of(&path, source, &options)?;
        println!(
            "{}",
            print::shown(&account, &listed, options.json).trim_end()
        );
        read += 1;
        faulty += usize::from(!account.amiss.is_empty());
    }
    if faulty > 0 {
        bail!("the account of {faulty} of {read} files does not hold");
    }
    Ok(())
}

/// Reads one file; with the account, its entries where they are wanted.
fn account_of(
    path: &Path,
    mut source: Source,
    options: &Options,
) -> anyhow::Result<(Account, String)> {
    let bytes = files::bytes(path).with_context(|| path.display().to_string())?;
    let counted = count::received(&bytes, source.mapping());
    let start = Instant::now();
    let page = source.read(bytes);
    source.entries();
    let seconds = start.elapsed().as_secs_f64();
    let mut account = Account::new(path, &mut source, page);
    account.counted = counted;
    account.seconds = seconds;
    account.check(options.limit_seconds);
    let listed = if options.entries {
        print::entries(&mut source)
    } else {
        String::new()
    };
    Ok((account, listed))
}

/// An identifier as it is written on the command line.
pub fn identifier(text: &str) -> Result<Identifier, String> {
    match text.split_once('|') {
        Some((system, value)) if !value.is_empty() => Ok(Identifier {
            system: system.to_owned(),
            value: value.to_owned(),
        }),
        _ => Err("give SYSTEM|VALUE".to_owned()),
    }
}
