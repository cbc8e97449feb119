//! `timeline read` as integrators call it: files and folders, gzip, mappings,
//! and when it fails.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use flate2::{Compression, write::GzEncoder};

/// A folder of its own, gone with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path =
            std::env::temp_dir().join(format!("timeline-read-{}-{name}", std::process::id()));
        fs::create_dir_all(path.join("inner")).unwrap();
        Folder(path)
    }

    fn put(&self, name: &str, bytes: &[u8]) -> &Folder {
        fs::write(self.0.join(name), bytes).unwrap();
        self
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What it prints, and whether it succeeds.
fn read(arguments: &[&str], path: &Path) -> (String, bool) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_timeline"));
    let output = command
        .arg("read")
        .args(arguments)
        .arg(path)
        .output()
        .unwrap();
    let words = [output.stdout, output.stderr].concat();
    (String::from_utf8(words).unwrap(), output.status.success())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

const FLAG: &[u8] = br#"{"resourceType":"Flag","code":{"text":"Falls"}}"#;

#[test]
fn folders_are_searched_and_gzip_is_opened() {
    let folder = Folder::new("folders");
    let other = br#"{"resourceType":"Flag","code":{"text":"Dog"}}"#;
    let lines = [FLAG, b"\n\n", other, b"\n"].concat();
    folder
        .put("a.json", FLAG)
        .put("inner/b.ndjson.gz", &gzip(&lines))
        .put("inner/c.txt", FLAG)
        .put("d.json", b"<Bundle xmlns=\"http://hl7.org/fhir\"/>")
        .put("e.json.gz", b"\x1f\x8b\x08");
    let (words, success) = read(&["--json"], &folder.0);
    assert!(success, "{words}");
    let accounts: Vec<serde_json::Value> = words
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let of = |key: &str| -> Vec<String> {
        accounts
            .iter()
            .map(|account| account[key].to_string())
            .collect()
    };
    assert_eq!(of("received"), ["1", "0", "0", "2"]);
    assert_eq!(of("counted"), ["1", "null", "null", "2"]);
    assert_eq!(of("format"), ["null", "\"FHIR XML\"", "\"gzip\"", "null"]);
    assert_eq!(of("undated"), ["1", "0", "0", "2"]);
}

#[test]
fn a_file_that_takes_too_long_or_cannot_be_opened_fails() {
    let folder = Folder::new("limits");
    folder.put("a.json", FLAG);
    let (words, success) = read(&["--limit-seconds", "0"], &folder.0);
    assert!(
        !success && words.contains("DOES NOT HOLD: took 0.0 s"),
        "{words}"
    );
    let (words, success) = read(&[], &folder.0.join("none.json"));
    assert!(!success && words.contains("none.json"), "{words}");
}

#[test]
fn feeds_are_read_by_a_mapping_and_a_bad_one_names_its_keys() {
    let examples =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/examples/childrens-centre");
    let mapping = examples.join("timeline.json");
    let mapping = mapping.to_str().unwrap();
    let (words, success) = read(
        &["--mapping", mapping, "--entries"],
        &examples.join("record.csv"),
    );
    assert!(success, "{words}");
    assert!(words.contains("10 received: 9 entries"), "{words}");
    assert!(
        words.contains(
            "2025-10-06 care-plan Family support | Parenting course, 12 weeks | 8 sessions"
        ),
        "{words}"
    );
    let brother = "https://fhir.nhs.uk/Id/nhs-number|9990013750";
    let (words, _) = read(
        &["--mapping", mapping, "--patient", brother],
        &examples.join("record.csv"),
    );
    assert!(
        words.contains("1 entries") && words.contains("9 about somebody else"),
        "{words}"
    );
    let folder = Folder::new("mappings");
    folder.put(
        "bad.json",
        br#"{"sources": [{}, {"feed": {"path": "/x", "items": "x", "map": []}}]}"#,
    );
    let bad = folder.0.join("bad.json");
    let (words, success) = read(&["--mapping", bad.to_str().unwrap()], &folder.0);
    assert!(
        !success && words.contains("/sources/1/feed/items: x; allowed: a pointer"),
        "{words}"
    );
    assert!(
        words.contains("/sources/1/feed/map: a list; allowed: a list of one rule"),
        "{words}"
    );
}
