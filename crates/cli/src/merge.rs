//! `timeline merge CASES OUT`.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};
use timeline_fhir::{Reader, Subject};
use timeline_merge::{BUILT_IN, CodeMap, Merged, Overrides, merge_by};
use timeline_model::{Disposition, Entry, Identifier, Page, RecordKey};

/// What to merge and where to write it.
#[derive(clap::Args)]
pub struct Options {
    /// A folder of cases, each with `case.json` and its sources' files.
    pub cases: PathBuf,
    /// The folder to which `<case>.json` is written.
    pub out: PathBuf,
    /// Do without the map of codes that ships with the element.
    #[arg(long)]
    pub no_map: bool,
}

/// `case.json`: whose records, and which files hold them.
#[derive(Deserialize)]
struct Case {
    #[serde(default)]
    patient: Option<Patient>,
    sources: Vec<Source>,
}

#[derive(Deserialize)]
struct Patient {
    #[serde(default)]
    identifier: Option<PatientIdentifier>,
}

#[derive(Deserialize)]
struct PatientIdentifier {
    system: String,
    value: String,
}

#[derive(Deserialize)]
struct Source {
    id: String,
    #[serde(default)]
    format: String,
    file: String,
}

/// What is written for a case: the names of the records of each entry, and
/// pairs of entries that may be one, each named by one of its records.
#[derive(Serialize)]
struct Outcome {
    entries: Vec<Vec<String>>,
    possible: Vec<(String, String)>,
}

/// Merges each case. A case, or a source of a case, that cannot be read is
/// told and does not stop the others; the run then ends as failed.
#[allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program's output"
)]
pub fn run(options: Options) -> anyhow::Result<()> {
    let cases = folders(&options.cases)?;
    fs::create_dir_all(&options.out)
        .with_context(|| format!("{}: cannot make the folder", options.out.display()))?;
    let mut map = CodeMap::default();
    if !options.no_map {
        map.read(BUILT_IN);
    }
    let mut failures = 0;
    for folder in &cases {
        let mut faults = Vec::new();
        match run_case(folder, &options.out, &map, &mut faults) {
            Ok(line) => println!("{line}"),
            Err(error) => faults.push(format!("{error:#}")),
        }
        for fault in &faults {
            eprintln!("{fault}");
        }
        failures += faults.len();
    }
    if failures > 0 {
        bail!("{failures} faults, listed above; what could be read was merged");
    }
    Ok(())
}

/// The folders that hold a `case.json`, by name.
fn folders(cases: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let listing = fs::read_dir(cases)
        .with_context(|| format!("{}: cannot read the folder of cases", cases.display()))?;
    let mut folders: Vec<PathBuf> = listing
        .filter_map(|item| Some(item.ok()?.path()))
        .filter(|path| path.join("case.json").is_file())
        .collect();
    folders.sort();
    if folders.is_empty() {
        bail!(
            "{}: no folder in it holds a case.json; give the folder that holds the cases",
            cases.display()
        );
    }
    Ok(folders)
}

fn run_case(
    folder: &Path,
    out: &Path,
    map: &CodeMap,
    faults: &mut Vec<String>,
) -> anyhow::Result<String> {
    let at = folder.join("case.json");
    let text = fs::read(&at).with_context(|| format!("{}: cannot be read", at.display()))?;
    let case: Case = serde_json::from_slice(&text)
        .with_context(|| format!("{}: is not a case", at.display()))?;
    let wanted = case
        .patient
        .and_then(|patient| patient.identifier)
        .map(|identifier| Identifier {
            system: identifier.system,
            value: identifier.value,
        });
    let mut readers = Vec::new();
    for (number, source) in case.sources.iter().enumerate() {
        match read(folder, source, number as u16, wanted.as_ref()) {
            Ok(reader) => readers.push((source.id.as_str(), reader)),
            Err(error) => faults.push(format!("{error:#}")),
        }
    }
    let (outcome, merged) = merge_case(&mut readers, map);
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let to = out.join(format!("{name}.json"));
    fs::write(&to, serde_json::to_vec_pretty(&outcome)?)
        .with_context(|| format!("{}: cannot be written", to.display()))?;
    let records: usize = outcome.entries.iter().map(Vec::len).sum();
    Ok(format!(
        "{name}: {} sources, {records} records in {} entries, {} possibly the same",
        readers.len(),
        outcome.entries.len(),
        merged.possible.len()
    ))
}

fn read(
    folder: &Path,
    source: &Source,
    number: u16,
    wanted: Option<&Identifier>,
) -> anyhow::Result<Reader> {
    let at = folder.join(&source.file);
    if !source.format.is_empty() && !source.format.starts_with("fhir") {
        bail!(
            "{}: the format `{}` is not read here; allowed: fhir-r4, fhir-r4b, fhir-r5, fhir-stu3",
            at.display(),
            source.format
        );
    }
    let bytes = fs::read(&at).with_context(|| format!("{}: cannot be read", at.display()))?;
    let mut reader = Reader::new(number);
    let page = reader.read(0, bytes);
    if page.tally.received == 0
        && let Some(problem) = page.problems.first()
    {
        bail!(
            "{}: holds no FHIR resource ({} at byte {})",
            at.display(),
            problem.code.code(),
            problem.offset
        );
    }
    if let Some(wanted) = wanted
        && !page.patients.is_empty()
    {
        reader.set_subject(subject(&page, wanted));
    }
    Ok(reader)
}

