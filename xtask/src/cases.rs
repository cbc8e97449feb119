//! `cases`: patients in four sources each, with the truth, to measure merging on.

use crate::arguments::Options;
use crate::bench::{Bar, judge};
use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::ExitCode;

/// Whose events are used where no other folder is named: the demo's hospital.
const DEMO: &str = "www/demo/stannes";

/// The cases of the benchmark. Another seed makes others, as hard.
const BENCH: [(&str, &str); 2] = [("seed", "2026"), ("patients", "48")];

/// The verb.
pub fn run(workspace: &Workspace, mut options: Options) -> Result<ExitCode> {
    if options.operand().is_empty() {
        bail!("cases is made into a folder: cargo xtask cases OUT");
    }
    let given: Vec<(&str, String)> = ["seed", "patients", "visits", "from"]
        .into_iter()
        .filter_map(|name| Some((name, options.take(name)?)))
        .collect();
    make(workspace, &std::path::absolute(options.operand())?, &given)?;
    Ok(ExitCode::SUCCESS)
}

/// Writes cases by the options of `bench-cases`.
pub fn make(workspace: &Workspace, out: &Path, options: &[(&str, String)]) -> Result<()> {
    let mut command = process::cargo(workspace);
    command.args([
        "run",
        "--quiet",
        "--release",
        "--package",
        "timeline-bench-cases",
        "--",
    ]);
    command.arg(out);
    if !options.iter().any(|(name, _)| *name == "from") {
        command.arg("--from").arg(workspace.path(DEMO));
    }
    for (name, value) in options {
        command.arg(format!("--{name}={value}"));
    }
    process::run(&mut command, "the cases")
}

/// `bench cases`: makes cases, merges them, and holds the figures against their bars.
pub fn bench(workspace: &Workspace) -> Result<ExitCode> {
    let folder = workspace.native_target().join("cases");
    let (cases, merged) = (folder.join("cases"), folder.join("merged"));
    make(
        workspace,
        &cases,
        &BENCH.map(|(name, value)| (name, value.to_owned())),
    )?;
    timeline(workspace, "merge", &cases, &merged)?;
    let figures = Figures(timeline(workspace, "score", &cases, &merged)?);
    print!("{}", figures.0);
    Ok(judge(&[
        Bar::least("precision", figures.get("precision")?, 0.998),
        Bar::least("recall", figures.get("recall")?, 0.9),
        Bar::least("found", figures.get("found")?, 0.97),
        Bar::most("lost", figures.get("lost")?, 0.0),
        Bar::most("twice", figures.get("twice")?, 0.0),
    ]))
}

/// Runs the tool on both folders and returns what it printed.
fn timeline(workspace: &Workspace, verb: &str, cases: &Path, merged: &Path) -> Result<String> {
    let mut command = process::cargo(workspace);
    command.args([
        "run",
        "--quiet",
        "--release",
        "--package",
        "timeline",
        "--",
        verb,
    ]);
    command.arg(cases).arg(merged);
    process::output(&mut command, &format!("timeline {verb}"))
}

/// What `timeline score` printed: the last two lines are of all cases and kinds.
struct Figures(String);

impl Figures {
    /// The figure behind a name.
    fn get(&self, name: &str) -> Result<f64> {
        let all = self.0.lines().skip_while(|line| !line.starts_with("all "));
        let mut words = all.flat_map(str::split_whitespace);
        let figure = words.by_ref().find(|word| *word == name).and(words.next());
        let figure = figure.with_context(|| format!("no figure '{name}'"))?;
        figure.parse().with_context(|| figure.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_those_of_all_kinds() {
        let printed = "Condition  precision 0.5000  recall 0.1000\n\
            all  precision 0.9990  recall 0.9100  found 0.9800  exact 0.9 (pairs right 1, wrong 2)\n\
            flagged 3 (right 0.5000)  lost 0  twice 1\n";
        let figures = Figures(printed.to_owned());
        let get = |name| figures.get(name).unwrap();
        assert_eq!(
            (get("precision"), get("recall"), get("found")),
            (0.999, 0.91, 0.98)
        );
        assert_eq!((get("lost"), get("twice")), (0.0, 1.0));
        assert!(figures.get("speed").is_err());
    }
}
