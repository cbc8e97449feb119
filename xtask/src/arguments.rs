//! The verbs and their options: one table from which both the dispatch and the help come.

use crate::workspace::Workspace;
use crate::{
    architecture, bench, build, cases, codes, corpus, demo, generate, place, servers, shots, size,
    test, trunk,
};
use anyhow::{Result, bail};
use std::process::ExitCode;

/// The options that follow a verb, each `--name value` or `--name=value`.
pub struct Options {
    operand: String,
    pairs: Vec<(String, String)>,
}

impl Options {
    /// What stands behind the verb without a name; empty where the verb takes no such thing.
    pub fn operand(&self) -> &str {
        &self.operand
    }

    /// Takes the option out, so that what is left over can be refused.
    pub fn take(&mut self, name: &str) -> Option<String> {
        let place = self.pairs.iter().position(|(key, _)| key == name)?;
        Some(self.pairs.remove(place).1)
    }
}

struct Verb {
    name: &'static str,
    /// What stands behind the verb without a name, in capitals; empty where nothing does.
    operand: &'static str,
    options: &'static [&'static str],
    words: &'static str,
    run: fn(&Workspace, Options) -> Result<ExitCode>,
}

const VERBS: &[Verb] = &[
    Verb {
        name: "demo",
        operand: "",
        options: &["port"],
        words: "build everything, start the demo and print its address [--port N, 7400 by default]",
        run: demo::run,
    },
    Verb {
        name: "build",
        operand: "",
        options: &[],
        words: "build the element into dist/",
        run: build::run,
    },
    Verb {
        name: "test",
        operand: "",
        options: &["only"],
        words: "run every test [--only STAGE[,STAGE…]; an unknown stage lists them]",
        run: test::run,
    },
    Verb {
        name: "size",
        operand: "",
        options: &["top"],
        words: "print the compressed sizes and each crate's share, compare them with the bar in budget.json \
                [--top N: the N largest functions]",
        run: size::run,
    },
    Verb {
        name: "bench",
        operand: "NAME",
        options: &["write"],
        words: "print the figures of a benchmark and hold them against its bars; NAME is `read`: a large page's bytes \
                to entries, in headless Chromium beside JavaScript, and natively; `merge`: records of many sizes \
                merged at once, and one page more; `view`: what the page's thread does with a large record, beside \
                vis-timeline; or `cases`: how well patients in four sources each are merged \
                [--write FILE: put the figures of `cases` into it]",
        run: bench::run,
    },
    Verb {
        name: "shots",
        operand: "",
        options: &["out", "only"],
        words: "take pictures of every demo patient and state at 1440, 900 and 340 pixels, light, dark and in high \
                contrast [--out DIR, target/shots by default] [--only TEXT: those whose names hold it]",
        run: shots::run,
    },
    Verb {
        name: "cases",
        operand: "OUT",
        options: &["seed", "patients", "visits", "from"],
        words: "write patients in four sources each with the truth beside them, for `timeline merge` and `timeline \
                score` [--seed N] [--patients N, 16 by default] [--visits N, how many are invented for each] [--from \
                DIR, bundles whose events are used; the demo's hospital by default]",
        run: cases::run,
    },
    Verb {
        name: "corpus",
        operand: "DIR",
        options: &["limit"],
        words: "read every JSON and NDJSON file below DIR, gzip too, and print a table by folder; fails where \
                a resource is unaccounted for, an entry has no title, or a file takes too long \
                [--limit SECONDS, 2 by default]",
        run: corpus::run,
    },
    Verb {
        name: "servers",
        operand: "",
        options: &[],
        words: "run the element in Chromium against FHIR servers of others, both at once; the first time builds one of \
                them, which takes ten minutes",
        run: servers::run,
    },
    Verb {
        name: "codes",
        operand: "DIR",
        options: &[],
        words: "write the map of codes that ships, from the concepts that the data below DIR code twice (where \
                DIR/SOURCES.md says that they may ship) and from the rows taken out of releases",
        run: codes::run,
    },
    Verb {
        name: "place",
        operand: "TEXT",
        options: &[],
        words: "name the functions of the build at hand that an internal fault was in; TEXT is what the element \
                shows, with its wasm-function[N]",
        run: place::run,
    },
    Verb {
        name: "generate",
        operand: "",
        options: &[],
        words: "write the documents that are made from tables in the code",
        run: generate::run,
    },
    Verb {
        name: "check-architecture",
        operand: "",
        options: &[],
        words: "check that ARCHITECTURE.md names every crate and that no dependency points back",
        run: architecture::run,
    },
    Verb {
        name: "trunk-hook",
        operand: "",
        options: &[],
        words: "compose the element's script after Trunk's build; Trunk.toml calls it",
        run: trunk::run,
    },
];

/// Runs the verb that the arguments name.
pub fn run(mut arguments: impl Iterator<Item = String>) -> Result<ExitCode> {
    let name = arguments.next().unwrap_or_else(|| "help".to_owned());
    if matches!(name.as_str(), "help" | "--help" | "-h") {
        print!("{}", help());
        return Ok(ExitCode::SUCCESS);
    }
    let Some(verb) = VERBS.iter().find(|verb| verb.name == name) else {
        bail!("there is no verb '{name}'. {}", help().trim_end());
    };
    let options = parse(verb, arguments)?;
    (verb.run)(&Workspace::find()?, options)
}

fn help() -> String {
    let mut text = String::from("cargo xtask <verb>:\n");
    for verb in VERBS {
        let call = [verb.name, verb.operand].join(" ");
        text.push_str(&format!("  {call:<20}{}\n", verb.words));
    }
    text.push_str("  help                this list\n");
    text
}

fn parse(verb: &Verb, mut arguments: impl Iterator<Item = String>) -> Result<Options> {
    let mut operand = String::new();
    let mut pairs: Vec<(String, String)> = Vec::new();
    while let Some(argument) = arguments.next() {
        if !verb.operand.is_empty() && operand.is_empty() && !argument.starts_with("--") {
            operand = argument;
            continue;
        }
        let (name, value) = match argument.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
            None => (argument.clone(), None),
        };
        let known = name
            .strip_prefix("--")
            .filter(|name| verb.options.contains(name));
        let Some(known) = known else {
            bail!("{} does not know '{argument}': {}", verb.name, verb.words);
        };
        let Some(value) = value.or_else(|| arguments.next()) else {
            bail!("{name} needs a value: {}", verb.words);
        };
        pairs.push((known.to_owned(), value));
    }
    if operand.is_empty() && !verb.operand.is_empty() {
        bail!("{} needs {}: {}", verb.name, verb.operand, verb.words);
    }
    Ok(Options { operand, pairs })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn demo_options(arguments: &[&str]) -> Result<Options> {
        parse(&VERBS[0], arguments.iter().map(|text| (*text).to_owned()))
    }

    #[test]
    fn option_is_read_with_space_and_with_equals_sign() {
        for arguments in [&["--port", "7500"][..], &["--port=7500"]] {
            let mut options = demo_options(arguments).unwrap();
            assert_eq!(options.take("port").as_deref(), Some("7500"));
            assert_eq!(options.take("port"), None);
        }
    }

    #[test]
    fn unknown_option_and_missing_value_are_refused_by_name() {
        let error = demo_options(&["--prot", "1"]).err().unwrap().to_string();
        assert!(error.contains("--prot"), "{error}");
        let error = demo_options(&["--port"]).err().unwrap().to_string();
        assert!(error.contains("--port needs a value"), "{error}");
    }

    #[test]
    fn help_names_every_verb() {
        for verb in VERBS {
            assert!(help().contains(verb.name));
        }
    }
}
