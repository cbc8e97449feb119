//! `cargo xtask <verb>`: build, demo, test, size and drift checks. `cargo xtask help` lists the verbs.

// A command-line program: what it prints is its result.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod architecture;
mod arguments;
mod bench;
mod browser;
mod build;
mod cases;
mod codes;
mod corpus;
mod demo;
mod generate;
mod node;
mod place;
mod process;
mod quality;
mod servers;
mod shots;
mod size;
mod test;
mod trunk;
mod workspace;

use std::process::ExitCode;

fn main() -> ExitCode {
    match arguments::run(std::env::args().skip(1)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
