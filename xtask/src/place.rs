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
    let module = fs::read(build.named_wasm(workspace))
        .context("there is no build whose functions could be named: run cargo xtask build")?;
    for number in numbers {
        let name = name(&module, number)?.unwrap_or("(no such function in this build)");
        println!("{number:>6}  {:#}", rustc_demangle::demangle(name));
    }
    Ok(ExitCode::SUCCESS)
}

/// The numbers in `wasm-function[12]:0x3f wasm-function[7]`.
fn numbers(place: &str) -> Vec<u32> {
    let parts = place.split('[').skip(1);
    parts
        .filter_map(|part| part.split(']').next()?.parse().ok())
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
        let told = "an internal fault at wasm-function[12]:0x3f wasm-function[7]";
        assert_eq!(numbers(told), [12, 7]);
    }
}
