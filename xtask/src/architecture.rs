//! `check-architecture`: the map names what exists, and no dependency points back.

use crate::arguments::Options;
use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

const MAP: &str = "ARCHITECTURE.md";

/// The longest that a source file may be.
const MOST_LINES: usize = 600;

/// Each folder under `crates/` with those of our own crates that it may use. Nothing points back.
const ARROWS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("json", &[]),
    ("fhir", &["model", "json"]),
    ("feed", &["model", "json"]),
    ("merge", &["model"]),
    ("engine", &["model", "json", "fhir", "feed", "merge"]),
    ("viewer", &["model"]),
    ("component", &["model", "engine", "viewer"]),
    (
        "element",
        &["model", "json", "engine", "viewer", "component"],
    ),
    ("cli", &["model", "json", "fhir", "feed", "merge", "engine"]),
];

/// What only exists in a browser, and the folders that may know it.
const BROWSER_CRATES: &[&str] = &[
    "web-sys",
    "js-sys",
    "wasm-bindgen",
    "gloo-net",
    "gloo-timers",
    "leptos",
];
const BROWSER_FOLDERS: &[&str] = &["engine", "viewer", "component", "element"];

/// The verb.
pub fn run(workspace: &Workspace, _options: Options) -> Result<ExitCode> {
    check(workspace)?;
    println!("The architecture is as {MAP} says.");
    Ok(ExitCode::SUCCESS)
}

/// Fails with every fault at once.
pub fn check(workspace: &Workspace) -> Result<()> {
    let crates = members(workspace)?;
    let map = fs::read_to_string(workspace.path(MAP)).unwrap_or_default();
    let mut faults = map_faults(&map, &crates);
    for member in &crates {
        faults.extend(arrow_faults(member));
    }
    for folder in ["crates", "xtask", "tests/e2e", "tests/support", "www"] {
        long_files(&workspace.path(folder), &mut faults);
    }
    if !faults.is_empty() {
        bail!("{}", faults.join("\n       "));
    }
    Ok(())
}

/// A crate under `crates/`.
pub struct Member {
    pub folder: String,
    pub package: String,
    /// What it uses, with the folder where it is one of ours.
    dependencies: Vec<(String, Option<String>)>,
    /// What only its tests use.
    pub test_dependencies: BTreeSet<String>,
}

/// The crates under `crates/`, as cargo knows them.
pub fn members(workspace: &Workspace) -> Result<Vec<Member>> {
    let mut command = process::cargo(workspace);
    command.args(["metadata", "--no-deps", "--format-version", "1"]);
    let text = process::output(&mut command, "cargo metadata")?;
    let metadata: Value = serde_json::from_str(&text).context("cargo metadata is no JSON")?;
    let packages = metadata.get("packages").and_then(Value::as_array);
    let mut members: Vec<Member> = packages.into_iter().flatten().filter_map(member).collect();
    members.sort_by(|a, b| a.folder.cmp(&b.folder));
    Ok(members)
}

fn member(package: &Value) -> Option<Member> {
    let manifest = Path::new(package.get("manifest_path")?.as_str()?);
    let mut member = Member {
        folder: crates_folder(manifest.parent()?)?,
        package: package.get("name")?.as_str()?.to_owned(),
        dependencies: Vec::new(),
        test_dependencies: BTreeSet::new(),
    };
    for dependency in package.get("dependencies")?.as_array()? {
        let name = dependency.get("name")?.as_str()?.to_owned();
        if dependency.get("kind")?.as_str() == Some("dev") {
            member.test_dependencies.insert(name);
        } else {
            let path = dependency.get("path").and_then(Value::as_str);
            let folder = path.and_then(|path| crates_folder(Path::new(path)));
            member.dependencies.push((name, folder));
        }
    }
    Some(member)
}

