//! The tool as an integrator runs it.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use serde_json::Value;

use super::server::PORTAL;

/// What `timeline check` said, in both forms.
pub struct Checked {
    pub json: Value,
    pub text: String,
    pub succeeded: bool,
}

/// Checks a configuration for the portal's page.
pub fn check(config: &Value) -> Checked {
    check_with(config, &["--origin", PORTAL], &[])
}

/// The same with other arguments and variables.
pub fn check_with(config: &Value, arguments: &[&str], variables: &[(&str, &str)]) -> Checked {
    let file = written(config.to_string().as_bytes());
    check_file(file.to_str().unwrap(), arguments, variables)
}

/// The same with a file or an address.
pub fn check_file(config: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Checked {
    let run = |more: &[&str]| -> Output {
        Command::new(env!("CARGO_BIN_EXE_timeline"))
            .args(["check", config])
            .args(arguments)
            .args(more)
            .envs(variables.iter().copied())
            .output()
            .unwrap()
    };
    // Both at once: some sources let one wait.
    let (text, json) = thread::scope(|scope| {
        let text = scope.spawn(|| run(&[]));
        let json = run(&["--json"]);
        (text.join().unwrap(), json)
    });
    assert_eq!(text.status.success(), json.status.success());
    let printed = String::from_utf8(json.stdout).unwrap();
    Checked {
        json: serde_json::from_str(&printed).unwrap_or_else(|_| {
            panic!("{printed}{}", String::from_utf8_lossy(&json.stderr));
        }),
        text: String::from_utf8(text.stdout).unwrap(),
        succeeded: text.status.success(),
    }
}

/// A file of its own for these bytes.
pub fn written(bytes: &[u8]) -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let name = format!("check-{}-{number}", std::process::id());
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&file, bytes).unwrap();
    file
}

impl Checked {
    /// Every finding, the configuration's first.
    pub fn findings(&self) -> Vec<&Value> {
        let sources = self.json["sources"].as_array().unwrap().iter();
        let of_sources = sources.flat_map(|source| source["findings"].as_array().unwrap());
        let configuration = self.json["configuration"].as_array().unwrap();
        configuration.iter().chain(of_sources).collect()
    }

    /// The codes at this level.
    pub fn codes(&self, level: &str) -> Vec<&str> {
        let findings = self.findings().into_iter();
        let findings = findings.filter(|finding| finding["level"] == level);
        findings.map(|f| f["code"].as_str().unwrap()).collect()
    }

    /// Holds that one thing failed, under this code, in one line that says
    /// what to do; gives the line.
    pub fn one_fault(&self, code: &str) -> &str {
        assert_eq!(self.codes("fail"), [code], "{}", self.text);
        assert!(!self.succeeded && self.json["ok"] == false);
        let lines = self.text.lines();
        let failed: Vec<&str> = lines.filter(|line| line.starts_with("FAIL")).collect();
        let [line] = failed.as_slice() else {
            panic!("{}", self.text);
        };
        let advice = line.split(" → ").nth(1).unwrap_or_default();
        assert!(!advice.is_empty(), "{line}");
        line
    }

    /// Holds that nothing failed and nothing is warned of.
    pub fn all_good(&self) {
        assert!(self.succeeded && self.json["ok"] == true, "{}", self.text);
        assert!(self.codes("warn").is_empty(), "{}", self.text);
    }
}
