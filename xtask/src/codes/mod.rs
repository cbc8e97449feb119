//! `codes`: writes the map of codes that ships, from concepts that data which may ship codes twice, and from the rows
//! that were taken out of releases.

mod concepts;
mod relation;

use crate::arguments::Options;
use crate::build::CODES as MAP;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use concepts::{Code, Concept, Names};
use relation::Relation;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const FOLDER: &str = "crates/merge/codes";
const RELEASES: &str = "releases.tsv";
const DEMO: &str = "www/demo";

/// The code systems of the map: the short name that a row has, and the address that data have.
const SYSTEMS: &[(&str, &str)] = &[
    ("atc", "http://www.whocc.no/atc"),
    ("ctv3", "http://read.info/ctv3"),
    ("cvx", "http://hl7.org/fhir/sid/cvx"),
    ("egton", "https://fhir.hl7.org.uk/Id/egton-codes"),
    ("emis", "https://fhir.hl7.org.uk/Id/emis-drug-codes"),
    ("icd10", "http://hl7.org/fhir/sid/icd-10"),
    ("icd10cm", "http://hl7.org/fhir/sid/icd-10-cm"),
    ("icd9cm", "http://hl7.org/fhir/sid/icd-9-cm"),
    ("loinc", "http://loinc.org"),
    ("multilex", "https://fhir.hl7.org.uk/Id/multilex-drug-codes"),
    ("ndc", "http://hl7.org/fhir/sid/ndc"),
    ("read2", "http://read.info/readv2"),
    ("rxnorm", "http://www.nlm.nih.gov/research/umls/rxnorm"),
    ("sct", "http://snomed.info/sct"),
];

const HEAD: &str = "\
# code map 1
# Made by `cargo xtask codes`; NOTICE.md beside it in the sources has the licences. Columns, parted by tabs: a code
# system and a code, how it stands to the other (= the same, < narrower, > broader, ~ related), the other code system
# and code, and where the pair stands; then, for people and left out of what pages load, the words of both and the
# folder of the file that has it.
# A concept that data code twice gives = only where both codes have the same words, < and > where the one has all words
# of the other, and otherwise ~; = alone for medicines, vaccines and allergies. A row of a release says what it says.
# Includes codes and terms of SNOMED CT, copyright IHTSDO, which are used under the licence of SNOMED International, and
# of LOINC (loinc.org), copyright Regenstrief Institute, Inc., available at no cost under the licence at
# loinc.org/license.
";

/// Where pairs stand: a repository or a release.
struct Source {
    key: String,
    /// The folders, below the data's or, for the demonstration, the workspace's.
    folders: Vec<String>,
    words: String,
}

/// The verb.
pub fn run(workspace: &Workspace, options: Options) -> Result<ExitCode> {
    let data = PathBuf::from(options.operand());
    let mut sources = sources(&data)?;
    sources.push(Source {
        key: "demo".to_owned(),
        folders: vec![DEMO.to_owned()],
        words: "this project's demonstration\tApache-2.0\twww/demo".to_owned(),
    });
    let mut names = BTreeMap::new();
    let mut read = Vec::new();
    for source in &sources {
        let mut found = Vec::new();
        for folder in &source.folders {
            let root = match folder.as_str() {
                DEMO => workspace.path(""),
                _ => data.clone(),
            };
            concepts::below(&root, &root.join(folder), &mut found)?;
        }
        concepts::name(&found, &mut names);
        read.push((source, found));
    }
    let mut rows = BTreeMap::new();
    for (source, concepts) in read {
        add(source, &concepts, &names, &mut rows);
    }
    let folder = workspace.path(FOLDER);
    let releases = fs::read_to_string(folder.join(RELEASES))
        .with_context(|| format!("{FOLDER}/{RELEASES} cannot be read"))?;
    let text = written(&sources, &rows, &releases);
    fs::write(folder.join(MAP), &text).with_context(|| format!("{MAP} cannot be written"))?;
    println!(
        "{FOLDER}/{MAP}: {} rows",
        text.lines().filter(|line| is_row(line)).count()
    );
    Ok(ExitCode::SUCCESS)
}

