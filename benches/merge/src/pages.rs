//! One more page for the reader: what it costs to read it into a large record,
//! and to say anew what its resources say of each other.

use std::{fs, path::Path};

use anyhow::{Context, ensure};
use serde_json::{Value, json};
use timeline_fhir::Reader;

use crate::milliseconds;

/// How many resources a page has, and how many there are besides.
const PAGE: usize = 200;
const BEFORE: usize = 32_000;
/// How often a figure is taken; the best counts, for the machine is shared.
const TIMES: usize = 7;

/// The records of one source, made large: what it holds of each patient, again
/// and again under other names, as if it were all one patient's.
pub struct Pages(Vec<Vec<u8>>);

impl Pages {
    /// Makes them from the files of a folder.
    pub fn make(folder: &Path) -> anyhow::Result<Pages> {
        let listing = fs::read_dir(folder).with_context(|| format!("{}", folder.display()))?;
        let mut files = Vec::new();
        for item in listing {
            files.push(item?.path());
        }
        files.sort();
        let mut resources = Vec::new();
        for file in files {
            let bundle: Value = serde_json::from_slice(&fs::read(&file)?)?;
            let entries = bundle.get("entry").and_then(Value::as_array);
            for entry in entries.into_iter().flatten() {
                resources.push(entry.clone());
            }
        }
        ensure!(!resources.is_empty(), "{}: empty", folder.display());
        let is_patient =
            |entry: &Value| entry.pointer("/resource/resourceType") == Some(&json!("Patient"));
        let patients = resources.iter().filter(|entry| is_patient(entry));
        let patients: Vec<Value> = patients
            .filter_map(|entry| entry.get("fullUrl").cloned())
            .collect();
        let mut made = vec![json!({"resource": {"resourceType": "Patient", "id": "1"}})];
        let mut copy = 0;
        while made.len() < BEFORE + PAGE {
            for entry in resources.iter().filter(|entry| !is_patient(entry)) {
                if made.len() == BEFORE + PAGE {
                    break;
                }
                let mut entry = entry.clone();
                rename(&mut entry, "", copy, &patients);
                made.push(entry);
            }
            copy += 1;
        }
        let page = |entries: &[Value]| json!({"resourceType": "Bundle", "entry": entries});
        let pages = made.chunks(PAGE).map(|entries| page(entries).to_string());
        Ok(Pages(pages.map(String::into_bytes).collect()))
    }

    /// How long one page more takes: to read it, and to put it together with
    /// the rest; the worst of several places in the record.
    pub fn measure(&self) -> anyhow::Result<(f64, f64)> {
        let mut reader = Reader::new(0);
        for (page, bytes) in (0..).zip(&self.0) {
            reader.read(page, bytes.clone());
        }
        let entries = reader.entries().len();
        ensure!(entries > BEFORE / 2, "only {entries} entries in the record");
        let (mut read, mut resolve) = (0.0_f64, 0.0_f64);
        // The first page holds the patient, whom all is about.
        for (page, bytes) in (0..).zip(&self.0).skip(1).step_by(self.0.len() / 8) {
            let (mut best_read, mut best_resolve) = (f64::INFINITY, f64::INFINITY);
            for _ in 0..TIMES {
                reader.forget(page);
                reader.resolve();
                let bytes = bytes.clone();
                let start = milliseconds();
                reader.read(page, bytes);
                let between = milliseconds();
                reader.resolve();
                best_read = best_read.min(between - start);
                best_resolve = best_resolve.min(milliseconds() - between);
            }
            read = read.max(best_read);
            resolve = resolve.max(best_resolve);
        }
        Ok((read, resolve))
    }
}

/// Gives a resource and what it refers to other names, and every patient one.
fn rename(value: &mut Value, key: &str, copy: usize, patients: &[Value]) {
    if key == "reference" && patients.contains(value) {
        *value = json!("Patient/1");
        return;
    }
    match value {
        Value::Object(members) => {
            for (key, inner) in members {
                rename(inner, key, copy, patients);
            }
        }
        Value::Array(items) => {
            for item in items {
                rename(item, key, copy, patients);
            }
        }
        Value::String(text) if text.starts_with("Patient/") => "Patient/1".clone_into(text),
        Value::String(text) if matches!(key, "id" | "reference" | "fullUrl" | "value") => {
            text.push_str(&format!("-{copy}"));
        }
        _ => {}
    }
}