/// `model` for `…/crates/model`.
fn crates_folder(path: &Path) -> Option<String> {
    let parent = path.parent()?.file_name()?;
    let name = path.file_name()?.to_str()?;
    (parent == "crates").then(|| name.to_owned())
}

fn map_faults(map: &str, crates: &[Member]) -> Vec<String> {
    let mut faults = Vec::new();
    let named: BTreeSet<&str> = map.split("crates/").skip(1).map(leading_name).collect();
    for Member { folder, .. } in crates {
        if !named.contains(folder.as_str()) {
            faults.push(format!(
                "{MAP} does not name crates/{folder}: add it to the map"
            ));
        }
    }
    for name in named {
        if !name.is_empty() && !crates.iter().any(|member| member.folder == name) {
            faults.push(format!(
                "{MAP} names crates/{name}, which does not exist: remove it"
            ));
        }
    }
    faults
}

fn leading_name(text: &str) -> &str {
    let end = text
        .find(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_' || letter == '-'));
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}

fn arrow_faults(member: &Member) -> Vec<String> {
    let folder = member.folder.as_str();
    let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == folder) else {
        return vec![format!(
            "crates/{folder} has no place in ARROWS of xtask/src/architecture.rs: give it one"
        )];
    };
    let mut faults = Vec::new();
    for (name, own) in &member.dependencies {
        match own {
            Some(own) if !allowed.contains(&own.as_str()) => {
                faults.push(format!(
                    "crates/{folder} uses crates/{own}: it may only use [{}]",
                    allowed.join(", ")
                ));
            }
            None if BROWSER_CRATES.contains(&name.as_str())
                && !BROWSER_FOLDERS.contains(&folder) =>
            {
                faults.push(format!(
                    "crates/{folder} uses {name}: only {} may",
                    BROWSER_FOLDERS.join(", ")
                ));
            }
            _ => {}
        }
    }
    faults
}

fn long_files(folder: &Path, faults: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            long_files(&path, faults);
        } else if path.extension().is_some_and(|ending| {
            ["rs", "js", "mjs", "css", "html"]
                .iter()
                .any(|own| ending == *own)
        }) {
            let lines = fs::read_to_string(&path)
                .unwrap_or_default()
                .lines()
                .count();
            if lines > MOST_LINES {
                faults.push(format!(
                    "{} has {lines} lines: no file passes {MOST_LINES}",
                    path.display()
                ));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(folder: &str, dependencies: &[(&str, Option<&str>)]) -> Member {
        Member {
            folder: folder.to_owned(),
            package: format!("timeline-{folder}"),
            dependencies: dependencies
                .iter()
                .map(|(name, own)| ((*name).to_owned(), own.map(str::to_owned)))
                .collect(),
            test_dependencies: BTreeSet::new(),
        }
    }

    #[test]
    fn arrow_that_points_back_is_a_fault() {
        let back = member("model", &[("timeline-engine", Some("engine"))]);
        assert!(arrow_faults(&back)[0].contains("crates/model uses crates/engine"));
        let forth = member(
            "engine",
            &[("timeline-model", Some("model")), ("web-sys", None)],
        );
        assert!(arrow_faults(&forth).is_empty());
    }

    #[test]
    fn browser_is_known_by_the_outer_crates_only() {
        let merge = member("merge", &[("web-sys", None)]);
        assert!(arrow_faults(&merge)[0].contains("crates/merge uses web-sys"));
    }

    #[test]
    fn crate_without_a_place_in_the_table_is_a_fault() {
        assert_eq!(arrow_faults(&member("novel", &[])).len(), 1);
    }

    #[test]
    fn map_lacking_a_crate_or_naming_a_gone_one_is_a_fault() {
        let crates = [member("model", &[]), member("fhir", &[])];
        let faults = map_faults("`crates/model` and `crates/gone/`", &crates);
        assert_eq!(faults.len(), 2, "{faults:?}");
        assert!(map_faults("crates/model crates/fhir", &crates).is_empty());
    }
}
