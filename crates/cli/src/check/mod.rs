//! `timeline check CONFIG`: tries each source of a configuration as a browser
//! will, and says of each step what it met and what to do.
#![allow(clippy::print_stdout, reason = "printing is what this command is for")]

mod agreement;
mod asked;
mod capability;
mod codes;
mod connect;
mod cors;
mod exchange;
mod finding;
mod given;
mod metadata;
mod pieces;
mod preflight;
mod print;
mod report;
mod scene;
mod source;
mod tls;
mod token;
mod trial;
mod words;

use std::rc::Rc;

use anyhow::{Context, bail};
use timeline_engine::Config;
use timeline_model::protocol::{LoadFault, LoadRequest};
use timeline_model::{Identifier, PartialDate, Person};
use tokio::task::LocalSet;
use url::Url;

use self::codes::Code;
use self::finding::Finding;
use self::report::{Examined, Report};
use self::scene::Scene;
use self::tls::Tls;

/// What to check.
#[derive(clap::Args)]
pub struct Options {
    /// The configuration: a file, or the address that the page has it from.
    pub config: String,
    /// The origin of the page that asks, such as https://portal.example.
    /// Without it, that of the configuration's address.
    #[arg(long, value_parser = origin)]
    pub origin: Option<Url>,
    /// Whose record each source is tried with; nothing of it is printed.
    #[arg(long, value_name = "SYSTEM|VALUE", value_parser = crate::read::identifier)]
    pub patient: Option<Identifier>,
    /// The patient's id at a source, as a SMART launch gives it to the page.
    #[arg(long, value_name = "SOURCE=ID", value_parser = id_at)]
    pub patient_id: Vec<(String, String)>,
    /// A command that prints a token; it finds the source's id in
    /// TIMELINE_SOURCE.
    #[arg(long, value_name = "COMMAND")]
    pub token_command: Option<String>,
    /// The role that the page gives its user, for sharing agreements.
    #[arg(long, default_value = "")]
    pub role: String,
    /// The purpose of use that the page gives.
    #[arg(long, default_value = "")]
    pub purpose: String,
    /// Print one JSON document instead of lines.
    #[arg(long)]
    pub json: bool,
}

/// Checks and prints. Fails where one check fails.
pub fn run(options: Options) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.context("cannot start")?;
    let tasks = LocalSet::new();
    let report = tasks.block_on(&runtime, check(&options))?;
    if options.json {
        println!("{:#}", print::json(&report));
    } else {
        print!("{}", print::text(&report));
    }
    match report.faults() {
        0 => Ok(()),
        1 => bail!("1 check failed"),
        faults => bail!("{faults} checks failed"),
    }
}

async fn check(options: &Options) -> anyhow::Result<Report> {
    let tls = Tls::new()?;
    let unfit = |configuration: Vec<Finding>| Report {
        configuration,
        sources: Vec::new(),
    };
    let given = match given::read(&options.config, options.origin.as_ref(), &tls).await {
        Ok(given) => given,
        Err(finding) => return Ok(unfit(vec![finding])),
    };
    let config = match Config::read(&given.json) {
        Ok(config) => config,
        Err(faults) => return Ok(unfit(faults.iter().map(misconfigured).collect())),
    };
    let scene = Rc::new(Scene {
        now: PartialDate::from_epoch(config.now.unwrap_or_else(scene::now), 0),
        origin: options.origin.clone().or_else(|| given.base.clone()),
        base: given.base,
        json: serde_json::from_slice(&given.json).context("the configuration is not JSON")?,
        visit: visit(options),
        token_command: options.token_command.clone(),
        tls,
    });
    let examined = config.sources.iter().map(|source| async {
        Examined {
            id: source.id.clone(),
            findings: source::examine(source, &scene).await,
        }
    });
    let mut configuration = vec![fits(&config)];
    if options.patient.is_none() {
        configuration.push(Finding::note(
            Code::PatientNotTried,
            "no source is asked for a record",
            "give --patient 'SYSTEM|VALUE' of somebody whom they know",
        ));
    }
    Ok(Report {
        configuration,
        sources: futures::future::join_all(examined).await,
    })
}

/// What the page gives of patient and user.
fn visit(options: &Options) -> LoadRequest {
    LoadRequest {
        patient: Person {
            identifiers: options.patient.iter().cloned().collect(),
            ..Person::default()
        },
        user: "timeline check".to_owned(),
        role: options.role.clone(),
        purpose: options.purpose.clone(),
        ids: options.patient_id.clone(),
        ..LoadRequest::default()
    }
}

fn fits(config: &Config) -> Finding {
    let says = match config.sources.len() {
        1 => "1 source, every key fits".to_owned(),
        count => format!("{count} sources, every key fits"),
    };
    Finding::good(Code::Configuration, says)
}

fn misconfigured(fault: &LoadFault) -> Finding {
    let path = if fault.path.is_empty() {
        "/"
    } else {
        &fault.path
    };
    Finding::fault(
        Code::Configuration,
        format!("{path}: {}", fault.found),
        format!("allowed: {}", fault.allowed),
    )
}

/// An origin and nothing behind it.
fn origin(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).ok();
    let url = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.path() == "/");
    url.ok_or_else(|| "give a scheme and a host, such as https://portal.example".to_owned())
}

/// The patient's id at a source.
fn id_at(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((source, id)) if !source.is_empty() && !id.is_empty() => {
            Ok((source.to_owned(), id.to_owned()))
        }
        _ => Err("give SOURCE=ID".to_owned()),
    }
}
