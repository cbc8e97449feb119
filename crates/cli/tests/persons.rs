//! `timeline merge` puts nothing of two persons together: of files about a
//! patient, about a twin, and about both.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::{fs, path::PathBuf, process::Command};

use serde_json::{Value, json};

const SYSTEM: &str = "https://health.example/number";

/// A folder of its own, gone with the test.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A patient and, of several kinds, the same of the same moment.
fn person(id: &str, number: &str) -> Vec<Value> {
    let who = json!({"reference": format!("Patient/{id}")});
    let at = "2019-03-30T10:00:00Z";
    let code =
        json!({"coding": [{"system": "http://snomed.info/sct", "code": "1"}], "text": "Alike"});
    let shared = json!([{"system": "https://health.example/record", "value": "7"}]);
    vec![
        json!({"resourceType": "Patient", "id": id, "birthDate": "1950-02-01",
            "identifier": [{"system": SYSTEM, "value": number}],
            "name": [{"family": "Song", "given": ["River"]}],
            "address": [{"line": ["1 High Street"], "postalCode": "ZZ99 3AA"}]}),
        json!({"resourceType": "Condition", "id": format!("c-{id}"), "identifier": shared,
            "code": code, "subject": who, "onsetDateTime": at}),
        json!({"resourceType": "Observation", "id": format!("o-{id}"), "identifier": shared, "status": "final",
            "code": code, "subject": who, "effectiveDateTime": at, "valueQuantity": {"value": 139.25, "unit": "mmol/L"}}),
        json!({"resourceType": "AllergyIntolerance", "id": format!("a-{id}"), "code": code, "patient": who}),
        json!({"resourceType": "Immunization", "id": format!("i-{id}"), "status": "completed",
            "vaccineCode": code, "patient": who, "occurrenceDateTime": at}),
        json!({"resourceType": "MedicationRequest", "id": format!("m-{id}"), "status": "active", "intent": "order",
            "medicationCodeableConcept": code, "subject": who, "authoredOn": at}),
    ]
}

/// Runs it over sources, each of these resources, and reads what was written.
fn merge(name: &str, sources: &[Vec<Value>]) -> Value {
    let root = Folder(std::env::temp_dir().join(format!("timeline-{name}-{}", std::process::id())));
    let case = root.0.join("cases/one");
    fs::create_dir_all(&case).unwrap();
    let mut listed = Vec::new();
    for (n, resources) in sources.iter().enumerate() {
        let entries: Vec<Value> = resources.iter().map(|r| json!({"resource": r})).collect();
        let bundle = json!({"resourceType": "Bundle", "type": "collection", "entry": entries});
        let file = format!("s{n}.json");
        fs::write(case.join(&file), bundle.to_string()).unwrap();
        listed.push(json!({"id": format!("s{n}"), "format": "fhir-r4", "file": file}));
    }
    let head =
        json!({"patient": {"identifier": {"system": SYSTEM, "value": "1001"}}, "sources": listed});
    fs::write(case.join("case.json"), head.to_string()).unwrap();
    let out = root.0.join("out");
    let status = Command::new(env!("CARGO_BIN_EXE_timeline"))
        .arg("merge")
        .args([&root.0.join("cases"), &out])
        .status()
        .unwrap();
    assert!(status.success());
    serde_json::from_slice(&fs::read(out.join("one.json")).unwrap()).unwrap()
}

/// The entries that hold more than one record.
fn folds(outcome: &Value) -> Vec<Vec<String>> {
    let entries: Vec<Vec<String>> = serde_json::from_value(outcome["entries"].clone()).unwrap();
    entries
        .into_iter()
        .filter(|names| names.len() > 1)
        .collect()
}

#[test]
fn a_twin_in_a_file_of_its_own_folds_with_nothing() {
    let outcome = merge("twin", &[person("p1", "1001"), person("p2", "1002")]);
    assert!(folds(&outcome).is_empty());
    assert_eq!(outcome["possible"], json!([]));
}

#[test]
fn a_twin_under_the_patient_s_own_id_folds_with_nothing() {
    let outcome = merge("id", &[person("p1", "1001"), person("p1", "1002")]);
    assert!(folds(&outcome).is_empty());
    assert_eq!(outcome["possible"], json!([]));
}

#[test]
fn of_a_file_about_both_only_the_patient_s_own_fold() {
    let both = [person("p2", "1002"), person("p3", "1001")].concat();
    let outcome = merge("both", &[person("p1", "1001"), both]);
    let folds = folds(&outcome);
    assert_eq!(folds.len(), 5);
    for names in folds {
        assert!(names.iter().all(|name| !name.ends_with("-p2")), "{names:?}");
    }
    assert_eq!(outcome["possible"], json!([]));
}