/// The patient by the identifier of the case; a file whose Patients all have
/// another one is about somebody else.
fn subject(page: &Page, wanted: &Identifier) -> Subject {
    let own = page
        .patients
        .iter()
        .filter(|(_, _, person)| person.identifiers.iter().any(|i| i.same_as(wanted)));
    Subject {
        references: own
            .flat_map(|(_, id, _)| [format!("Patient/{id}"), format!("urn:uuid:{id}")])
            .collect(),
        identifiers: vec![wanted.clone()],
    }
}

fn merge_case(readers: &mut [(&str, Reader)], map: &CodeMap) -> (Outcome, Merged) {
    // Parts go by the entry that they are part of.
    let mut names: BTreeMap<RecordKey, Vec<String>> = BTreeMap::new();
    for (source, reader) in readers.iter_mut() {
        for line in reader.ledger() {
            if line.disposition != Disposition::Message {
                let name = name(source, reader, line.key, &line.alias);
                let all = names.entry(line.part_of.unwrap_or(line.key)).or_default();
                // Copies of one resource bear one name.
                if !all.contains(&name) {
                    all.push(name);
                }
            }
        }
    }
    let all: Vec<&Entry> = readers
        .iter_mut()
        .flat_map(|(_, reader)| reader.entries())
        .collect();
    let merged = merge_by(&all, &Overrides::default(), map.clone());
    let mut entries = Vec::new();
    for group in &merged.groups {
        let keys = group.members.iter().filter_map(|at| all.get(*at));
        let named = keys.filter_map(|entry| names.remove(&entry.key));
        entries.push(named.flatten().collect());
    }
    let first = |group: usize| -> Option<String> {
        entries
            .get(group)
            .and_then(|e: &Vec<String>| e.first().cloned())
    };
    let possible = merged
        .possible
        .iter()
        .filter_map(|pair| Some((first(pair.a)?, first(pair.b)?)))
        .collect();
    // What is no entry of its own stands by itself, so that nothing is lost.
    entries.extend(names.into_values());
    (Outcome { entries, possible }, merged)
}

/// `source/Type/id`, or `source/Type/#n` without an id, by its place.
fn name(source: &str, reader: &Reader, key: RecordKey, alias: &str) -> String {
    if !alias.is_empty() {
        return format!("{source}/{alias}");
    }
    let kind = reader
        .original(key)
        .and_then(|text| serde_json::from_str::<serde_json::Value>(text).ok())
        .and_then(|json| Some(json.get("resourceType")?.as_str()?.to_owned()))
        .unwrap_or_default();
    format!("{source}/{kind}/#{}", key.place)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of one invented case, removed when dropped.
    struct Cases(PathBuf);

    impl Cases {
        fn new(name: &str, files: &[(&str, &str)]) -> Cases {
            let root = std::env::temp_dir().join(format!("merge-{name}-{}", std::process::id()));
            let folder = root.join("cases/one");
            fs::create_dir_all(&folder).unwrap();
            for (file, text) in files {
                fs::write(folder.join(file), text).unwrap();
            }
            Cases(root)
        }

        fn run(&self) -> (anyhow::Result<()>, serde_json::Value) {
            let out = self.0.join("out");
            let result = run(Options {
                cases: self.0.join("cases"),
                out: out.clone(),
                no_map: false,
            });
            let text = fs::read(out.join("one.json")).unwrap();
            (result, serde_json::from_slice(&text).unwrap())
        }
    }

    impl Drop for Cases {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    const CASE: &str = r#"{"patient": {"identifier": {"system": "urn:x", "value": "1"}},
        "sources": [{"id": "a", "format": "fhir-r4", "file": "a.json"},
                    {"id": "b", "format": "fhir-r4", "file": "b.json"}]}"#;

    fn bundle(number: &str, id: &str) -> String {
        format!(
            r#"{{"resourceType": "Bundle", "type": "collection", "entry": [
            {{"resource": {{"resourceType": "Patient", "id": "p",
                "identifier": [{{"system": "urn:x", "value": "{number}"}}]}}}},
            {{"resource": {{"resourceType": "Condition", {id}
                "subject": {{"reference": "Patient/p"}}, "code": {{"text": "Asthma"}},
                "onsetDateTime": "2019-03-30"}}}}]}}"#
        )
    }

    #[test]
    fn copies_are_named_by_source_and_id_or_by_place() {
        let (a, b) = (bundle("1", r#""id": "c","#), bundle("1", ""));
        let cases = Cases::new(
            "named",
            &[("case.json", CASE), ("a.json", &a), ("b.json", &b)],
        );
        let (result, outcome) = cases.run();
        result.unwrap();
        let expected = serde_json::json!([
            ["a/Condition/c", "b/Condition/#1"],
            ["a/Patient/p"],
            ["b/Patient/p"]
        ]);
        assert_eq!(outcome["entries"], expected);
    }

    #[test]
    fn another_persons_record_folds_with_nothing_and_is_not_lost() {
        let (a, b) = (bundle("1", r#""id": "c","#), bundle("2", r#""id": "d","#));
        let cases = Cases::new(
            "other",
            &[("case.json", CASE), ("a.json", &a), ("b.json", &b)],
        );
        let (result, outcome) = cases.run();
        result.unwrap();
        assert_eq!(outcome["entries"].as_array().unwrap().len(), 4);
    }

    #[test]
    fn a_source_that_cannot_be_read_fails_the_run_and_not_the_others() {
        let a = bundle("1", r#""id": "c","#);
        let cases = Cases::new("missing", &[("case.json", CASE), ("a.json", &a)]);
        let (result, outcome) = cases.run();
        assert!(result.is_err());
        assert_eq!(outcome["entries"].as_array().unwrap().len(), 2);
    }
}
