//! The fixtures, as JSON.

use std::path::Path;

use serde_json::{Value, json};

/// The resources of every fixture, bundle by bundle.
pub fn bundles() -> Vec<Vec<Value>> {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut files = Vec::new();
    for folder in [golden.clone(), golden.join("shipped")] {
        for file in std::fs::read_dir(folder).unwrap() {
            files.push(file.unwrap().path());
        }
    }
    files.retain(|file| file.extension().is_some_and(|e| e == "json"));
    files.sort();
    let mut bundles = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(file).unwrap();
        let Ok(page) = serde_json::from_str::<Value>(&text) else {
            continue;
        };
        match page.get("entry").and_then(Value::as_array) {
            Some(entries) => bundles.push(entries.clone()),
            None => bundles.push(vec![json!({"resource": page})]),
        }
    }
    assert!(bundles.len() > 8);
    bundles
}
