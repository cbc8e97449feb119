//! `corpus`: reads every record below a folder with the native tool and adds up what became of them.

use crate::arguments::Options;
use crate::demo;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

/// How long reading one file may take, in seconds.
const LIMIT: &str = "2";

/// The columns of the table, and the key of each in the tool's account of a file.
const COLUMNS: [(&str, &str); 10] = [
    ("received", "received"),
    ("entries", "entries"),
    ("parts", "parts"),
    ("support.", "supporting"),
    ("others'", "somebodyElse"),
    ("messages", "messages"),
    ("problems", "problems"),
    ("faults", "faults"),
    ("undated", "undated"),
    ("untitled", "untitled"),
];

/// What is added up over the files of one folder.
#[derive(Default)]
struct Sum {
    files: u64,
    unread: u64,
    columns: [u64; COLUMNS.len()],
    slowest: (f64, String),
}

/// Everything that was read.
#[derive(Default)]
struct Corpus {
    folders: BTreeMap<String, Sum>,
    all: Sum,
    /// Listed problems, by reason.
    reasons: BTreeMap<String, u64>,
    /// What is not read, by its name.
    formats: BTreeMap<String, u64>,
    /// Files that could be counted apart from the reader.
    counted: u64,
    amiss: Vec<String>,
}

/// The verb.
pub fn run(workspace: &Workspace, mut options: Options) -> Result<ExitCode> {
    let folder = PathBuf::from(options.operand());
    if !folder.is_dir() {
        bail!("{} is no folder", folder.display());
    }
    let limit = options.take("limit").unwrap_or_else(|| LIMIT.to_owned());
    demo::build_tool(workspace)?;
    let mut tool = Command::new(workspace.tool())
        .args(["read", "--json", "--limit-seconds", &limit])
        .arg(&folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .context("the tool 'timeline' cannot be started")?;
    let mut corpus = Corpus::default();
    if let Some(pipe) = tool.stdout.take() {
        for line in BufReader::new(pipe).lines() {
            let account = serde_json::from_str(&line?).context("the tool's account of a file")?;
            corpus.add(&folder, &account);
        }
    }
    let held = tool.wait()?.success();
    print!("{}", corpus.table());
    if corpus.all.files == 0 {
        bail!("there is no JSON below {}", folder.display());
    }
    Ok(if held && corpus.amiss.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

impl Corpus {
    /// Adds the account of one file.
    fn add(&mut self, root: &Path, account: &Value) {
        let file = account["file"].as_str().unwrap_or_default();
        let file = Path::new(file)
            .strip_prefix(root)
            .unwrap_or(Path::new(file));
        let listed = account["listed"].as_array().map_or(&[][..], Vec::as_slice);
        for problem in listed {
            let reason = problem["code"].as_str().unwrap_or_default();
            *self.reasons.entry(reason.to_owned()).or_default() += 1;
        }
        if let Some(format) = account["format"].as_str() {
            *self.formats.entry(format.to_owned()).or_default() += 1;
        }
        self.counted += u64::from(account["counted"].is_u64());
        for amiss in account["amiss"].as_array().into_iter().flatten() {
            let amiss = amiss.as_str().unwrap_or_default();
            self.amiss.push(format!("{}: {amiss}", file.display()));
        }
        let shown = file.display().to_string();
        let own = self.folders.entry(folder(file)).or_default();
        for sum in [own, &mut self.all] {
            sum.files += 1;
            sum.unread += u64::from(account["format"].is_string());
            for (total, (_, key)) in sum.columns.iter_mut().zip(COLUMNS) {
                *total += match key {
                    "faults" => listed.len() as u64,
                    key => account[key].as_u64().unwrap_or_default(),
                };
            }
            let seconds = account["seconds"].as_f64().unwrap_or_default();
            if seconds > sum.slowest.0 {
                sum.slowest = (seconds, shown.clone());
            }
        }
    }

    fn table(&self) -> String {
        let mut out = format!("{:<28}{:>6}{:>7}", "folder", "files", "unread");
        for (title, _) in COLUMNS {
            out.push_str(&format!("{title:>10}"));
        }
        out.push_str(&format!("{:>11}\n", "slowest"));
        for (name, sum) in &self.folders {
            out.push_str(&row(name, sum));
        }
        out.push_str(&row("all", &self.all));
        out.push_str(&format!(
            "\nslowest file: {} ({:.0} ms)\ncounted by another parser as well: {} of {} files\n",
            self.all.slowest.1,
            self.all.slowest.0 * 1000.0,
            self.counted,
            self.all.files,
        ));
        out.push_str(&list("problems by reason (faults)", &self.reasons));
        out.push_str(&list("not read (unread)", &self.formats));
        for amiss in &self.amiss {
            out.push_str(&format!("DOES NOT HOLD: {amiss}\n"));
        }
        if self.amiss.is_empty() {
            out.push_str("every resource is accounted for\n");
        }
        out
    }
}

/// The first two folders on the way to a file.
fn folder(file: &Path) -> String {
    let parent = file.parent().unwrap_or(Path::new(""));
    let parts: Vec<_> = parent
        .iter()
        .take(2)
        .map(|part| part.to_string_lossy())
        .collect();
    if parts.is_empty() {
        return ".".to_owned();
    }
    parts.join("/")
}

fn row(name: &str, sum: &Sum) -> String {
    let mut out = format!("{name:<28}{:>6}{:>7}", sum.files, sum.unread);
    for total in sum.columns {
        out.push_str(&format!("{total:>10}"));
    }
    out.push_str(&format!("{:>8.0} ms\n", sum.slowest.0 * 1000.0));
    out
}

fn list(title: &str, counts: &BTreeMap<String, u64>) -> String {
    let counts: Vec<String> = counts
        .iter()
        .map(|(name, count)| format!("{count} {name}"))
        .collect();
    if counts.is_empty() {
        return format!("{title}: none\n");
    }
    format!("{title}: {}\n", counts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn accounts_are_added_up_by_folder_and_reason() {
        let mut corpus = Corpus::default();
        for (file, entries, amiss) in [
            ("uk/pds/a/1.json", 2, None),
            ("uk/pds/2.json", 3, Some("late")),
            ("3.json", 0, None),
        ] {
            corpus.add(
                Path::new("/data"),
                &json!({
                    "file": format!("/data/{file}"), "received": 4, "entries": entries, "problems": 1, "counted": 4,
                    "seconds": f64::from(entries), "amiss": amiss.into_iter().collect::<Vec<_>>(),
                    "format": (entries == 0).then_some("not JSON"),
                    "listed": [{"code": "bad-date"}, {"code": "no-type"}]
                }),
            );
        }
        let uk = &corpus.folders["uk/pds"];
        assert_eq!((uk.files, uk.columns[0], uk.columns[1]), (2, 8, 5));
        assert_eq!(uk.slowest, (3.0, "uk/pds/2.json".to_owned()));
        let table = corpus.table();
        for words in [
            "problems by reason (faults): 3 bad-date, 3 no-type",
            "not read (unread): 1 not JSON",
            "counted by another parser as well: 3 of 3 files",
            "DOES NOT HOLD: uk/pds/2.json: late",
        ] {
            assert!(table.contains(words), "{words:?} is not in {table}");
        }
        assert!(!table.contains("every resource is accounted for"));
    }
}
