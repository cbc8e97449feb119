//! The tool for integrators: check a configuration, serve the demo, merge files, score what was merged, read files, write maps of codes.

mod check;
mod codes;
mod merge;
mod read;
mod score;
mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Reads, merges and serves patient records as `<patient-timeline>` does.
#[derive(Parser)]
#[command(name = "timeline", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Try each source of a configuration and say what a browser will meet.
    Check(check::Options),
    /// Serve the demo: a ward portal and the sources behind it.
    Serve(serve::Options),
    /// Merge folders of sources and write what was put together.
    Merge(merge::Options),
    /// Write a FHIR ConceptMap as the rows of a map of codes.
    Codes(codes::Options),
    /// Read files of FHIR JSON and say what became of each resource.
    Read(read::Options),
    /// Score what was merged against the truth of cases.
    Score(score::Options),
}

#[allow(clippy::print_stderr, reason = "a program tells its user what failed")]
fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Check(options) => check::run(options),
        Command::Serve(options) => serve::run(options),
        Command::Merge(options) => merge::run(options),
        Command::Codes(options) => codes::run(options),
        Command::Read(options) => read::run(options),
        Command::Score(options) => score::run(options),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("timeline: {error:#}");
            ExitCode::FAILURE
        }
    }
}
