//! `timeline read FILE…`: what became of each resource in files of FHIR JSON.
#![allow(clippy::print_stdout, reason = "printing is what this command is for")]

use std::path::{Path, PathBuf};

use anyhow::bail;
use timeline_fhir::Reader;
use timeline_model::{Disposition, Page, Problem, ProblemCode};

/// What to read.
#[derive(clap::Args)]
pub struct Options {
    /// Files of FHIR JSON: a bundle, a resource, or one resource a line.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Print one JSON object a file instead of text.
    #[arg(long)]
    pub json: bool,
    /// List each entry: time, kind, title.
    #[arg(long)]
    pub entries: bool,
}

/// Reads each file and prints what became of its resources. Fails where a file
/// could not be read at all.
pub fn run(options: Options) -> anyhow::Result<()> {
    let mut unread = 0;
    for path in &options.files {
        let shown = match std::fs::read(path) {
            Ok(bytes) => {
                let mut reader = Reader::new(0);
                let page = reader.read(0, bytes);
                if is_no_json(&page) {
                    unread += 1;
                }
                if options.json {
                    as_json(path, &page)
                } else {
                    let mut out = as_text(path, &page);
                    if options.entries {
                        list(&mut reader, &mut out);
                    }
                    out
                }
            }
            Err(error) => {
                unread += 1;
                format!("{}: cannot be read: {error}", path.display())
            }
        };
        println!("{}", shown.trim_end());
    }
    if unread > 0 {
        bail!(
            "{unread} of {} files could not be read",
            options.files.len()
        );
    }
    Ok(())
}

fn is_no_json(page: &Page) -> bool {
    let first = page.problems.first();
    page.tally.received == 0 && first.is_some_and(|p| p.code == ProblemCode::NotJson)
}

fn as_text(path: &Path, page: &Page) -> String {
    let path = path.display();
    if is_no_json(page) {
        return format!("{path}: not JSON");
    }
    let tally = &page.tally;
    let mut out = format!(
        "{path}: {} received: {} entries, {} parts, {} supporting, {} about somebody else, \
         {} messages, {} problems\n",
        tally.received,
        tally.entries,
        tally.parts,
        tally.supporting,
        tally.somebody_else,
        tally.messages,
        tally.problems,
    );
    for problem in &page.problems {
        out.push_str(&problem_line(&path.to_string(), problem));
    }
    out
}

/// File, place on the page, path, byte and code.
fn problem_line(path: &str, problem: &Problem) -> String {
    let place = match problem.key.place {
        u32::MAX => "page".to_owned(),
        place => format!("#{place}"),
    };
    let field = if problem.path.is_empty() {
        "-"
    } else {
        &problem.path
    };
    format!(
        "  {path} {place} {field} byte {} {}\n",
        problem.offset,
        problem.code.code()
    )
}

fn as_json(path: &Path, page: &Page) -> String {
    let tally = &page.tally;
    let problem = |problem: &Problem| {
        serde_json::json!({
            "place": (problem.key.place != u32::MAX).then_some(problem.key.place),
            "path": problem.path,
            "offset": problem.offset,
            "code": problem.code.code(),
        })
    };
    serde_json::json!({
        "file": path.display().to_string(),
        "received": tally.received,
        "entries": tally.entries,
        "parts": tally.parts,
        "supporting": tally.supporting,
        "somebodyElse": tally.somebody_else,
        "messages": tally.messages,
        "problems": tally.problems,
        "listed": page.problems.iter().map(problem).collect::<Vec<_>>(),
    })
    .to_string()
}

fn list(reader: &mut Reader, out: &mut String) {
    for entry in reader.entries() {
        let start = entry.when.start.map_or_else(
            || "undated".to_owned(),
            |d| format!("{:04}-{:02}-{:02}", d.year, d.month, d.day),
        );
        let value = entry
            .facts
            .iter()
            .find(|f| f.field == timeline_model::Field::Value);
        out.push_str(&format!(
            "  {start} {} {} | {} | {} | {}\n",
            entry.kind.code(),
            entry.resource,
            entry.title,
            value.map_or("", |f| &f.text),
            entry.status.sent,
        ));
    }
    for line in reader.ledger() {
        if line.disposition == Disposition::SomebodyElse {
            out.push_str(&format!("  about somebody else: {}\n", line.alias));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Page {
        Reader::new(0).read(0, bytes.to_vec())
    }

    #[test]
    fn each_problem_is_listed_with_its_place() {
        let page = read(
            br#"{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Condition","onsetDateTime":"2019-02-30"}},{}]}"#,
        );
        let text = as_text(Path::new("a.json"), &page);
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].starts_with("a.json: 2 received: 1 entries, 0 parts"));
        assert_eq!(
            lines[1],
            "  a.json #0 Condition.onsetDateTime byte 91 bad-date"
        );
        assert_eq!(lines[2], "  a.json #1 - byte 105 no-resource");
        let json: serde_json::Value =
            serde_json::from_str(&as_json(Path::new("a.json"), &page)).unwrap();
        assert_eq!(json["listed"][1]["code"], "no-resource");
    }

    #[test]
    fn what_is_no_json_is_one_plain_line() {
        let page = read(b"<html></html>");
        assert_eq!(as_text(Path::new("a.html"), &page), "a.html: not JSON");
    }
}
