//! `test`: every stage runs, also after one that failed; a table and one line of counts close.

mod counts;
mod stages;

use crate::arguments::Options;
use crate::workspace::Workspace;
use anyhow::{Result, bail};
use counts::Counts;
use std::process::ExitCode;
use std::time::{Duration, Instant};

struct Stage {
    name: &'static str,
    words: &'static str,
    run: fn(&Workspace) -> Result<Counts>,
}

/// The quick ones first.
const STAGES: &[Stage] = &[
    Stage {
        name: "format",
        words: "the formatting of all Rust code",
        run: stages::format,
    },
    Stage {
        name: "architecture",
        words: "the map and the arrows between the crates",
        run: stages::architecture,
    },
    Stage {
        name: "lint",
        words: "clippy, native",
        run: stages::lint,
    },
    Stage {
        name: "lint-wasm",
        words: "clippy for Wasm",
        run: stages::lint_wasm,
    },
    Stage {
        name: "native",
        words: "native tests",
        run: stages::native,
    },
    Stage {
        name: "docs",
        words: "examples in the documentation",
        run: stages::docs,
    },
    Stage {
        name: "components",
        words: "component tests in headless Chromium",
        run: stages::components,
    },
    Stage {
        name: "pages",
        words: "end-to-end tests of the built element in Chromium",
        run: stages::pages,
    },
    Stage {
        name: "size",
        words: "what a page loads, against the ceiling",
        run: stages::size,
    },
];

struct Outcome {
    name: &'static str,
    counts: Counts,
    failed: bool,
    time: Duration,
}

/// The verb.
pub fn run(workspace: &Workspace, mut options: Options) -> Result<ExitCode> {
    let only = options.take("only");
    let mut outcomes = Vec::new();
    for stage in chosen(only.as_deref())? {
        outcomes.push(run_stage(workspace, stage));
    }
    let failed = outcomes.iter().any(|outcome| outcome.failed);
    print!("{}", report(&outcomes));
    Ok(if failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn chosen(only: Option<&str>) -> Result<Vec<&'static Stage>> {
    let Some(only) = only else {
        return Ok(STAGES.iter().collect());
    };
    let mut chosen = Vec::new();
    for name in only.split(',') {
        let Some(stage) = STAGES.iter().find(|stage| stage.name == name) else {
            let names: Vec<&str> = STAGES.iter().map(|stage| stage.name).collect();
            bail!(
                "there is no stage '{name}': the stages are {}",
                names.join(", ")
            );
        };
        chosen.push(stage);
    }
    Ok(chosen)
}

fn run_stage(workspace: &Workspace, stage: &Stage) -> Outcome {
    println!("\n=== {}: {}", stage.name, stage.words);
    let start = Instant::now();
    let (mut counts, mut failed) = match (stage.run)(workspace) {
        Ok(counts) => (counts, counts.failed > 0),
        Err(error) => {
            println!("{}: {error:#}", stage.name);
            (Counts::default(), true)
        }
    };
    // A stage that broke down before it could count is a failure that must show in the sum.
    if failed && counts.failed == 0 {
        counts.failed = 1;
    }
    if counts == Counts::default() {
        println!("{}: no test ran", stage.name);
        counts.failed = 1;
        failed = true;
    }
    Outcome {
        name: stage.name,
        counts,
        failed,
        time: start.elapsed(),
    }
}

fn report(outcomes: &[Outcome]) -> String {
    let mut text = format!(
        "\n{:<14}{:>8}{:>8}{:>9}{:>9}\n",
        "stage", "passed", "failed", "skipped", "seconds"
    );
    let mut sum = Counts::default();
    for outcome in outcomes {
        sum.add(outcome.counts);
        let Counts {
            passed,
            failed,
            skipped,
        } = outcome.counts;
        let seconds = outcome.time.as_secs_f32();
        text.push_str(&format!(
            "{:<14}{passed:>8}{failed:>8}{skipped:>9}{seconds:>9.1}{}\n",
            outcome.name,
            if outcome.failed { "  FAILED" } else { "" }
        ));
    }
    let total: f32 = outcomes
        .iter()
        .map(|outcome| outcome.time.as_secs_f32())
        .sum();
    text.push_str(&format!("{:<39}{total:>9.1}\n\n", "all"));
    text.push_str(&format!("{} passed, {} failed", sum.passed, sum.failed));
    if sum.skipped > 0 {
        text.push_str(&format!(", {} skipped", sum.skipped));
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_line_is_the_sum_of_all_stages() {
        let outcome = |passed, failed, skipped| Outcome {
            name: "native",
            counts: Counts {
                passed,
                failed,
                skipped,
            },
            failed: failed > 0,
            time: Duration::ZERO,
        };
        let text = report(&[outcome(3, 0, 0), outcome(2, 1, 0)]);
        assert!(text.ends_with("\n5 passed, 1 failed\n"), "{text}");
        assert!(text.contains("FAILED"));
        let text = report(&[outcome(3, 0, 2)]);
        assert!(
            text.ends_with("\n3 passed, 0 failed, 2 skipped\n"),
            "{text}"
        );
    }

    #[test]
    fn unknown_stage_is_refused_with_the_list() {
        let error = chosen(Some("native,nonsense")).err().unwrap().to_string();
        assert!(
            error.contains("'nonsense'") && error.contains("components"),
            "{error}"
        );
    }
}
