//! `bench cases`: how well patients in several sources are merged.

use crate::arguments::Options;
use crate::bench::{Bar, judge};
use crate::cases;
use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;
use std::process::ExitCode;

/// The cases that are made. Another seed makes others, as hard.
const SEED: [(&str, &str); 2] = [("seed", "2026"), ("patients", "48")];
/// The eight patients that are published with the benchmark.
const PUBLISHED: &str = "benches/cases/eight";
/// What must be reached on cases that were made, and on the eight, which the rules were written with in view.
const MADE: [(&str, f64); 3] = [("precision", 0.998), ("recall", 0.9), ("found", 0.97)];
const EIGHT: [(&str, f64); 3] = [("precision", 0.999), ("recall", 0.95), ("found", 0.985)];
/// Between these lines of the document stand the figures.
const MARKS: [&str; 2] = ["<!-- figures -->\n", "<!-- end of figures -->"];

/// Makes cases, merges them and the published ones, prints the figures and holds them against their bars. With
/// `--write FILE` they are put into the document as well.
pub fn run(workspace: &Workspace, mut options: Options) -> Result<ExitCode> {
    let made = workspace.native_target().join("cases");
    if made.exists() {
        fs::remove_dir_all(&made)?;
    }
    cases::make(
        workspace,
        &made,
        &SEED.map(|(name, value)| (name, value.to_owned())),
    )?;
    let eight = measure(workspace, "eight", &workspace.path(PUBLISHED))?;
    let made = measure(workspace, "made", &made)?;
    let printed = format!("eight\n{}\nmade\n{}", eight.0, made.0);
    print!("{printed}");
    if let Some(file) = options.take("write") {
        let text = fs::read_to_string(&file).with_context(|| file.clone())?;
        fs::write(
            &file,
            put(&text, &printed).with_context(|| format!("{file} has no place for figures"))?,
        )?;
    }
    let mut bars = bars("eight", &eight, &EIGHT)?;
    bars.extend(self::bars("made", &made, &MADE)?);
    Ok(judge(&bars))
}

/// Merges the cases of a folder and scores what came of it.
fn measure(workspace: &Workspace, name: &str, cases: &Path) -> Result<Figures> {
    let merged = workspace.native_target().join("merged").join(name);
    timeline(workspace, &["merge"], cases, &merged)?;
    Ok(Figures(timeline(
        workspace,
        &["score", "--faults"],
        cases,
        &merged,
    )?))
}

/// Runs the tool on both folders and returns what it printed.
fn timeline(
    workspace: &Workspace,
    arguments: &[&str],
    cases: &Path,
    merged: &Path,
) -> Result<String> {
    let mut command = process::cargo(workspace);
    command.args(["run", "--quiet", "--release", "--package", "timeline", "--"]);
    command.args(arguments).arg(cases).arg(merged);
    process::output(&mut command, "the tool")
}

fn bars(name: &str, figures: &Figures, least: &[(&str, f64)]) -> Result<Vec<Bar>> {
    let mut bars = Vec::new();
    for (figure, bar) in least {
        bars.push(Bar::least(
            format!("{name} {figure}"),
            figures.get(figure)?,
            *bar,
        ));
    }
    for none in ["lost", "twice"] {
        bars.push(Bar::most(format!("{name} {none}"), figures.get(none)?, 0.0));
    }
    Ok(bars)
}

/// The document with these figures instead of those it has.
fn put(text: &str, figures: &str) -> Option<String> {
    let [begin, end] = MARKS;
    let (before, rest) = text.split_once(begin)?;
    let (_, after) = rest.split_once(end)?;
    Some(format!(
        "{before}{begin}```text\n{figures}```\n{end}{after}"
    ))
}

/// What `timeline score` printed.
struct Figures(String);

impl Figures {
    /// The figure behind a name, of all kinds together.
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

    #[test]
    fn the_document_has_the_figures_of_the_last_run() {
        let text = put(
            "Before\n<!-- figures -->\nold\n<!-- end of figures -->\nAfter\n",
            "new\n",
        )
        .unwrap();
        let expected =
            "Before\n<!-- figures -->\n```text\nnew\n```\n<!-- end of figures -->\nAfter\n";
        assert_eq!(text, expected);
        assert_eq!(put(&text, "new\n").unwrap(), expected);
        assert_eq!(put("Before", "new"), None);
    }
}
