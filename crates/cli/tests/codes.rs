//! `timeline codes`: a ConceptMap becomes a map that the element takes.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::process::{Command, Output};

use timeline_merge::CodeMap;

/// What the tool makes of a file with this text.
fn codes(name: &str, text: &str) -> Output {
    let file = std::env::temp_dir().join(format!("timeline-codes-{}-{name}", std::process::id()));
    fs::write(&file, text).unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_timeline"))
        .arg("codes")
        .arg(&file)
        .output();
    fs::remove_file(file).unwrap();
    run.unwrap()
}

#[test]
fn a_concept_map_becomes_rows() {
    let run = codes(
        "map",
        r#"{"resourceType": "ConceptMap", "title": "Own", "group": [{
            "source": "http://a.test", "target": "http://b.test",
            "element": [{"code": "1", "target": [{"code": "x", "equivalence": "equivalent"}]}]
        }]}"#,
    );
    assert!(run.status.success());
    let rows = String::from_utf8(run.stdout).unwrap();
    let row = "http://a.test\t1\t=\thttp://b.test\tx\tm";
    assert_eq!(rows, format!("# code map 1\nsource\tm\tOwn\n{row}\n"));
    assert!(CodeMap::default().read(&rows));
}

#[test]
fn what_is_no_concept_map_fails() {
    for text in ["", "{}", r#"{"resourceType": "Patient"}"#] {
        let run = codes("other", text);
        assert!(!run.status.success());
        assert!(run.stdout.is_empty());
    }
}
