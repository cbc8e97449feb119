//! Two extracts of one GP system, five months apart: ten records that stand in
//! both, some of them changed in between. The system keeps its ids.
#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

/// A glucose tolerance test that had no date in January and has one in June,
/// six weeks before its report.
const REDATED: &str = "Observation/AECAE968-5021-43FB-BBFB-7A6170615CEF";

/// A folder of its own, gone with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("extracts-{}-{name}", std::process::id()));
        fs::create_dir_all(path.join("cases/one")).unwrap();
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/extracts")
}

/// What `timeline merge` makes of the one case in a folder.
fn merge(cases: &Path, out: &Path) -> Value {
    let run = Command::new(env!("CARGO_BIN_EXE_timeline"))
        .arg("merge")
        .args([cases, out])
        .output()
        .unwrap();
    assert!(run.status.success());
    serde_json::from_slice(&fs::read(out.join("one.json")).unwrap()).unwrap()
}

/// The names in each entry that holds something of both sources, without them.
fn folds(outcome: &Value, clean: impl Fn(&str) -> String) -> Vec<[String; 2]> {
    let mut folds = Vec::new();
    for entry in outcome["entries"].as_array().unwrap() {
        let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for name in entry.as_array().unwrap() {
            let (source, name) = name.as_str().unwrap().split_once('/').unwrap();
            names.entry(source.into()).or_default().push(clean(name));
        }
        if names.len() == 2 {
            let [january, june] = ["january", "june"].map(|source| names[source].clone());
            assert_eq!((january.len(), june.len()), (1, 1));
            folds.push([january[0].clone(), june[0].clone()]);
        }
    }
    folds
}

#[test]
fn what_keeps_its_id_is_found_again_changed_or_not() {
    let folder = Folder::new("same");
    let outcome = merge(&fixtures(), &folder.0);
    let folds = folds(&outcome, str::to_owned);
    assert_eq!(folds.len(), 9);
    assert!(folds.iter().all(|[january, june]| january == june));
    let redated = ["january", "june"].map(|source| format!("{source}/{REDATED}"));
    assert_eq!(outcome["possible"], json!([redated]));
}

#[test]
fn without_ids_and_identifiers_nothing_is_folded_falsely() {
    let folder = Folder::new("other");
    let cases = folder.0.join("cases");
    for file in ["case.json", "january.json"] {
        fs::copy(
            fixtures().join("one").join(file),
            cases.join("one").join(file),
        )
        .unwrap();
    }
    let text = fs::read_to_string(fixtures().join("one/june.json")).unwrap();
    let mut june: Value = serde_json::from_str(&text).unwrap();
    for entry in june["entry"].as_array_mut().unwrap() {
        let resource = entry["resource"].as_object_mut().unwrap();
        let id = format!("other-{}", resource["id"].as_str().unwrap());
        if resource["resourceType"] != "Patient" {
            resource.remove("identifier");
            resource.insert("id".into(), json!(id));
        }
    }
    fs::write(cases.join("one/june.json"), june.to_string()).unwrap();
    let outcome = merge(&cases, &folder.0.join("out"));
    let folds = folds(&outcome, |name| name.replace("other-", ""));
    // Two haemoglobins of 14.6 of one day are each other's rivals.
    assert!(folds.len() >= 4, "{folds:?}");
    assert!(
        folds.iter().all(|[january, june]| january == june),
        "{folds:?}"
    );
}