/// The rows marked as fit to ship in the table of the data's sources; data made to be wrong are left out.
fn sources(data: &Path) -> Result<Vec<Source>> {
    let at = data.join("SOURCES.md");
    let table =
        fs::read_to_string(&at).with_context(|| format!("{} cannot be read", at.display()))?;
    let mut sources = Vec::new();
    for line in table.lines() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, folders, from, _, licence, "yes", _] = cells.as_slice() else {
            continue;
        };
        if folders.starts_with("nasty") || folders.starts_with("..") {
            continue;
        }
        let base = folders.split_once('/').map_or("", |(base, _)| base);
        let name = from.split_once(" (").map_or(*from, |(name, _)| name);
        sources.push(Source {
            key: name.rsplit('/').next().unwrap_or(name).to_lowercase(),
            folders: folders
                .split(", ")
                .map(|folder| match folder.contains('/') || base.is_empty() {
                    true => folder.to_owned(),
                    false => format!("{base}/{folder}"),
                })
                .collect(),
            words: format!("{name}\t{licence}\t{from}"),
        });
    }
    if sources.is_empty() {
        bail!("{} names nothing that may ship", at.display());
    }
    Ok(sources)
}

/// Two codes, the smaller first.
type Pair = (Code, Code);

/// How two codes stand to each other, where that is said, and the words of both.
struct Row {
    relation: Relation,
    source: String,
    names: [String; 2],
    folder: String,
}

/// Adds what the concepts of one source say.
fn add(source: &Source, concepts: &[Concept], names: &Names, rows: &mut BTreeMap<Pair, Row>) {
    let mut partners: BTreeMap<(&Code, &str), BTreeSet<&Code>> = BTreeMap::new();
    for concept in concepts {
        for (a, b) in concept.pairs() {
            partners.entry((a, b.system)).or_default().insert(b);
            partners.entry((b, a.system)).or_default().insert(a);
        }
    }
    let alone = |a: &Code, b: &Code| {
        partners
            .get(&(a, b.system))
            .is_some_and(|all| all.len() == 1)
    };
    for concept in concepts {
        for (a, b) in concept.pairs() {
            let both = [a, b].map(|code| names.get(code).cloned().unwrap_or_default());
            let one_to_one = alone(a, b) && alone(b, a);
            let Some(relation) = relation::between(&both, concept.exact, one_to_one) else {
                continue;
            };
            let pair = (a.clone(), b.clone());
            if rows.get(&pair).is_none_or(|row| row.relation > relation) {
                let source = source.key.clone();
                rows.insert(
                    pair,
                    Row {
                        relation,
                        source,
                        names: both.map(|all| shown(&all)),
                        folder: concept.folder.clone(),
                    },
                );
            }
        }
    }
}

/// The map as pages load it: its rows without what is for people.
pub fn lean(map: &str) -> String {
    let mut lean = String::new();
    for line in map.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        match cells.get(..ROW) {
            Some(row) if is_row(line) => lean.push_str(&row.join("\t")),
            _ => lean.push_str(line),
        }
        lean.push('\n');
    }
    lean
}

/// How many cells of a row are not for people alone.
const ROW: usize = 6;

/// The first of the names of a code, without what would end a cell.
fn shown(names: &BTreeSet<String>) -> String {
    names
        .first()
        .map(|name| name.replace(['\t', '\n', '\r'], " "))
        .unwrap_or_default()
}

fn is_row(line: &str) -> bool {
    !(line.is_empty()
        || ["#", "system\t", "source\t"]
            .iter()
            .any(|head| line.starts_with(head)))
}

/// The map as text.
fn written(sources: &[Source], rows: &BTreeMap<Pair, Row>, releases: &str) -> String {
    let mut lines: BTreeSet<String> = releases
        .lines()
        .filter(|line| is_row(line))
        .map(str::to_owned)
        .collect();
    for ((a, b), row) in rows {
        let [one, two] = &row.names;
        let relation = row.relation.sign();
        lines.insert(format!(
            "{}\t{}\t{relation}\t{}\t{}\t{}\t{one}\t{two}\t{}",
            a.system, a.code, b.system, b.code, row.source, row.folder
        ));
    }
    let uses = |key: &str| {
        lines
            .iter()
            .any(|line| line.split('\t').any(|cell| cell == key))
    };
    let mut out = HEAD.to_owned();
    for (key, address) in SYSTEMS.iter().filter(|(key, _)| uses(key)) {
        let _ = writeln!(out, "system\t{key}\t{address}");
    }
    for source in sources.iter().filter(|source| uses(&source.key)) {
        let _ = writeln!(out, "source\t{}\t{}", source.key, source.words);
    }
    for line in releases.lines().filter(|line| line.starts_with("source\t")) {
        let _ = writeln!(out, "{line}");
    }
    for line in lines {
        let _ = writeln!(out, "{line}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_load_rows_without_what_is_for_people() {
        let map = "# code map 1\nsource\tone\tOne\tCC0\twhere\tand\tmore\na\t1\t=\tb\t2\tone\tThis\tThat\n";
        let lean_map =
            "# code map 1\nsource\tone\tOne\tCC0\twhere\tand\tmore\na\t1\t=\tb\t2\tone\n";
        assert_eq!(lean(map), lean_map);
    }
}
