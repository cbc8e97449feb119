//! What data name by more than one code.

use super::SYSTEMS;
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A code of one of the map's systems.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Code {
    pub system: &'static str,
    pub code: String,
}

/// One concept as data have it.
pub struct Concept {
    codings: Vec<(Code, String)>,
    /// The folder of its file, below the root that was read.
    pub folder: String,
    /// Medicines, vaccines and allergies are the same or they are not.
    pub exact: bool,
}

impl Concept {
    /// Every two of its codes, the smaller first. Where it has two codes of one system, each says only a part.
    pub fn pairs(&self) -> Vec<(&Code, &Code)> {
        let codes: BTreeSet<&Code> = self.codings.iter().map(|(code, _)| code).collect();
        let systems: BTreeSet<&str> = codes.iter().map(|code| code.system).collect();
        let mut pairs = Vec::new();
        if systems.len() == codes.len() {
            for (n, a) in codes.iter().enumerate() {
                pairs.extend(codes.iter().skip(n + 1).map(|b| (*a, *b)));
            }
        }
        pairs
    }
}

/// All names that each code has.
pub type Names = BTreeMap<Code, BTreeSet<String>>;

/// Adds the names that concepts give to their codes.
pub fn name(concepts: &[Concept], names: &mut Names) {
    for (code, name) in concepts.iter().flat_map(|concept| &concept.codings) {
        if !name.is_empty() {
            names.entry(code.clone()).or_default().insert(name.clone());
        }
    }
}

/// Reads the concepts of all JSON files below a folder of `root`; what is no JSON is left out.
pub fn below(root: &Path, folder: &Path, found: &mut Vec<Concept>) -> Result<()> {
    let listing =
        fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let mut paths = Vec::new();
    for item in listing {
        paths.push(item?.path());
    }
    paths.sort();
    for path in paths {
        if path.is_dir() {
            below(root, &path, found)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            let at = folder.strip_prefix(root).unwrap_or(folder).display();
            let at = at.to_string();
            let mut walk = |json: &Value| walk(json, &at, found);
            let text = fs::read_to_string(&path).unwrap_or_default();
            let text = text.trim_start_matches('\u{feff}');
            match serde_json::from_str(text) {
                Ok(json) => walk(&json),
                // One resource on a line.
                Err(_) => text
                    .lines()
                    .filter_map(|line| serde_json::from_str(line).ok())
                    .for_each(|json| walk(&json)),
            }
        }
    }
    Ok(())
}

/// Members that name what a resource is about.
const NAMING: [&str; 4] = [
    "code",
    "medicationCodeableConcept",
    "vaccineCode",
    "medication",
];

fn walk(json: &Value, at: &str, found: &mut Vec<Concept>) {
    match json {
        Value::Object(members) => {
            if let Some(kind) = members.get("resourceType").and_then(Value::as_str) {
                let exact = [
                    "Medication",
                    "Immunization",
                    "AllergyIntolerance",
                    "Substance",
                ]
                .iter()
                .any(|exact| kind.starts_with(exact));
                for concept in NAMING.iter().filter_map(|name| members.get(*name)) {
                    found.push(Concept {
                        codings: codings(concept),
                        folder: at.to_owned(),
                        exact,
                    });
                }
            }
            members.values().for_each(|member| walk(member, at, found));
        }
        Value::Array(items) => items.iter().for_each(|item| walk(item, at, found)),
        _ => {}
    }
}

/// Whether it is no code, or one of Read's chapters (`4....00`), which are about everything in them.
fn is_chapter(code: &str) -> bool {
    code.split('.').next().is_none_or(|front| front.len() <= 1)
}

fn codings(concept: &Value) -> Vec<(Code, String)> {
    let coding = concept
        .get("coding")
        .or_else(|| concept.get("concept")?.get("coding"));
    let mut codings = Vec::new();
    for coding in coding.and_then(Value::as_array).into_iter().flatten() {
        let text = |name: &str| {
            coding
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .trim()
        };
        let known = SYSTEMS
            .iter()
            .find(|(_, address)| *address == text("system"));
        if let Some((system, _)) = known
            && !is_chapter(text("code"))
            && !text("code").contains(['\t', '\n'])
        {
            codings.push((
                Code {
                    system,
                    code: text("code").to_owned(),
                },
                text("display").to_owned(),
            ));
        }
    }
    codings
}
