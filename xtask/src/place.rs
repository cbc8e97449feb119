//! `place`: which functions a fault in the Wasm was in, by the numbers that the element tells.

use crate::arguments::Options;
use crate::build::{FEEDS, FHIR};
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::fs;
use std::process::ExitCode;
use wasmparser::{KnownCustom, Name, Parser, Payload};

/// The verb.
pub fn run(workspace: &Workspace, options: Options) -> Result<ExitCode> {
    let numbers = numbers(options.operand());
    if numbers.is_empty() {
        bail!("give the place as the element tells it, such as 'wasm-function[12]:0x3f'");
    }
    let build = match options.operand().starts_with("feeds ") {
        true => FEEDS,
        false => FHIR,
    };
    let read = |path| {
        fs::read(path)
            .context("there is no build whose functions could be named: run cargo xtask build")
    };
    let (first, rest) = (
        read(build.named_wasm(workspace))?,
        read(build.named_rest(workspace))?,
    );
    for (in_rest, number) in numbers {
        let module = if in_rest { &rest } else { &first };
        let name = name(module, number)?.unwrap_or("(no such function in this build)");
        println!("{number:>6}  {:#}", rustc_demangle::demangle(name));
    }
    Ok(ExitCode::SUCCESS)
}

/// The numbers in `wasm-function[12]:0x3f rest.wasm:wasm-function[7]`, and whether each is of what is loaded on demand.
fn numbers(place: &str) -> Vec<(bool, u32)> {
    let parts = place.split_whitespace();
    parts
        .filter_map(|part| {
            let (_, number) = part.split_once('[')?;
            let number = number.split(']').next()?.parse().ok()?;
            Some((part.starts_with("rest."), number))
        })
        .collect()
}

fn name(module: &[u8], number: u32) -> Result<Option<&str>> {
    for payload in Parser::new(0).parse_all(module) {
        let Payload::CustomSection(section) = payload.context("the Wasm cannot be read")? else {
            continue;
        };
        let KnownCustom::Name(reader) = section.as_known() else {
            continue;
        };
        for names in reader {
            let Name::Function(names) = names? else {
                continue;
            };
            for naming in names {
                let naming = naming?;
                if naming.index == number {
                    return Ok(Some(naming.name));
                }
            }
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_from_what_the_element_tells() {
        let told = "an internal fault at wasm-function[12]:0x3f rest.wasm:wasm-function[7]";
        assert_eq!(numbers(told), [(false, 12), (true, 7)]);
    }
}
