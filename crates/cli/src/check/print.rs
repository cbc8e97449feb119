//! The report as text and as JSON.

use serde_json::{Value, json};

use super::finding::{Finding, Level};
use super::report::Report;

/// One line a finding: mark, source, what, figure or reason, what to do.
pub fn text(report: &Report) -> String {
    let ids = report.sources.iter().map(|source| source.id.as_str());
    let wide = ids.map(|id| id.chars().count()).max().unwrap_or(1);
    let mut out = String::new();
    for finding in &report.configuration {
        line(&mut out, "-", wide, finding);
    }
    for source in &report.sources {
        for finding in &source.findings {
            line(&mut out, &source.id, wide, finding);
        }
    }
    out
}

fn line(out: &mut String, source: &str, wide: usize, finding: &Finding) {
    let mark = finding.level.mark();
    let what = finding.code.what();
    let says = &finding.says;
    out.push_str(&format!("{mark:<4}  {source:<wide$}  {what:<13}  {says}"));
    if !finding.advice.is_empty() {
        out.push_str(" → ");
        out.push_str(&finding.advice);
    }
    out.push('\n');
}

/// One document: the verdict, the configuration's findings, each source's.
pub fn json(report: &Report) -> Value {
    let sources: Vec<Value> = report
        .sources
        .iter()
        .map(|source| {
            json!({
                "id": source.id,
                "ok": source.findings.iter().all(is_fine),
                "findings": findings(&source.findings),
            })
        })
        .collect();
    json!({
        "ok": report.faults() == 0,
        "configuration": findings(&report.configuration),
        "sources": sources,
    })
}

fn is_fine(finding: &Finding) -> bool {
    finding.level != Level::Fault
}

fn findings(findings: &[Finding]) -> Vec<Value> {
    let one = |finding: &Finding| {
        json!({
            "level": finding.level.mark().to_lowercase(),
            "what": finding.code.what(),
            "code": finding.code.name(),
            "says": finding.says,
            "advice": finding.advice,
        })
    };
    findings.iter().map(one).collect()
}
